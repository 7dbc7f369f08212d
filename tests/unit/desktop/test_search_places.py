"""A search stays in the place where it was begun, says so, and is widened or left bit by bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.queries import FavouritesQuery, FileQuery, FolderQuery, SimilarQuery, TextQuery
from indexer.api import PhotoId, QueryError, parse
from tests.unit.desktop.conftest import FakeLibrary

TRIPS = FolderQuery("/photos/trips")


def test_a_search_begun_in_a_folder_stays_there_until_it_is_widened(
    desktop: Desktop, qtbot: QtBot
) -> None:
    bar = desktop.window.gallery.search_bar
    desktop.search(TRIPS)
    assert bar.scope_chip.name == "trips"
    qtbot.keyClicks(bar._field, "ski")
    qtbot.waitUntil(lambda: desktop.gallery.query == TextQuery("ski", TRIPS))
    tree = desktop.window.gallery.sidebar._tree
    qtbot.waitUntil(lambda: [it.data() for it in tree.selectedIndexes()] == ["trips"])
    bar.scope_chip.remove_button.click()
    assert desktop.gallery.query == TextQuery("ski")
    assert not bar.scope_chip.name


def test_a_picture_search_stays_in_the_place_and_keeps_its_filters(desktop: Desktop) -> None:
    desktop.search(FavouritesQuery())
    desktop.search_here(SimilarQuery(PhotoId(1), "/a.jpg"))
    assert desktop.gallery.query == SimilarQuery(PhotoId(1), "/a.jpg", within=FavouritesQuery())
    desktop.search(TextQuery("a dog place:France"))
    desktop.search_here(FileQuery("/a.jpg"))
    assert desktop.gallery.query == FileQuery("/a.jpg", words="place:France")


def test_escape_leaves_one_part_of_the_search_at_a_time(desktop: Desktop, qtbot: QtBot) -> None:
    field = desktop.window.gallery.search_bar._field
    desktop.search(SimilarQuery(PhotoId(1), "/a.jpg", "snow", TRIPS))
    left = [SimilarQuery(PhotoId(1), "/a.jpg", "", TRIPS), TRIPS, None]
    for expected in left:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert desktop.gallery.query == expected


def test_a_quick_search_begins_anew(desktop: Desktop) -> None:
    desktop.search(SimilarQuery(PhotoId(1), "/a.jpg", "snow", TRIPS))
    desktop.quick_search()
    assert desktop.gallery.query is None
    desktop.search(TextQuery("snow"))
    desktop.quick_search()
    assert desktop.window.gallery.search_bar._field.selectedText() == "snow"


def test_a_start_shows_all_photos_whatever_was_searched_before(
    make_desktop: Callable[..., Desktop], tmp_path: Path
) -> None:
    (tmp_path / "data" / "window.ini").write_text("[General]\nquery=a dog\n")
    desktop = make_desktop()
    assert desktop.gallery.query is None


def test_keys_and_clicks_do_not_move_what_is_shown_as_selected(
    desktop: Desktop, qtbot: QtBot
) -> None:
    tree = desktop.window.gallery.sidebar._tree
    qtbot.waitUntil(lambda: [it.data() for it in tree.selectedIndexes()] == ["All photos"])
    tree.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Down):
        qtbot.keyClick(tree, key)
        assert [it.data() for it in tree.selectedIndexes()] == ["All photos"]
    place = tree.visualRect(tree.currentIndex()).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert [it.data() for it in tree.selectedIndexes()] == ["All photos"]
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.gallery.query == FavouritesQuery())
    qtbot.waitUntil(lambda: [it.data() for it in tree.selectedIndexes()] == ["Favourites"])


def test_what_was_meant_is_said_once_and_taken_by_a_click(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    mistake = parse("camra:canon").mistakes[0]
    library.search_error = QueryError(mistake.message)
    row, panel = desktop.window.gallery.chip_row, desktop.window.gallery.panel
    desktop.search(TextQuery("camra:canon"))
    qtbot.waitUntil(lambda: row.correction.text() == "camera:canon")
    assert mistake.message not in panel._text.text()
    library.search_error = None
    row.correction.click()
    assert desktop.gallery.query == TextQuery("camera:canon")


def test_home_and_end_go_to_the_first_and_last_photo(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.open_photo(desktop.model.index(5))
    qtbot.waitUntil(lambda: desktop.viewer.record is not None)
    desktop.window.viewer.end_asked.emit(1)
    assert desktop.viewer._row == desktop.model.rowCount() - 1
    desktop.window.viewer.end_asked.emit(-1)
    assert desktop.viewer._row == 0


def test_escape_leaves_a_slideshow_before_the_full_screen_it_found(
    desktop: Desktop, qtbot: QtBot
) -> None:
    desktop.open_photo(desktop.model.index(0))
    show = desktop.presentation
    show.toggle_full_screen()
    show.toggle_slideshow()
    desktop.escape_photo()
    assert (show.running, show.full_screen) == (False, True)
    show.toggle_slideshow()
    show.toggle_full_screen()
    assert (show.running, show.full_screen) == (False, False)
    show.toggle_slideshow()
    desktop.escape_photo()
    assert (show.running, show.full_screen) == (False, False)
    assert desktop.window.page is desktop.window.viewer


def test_escape_leaves_the_full_screen_before_the_viewer(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.open_photo(desktop.model.index(5))
    desktop.presentation.toggle_full_screen()
    desktop.window.viewer.escaped.emit()
    assert desktop.window.page is desktop.window.viewer
    assert not desktop.window.isFullScreen()
    desktop.window.viewer.escaped.emit()
    assert desktop.window.page is desktop.window.gallery
