"""Models that cannot be loaded, said in words that help."""

import shutil
from types import SimpleNamespace

import pytest

from contract.runner import AUDIO, request
from tests.engine import DEMO_MODEL, run_engine
from transcription_engine.model import known_languages


def copy_of_demo_model(path, *without):
    return shutil.copytree(DEMO_MODEL, path / "model", ignore=shutil.ignore_patterns(*without))


def expect_no_model(run, *words):
    assert run.exit_code == 3
    assert run.events == []
    for word in words:
        assert word in run.log
    assert "Traceback" not in run.log


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_an_incomplete_model_is_refused(tmp_path, missing):
    run = run_engine([], model=copy_of_demo_model(tmp_path, missing))

    expect_no_model(run, missing.replace(".json", "") if "vocab" in missing else missing, "is missing")


def test_a_directory_that_is_not_there_is_refused(tmp_path):
    expect_no_model(run_engine([], model=tmp_path / "gone"), "There is no directory")


def test_a_damaged_model_is_refused(tmp_path):
    model = copy_of_demo_model(tmp_path)
    (model / "model.bin").write_bytes(b"not a model")

    expect_no_model(run_engine([], model=model), "does not run", "CTranslate2's format")


def test_a_model_whose_preprocessor_does_not_fit_is_refused(tmp_path):
    model = copy_of_demo_model(tmp_path)
    (model / "preprocessor_config.json").write_text('{"feature_size": 128}')

    expect_no_model(run_engine([], model=model), "128 mel bands and the model takes 80")


@pytest.mark.parametrize("name", ["tiny", "somebody/some-model", "no-such-size"])
def test_a_model_that_is_neither_here_nor_to_be_fetched_is_refused(tmp_path, name):
    run = run_engine([], "--revision", "main", model=name, HF_HUB_OFFLINE="1", HF_HOME=str(tmp_path))

    expect_no_model(run, f"The model {name} (revision main) could not be fetched", "HF_HUB_OFFLINE")


def copy_with_tokens_renamed(path, *tokens):
    model = copy_of_demo_model(path)
    for token in tokens:
        file = model / "tokenizer.json"
        file.write_text(file.read_text(encoding="utf-8").replace(token, f"<|no{token[2:]}"), encoding="utf-8")
    return model


def test_a_language_without_a_token_is_neither_listed_nor_taken(tmp_path):
    model = copy_with_tokens_renamed(tmp_path, "<|en|>")

    run = run_engine([request(AUDIO / "en-short.wav", language="en")], model=model)

    assert run.events[0]["languages"] == ["sv"]
    assert run.events[1]["code"] == "unsupported_option"
    assert "Expected auto or one of: sv." in run.events[1]["message"]


def test_a_model_without_any_language_is_refused(tmp_path):
    run = run_engine([], model=copy_with_tokens_renamed(tmp_path, "<|en|>", "<|sv|>"))

    expect_no_model(run, "tokenizer.json has no language's token")


def test_an_english_only_model_knows_english_whatever_its_vocabulary_holds(stock_model):
    english_only = SimpleNamespace(
        model=SimpleNamespace(is_multilingual=False),
        hf_tokenizer=stock_model.hf_tokenizer,
        supported_languages=stock_model.supported_languages,
    )

    assert known_languages(stock_model) == ("en", "sv")
    assert known_languages(english_only) == ("en",)


def test_the_demo_model_runs_in_other_formats():
    run = run_engine([], "--compute-type", "float32", "--batch-size", "2")

    assert (run.events[0]["compute_type"], run.events[0]["batch_size"]) == ("float32", 2)
