"""Tokens as their file has them, and the words that they make up."""

import pytest

from moonshine_engine.vocabulary import Vocabulary, read_vocabulary

BEGINS = "\u2581".encode()


def file_of(tmp_path, *tokens):
    lengths = [[len(token)] if len(token) < 128 else [len(token) % 128 + 128, len(token) // 128] for token in tokens]
    content = b"".join(bytes(length) + token for length, token in zip(lengths, tokens, strict=True))
    (tmp_path / "tokenizer.bin").write_bytes(content)
    return tmp_path / "tokenizer.bin"


def test_tokens_of_any_length_are_read(tmp_path):
    long = BEGINS + b"o" * 400
    vocabulary = read_vocabulary(file_of(tmp_path, b"<s>", b"", long, b"!"))

    assert len(vocabulary) == 4
    assert vocabulary.words([2, 3]) == [(" " + "o" * 400 + "!", [0, 1])]


@pytest.mark.parametrize("content", [b"", b"\x05abc"])
def test_a_file_that_ends_within_a_token_is_refused(tmp_path, content):
    (tmp_path / "tokenizer.bin").write_bytes(content)

    with pytest.raises(ValueError, match="ends within a token"):
        read_vocabulary(tmp_path / "tokenizer.bin")


def test_a_word_goes_on_until_the_next_one_begins_and_special_tokens_say_nothing():
    vocabulary = Vocabulary([b"<s>", BEGINS + b"un", b"mute", b"d,", BEGINS + b"Ume", b"\xc3", b"\xa5", BEGINS])

    assert vocabulary.words([0, 1, 2, 3, 0, 4, 5, 6, 7]) == [(" unmuted,", [1, 2, 3, 4]), (" Umeå", [5, 6, 7])]


def test_a_token_that_the_file_does_not_have_says_nothing():
    assert Vocabulary([BEGINS + b"a"]).words([0, 31_999]) == [(" a", [0, 1])]
