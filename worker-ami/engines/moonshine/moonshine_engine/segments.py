"""From tokens to a segment with the times of its words."""

import math

from faster_whisper.transcribe import Segment, Word

from moonshine_engine.moonshine import Said
from moonshine_engine.vocabulary import Vocabulary
from transcription_engine.pieces import Piece
from transcription_engine.repetition import compression_ratio
from transcription_engine.resample import SAMPLE_RATE


def segments_of(said: Said, piece: Piece, vocabulary: Vocabulary) -> list[Segment]:
    """Return what is said in a piece as one segment, whose times are those of the recording; none without words."""
    words = [
        Word(
            start=in_recording(piece, said.beginnings[places[0]]),
            end=in_recording(piece, said.beginnings[places[-1] + 1], is_end=True),
            word=text,
            probability=_mean(said, places),
        )
        for text, places in vocabulary.words(said.tokens)
    ]
    if not words:
        return []
    text = "".join(word.word for word in words)
    return [
        Segment(
            id=0,
            seek=0,
            start=words[0].start,
            end=words[-1].end,
            text=text,
            tokens=said.tokens,
            avg_logprob=said.average,
            compression_ratio=compression_ratio(text),
            # It has no token for "nobody speaks".
            no_speech_prob=0.0,
            words=words,
            temperature=0.0,
        )
    ]


def in_recording(piece: Piece, second: float, is_end: bool = False) -> float:
    """Return where in the recording a second of a piece's sound is; an end stays before a pause that was cut out."""
    place = second * SAMPLE_RATE
    for speech in piece.speeches[:-1]:
        length = speech.end - speech.start
        if place < length or (is_end and place <= length):
            return (speech.start + place) / SAMPLE_RATE
        place -= length
    last = piece.speeches[-1]
    return min(last.start + place, last.end) / SAMPLE_RATE


def _mean(said: Said, places: list[int]) -> float:
    return sum(math.exp(said.log_probabilities[place]) for place in places) / len(places)
