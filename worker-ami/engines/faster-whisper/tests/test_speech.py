"""Speech found while the samples come in is the speech that the stock library finds in the whole recording."""

from dataclasses import replace

import numpy as np
import pytest
from faster_whisper.audio import decode_audio
from faster_whisper.vad import VadOptions, collect_chunks, get_speech_timestamps, get_vad_model

from contract.runner import AUDIO
from transcription_engine import recording
from transcription_engine.decode import Audio
from transcription_engine.pieces import PieceCutter, Voiced
from transcription_engine.speech import Speech, SpeechFinder, SpeechRules
from transcription_engine.voice import VoiceDetector

SPOKEN = ["en-short.wav", "sv-short.m4a", "en-medium.mp3", "sv-medium.ogg", "en-stereo.flac", "sv-telephone.wav"]
RULES = [
    SpeechRules(threshold=0.5, min_speech=0, min_silence=0.16, pad=0.4, longest=10),
    SpeechRules(threshold=0.5, min_speech=0.25, min_silence=0.5, pad=0.1, longest=30),
    SpeechRules(threshold=0.3, min_speech=0, min_silence=2, pad=0.4, longest=5),
    SpeechRules(threshold=0.9, min_speech=0.1, min_silence=0, pad=0, longest=3),
]


def stock_options(rules):
    return VadOptions(
        threshold=rules.threshold,
        min_speech_duration_ms=int(rules.min_speech * 1000),
        min_silence_duration_ms=int(rules.min_silence * 1000),
        speech_pad_ms=int(rules.pad * 1000),
        max_speech_duration_s=rules.longest,
    )


def blocks_of(samples, size=1000):
    return (samples[start : start + size] for start in range(0, samples.size, size))


@pytest.fixture(scope="module", params=SPOKEN)
def samples(request):
    return decode_audio(str(AUDIO / request.param))


@pytest.mark.parametrize("size", [7, 512, 100_000])
def test_probabilities_are_bit_for_bit_those_of_the_stock_detector(size):
    sound = decode_audio(str(AUDIO / "en-short.wav"))
    detector = VoiceDetector()

    probabilities = [detector.hear(block).reshape(-1) for block in blocks_of(sound, size)]
    probabilities.append(detector.finish().reshape(-1))

    padded = np.pad(sound, (0, 512 - sound.size % 512))
    assert np.array_equal(np.concatenate(probabilities), get_vad_model()(padded).reshape(-1))


@pytest.mark.parametrize("rules", RULES)
def test_pieces_are_those_of_the_stock_library(samples, rules):
    wanted = get_speech_timestamps(samples, stock_options(rules))
    sounds, _places = collect_chunks(samples, wanted, max_duration=rules.longest)

    pieces = list(PieceCutter(blocks_of(samples), rules).pieces())

    speeches = [{"start": speech.start, "end": speech.end} for piece in pieces for speech in piece.speeches]
    assert speeches == wanted
    assert len(pieces) == len(sounds)
    for piece, sound in zip(pieces, sounds, strict=True):
        assert np.array_equal(piece.samples, sound)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rules", RULES)
def test_random_probabilities_are_cut_as_the_stock_library_cuts_them(monkeypatch, seed, rules):
    random = np.random.default_rng(seed)
    smooth = np.convolve(random.random(3000), np.ones(5) / 5, mode="same")
    probabilities = np.clip((smooth - 0.5) * random.choice([1, 4, 8]) + 0.5, 0, 1)
    size = 512 * 2999 + int(random.integers(1, 512))
    monkeypatch.setattr("faster_whisper.vad.get_vad_model", lambda: lambda _samples: probabilities)
    wanted = get_speech_timestamps(np.zeros(size, dtype=np.float32), stock_options(rules))

    finder = SpeechFinder(rules)
    found = [speech for start in range(0, 2944, 128) for speech in finder.feed(probabilities[start : start + 128])]
    found += finder.finish(probabilities[2944:], size)

    assert [{"start": speech.start, "end": speech.end} for speech in found] == wanted


def test_what_cannot_be_needed_any_more_is_forgotten():
    finder = SpeechFinder(RULES[0])

    list(finder.feed([0.0] * 1000))

    assert finder.needed_from() == 1000 * 512 - 6400


def test_the_first_piece_can_be_shorter_and_nothing_is_lost():
    samples, rules = decode_audio(str(AUDIO / "en-medium.mp3")), replace(RULES[0], longest=30)
    whole = list(PieceCutter(blocks_of(samples), rules).pieces())

    pieces = list(PieceCutter(blocks_of(samples), rules, first_seconds=10).pieces())

    assert pieces[0].seconds <= 10 < whole[0].seconds
    assert [speech for piece in pieces for speech in piece.speeches] == [
        speech for piece in whole for speech in piece.speeches
    ]
    assert [piece.number for piece in pieces] == list(range(len(pieces)))


@pytest.mark.parametrize(("second_until", "first_piece"), [(14, [4, 14]), (22, [4, 22]), (32, [4])])
def test_a_first_piece_is_not_cut_while_it_is_very_short(monkeypatch, second_until, first_piece):
    speeches = [Speech(0, 4 * 16_000), Speech(5 * 16_000, second_until * 16_000)]
    cutter = PieceCutter(iter(()), RULES[1], first_seconds=15)
    monkeypatch.setattr(cutter, "_speeches", lambda: iter([*speeches, Speech(40 * 16_000, 60 * 16_000)]))
    monkeypatch.setattr(cutter._kept, "cut", lambda start, end: np.zeros(end - start))

    assert [speech.end / 16_000 for speech in next(cutter.pieces()).speeches] == first_piece


@pytest.mark.parametrize(("minutes", "first_seconds"), [(6, 30), (10, 15)])
def test_only_a_long_recording_begins_with_a_short_piece(monkeypatch, minutes, first_seconds):
    given = []
    monkeypatch.setattr(recording, "PieceCutter", lambda _blocks, _rules, seconds: given.append(seconds))

    recording.Recording(Audio("talk.wav", 3600.0, duration_seconds=minutes * 60.0), RULES[1], lambda _audio: iter(()))

    assert given == [first_seconds]


def test_nothing_to_hear_gives_no_piece():
    assert list(PieceCutter(iter(()), RULES[0]).pieces()) == []


def test_voices_are_counted_where_they_are():
    voiced = Voiced(0.5)

    voiced.add(np.array([0.1, 0.9, 0.5, 0.4], dtype=np.float32))

    assert voiced.seconds(0, 0.128) == pytest.approx(0.064)
    assert voiced.seconds(0.1, 9) == pytest.approx(0)
    assert voiced.seconds(-1, 0.01) == 0
