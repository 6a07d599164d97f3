"""Prompt and hotwords of any length and content, with the demo model and its tokenizer."""

import pytest

from contract.runner import AUDIO, request
from tests.in_process import hear
from transcription_engine.options import Options
from transcription_engine.prompt_budget import within_budget

SENTENCE = "The meeting starts at nine on Monday. Please send the report before lunch."
ROOM = 219
NAMES = "Åsa Lindqvist, Nils Öberg, Greta Sandström; " * 40
STORY = "We met in the old town and spoke about the report. " * 35
JAPANESE = "会議は月曜日の九時に始まります" * 60


def tokens(whisper, text):
    return len(whisper.hf_tokenizer.encode(f" {text}", add_special_tokens=False).ids)


def fit(model, **texts):
    options, message = within_budget(Options(**texts), model.whisper)
    return options.hotwords or "", options.prompt or "", message


@pytest.mark.parametrize("texts", [{}, {"prompt": "Monday."}, {"hotwords": "Umeå, lunch", "prompt": "At nine."}])
def test_what_fits_is_told_as_it_is(model, texts):
    assert fit(model, **texts) == (texts.get("hotwords", ""), texts.get("prompt", ""), None)


def test_half_is_for_each_where_both_are_too_long(model):
    hotwords, prompt, message = fit(model, hotwords=NAMES, prompt=STORY)

    assert NAMES.startswith(hotwords)
    assert hotwords.endswith(("Lindqvist", "Öberg", "Sandström"))
    assert STORY.strip().endswith(f" {prompt}")
    assert tokens(model.whisper, hotwords) <= ROOM // 2
    assert ROOM - 40 < tokens(model.whisper, hotwords) + tokens(model.whisper, prompt) <= ROOM
    assert f"it takes {ROOM}: of the hotwords the first {len(hotwords)} of {len(NAMES.strip())} characters" in message
    assert f"of the prompt the last {len(prompt)} of {len(STORY.strip())} characters were used" in message


@pytest.mark.parametrize(("long", "short"), [("prompt", "hotwords"), ("hotwords", "prompt")])
def test_what_one_leaves_is_the_others(model, long, short):
    hotwords, prompt, message = fit(model, **{long: STORY, short: "Umeå"})

    assert "Umeå" in (hotwords, prompt)
    assert ROOM - 25 < tokens(model.whisper, hotwords) + tokens(model.whisper, prompt) <= ROOM
    assert f"of the {short}" not in message


def test_text_without_spaces_is_cut_between_characters(model):
    hotwords, prompt, _message = fit(model, hotwords=JAPANESE, prompt=JAPANESE)

    assert JAPANESE.startswith(hotwords)
    assert JAPANESE.endswith(prompt)
    assert 0 < tokens(model.whisper, hotwords) + tokens(model.whisper, prompt) <= ROOM


def test_a_list_of_words_with_nothing_between_them_but_spaces_is_cut_between_words(model):
    hotwords, _prompt, _message = fit(model, hotwords="tandläkarbesök " * 100)

    assert set(hotwords.split(" ")) == {"tandläkarbesök"}


def test_blanks_are_no_prompt(model):
    assert fit(model, prompt=" \n", hotwords=" ") == ("", "", None)


def test_the_names_of_the_models_own_tokens_are_plain_text(model):
    tokenizer = model.whisper.hf_tokenizer
    added = tokenizer.get_added_tokens_decoder()

    ids = tokenizer.encode("".join(token.content for token in added.values()), add_special_tokens=False).ids

    assert not set(ids) & set(added)
    # They are told from text by their numbers, which must stay.
    assert tokenizer.token_to_id("<|endoftext|>") == min(added)


@pytest.mark.parametrize("profile", ["fast", "balanced", "accurate"])
@pytest.mark.parametrize(
    "texts",
    [{"prompt": STORY, "hotwords": NAMES}, {"prompt": "<|sv|>", "hotwords": "<|endoftext|> <|notimestamps|>"}],
    ids=["too long", "special"],
)
def test_the_text_is_whole_whatever_the_model_is_told(model, profile, texts):
    heard = hear(model, request(AUDIO / "en-short.wav", profile=profile, temperature=0, **texts).encode())

    segments, done = heard.outcome()
    assert " ".join(event["segment"]["text"] for event in segments) == SENTENCE
    assert [warning["code"] for warning in done["warnings"]] == ["prompt_cut"] * (texts["prompt"] == STORY)
