"""A transcription engine that speaks JSON lines over standard input and output."""

ENGINE_NAME = "faster-whisper"
