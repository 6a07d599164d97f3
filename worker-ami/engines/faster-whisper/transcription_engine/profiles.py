"""What the profiles choose where a request leaves it to them."""

from transcription_engine.options import ACCURATE, FAST, Options
from transcription_engine.speech import SpeechRules

# faster-whisper's default, and what the published error rates of Whisper models are measured with.
_BEAM_SIZE = 5
_FAST_BEAM_SIZE = 1
# OpenAI's ladder, tried step by step while a window stays doubtful.
_TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# A second reading needs fewer steps: it is compared with the first one.
_AGAIN_TEMPERATURES = (0.0, 0.4, 0.8)

# faster-whisper's defaults: batches want short pauses to cut at, windows in a row want the pauses of the speaker.
_THRESHOLD = 0.5
_PAD_SECONDS = 0.4
_BATCHED_SILENCE_SECONDS, _SEQUENTIAL_SILENCE_SECONDS = 0.16, 2.0
# faster-whisper takes a single window of 32 ms for speech, and with it its 0.8 s of pads; on ten minutes of loud noise
# there are some such windows, and the model then says something. The shortest words last longer.
_BATCHED_SPEECH_SECONDS, _SEQUENTIAL_SPEECH_SECONDS = 0.1, 0.0
# Windows in a row are decoded section by section: the library makes the features of all at once, which takes about
# half a GB for this much (two at once reached 1.2 GB in all).
SECTION_SECONDS = 900


def beam_size(options: Options) -> int:
    """Return how many beams to search with."""
    return options.beam_size or (_FAST_BEAM_SIZE if options.profile == FAST else _BEAM_SIZE)


def temperatures(options: Options) -> tuple[float, ...]:
    """Return the temperatures to try while a text stays doubtful."""
    return options.temperature or _TEMPERATURES


def temperatures_again(options: Options) -> tuple[float, ...]:
    """Return the temperatures to try where a text is read a second time."""
    return options.temperature or _AGAIN_TEMPERATURES


def speech_rules(options: Options, window_seconds: float) -> SpeechRules:
    """Return what counts as speech for a model with windows of this length."""
    accurate, vad = options.profile == ACCURATE, options.vad
    min_speech = _SEQUENTIAL_SPEECH_SECONDS if accurate else _BATCHED_SPEECH_SECONDS
    min_silence = _SEQUENTIAL_SILENCE_SECONDS if accurate else _BATCHED_SILENCE_SECONDS
    return SpeechRules(
        threshold=_either(vad.threshold, _THRESHOLD),
        min_speech=_either(vad.min_speech_seconds, min_speech),
        min_silence=_either(vad.min_silence_seconds, min_silence),
        pad=_either(vad.speech_pad_seconds, _PAD_SECONDS),
        longest=SECTION_SECONDS if accurate else window_seconds,
    )


def _either(asked: float | None, usual: float) -> float:
    return usual if asked is None else asked
