"""The details panel says why a photo is, or is not, among the hits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.match_words import MatchWords
from desktop.queries import SimilarQuery, TextQuery
from indexer.api import Cause, Explanation, PartOfAnswer, PhotoId, Strength
from tests.unit.desktop.conftest import FakeLibrary

EXPLAINED = Explanation(
    "/photos/a.jpg",
    Cause.RESULT,
    "It is a strong hit.",
    rank=2,
    of=1200,
    score=0.42,
    line=0.3,
    full=0.5,
    strength=Strength.STRONG,
    parts=(
        PartOfAnswer("type:jpeg", fits=True),
        PartOfAnswer("a dog", similarity=0.4, contribution=0.4),
        PartOfAnswer("-beach", similarity=-0.1, contribution=0.1),
        PartOfAnswer("cat", similarity=-0.1, contribution=-0.08),
    ),
    names=("keywords", "name"),
)


def test_an_explanation_is_said_with_figures_bars_and_names(desktop: Desktop) -> None:
    match = MatchWords(desktop.window).of(EXPLAINED)
    assert match.verdict == "A strong match"
    assert match.figures == "Number 2 of 1,200  ·  score 0.42, likely from 0.30"
    assert [(it.text, it.value, it.share) for it in match.reasons] == [
        ("type:jpeg", "✓ fits", None),
        ("a dog", "+0.40", 0.8),
        ("-beach", "+0.10", 0.2),
        ("cat", "-0.08", 0.0),
    ]
    assert match.note == "Your words also stand in: keywords and file name"


def test_a_likely_match_by_name_does_not_claim_to_be_one_by_its_score(desktop: Desktop) -> None:
    named = replace(EXPLAINED, score=0.07, strength=Strength.LIKELY)
    match = MatchWords(desktop.window).of(named)
    assert match.verdict == "A likely match"
    assert "score 0.07 alone would be too low, but your words name it" in match.figures
    assert "likely from" not in match.figures


def test_the_open_photo_is_explained_while_the_details_are_shown(
    desktop: Desktop, qtbot: QtBot
) -> None:
    card = desktop.window.viewer.details.match
    desktop.gallery.search(TextQuery("a dog"))
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    desktop.open_photo(desktop.model.index(3))
    qtbot.waitUntil(lambda: card.verdict == "A likely match")
    desktop.window.viewer.actions_here.details.setChecked(True)
    qtbot.waitUntil(lambda: card.verdict == "Not found: a filter leaves it out")
    desktop.choose_language("zh_CN")
    assert card.verdict == "未找到：被筛选条件排除"
    desktop.choose_language("en")
    desktop.window.viewer.actions_here.details.setChecked(False)


def test_any_search_can_be_tried_on_any_photo(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    details = desktop.window.viewer.details
    desktop.window.viewer.actions_here.details.setChecked(True)
    desktop.open_photo(desktop.model.index(0))
    qtbot.waitUntil(lambda: desktop.viewer.record is not None)
    assert details.match.verdict == ""
    details.match._field.setFocus()
    qtbot.keyClicks(details.match._field, "camera:cann")
    qtbot.keyClick(details.match._field, Qt.Key.Key_Left)
    qtbot.keyClicks(details.match._field, "o")
    assert details.match._field.text() == "camera:canon"
    assert desktop.viewer._row == 0
    details.match._field.returnPressed.emit()
    qtbot.waitUntil(lambda: details.match.verdict == "Not found: a filter leaves it out")
    qtbot.keyClick(details.match._field, Qt.Key.Key_Escape)
    assert desktop.window.viewer.canvas.hasFocus()
    assert desktop.viewer.is_open
    desktop.window.viewer.actions_here.details.setChecked(False)


def test_a_similar_photo_says_how_alike_it_is(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.search(SimilarQuery(PhotoId(1), "/photos/a.jpg"))
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    desktop.open_photo(desktop.model.index(0))
    card = desktop.window.viewer.details.match
    qtbot.waitUntil(lambda: card.verdict == "A strong match")
    assert card._figures.text() == "Score 0.90"
