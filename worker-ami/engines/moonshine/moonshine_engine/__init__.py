"""An engine that transcribes with Moonshine; all but the model it shares with `transcription_engine`."""

ENGINE_NAME = "moonshine"
