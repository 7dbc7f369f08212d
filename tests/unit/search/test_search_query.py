"""What counts as a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.errors import QueryError
from indexer.search.query import MAX_QUERY_CHARACTERS, checked_text


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\u200b"])
def test_nothing_to_search_for_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(QueryError, match=r"empty\. Type what the photo shows"):
        checked_text(text)


def test_ten_thousand_characters_are_refused_with_both_numbers() -> None:
    with pytest.raises(QueryError, match=r"has 10,000 characters; at most 2,000"):
        checked_text("x" * 10_000)


def test_the_longest_query_is_accepted() -> None:
    assert checked_text("x" * MAX_QUERY_CHARACTERS) == "x" * MAX_QUERY_CHARACTERS


def test_equal_queries_become_one_text() -> None:
    assert checked_text("  a  red\tsofa \n") == "a red sofa"
    assert checked_text("cafe\u0301") == "caf\u00e9"


@given(st.text(max_size=300))
def test_a_checked_text_is_stable(text: str) -> None:
    try:
        once = checked_text(text)
    except QueryError:
        return
    assert checked_text(once) == once
