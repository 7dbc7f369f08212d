"""The duplicates page: found, compared, decided about, and moved to the trash after asking."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.copying import trash_copies
from desktop.duplicate_groups import Duplicates
from desktop.shelf import Shelf
from desktop.views.duplicates.page import DuplicatesPage
from desktop.views.question import Question
from indexer.api import DuplicateKind, FileUnavailable, PhotoId, ServiceUnavailable
from tests.unit.desktop.conftest import FakeLibrary

IDENTICAL, PICTURE = DuplicateKind.IDENTICAL, DuplicateKind.PICTURE


def group(library: FakeLibrary, kind: DuplicateKind, *numbers: int) -> Duplicates:
    photos = tuple(library.record(number) for number in numbers)
    return Duplicates(kind, photos, frozenset({PhotoId(numbers[0])}))


@pytest.fixture
def page(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> DuplicatesPage:
    """Two groups of identical photos, the second one larger, and one of the same picture."""
    library.doubled = [
        group(library, IDENTICAL, 1, 2),
        group(library, IDENTICAL, 3, 4, 5),
        group(library, PICTURE, 6, 7),
    ]
    for number in range(1, 8):
        (library.folder / f"photo {number}.jpg").write_bytes(b"0123456789")
    desktop.open_shelf(Shelf.DUPLICATES)
    shown: DuplicatesPage = desktop.pages.duplicates_page
    qtbot.waitUntil(lambda: shown.groups.groups.rowCount() == 2)
    return shown


@pytest.fixture
def trashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was moved to the trash; the files are really gone."""
    moved: list[str] = []

    def take(path: str) -> None:
        moved.append(Path(path).name)
        Path(path).unlink()

    monkeypatch.setattr("send2trash.send2trash", take)
    return moved


def question(desktop: Desktop) -> Question:
    return next(it for it in desktop.window.findChildren(Question) if it.isVisible())


def test_groups_are_shown_by_kind_the_largest_first(page: DuplicatesPage) -> None:
    assert page.tabs[IDENTICAL].text() == "Identical  2"
    assert page.tabs[PICTURE].text() == "Same picture  1"
    assert page.comparison.photos.rowCount() == 3
    assert page._summary.text() == "Keeps 1 of 3  ·  frees 20 bytes"
    assert not page.different_button.isVisibleTo(page)
    page.tabs[PICTURE].click()
    assert page.groups.groups.rowCount() == 1
    assert page.different_button.isVisibleTo(page)


def test_the_keyboard_goes_through_groups_and_chooses_what_to_keep(
    page: DuplicatesPage, qtbot: QtBot
) -> None:
    page.groups.setFocus()
    qtbot.keyClick(page.groups, Qt.Key.Key_Down)
    assert page.comparison.photos.rowCount() == 2
    qtbot.keyClick(page.groups, Qt.Key.Key_Return)
    assert page.comparison.hasFocus()
    qtbot.keyClick(page.comparison, Qt.Key.Key_Right)
    qtbot.keyClick(page.comparison, Qt.Key.Key_Space)
    assert page._summary.text() == "Keeps 2 of 2  ·  frees 0 bytes"
    assert not page.trash_button.isEnabled()
    qtbot.keyClick(page.comparison, Qt.Key.Key_Space)
    qtbot.keyClick(page.comparison, Qt.Key.Key_Left)
    qtbot.keyClick(page.comparison, Qt.Key.Key_Space)
    assert page._summary.text() == "Keeps 1 of 2  ·  frees 10 bytes"
    qtbot.keyClick(page.comparison, Qt.Key.Key_Escape)
    assert page.groups.hasFocus()


def test_copies_go_to_the_trash_after_asking_and_the_kept_one_stays(
    desktop: Desktop, page: DuplicatesPage, trashed: list[str], library: FakeLibrary, qtbot: QtBot
) -> None:
    page.trash_button.click()
    asked = question(desktop)
    assert asked.windowTitle() == "Move 2 photos to the trash?"
    asked.accept()
    qtbot.waitUntil(lambda: page.groups.groups.rowCount() == 1)
    assert trashed == ["photo 4.jpg", "photo 5.jpg"]
    assert (library.folder / "photo 3.jpg").exists()
    assert desktop.model.row_of(PhotoId(4)) == -1
    assert page.comparison.photos.rowCount() == 2


def test_all_identical_copies_can_be_cleared_away_at_once(
    desktop: Desktop, page: DuplicatesPage, trashed: list[str], qtbot: QtBot
) -> None:
    assert page.trash_all_button.text() == "Clear all away (30 bytes)…"
    page.trash_all_button.click()
    question(desktop).accept()
    qtbot.waitUntil(lambda: page.tabs[IDENTICAL].text() == "Identical  0")
    assert sorted(trashed) == ["photo 2.jpg", "photo 4.jpg", "photo 5.jpg"]


def test_a_decision_is_remembered_and_a_failed_one_comes_back(
    page: DuplicatesPage, library: FakeLibrary, qtbot: QtBot
) -> None:
    page.keep_button.click()
    assert page.groups.groups.rowCount() == 1
    paths = [str(library.folder / f"photo {number}.jpg") for number in (3, 4, 5)]
    asked = ("decide", {"paths": paths, "verdict": "kept"})
    qtbot.waitUntil(lambda: asked in library.fake_service.requests)
    library.fake_service.errors["decide"] = ServiceUnavailable("It is gone.")
    page.keep_button.click()
    qtbot.waitUntil(lambda: page._summary.text() == "It is gone.")
    assert page.groups.groups.rowCount() == 1


def test_a_thousand_groups_are_shown(
    desktop: Desktop, library: FakeLibrary, page: DuplicatesPage, qtbot: QtBot
) -> None:
    library.doubled = [group(library, PICTURE, n, n + 1) for n in range(1, 2001, 2)]
    desktop.pages.duplicates.library_changed()
    desktop.open_shelf(Shelf.DUPLICATES)
    qtbot.waitUntil(lambda: page.groups.groups.rowCount() == 1000)
    page.different_button.click()
    assert page.groups.groups.rowCount() == 999


def test_keys_for_photos_do_nothing_to_those_behind_the_page(
    desktop: Desktop, page: DuplicatesPage
) -> None:
    assert desktop.window.gallery.shelf is Shelf.DUPLICATES
    assert desktop.commands.chosen_ids() == []
    assert not desktop.actions.trash.isEnabled()
    desktop.search(None)
    assert desktop.window.gallery.shelf is None


def test_a_copy_stays_when_the_kept_file_is_gone_changed_or_the_same(
    tmp_path: Path, trashed: list[str]
) -> None:
    kept, copy, changed = (tmp_path / name for name in ("kept.jpg", "copy.jpg", "changed.jpg"))
    for file in (kept, copy):
        file.write_bytes(b"same bytes")
    changed.write_bytes(b"same bytez")
    link = tmp_path / "link.jpg"
    link.symlink_to(kept)
    gone = tmp_path / "gone.jpg"
    pairs = [(copy, gone), (changed, kept), (link, kept), (copy, kept)]
    for pair in pairs[:3]:
        outcome = trash_copies([(str(pair[0]), str(pair[1]))], same_bytes=True)
        assert isinstance(outcome.failed[0][1], FileUnavailable)
    assert trashed == []
    assert trash_copies([(str(copy), str(kept))], same_bytes=True).done == (str(copy),)
    assert trashed == ["copy.jpg"]


@pytest.mark.parametrize("photos", [2, 3])
def test_few_photos_lie_side_by_side_also_after_many(
    desktop: Desktop, library: FakeLibrary, page: DuplicatesPage, qtbot: QtBot, photos: int
) -> None:
    library.doubled = [
        group(library, PICTURE, *range(1, 10)),
        group(library, PICTURE, *range(20, 20 + photos)),
    ]
    desktop.pages.duplicates.library_changed()
    desktop.open_shelf(Shelf.DUPLICATES)
    qtbot.waitUntil(lambda: page.comparison.photos.rowCount() == 9)
    qtbot.waitUntil(page.comparison.verticalScrollBar().isVisible)
    page.groups.choose(1)
    view = page.comparison
    last = view.photos.index(photos - 1)
    qtbot.waitUntil(
        lambda: view.visualRect(last).top() == view.visualRect(last.siblingAtRow(0)).top()
    )
    qtbot.waitUntil(lambda: not view.verticalScrollBar().isVisible())
