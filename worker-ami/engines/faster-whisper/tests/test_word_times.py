"""Word times of a batch: those of each window alone, on a GPU too, where windows are aligned at once."""

import ctranslate2
import numpy as np
import pytest
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio
from faster_whisper.tokenizer import Tokenizer

from contract.runner import AUDIO
from transcription_engine.pieces import Piece
from transcription_engine.whisper import unlike

SECONDS, FRAMES = 28, 2800


@pytest.mark.parametrize(
    ("frames", "told"),
    [
        ([2800], [2800]),
        ([2800, 2800], [2800, 2798]),
        ([2800, 2801], [2800, 2799]),
        ([2800, 1200], [2800, 1200]),
        ([2, 2], [2, 2]),
    ],
)
def test_windows_of_one_length_are_told_apart(frames, told):
    assert unlike(frames) == told


def test_at_once_the_words_stand_where_they_stand_alone(model):
    whisper = model.whisper
    sound = decode_audio(str(AUDIO / "en-medium.mp3"))
    pieces = [Piece(sound[16_000 * start : 16_000 * (start + SECONDS)], [], start) for start in (0, 5, 30, 12)]
    encoded = whisper.encode(whisper.features(pieces))
    tokenizer = Tokenizer(whisper.hf_tokenizer, True, task="transcribe", language="en")
    prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    said = whisper.model.generate(encoded, [prompt] * len(pieces), beam_size=1)
    # Of several lengths: the shorter ones are filled up in a batch.
    texts = [one.sequences_ids[0][:length] for one, length in zip(said, (None, 5, None, 12), strict=True)]

    def times(texts, encoded, frames):
        found = WhisperModel.find_alignment(whisper, tokenizer, texts, encoded, frames)
        return [[(word["word"], word["start"], word["end"]) for word in words] for words in found]

    windows = [ctranslate2.StorageView.from_array(window[None]) for window in np.array(encoded)]
    alone = [times([text], window, [FRAMES])[0] for text, window in zip(texts, windows, strict=True)]
    assert times(texts, encoded, unlike([FRAMES] * 4)) == alone
    # The reason for it, as of CTranslate2 4.8.
    assert times(texts, encoded, [FRAMES] * 4) != alone
