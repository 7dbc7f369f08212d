"""The grammar: a corpus of typed queries in two languages, and what holds for any text."""

from __future__ import annotations

import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.places.gazetteer import gazetteer
from indexer.search.grammar.chips import Chip, ChipKind
from indexer.search.grammar.completion import completions
from indexer.search.grammar.parse import parse
from indexer.search.named import name_words

TODAY = date(2026, 11, 23)
gazetteer()  # read before any example is timed
CORPUS = Path(__file__).parent / "corpus" / "typed_queries.tsv"
LINES = [
    tuple(line.split("\t"))
    for line in CORPUS.read_text("utf-8").splitlines()
    if not line.startswith("#\x20")
]
_SPLIT = (
    'dog -cat 2* 0.5* ( ) " "" “ ” 「 , | : ： # OR in: camera: camra: rating: date: like: near: '
    "type: last summer in May 2022 since 2020 yesterday 3 weeks ago 去年 夏天 的 2023年春节 五月 "
    "上个月 拍的 > .. 3..5 is:favourite - -- \u0301 \u3099 =\u0338"
)
PIECES = _SPLIT.split()
typed = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*PIECES, " ", "  ", "\u3000", "\n"])).map("".join),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
)


def shown(chip: Chip) -> str:
    days = "".join(f" @{period}" for period in chip.periods)
    return f"{chip.kind.value} {chip.text}{days}"


def same(chip: Chip) -> tuple[object, ...]:
    return chip.kind, chip.text, chip.values, chip.negated, chip.weight, chip.periods


def test_the_corpus_is_large_enough() -> None:
    assert len(LINES) >= 200
    assert sum(not query.isascii() for query, _ in LINES) >= 50


@pytest.mark.parametrize(("query", "expected"), LINES, ids=[line[0] for line in LINES])
def test_typed_queries(query: str, expected: str) -> None:
    assert [shown(chip) for chip in parse(query, TODAY).chips] == expected.split(" | ")


@given(typed)
@example('""" a')
@example("2000春节-0")
@example("-(a b) (c OR d) camera:(x OR y) OR camera:z")
def test_a_printed_parse_parses_to_the_same_chips(text: str) -> None:
    first = parse(text, TODAY)
    again = parse(first.printed, TODAY)
    assert [same(chip) for chip in again.chips] == [same(chip) for chip in first.chips]
    assert again.printed == first.printed


@given(typed)
def test_chips_stand_in_order_and_only_links_lie_between(text: str) -> None:
    parsed = parse(text, TODAY)
    at = 0
    for chip in parsed.chips:
        assert at <= chip.start < chip.end <= len(parsed.text)
        assert parsed.text[at : chip.start].strip() in {"", "的", "拍的", "在"}
        at = chip.end
    assert parsed.text[at:].strip() in {"", "的", "拍的", "在"}


@given(typed, st.integers(-5, 50))
def test_completions_never_fail(text: str, cursor: int) -> None:
    for completion in completions(text, cursor, concepts=["wedding"], paths=["/a b.jpg"]):
        assert 0 <= completion.start <= completion.end <= len(text)


@given(typed, st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_can_be_today(text: str, today: date) -> None:
    parse(text, today)


def test_a_mistake_names_what_was_meant() -> None:
    (chip,) = parse("camra:canon", TODAY).chips
    assert chip.kind is ChipKind.MISTAKE
    assert not chip.understood
    assert chip.message == "There is no field camra:. Did you mean “camera:”?"
    assert chip.suggestion == "camera:canon"
    assert parse("type:jpgg", TODAY).chips[0].suggestion == "type:jpg"
    assert "such as camera:canon" in parse("camera:", TODAY).chips[0].message
    assert "closing quote" in parse('"open', TODAY).chips[0].message


def test_a_bare_date_beside_words_can_become_a_filter() -> None:
    parsed = parse("peugeot 2008 camera:canon", TODAY)
    assert parsed.meaning == "peugeot 2008"
    assert parsed.undated_meaning == "peugeot"
    assert parsed.with_suggestion(0) == "peugeot date:2008 camera:canon"
    assert "write date:2008" in parsed.chips[0].message
    future = parse("blade runner 2049", TODAY).chips[0]
    assert (future.suggestion, future.periods) == ("", ())


def test_an_unknown_field_can_become_text() -> None:
    parsed = parse("foo:bar cat", TODAY)
    assert parsed.with_suggestion(0) == '"foo:bar" cat'
    assert parsed.chips[0].message.startswith("There is no field foo:.")


def test_plain_words_are_one_sentence_however_a_filter_divides_them() -> None:
    parsed = parse("dog last summer on the beach -cat", TODAY)
    assert parsed.meaning == "dog on the beach"
    assert [chip.text for chip in parsed.ranked] == ["-cat"]
    assert parsed.without(1) == "dog on the beach -cat"


def test_completions_of_fields_values_concepts_and_paths() -> None:
    def texts(typed: str) -> list[str]:
        found = completions(typed, len(typed), concepts=["wedding"], paths=["/a b.jpg", "/c.jpg"])
        return [completion.text for completion in found]

    assert texts("dog cam") == ["camera:"]
    assert texts("-ori") == ["-orientation:"]
    assert texts("orientation:p") == ["orientation:portrait"]
    assert texts("#wed") == ["#wedding"]
    assert texts("like:/a") == ['like:"/a b.jpg"']
    assert texts("nothing") == []


def test_a_long_query_is_parsed_in_time_that_grows_with_its_length() -> None:
    text = 'dog last summer -cat 去年夏天的狗 camera:canon OR camera:nikon "a b" ' * 200
    started = time.process_time()
    assert parse(text, TODAY).chips
    assert time.process_time() - started < 10  # quadratic time would take minutes


def test_completions_find_names_however_they_are_typed() -> None:
    apart = unicodedata.normalize("NFD", "Übung")
    assert [it.text for it in completions("#üb", 3, concepts=[apart])] == [f"#{apart}"]
    assert [it.text for it in completions("in:üb", 5, paths=[apart])] == [f"in:{apart}"]


def test_korean_words_of_two_signs_are_looked_for_in_names() -> None:
    assert name_words(unicodedata.normalize("NFD", "한국 ab Sea")) == ["한국", "sea"]
    assert name_words("ＳＥＡ") == ["sea"]
