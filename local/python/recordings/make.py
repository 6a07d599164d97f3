"""Builds recordings with known texts: a speaker's sentences in a row, under noise, between music, one again and again.

Usage: make.py DIRECTORY SEED [NAME...]

Each NAME.wav has a NAME.json beside it: a list of [start, end, text] in seconds. The same seed gives the same bytes. A
name begins with the language, as in es-long; without one, and without any name, it is English.
The sounds are those of Debian's packages (CC BY-SA): recordings are made where they are needed, and never handed on.
"""

import gzip
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from recording import RATE, Recording, decoded, silence

SHARE = Path("/usr/share")
MUSIC = SHARE / "asterisk/moh"
ENGLISH = "en"
SPEAKERS = {
    ENGLISH: "en_US_f_Allison",
    "es": "es_MX_f_Allison",
    "fr": "fr_CA_f_June",
    "it": "it_IT_m_Carlo",
    "ru": "ru_RU_f_IvrvoiceRU",
}

# Fewer words are no sentence, and less sound is hardly to be understood alone.
LEAST_WORDS = 4
SHORTEST_SECONDS = 1.5
PAUSES_SECONDS = (0.3, 1.2)
NOISE_DECIBELS = -10
# Of the sentences between music: those long enough to be missed.
APART_COUNT, APART_LEAST_WORDS, APART_SECONDS = 24, 7, (8, 25)
NEAR_SILENCE = 30
MUSIC_SECONDS = 300
REPEATED_TIMES, REPEATED_WORDS, REPEATED_PAUSE_SECONDS = 4, range(8, 15), 0.6
SHORT_COUNT, SHORT_OF, SHORT_SECONDS = 40, 120, (2.5, 12)


class Sentence(NamedTuple):
    """What is said in a file, with what else is heard in brackets: "(2 seconds of silence)"."""

    file: Path
    text: str


def main(directory: Path, seed: int, names: Sequence[str]) -> None:
    """Build those of the names, or all in English."""
    for language in sorted({language_of(name) for name in names} or {ENGLISH}):
        build(directory, seed, language, {name for name in names if language_of(name) == language})


def build(directory: Path, seed: int, language: str, names: set[str]) -> None:
    """Build those of the names, which are in the language, or all."""
    missing = [str(path) for path in (speech(language), texts(language), MUSIC) if not path.exists()]
    if missing:
        packages = f"asterisk-core-sounds-{language} asterisk-core-sounds-{language}-g722 asterisk-moh-opsound-wav"
        sys.exit(f"there is no {', '.join(missing)}; on Debian: apt-get install {packages}")
    left = set(names)
    for name, recording in recordings(seed, language):
        if not names or name in left:
            recording.save(directory / name)
        left.discard(name)
        if names and not left:
            break


def language_of(name: str) -> str:
    """Return what a recording is spoken in."""
    language, _hyphen, _rest = name.partition("-")
    return language if language in SPEAKERS else ENGLISH


def speech(language: str) -> Path:
    """Return the folder with what the language's speaker says."""
    return SHARE / "asterisk/sounds" / SPEAKERS[language]


def texts(language: str) -> Path:
    """Return the file with the texts of it."""
    return SHARE / f"doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"


def recordings(seed: int, language: str) -> Iterator[tuple[str, Recording]]:
    """Draw lots in one order for all of them, so that each is the same whichever are wanted."""
    rng = random.Random(seed)  # noqa: S311 not for secrets
    sentences = known_sentences(language)
    rng.shuffle(sentences)
    yield f"{language}-long", in_a_row(sentences, 12 * 60, rng)
    rng.shuffle(sentences)
    yield f"{language}-noise", under_noise(in_a_row(sentences, 4 * 60, rng), seed)
    music = [decoded(file) for file in sorted(MUSIC.glob("*.wav"))]
    rng.shuffle(sentences)
    yield f"{language}-sparse-music", between_music(sentences, music, rng, seed)
    if language == ENGLISH:
        yield "music-only", Recording(np.concatenate(music)[: MUSIC_SECONDS * RATE])
    yield f"{language}-repeated", again_and_again(sentences)
    if language == ENGLISH:
        yield from alone(sentences)


def known_sentences(language: str) -> list[Sentence]:
    """Return the sentences whose text is what is heard: none with sounds in brackets."""
    with gzip.open(texts(language), "rt", encoding="utf-8", errors="replace") as lines:
        # Some lines have the file's name twice.
        matches = [re.fullmatch(r"([\w/\-.]+):\s*(?:\1:\s*)?([^\[<]+)", line.strip()) for line in lines]
    found = [Sentence(speech(language) / f"{match[1]}.g722", match[2]) for match in matches if match]
    return [one for one in found if words(one) >= LEAST_WORDS and one.file.exists()]


def in_a_row(sentences: Sequence[Sentence], seconds: float, rng: random.Random) -> Recording:
    """Let one sentence follow the other, with pauses."""
    recording = Recording(silence(0.5))
    for sentence in sentences:
        sound = decoded(sentence.file)
        if len(sound) < SHORTEST_SECONDS * RATE:
            continue
        recording.say(sentence.text, sound)
        recording.sounds.append(silence(rng.uniform(*PAUSES_SECONDS)))
        if recording.seconds > seconds:
            break
    return recording


def under_noise(recording: Recording, seed: int) -> Recording:
    """Lay noise over it, so many decibels below the voice."""
    clean = recording.samples
    level = np.sqrt((clean[clean != 0].astype(float) ** 2).mean()) * 10 ** (NOISE_DECIBELS / 20)
    noisy = Recording(clean + np.random.RandomState(seed).randn(len(clean)) * level)
    noisy.said = recording.said
    return noisy


def between_music(
    sentences: Sequence[Sentence], music: Sequence[np.ndarray], rng: random.Random, seed: int
) -> Recording:
    """Put music before every other sentence, and near-silence before the rest."""
    recording = Recording()
    those = [one for one in sentences if words(one) >= APART_LEAST_WORDS][:APART_COUNT]
    for number, sentence in enumerate(those):
        length, tune = rng.randint(*APART_SECONDS) * RATE, music[number % len(music)]
        start = rng.randint(0, max(1, len(tune) - length))
        hiss = np.random.RandomState(seed + number).randn(length) * NEAR_SILENCE
        recording.sounds.append(tune[start : start + length] // 2 if number % 2 else hiss.astype(np.int16))
        recording.say(sentence.text, decoded(sentence.file))
    return recording


def again_and_again(sentences: Sequence[Sentence]) -> Recording:
    """Say one sentence several times: what decoding in batches likes to drop."""
    sentence = next(one for one in sentences if words(one) in REPEATED_WORDS)
    recording = Recording()
    for _time in range(REPEATED_TIMES):
        recording.say(sentence.text, decoded(sentence.file))
        recording.sounds.append(silence(REPEATED_PAUSE_SECONDS))
    return recording


def alone(sentences: Sequence[Sentence]) -> Iterator[tuple[str, Recording]]:
    """Give short clips, each with a sentence of its own."""
    shortest, longest = SHORT_SECONDS
    sounds = ((one.text, decoded(one.file)) for one in sentences[:SHORT_OF])
    short = [(text, sound) for text, sound in sounds if shortest < len(sound) / RATE < longest]
    for number, (text, sound) in enumerate(short[:SHORT_COUNT]):
        recording = Recording()
        recording.say(text, sound)
        yield f"short/{number:02d}", recording


def words(sentence: Sentence) -> int:
    """Count them."""
    return len(sentence.text.split())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
