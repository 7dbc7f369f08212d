"""Stacks, duplicates, reasons and words beside a picture, in the real window with the service."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.models.photo_list_model import PhotoRole
from desktop.queries import RegionQuery, SimilarQuery, TextQuery
from desktop.shelf import Shelf
from desktop.views.question import Question
from indexer.api import DuplicateKind, Verdict
from tests.end2end.conftest import Person, end

pytestmark = [
    pytest.mark.processes,
    pytest.mark.window,
    # The service is meant to outlive the process that started it.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]


@pytest.fixture
def doubled(demo_photos: Path) -> Path:
    """The demo photos, with a copy of the cat, and a smaller one of the cup."""
    shutil.copy2(demo_photos / "chelsea.png", demo_photos / "chelsea (2).png")
    os.utime(demo_photos / "chelsea (2).png")
    with Image.open(demo_photos / "coffee.png") as cup:
        cup.reduce(2).save(demo_photos / "coffee small.png")
    return demo_photos


@pytest.fixture
def owner(start: Callable[[], Person], doubled: Path) -> Person:
    """Someone whose library holds photos twice, and knows it by now."""
    made = start()
    expected = len(list(doubled.iterdir()))
    made.desktop.window.welcome.folder_chosen.emit(str(doubled))
    made.wait(lambda: made.desktop.model.photos.photo_count == expected)
    made.wait(lambda: made.desktop.model.rowCount() < expected)
    return made


def row_of(person: Person, name: str) -> int:
    model = person.desktop.model
    person.wait(lambda: all(model.index(row).data() for row in range(model.rowCount())))
    return next(row for row in range(model.rowCount()) if model.index(row).data() == name)


def groups(person: Person, kind: DuplicateKind) -> list[set[str]]:
    """The names in each group of a kind, once the page is open and the library compared."""
    page = person.desktop.pages.duplicates_page
    person.desktop.open_shelf(Shelf.DUPLICATES)
    person.wait(lambda: not page._busy)
    person.desktop.pages.duplicates.choose_kind(kind)
    return [{Path(it.path).name for it in group.photos} for group in page.groups.groups.groups]


def test_copies_are_one_tile_that_the_keyboard_opens(owner: Person, qtbot: QtBot) -> None:
    desktop, grid = owner.desktop, owner.desktop.window.gallery.grid
    owner.type_text("a cat")
    assert owner.names(1)[0].startswith("chelsea")
    assert desktop.model.index(0).data(PhotoRole.STACK) == 2
    qtbot.keyClick(desktop.window.gallery.search_bar.focusProxy(), Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_S)
    assert sorted(owner.names(2)) == ["chelsea (2).png", "chelsea.png"]
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    owner.wait(lambda: desktop.viewer.record is not None)
    qtbot.keyClick(desktop.window.viewer.canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(grid, Qt.Key.Key_S)
    assert desktop.model.photos_of_row(0) == desktop.commands.chosen_ids()
    assert len(desktop.commands.chosen_ids()) == 2


def test_a_copy_goes_to_the_trash_and_the_photo_stays(
    owner: Person,
    doubled: Path,
    home_trash: Path,
) -> None:
    desktop, page = owner.desktop, owner.desktop.pages.duplicates_page
    before = (doubled / "chelsea.png").read_bytes()
    assert groups(owner, DuplicateKind.IDENTICAL) == [{"chelsea.png", "chelsea (2).png"}]
    page.trash_button.click()
    (question,) = desktop.window.findChildren(Question)
    assert (doubled / "chelsea (2).png").exists()
    question.yes_button.click()
    owner.wait(lambda: page.groups.groups.rowCount() == 0)
    assert (doubled / "chelsea.png").read_bytes() == before
    assert [it.name for it in home_trash.rglob("*.png")] == ["chelsea (2).png"]
    owner.ask("rescan", wait=True)
    owner.wait(lambda: "chelsea (2).png" not in names_of_all(owner))
    undo = desktop.window.gallery.status_bar.undo_button
    owner.wait(undo.isVisible)
    undo.click()
    owner.wait(lambda: (doubled / "chelsea (2).png").exists())
    assert (doubled / "chelsea (2).png").read_bytes() == before
    assert not list(home_trash.rglob("*.png*"))
    owner.ask("rescan", wait=True)
    owner.wait(lambda: desktop.model.photos.photo_count == len(list(doubled.iterdir())))


def names_of_all(person: Person) -> list[str]:
    model = person.desktop.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [(DuplicateKind.IDENTICAL, Verdict.KEPT), (DuplicateKind.PICTURE, Verdict.DIFFERENT)],
)
def test_a_decision_outlives_the_window(
    owner: Person, start: Callable[[], Person], kind: DuplicateKind, verdict: Verdict
) -> None:
    expected = {
        DuplicateKind.IDENTICAL: {"chelsea.png", "chelsea (2).png"},
        DuplicateKind.PICTURE: {"coffee.png", "coffee small.png"},
    }[kind]
    found = groups(owner, kind)
    assert expected in found
    page = owner.desktop.pages.duplicates_page
    page.groups.choose(found.index(expected))
    page.decided.emit(verdict)
    owner.wait(lambda: len(owner.desktop._library._library.reader.verdicts()) > 0)
    end(owner.desktop)
    again = start()
    again.wait(lambda: again.desktop.model.rowCount() > 0)
    assert expected not in groups(again, kind)


def test_the_details_say_why_a_photo_matched_and_why_another_did_not(owner: Person) -> None:
    desktop = owner.desktop
    card = desktop.window.viewer.details.match
    owner.type_text("a cat type:png")
    desktop.open_photo(desktop.model.index(0))
    desktop.window.viewer.actions_here.details.setChecked(True)
    owner.wait(lambda: card.verdict == "A strong match")
    # The cover is the better of two equal copies, which share the first two places.
    owner.wait(lambda: card._figures.text().startswith(("Number 1 of", "Number 2 of")))
    desktop.close_photo()
    desktop.search(None)
    owner.wait(lambda: not desktop.model.photos.ranked)
    desktop.open_photo(desktop.model.index(row_of(owner, "rocket.jpg")))
    owner.wait(lambda: desktop.viewer.record is not None)
    card.asked.emit("a cat type:png")
    owner.wait(lambda: card.verdict == "Not found: a filter leaves it out")


def test_words_beside_a_picture_and_beside_a_part_of_one(owner: Person, qtbot: QtBot) -> None:
    desktop, bar = owner.desktop, owner.desktop.window.gallery.search_bar
    cat = desktop.model.record(row_of(owner, "rocket.jpg"))
    assert cat is not None
    desktop.search(SimilarQuery(cat.id, cat.path))
    owner.wait(lambda: desktop.model.photos.ranked)
    bar.select_all()
    qtbot.keyClicks(bar.focusProxy(), "a cup of coffee")
    owner.wait(lambda: desktop.gallery.query == SimilarQuery(cat.id, cat.path, "a cup of coffee"))
    owner.wait(lambda: desktop.model.photos.ranked and owner.names(1)[0].startswith("coffee"))
    desktop.search(RegionQuery(cat.path, (0.2, 0.2, 0.5, 0.5), "a cup of coffee"))
    owner.wait(lambda: desktop.model.photos.ranked and owner.names(1)[0].startswith("coffee"))
    bar.picture_removed.emit()
    assert desktop.gallery.query == TextQuery("a cup of coffee")
