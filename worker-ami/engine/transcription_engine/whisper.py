"""faster-whisper's model, taught to decode what it has encoded before."""

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from transcription_engine.pieces import Piece


class Whisper(WhisperModel):
    """A Whisper model; what the encoder made of a window serves to find the language and to decode it."""

    def encode(self, features: np.ndarray | ctranslate2.StorageView) -> ctranslate2.StorageView:
        """Run the encoder, unless that was done before."""
        return features if isinstance(features, ctranslate2.StorageView) else super().encode(features)

    def features(self, pieces: list[Piece]) -> np.ndarray:
        """Return the encoder's input for pieces that fit its window."""
        return np.stack([pad_or_trim(self.feature_extractor(piece.samples)[..., :-1]) for piece in pieces])
