"""One normal form: whatever way a text is composed, spelt in capitals or typed wide."""

from __future__ import annotations

import unicodedata

import pytest

from indexer.core.normal import composed, folded, plain


@pytest.mark.parametrize("text", ["Łódź", "부산여행", "ガス", "Ελλάδα", "Việt Nam"])
def test_decomposed_texts_are_the_same(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert composed(apart) == unicodedata.normalize("NFC", text)
    assert folded(apart) == folded(text)
    assert plain(apart) == plain(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("ｶﾞｽ", "ガス"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ЗОРКИЙ", "зоркий"),
        ("ﬁnale", "FINALE"),
    ],
)
def test_letter_case_and_width_do_not_count(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert folded(folded(one)) == folded(one)


def test_accents_count_where_they_make_other_words() -> None:
    assert folded("schön") != folded("schon")
    assert plain("Schön") == plain("schon")
    assert plain("ガス") != plain("カス")
    assert plain("हिन्दी") == unicodedata.normalize("NFKC", "हिन्दी")
