"""Prompt and hotwords share the room that the model has before a window's text, and leave that text all of its own.

Only the model's tokenizer knows how much room they take: a registration cannot be refused for it, so what is too long
is cut here, with a warning, and the transcript stays whole.
"""

import re
from bisect import bisect_right
from functools import partial

from msgspec.structs import replace

from transcription_engine.options import Options
from transcription_engine.whisper import Whisper

# Beside them: the token that announces what was said before, those of language and task, and "no timestamps".
_OTHER_TOKENS = 1 + 3 + 1
# Hotwords are a list: half of a name is another name. Where nothing parts them, words stay whole.
_WHOLE_ITEMS = re.compile(r"(.+)[,;\n、，]", re.DOTALL), re.compile(r"(.+)\s", re.DOTALL)  # noqa: RUF001
_WHOLE_WORDS = re.compile(r"\s(\S.*)", re.DOTALL)


def within_budget(options: Options, whisper: Whisper) -> tuple[Options, str | None]:
    """Return the options with as much of prompt and hotwords as fits, and in words for the client what does not."""
    room = whisper.most_tokens - _OTHER_TOKENS
    hotwords, prompt = (options.hotwords or "").strip(), (options.prompt or "").strip()
    of_hotwords, of_prompt = _tokens(whisper, hotwords), _tokens(whisper, prompt)
    # Half for each; what one leaves is the other's.
    for_hotwords = min(of_hotwords, max(room // 2, room - of_prompt))
    listed = _beginning(whisper, hotwords, for_hotwords)
    said = _end(whisper, prompt, room - for_hotwords)
    cut = [
        *_in_words("hotwords", "first", listed, hotwords),
        *_in_words("prompt", "last", said, prompt),
    ]
    fitting = replace(options, hotwords=listed or None, prompt=said or None)
    if not cut:
        return fitting, None
    return fitting, (
        f"prompt and hotwords together are {of_hotwords + of_prompt} of the model's tokens, and it takes {room}: "
        f"{' and '.join(cut)} were used"
    )


def _tokens(whisper: Whisper, text: str) -> int:
    # One way of decoding puts a space before the prompt, the other does not.
    forms = (text, f" {text}") if text else ()
    return max((len(whisper.hf_tokenizer.encode(form, add_special_tokens=False).ids) for form in forms), default=0)


def _beginning(whisper: Whisper, text: str, room: int) -> str:
    if _tokens(whisper, text) <= room:
        return text
    length = bisect_right(range(len(text)), room, key=lambda length: _tokens(whisper, text[:length])) - 1
    # With one character more: an item may end just there.
    wholes = filter(None, (pattern.match(text[: length + 1]) for pattern in _WHOLE_ITEMS))
    return next((whole[1].rstrip() for whole in wholes), text[:length])


def _end(whisper: Whisper, text: str, room: int) -> str:
    if _tokens(whisper, text) <= room:
        return text
    tail = partial(_last, text)
    length = bisect_right(range(len(text)), room, key=lambda length: _tokens(whisper, tail(length))) - 1
    whole = _WHOLE_WORDS.search(tail(length + 1))
    return whole[1] if whole else tail(length)


def _last(text: str, length: int) -> str:
    return text[len(text) - length :]


def _in_words(name: str, which: str, used: str, given: str) -> list[str]:
    return [] if used == given else [f"of the {name} the {which} {len(used)} of {len(given)} characters"]
