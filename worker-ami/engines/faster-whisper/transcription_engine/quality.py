"""The quality report of a request: how sure the model was, where it was not, and what became of doubtful places."""

from collections.abc import Sequence
from dataclasses import asdict

from faster_whisper.transcribe import Word

from transcription_engine.coverage import Gap
from transcription_engine.heard import Heard
from transcription_engine.protocol import warning
from transcription_engine.wire import Fields, probability, seconds, segment_fields, weighted_mean

# Uncertain words this close to each other are one place to listen to.
_SAME_PLACE_SECONDS = 1.0


TEXT_REMOVED = "text_removed"
DOUBTFUL_TEXT = "doubtful_text"
LOW_COVERAGE = "low_coverage"
# Below this a reader would miss something; breaths and pads make up for less.
_GOOD_COVERAGE = 0.8


class Quality:
    """Gathers the report while the results come in."""

    def __init__(self, unsure_below: float) -> None:
        """Begin with nothing heard; words less probable than `unsure_below` are worth listening to."""
        self._unsure_below = unsure_below
        self._confidences: list[tuple[float, float]] = []
        self._low: list[Fields] = []
        self._read_twice: list[Fields] = []
        self._removed: list[Fields] = []
        self._doubtful: list[Fields] = []
        self._gaps: list[Fields] = []
        self._transcribed = 0.0

    def add(self, heard: Heard, segments: list[Fields], offset: float) -> None:
        """Take what a step gave, and its segments as they were handed over."""
        self._transcribed += heard.transcribed_seconds
        self._gaps += [_gap_fields(gap, offset) for gap in heard.gaps]
        for segment in segments:
            self._confidences.append((segment["confidence"], segment["end"] - segment["start"]))
        for words in heard.words:
            self._low += _low_confidence_spans(words, self._unsure_below, offset)
        for twice in heard.read_twice:
            span = {"start": seconds(twice.start + offset), "end": seconds(twice.end + offset)}
            self._read_twice.append({**asdict(twice), **span})
        self._removed += [{**segment_fields(segment, offset), "reasons": why} for segment, why in heard.removed]
        self._doubtful += [{**segment_fields(segment, offset), "reasons": why} for segment, why in heard.doubtful]

    def warnings(self, speech_seconds: float) -> list[Fields]:
        """Say in words what a reader of the transcript should know."""
        said = []
        if self._removed:
            said.append(warning(TEXT_REMOVED, _removed_in_words(len(self._removed))))
        if self._doubtful:
            said.append(warning(DOUBTFUL_TEXT, _doubtful_in_words(self._doubtful)))
        if self._gaps or self._transcribed < _GOOD_COVERAGE * speech_seconds:
            said.append(warning(LOW_COVERAGE, _coverage_in_words(self._transcribed, speech_seconds, self._gaps)))
        return said

    def report(self, speech_seconds: float) -> Fields:
        """Return the report; `speech_seconds` is what the voice detector left of the recording."""
        values = [confidence for confidence, _length in self._confidences]
        mean = weighted_mean(values, [length for _confidence, length in self._confidences])
        return {
            "speech_seconds": seconds(speech_seconds),
            "transcribed_seconds": seconds(min(self._transcribed, speech_seconds)),
            "mean_confidence": probability(mean) if values else None,
            "lowest_confidence": min(values) if values else None,
            "low_confidence_spans": self._low,
            "low_confidence_below": self._unsure_below,
            "gaps": self._gaps,
            "redecoded_segments": self._read_twice,
            "removed_segments": self._removed,
        }


def _removed_in_words(count: int) -> str:
    segments = "1 segment was" if count == 1 else f"{count} segments were"
    return f"{segments} left out because nobody seems to speak there; the quality report has what the model made of it"


def _doubtful_in_words(segments: list[Fields]) -> str:
    first, reasons = segments[0], {reason for segment in segments for reason in segment["reasons"]}
    place = f"from {first['start']:.1f} to {first['end']:.1f} s"
    which = f"the text {place} is" if len(segments) == 1 else f"{len(segments)} segments are, the first {place},"
    return f"{which} doubtful ({', '.join(sorted(reasons))}): words may be wrong or missing, so listen there"


def _coverage_in_words(transcribed: float, speech_seconds: float, gaps: list[Fields]) -> str:
    longest = max(gaps, key=lambda gap: gap["seconds"], default=None)
    where = f"; there are none from {longest['start']:.1f} to {longest['end']:.1f} s" if longest else ""
    return (
        f"{transcribed:.1f} of the {speech_seconds:.1f} seconds that sound like speech gave words{where}: some may be "
        "missing, or it is music or noise"
    )


def _gap_fields(gap: Gap, offset: float) -> Fields:
    return {
        "start": seconds(gap.start + offset),
        "end": seconds(gap.end + offset),
        "seconds": seconds(gap.seconds),
    }


def _low_confidence_spans(words: Sequence[Word], unsure_below: float, offset: float) -> list[Fields]:
    places: list[list[Word]] = []
    for word in words:
        if word.probability >= unsure_below:
            continue
        if places and word.start - places[-1][-1].end <= _SAME_PLACE_SECONDS:
            places[-1].append(word)
        else:
            places.append([word])
    return [_place(unsure, offset) for unsure in places]


def _place(words: Sequence[Word], offset: float) -> Fields:
    mean = sum(word.probability for word in words) / len(words)
    start, end = seconds(words[0].start + offset), seconds(words[-1].end + offset)
    return {"start": start, "end": end, "confidence": probability(mean)}
