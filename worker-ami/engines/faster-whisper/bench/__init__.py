"""Measures the engine against stock faster-whisper: `python -m bench --help`."""
