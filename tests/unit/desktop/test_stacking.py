"""Copies and bursts as one tile: folded, opened, chosen, and acted on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.models.photo_list_model import PhotoRole
from desktop.photo_list import PhotoList
from desktop.queries import TextQuery
from desktop.stack_book import StackBook
from desktop.views.photo_delegate import stack_spot
from desktop.views.question import Question
from tests.unit.desktop.conftest import PHOTOS, FakeLibrary

LIST = PhotoList(
    np.array([9, 4, 7, 1, 8, 2]),
    np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], np.float32),
    strong=1,
    likely=3,
)


def test_a_list_is_folded_around_its_first_photos() -> None:
    photos, stacks = StackBook([[4, 1, 2], [9, 8], [100, 7]]).fold(LIST)
    assert photos.ids.tolist() == [9, 4, 7]
    assert (photos.strong, photos.likely) == (1, 3)
    assert stacks.counts.tolist() == [2, 3, 1]
    assert [stacks.photos(row) for row in range(3)] == [[9, 8], [4, 1, 2], []]
    assert (photos.photo_count, photos.photos_between(1, 3)) == (6, 4)


def test_an_open_stack_follows_its_first_photo_and_shares_its_strength() -> None:
    photos, stacks = StackBook([[4, 1, 2], [9, 8]]).fold(LIST, {2})
    assert photos.ids.tolist() == [9, 4, 1, 2, 7]
    assert (photos.strong, photos.likely) == (1, 5)
    assert stacks.counts.tolist() == [2, 1, 1, 1, 1]
    assert [stacks.is_open(row) for row in range(5)] == [False, True, True, True, False]
    assert [stacks.is_first(row) for row in range(5)] == [True, True, False, False, False]
    assert stacks.photos(2) == [4, 1, 2]
    assert photos.photo_count == 6


def test_the_cover_is_the_photo_to_keep_in_the_place_of_the_best_hit() -> None:
    book = StackBook([[2, 1, 4], [8, 9]])
    photos, stacks = book.fold(LIST)
    assert photos.ids.tolist() == [8, 2, 7]
    assert (photos.strong, photos.likely) == (1, 3)
    assert [stacks.photos(row) for row in range(3)] == [[8, 9], [2, 4, 1], []]
    photos, stacks = book.fold(LIST, {1})
    assert photos.ids.tolist() == [8, 2, 4, 1, 7]
    assert [stacks.is_first(row) for row in range(5)] == [True, True, False, False, False]
    assert not book.equals(StackBook([[1, 2, 4], [8, 9]]))


def test_a_library_without_stacks_is_shown_as_it_is() -> None:
    photos, stacks = StackBook().fold(LIST)
    assert photos.ids.tolist() == LIST.ids.tolist()
    assert not stacks.is_first(0)
    assert StackBook([[1, 2]]).fold(PhotoList())[0].ids.tolist() == []


def test_a_book_survives_in_a_file_and_a_bad_file_is_an_empty_book(tmp_path: Path) -> None:
    path = tmp_path / "stacks.npz"
    assert StackBook.read(path).fold(LIST)[0].ids.tolist() == LIST.ids.tolist()
    StackBook([[4, 1, 2], [9, 8]]).write(path)
    assert StackBook.read(path).fold(LIST)[0].ids.tolist() == [9, 4, 7]
    whole = path.read_bytes()
    torn = whole[: len(whole) // 2]
    for damaged in (b"", b"nonsense", torn, whole[:60] + b"x" * 40 + whole[100:]):
        path.write_bytes(damaged)
        assert StackBook.read(path).fold(LIST)[0].ids.tolist() == LIST.ids.tolist()


@pytest.fixture
def stacked(make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot) -> Desktop:
    """Photos 1, 2, 3 are one stack, 5 and 6 another."""
    library.stacked = [[1, 2, 3], [5, 6]]
    desktop = make_desktop()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == PHOTOS - 3)
    return desktop


def test_of_a_stack_the_cover_alone_can_go_to_the_trash(
    stacked: Desktop, library: FakeLibrary, home_trash: Path, qtbot: QtBot
) -> None:
    for number in (1, 2, 3):
        Path(library.record(number).path).write_bytes(b"%d" % number)
    stacked.window.gallery.grid.setCurrentIndex(stacked.model.index(0))
    cover = stacked.model.photo_id(0)
    stacked.actions.trash.trigger()
    qtbot.waitUntil(lambda: bool(stacked.window.findChildren(Question)))
    (question,) = stacked.window.findChildren(Question)
    question.third_button.click()
    qtbot.waitUntil(lambda: stacked.model.row_of(cover) < 0)
    assert [path.exists() for path in map(Path, (library.record(1).path,))] == [cover != 1]
    assert sum(Path(library.record(number).path).exists() for number in (1, 2, 3)) == 2


def test_the_keyboard_opens_and_closes_a_stack(stacked: Desktop, qtbot: QtBot) -> None:
    grid = stacked.window.gallery.grid
    grid.setFocus()
    grid.setCurrentIndex(stacked.model.index(0))
    assert stacked.actions.stack.isVisible()
    assert stacked.model.index(0).data(PhotoRole.STACK) == 3
    qtbot.keyClick(grid, Qt.Key.Key_S)
    assert stacked.model.rowCount() == PHOTOS - 1
    assert stacked.actions.stack.text() == "Close the stack"
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert stacked.commands.chosen_ids() == [2]
    qtbot.keyClick(grid, Qt.Key.Key_S)
    assert stacked.model.rowCount() == PHOTOS - 3
    assert grid.currentIndex().row() == 0


def test_a_click_on_the_badge_opens_a_stack(stacked: Desktop, qtbot: QtBot) -> None:
    grid = stacked.window.gallery.grid
    cell = grid.visualRect(stacked.model.index(1))
    assert stacked.model.index(1).data(PhotoRole.STACK) is None
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert stacked.model.rowCount() == PHOTOS - 3
    badge = (
        stack_spot(grid.visualRect(stacked.model.index(2)), 2, grid.fontMetrics().height())
        .center()
        .toPoint()
    )
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=badge)
    assert stacked.model.rowCount() == PHOTOS - 2


def test_an_action_on_a_closed_stack_says_how_many_photos_it_is_about(
    stacked: Desktop, qtbot: QtBot
) -> None:
    grid, bar = stacked.window.gallery.grid, stacked.window.gallery.selection_bar
    grid.setCurrentIndex(stacked.model.index(0))
    assert stacked.commands.chosen_ids() == [1, 2, 3]
    assert bar._text.text() == "Stack of 3 photos"
    assert stacked.actions.about.text() == "3 photos"
    stacked.actions.trash.trigger()
    asked: list[Question] = stacked.window.findChildren(Question)
    qtbot.waitUntil(lambda: bool(stacked.window.findChildren(Question)))
    asked = stacked.window.findChildren(Question)
    assert asked[0].windowTitle() == "Move 3 photos to the trash?"
    asked[0].reject()
    grid.selectAll()
    assert bar._text.text() == "40 photos chosen, those in stacks included"


def test_the_heart_of_a_stack_knows_the_photos_that_are_folded_away(
    stacked: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    heart = stacked.actions.favourite
    stacked.window.gallery.grid.setCurrentIndex(stacked.model.index(0))
    heart.trigger()
    contents = {number.to_bytes(16) for number in (1, 2, 3)}
    qtbot.waitUntil(lambda: stacked.model.favourites == contents)
    qtbot.waitUntil(lambda: heart.text() == "Remove from favourites")
    stacked.model.show_favourites(frozenset(contents - {(3).to_bytes(16)}))
    assert heart.text() == "Add to favourites"


def test_trashing_one_of_a_stack_leaves_the_others(stacked: Desktop) -> None:
    stacked.gallery.drop_photos([1])
    assert stacked.model.photo_id(0) == 2
    assert stacked.model.photos_of_row(0) == [2, 3]


def test_the_next_start_shows_the_stacks_at_once(
    stacked: Desktop, make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot
) -> None:
    stacked.window.close()
    stacked.stop()
    library.stacked = []
    again = make_desktop()
    qtbot.waitUntil(lambda: again.model.rowCount() > 0)
    assert again.model.rowCount() == PHOTOS - 3
    qtbot.waitUntil(lambda: again.model.rowCount() == PHOTOS)


def test_folding_can_be_turned_off_and_is_remembered(
    stacked: Desktop, make_desktop: Callable[..., Desktop], qtbot: QtBot
) -> None:
    stacked.window.gallery.controls._stack.click()
    assert stacked.model.rowCount() == PHOTOS
    stacked.gallery.search(TextQuery("x"))
    qtbot.waitUntil(lambda: stacked.model.photos.ranked)
    assert stacked.model.rowCount() == PHOTOS
    assert not stacked.settings.stacking


def test_the_viewer_goes_through_a_closed_stack(stacked: Desktop, qtbot: QtBot) -> None:
    canvas, page = stacked.window.viewer.canvas, stacked.window.viewer
    stacked.open_photo(stacked.model.index(0))
    qtbot.waitUntil(lambda: "1 of 3 in its stack" in page._place.text())
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "2 of 3 in its stack" in page._place.text())
    assert stacked.commands.chosen_ids() == [2]
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "1 of 3 in its stack" in page._place.text())
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: page._place.text() == "4 of 40")  # three are in the first tile
    stacked.close_photo()
