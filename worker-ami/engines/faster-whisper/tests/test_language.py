"""Which language several places speak together."""

import pytest

from contract.runner import AUDIO, request
from transcription_engine.language import is_settled, spoken_language

ENGLISH, SWEDISH = [("<|en|>", 0.9), ("<|sv|>", 0.1)], [("<|sv|>", 0.8), ("<|en|>", 0.2)]


def test_one_place_is_taken_at_its_word():
    assert spoken_language([ENGLISH], [10], ["en", "sv"]) == ("en", 0.9)


def test_a_short_jingle_does_not_outvote_what_follows():
    code, probability = spoken_language([ENGLISH, SWEDISH, SWEDISH], [2, 10, 10], ["en", "sv"])

    assert (code, probability) == ("sv", pytest.approx((0.1 * 2 + 0.8 * 20) / 22))


def test_only_languages_that_the_model_was_trained_for_are_chosen():
    votes = [[("<|no|>", 0.6), ("<|sv|>", 0.3), ("<|da|>", 0.1)]]

    assert spoken_language(votes, [10], ["sv", "da"]) == ("sv", pytest.approx(0.75))


@pytest.mark.parametrize(
    ("votes", "settled"),
    [
        ([SWEDISH], False),
        ([SWEDISH, ENGLISH], False),
        # Two places of 28 s: 33.6 s more for Swedish, of which one more place of 30 s can take 30.
        ([SWEDISH, SWEDISH], True),
    ],
)
def test_two_places_that_agree_cannot_be_outvoted_by_a_third(votes, settled):
    left = (3 - len(votes)) * 30

    assert is_settled(votes, [28] * len(votes), ["en", "sv"], left) is settled


def test_with_one_language_to_choose_from_a_clear_lead_is_still_asked_for():
    assert is_settled([SWEDISH], [28], ["sv"], seconds_left=20)
    assert not is_settled([SWEDISH], [28], ["sv"], seconds_left=30)


@pytest.mark.parametrize("name", ["en-medium.mp3", "sv-medium.ogg"])
@pytest.mark.parametrize("profile", ["fast", "accurate"])
def test_recordings_are_recognised(ask, name, profile):
    language = ask([request(AUDIO / name, profile=profile, clip={"start": 0, "end": 30})]).events[-1]["language"]

    assert language["code"] == name[:2]
    assert 0.8 < language["probability"] <= 1
