"""Options that Moonshine has no use for are refused in words."""

import pytest

from moonshine_engine.capabilities import HONOURED, refuse_impossible
from transcription_engine.capabilities import Capabilities
from transcription_engine.errors import UnsupportedOption
from transcription_engine.options import Clip, Options

ENGLISH = Capabilities(("en",), ("transcribe",))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(prompt="Names."), f"does not honour `prompt`.*it honours {', '.join(HONOURED)}"),
        (Options(profile="accurate"), "does not honour `profile`"),
        (Options(temperature=(0.0,)), "does not honour `temperature`"),
        (Options(language="sv"), "does not know the language 'sv'. Expected auto or one of: en"),
        (Options(task="translate"), "cannot translate"),
    ],
)
def test_what_cannot_be_done_is_refused(options, words):
    with pytest.raises(UnsupportedOption, match=words):
        refuse_impossible(options, ENGLISH, "moonshine-base")


def test_what_can_be_done_is_accepted():
    for options in (Options(), Options(language="en", word_timestamps=False, clip=Clip(1, 2))):
        refuse_impossible(options, ENGLISH, "moonshine-base")
