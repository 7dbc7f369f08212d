"""Queries in scripts that the model in use was never taught."""

from __future__ import annotations

import pytest

from indexer.search.language_hint import language_hint, script_of

MULTILINGUAL = "ViT-B-16-SigLIP2-256"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("a dog on a sofa", "Latin"),
        ("ein Hund für mich", "Latin"),
        ("", "Latin"),
        ("123 !?", "Latin"),
        ("海边的日落", "Chinese"),
        ("海辺の夕日", "Japanese"),
        ("ソファ", "Japanese"),
        ("소파 위의 개", "Korean"),
        ("собака на диване", "Cyrillic"),
        ("كلب على الأريكة", "Arabic"),
        ("सोफे पर कुत्ता", "Devanagari"),
        ("我的 dog 在沙发上睡觉", "Chinese"),
        ("ｄｏｇ", "Latin"),
    ],
)
def test_scripts_are_told_apart(text: str, script: str) -> None:
    assert script_of(text) == script


def test_an_english_model_names_one_that_reads_chinese() -> None:
    hint = language_hint("海边的日落", "ViT-B-32-256", ())
    assert hint is not None
    assert (hint.script, hint.model, hint.is_installed) == ("Chinese", MULTILINGUAL, False)
    assert MULTILINGUAL in hint.sentence


def test_an_installed_model_is_preferred() -> None:
    hint = language_hint("собака", "starter", {"ViT-B-16-SigLIP-i18n-256"})
    assert hint is not None
    assert (hint.model, hint.is_installed) == ("ViT-B-16-SigLIP-i18n-256", True)


@pytest.mark.parametrize(
    ("text", "model"),
    [("a dog", "starter"), ("海边的日落", MULTILINGUAL), ("海边的日落", "a model of my own")],
)
def test_no_hint_where_none_is_needed(text: str, model: str) -> None:
    assert language_hint(text, model, ()) is None
