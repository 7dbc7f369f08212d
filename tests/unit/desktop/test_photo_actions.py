"""What a person does with one photo: look at it, walk on, hand it over, search by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.outside import Outside
from desktop.queries import FileQuery, FolderQuery, RegionQuery, SimilarQuery
from desktop.views.question import Question
from indexer.api import FileUnavailable, NotAPhoto, PhotoQuarantined
from tests.unit.desktop.conftest import FakeLibrary

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def open_first(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.open_photo(desktop.model.index(0))
    qtbot.waitUntil(lambda: desktop.viewer.record is not None)


def test_enter_opens_the_photo_and_the_keys_walk_and_lead_back(
    desktop: Desktop, qtbot: QtBot
) -> None:
    grid = desktop.window.gallery.grid
    grid.setCurrentIndex(desktop.model.index(0))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.window.page is desktop.window.viewer)
    qtbot.waitUntil(lambda: desktop.window.viewer._place.text() == "1 of 40")
    desktop.window.viewer.step_asked.emit(1)
    qtbot.waitUntil(lambda: desktop.window.viewer._place.text() == "2 of 40")
    desktop.window.viewer.step_asked.emit(-1)
    desktop.window.viewer.step_asked.emit(-1)
    qtbot.waitUntil(lambda: desktop.window.viewer._place.text() == "1 of 40")
    desktop.window.viewer.closed.emit()
    assert desktop.window.page is desktop.window.gallery
    assert grid.currentIndex().row() == 0


def test_the_viewer_ends_with_the_full_pixels(desktop: Desktop, qtbot: QtBot) -> None:
    open_first(desktop, qtbot)
    canvas = desktop.window.viewer.canvas
    qtbot.waitUntil(lambda: canvas.pixmap is not None and canvas.pixmap.width() == 30)
    assert canvas.target().width() == pytest.approx(600)


def test_a_photo_that_kills_the_decoder_is_said_and_the_thumbnail_stays(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.render_error = PhotoQuarantined("This file stopped the decoder.")
    open_first(desktop, qtbot)
    message = desktop.window.viewer._message
    qtbot.waitUntil(lambda: message.text() == "This file stopped the decoder.")
    canvas = desktop.window.viewer.canvas
    qtbot.waitUntil(lambda: canvas.pixmap is not None and canvas.pixmap.width() == 36)


def test_find_similar_leads_from_the_viewer_to_the_gallery(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    open_first(desktop, qtbot)
    desktop.actions.similar.trigger()
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    assert library.queries == [SimilarQuery(1, library.record(1).path)]
    assert desktop.window.page is desktop.window.gallery
    assert desktop.window.gallery.search_bar.picture_chip.name == "photo 1.jpg"


def test_actions_wait_for_a_photo(desktop: Desktop) -> None:
    assert not desktop.actions.similar.isEnabled()
    desktop.window.gallery.grid.setCurrentIndex(desktop.model.index(3))
    assert desktop.actions.similar.isEnabled()


def test_copying_path_and_picture(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    open_first(desktop, qtbot)
    desktop.actions.path.trigger()
    assert QGuiApplication.clipboard().text() == library.record(1).path
    desktop.actions.image.trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().mimeData().hasImage())
    assert QGuiApplication.clipboard().image().size().toTuple() == (30, 20)


def test_only_photos_that_exist_are_opened(tmp_path: Path) -> None:
    opened: list[QUrl] = []
    outside = Outside(lambda url: opened.append(url) is None)
    photo = tmp_path / "a 'b; c\n-d.jpg"
    photo.touch()
    outside.open_photo(str(photo))
    assert opened == [QUrl.fromLocalFile(str(photo))]
    for name in ("run.desktop", "setup.jpg.exe", "page.html", "link.url", "script.sh"):
        program = tmp_path / name
        program.touch()
        with pytest.raises(NotAPhoto):
            outside.open_photo(str(program))
    with pytest.raises(FileUnavailable):
        outside.open_photo(str(tmp_path / "gone.jpg"))
    assert len(opened) == 1


def test_a_photo_that_is_gone_is_said_in_the_window(
    desktop: Desktop, opened: list[QUrl], qtbot: QtBot
) -> None:
    open_first(desktop, qtbot)
    desktop.actions.open.trigger()
    assert "not there" in desktop.window.viewer._message.text()
    assert not opened


def test_a_dropped_file_is_searched_by(
    desktop: Desktop, library: FakeLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = tmp_path / "found.png"
    photo.touch()
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.jpg"), QUrl.fromLocalFile(str(photo))])
    assert desktop.arrivals.take(mime)
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    assert library.queries == [FileQuery(str(photo))]


def test_a_pasted_picture_is_searched_by_and_deleted_at_the_end(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    image = QImage(3000, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("orange"))
    mime = QMimeData()
    mime.setImageData(image)
    assert desktop.arrivals.take(mime)
    qtbot.waitUntil(lambda: bool(library.queries))
    (query,) = library.queries
    assert isinstance(query, FileQuery)
    assert QImage(query.path).width() == 1600
    desktop.window.close()
    desktop.stop()
    assert not Path(query.path).exists()


def test_a_photo_on_the_command_line_is_searched_by(
    make_desktop: object, library: FakeLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = tmp_path / "given.jpg"
    photo.touch()
    make_desktop(arguments=[str(photo)])  # type: ignore[operator]
    qtbot.waitUntil(lambda: library.queries == [FileQuery(str(photo))])


def choose(desktop: Desktop, *rows: int) -> None:
    """Select rows of the grid. Their records may still be on their way: wait for what follows."""
    selection = desktop.window.gallery.grid.selectionModel()
    selection.clearSelection()
    for row in rows:
        selection.select(desktop.model.index(row), selection.SelectionFlag.Select)


def test_a_box_drawn_on_the_photo_is_searched_by(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    open_first(desktop, qtbot)
    viewer = desktop.window.viewer
    qtbot.waitUntil(lambda: viewer.canvas.pixmap is not None)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_R)
    assert viewer.canvas.drawing
    photo = viewer.canvas.target()
    corner = photo.topLeft().toPoint()
    quarter = (photo.topLeft() + QPointF(photo.width() / 2, photo.height() / 2)).toPoint()
    qtbot.mousePress(viewer.canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(viewer.canvas, quarter)
    qtbot.mouseRelease(viewer.canvas, Qt.MouseButton.LeftButton, pos=quarter)
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    (query,) = library.queries
    assert isinstance(query, RegionQuery)
    assert query.region == pytest.approx((0, 0, 0.5, 0.5), abs=0.01)
    assert desktop.window.page is desktop.window.gallery


def test_escape_ends_drawing_first_and_the_photo_then(desktop: Desktop, qtbot: QtBot) -> None:
    open_first(desktop, qtbot)
    viewer = desktop.window.viewer
    viewer.actions_here.region.trigger()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.canvas.drawing
    assert desktop.window.page is viewer
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert desktop.window.page is desktop.window.gallery


def test_the_details_are_shown_and_the_choice_is_remembered(desktop: Desktop, qtbot: QtBot) -> None:
    open_first(desktop, qtbot)
    desktop.window.viewer.actions_here.details.trigger()
    assert desktop.window.viewer.details.isVisible()
    assert desktop.settings.details_shown
    texts = [label.text() for label in desktop.window.viewer.details.findChildren(QLabel)]
    assert "photo 1.jpg" in texts


def test_full_screen_and_slideshow_come_and_go(desktop: Desktop, qtbot: QtBot) -> None:
    open_first(desktop, qtbot)
    show = desktop.presentation
    show.toggle_slideshow()
    assert desktop.window.isFullScreen()
    assert show.running
    show._slides.timeout.emit()
    qtbot.waitUntil(lambda: desktop.window.viewer._place.text() == "2 of 40")
    desktop.close_photo()
    assert not show.running
    assert not desktop.window.isFullScreen()


def test_a_heart_is_shown_at_once_and_taken_back_on_failure(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    choose(desktop, 0, 1)
    desktop.actions.favourite.trigger()
    qtbot.waitUntil(lambda: len(desktop.model.favourites) == 2)
    asked = ("set_favourites", {"photo_ids": [1, 2], "favourite": True})
    qtbot.waitUntil(lambda: asked in library.fake_service.requests)
    qtbot.waitUntil(lambda: desktop.actions.favourite.text() == "Remove from favourites")
    library.fake_service.errors["set_favourites"] = FileUnavailable("The disk is gone.")
    desktop.actions.favourite.trigger()
    assert not desktop.model.favourites
    qtbot.waitUntil(lambda: len(desktop.model.favourites) == 2)


def test_several_photos_are_copied_as_files(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().clear()
    choose(desktop, 0, 2)
    desktop.actions.image.trigger()
    files = [QUrl.fromLocalFile(library.record(n).path) for n in (1, 3)]
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().mimeData().urls() == files)
    assert not desktop.actions.similar.isEnabled()


def test_chosen_photos_are_copied_to_a_folder(
    desktop: Desktop, library: FakeLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    Path(library.record(1).path).write_bytes(b"one")
    target = tmp_path / "target"
    target.mkdir()
    with qtbot.waitSignal(desktop.commands.files.told) as told:
        desktop.commands.files.copy_into(str(target), [library.record(n).path for n in (1, 2)])
    assert [path.name for path in target.iterdir()] == ["photo 1.jpg"]
    assert told.args[0].startswith("1 photo copied. 1 could not be: The file is not there.")


def test_the_trash_is_asked_for_and_never_deletes(
    desktop: Desktop,
    library: FakeLibrary,
    home_trash: Path,
    qtbot: QtBot,
) -> None:
    photo = Path(library.record(1).path)
    photo.write_bytes(b"one")
    choose(desktop, 0)
    desktop.actions.trash.trigger()
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(Question)))
    (question,) = desktop.window.findChildren(Question)
    assert photo.exists()
    assert any(photo.name in label.text() for label in question.findChildren(QLabel))
    question.yes_button.click()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == 39)
    assert not photo.exists()
    assert [path.read_bytes() for path in home_trash.rglob("photo 1.jpg")] == [b"one"]
    assert desktop.window.gallery.grid.currentIndex().row() == 0
    undo, files = desktop.window.gallery.status_bar.undo_button, desktop.commands.files
    qtbot.waitUntil(undo.isVisible)
    assert undo.accessibleName()
    photo.write_bytes(b"another")
    with qtbot.waitSignal(files.told) as told:
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert "Another file has its place" in told.args[0]
    assert photo.read_bytes() == b"another"
    qtbot.waitUntil(undo.isVisible)
    photo.unlink()
    undo.setFocus()
    qtbot.keyClick(undo, Qt.Key.Key_Space)
    qtbot.waitUntil(photo.exists)
    assert photo.read_bytes() == b"one"
    assert not list(home_trash.rglob("photo 1.jpg*"))
    qtbot.waitUntil(undo.isHidden)
    with qtbot.waitSignal(files.told) as told:
        desktop.actions.undo.trigger()
    assert told.args == ["There is nothing to undo."]


def test_the_sidebar_leads_to_folders_and_favourites(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    desktop.browsing.refresh()
    qtbot.waitUntil(lambda: len(desktop.window.gallery.sidebar._groups[-1].entries) == 1)
    (top,) = desktop.window.gallery.sidebar._groups[-1].entries
    assert [entry.name for entry in top.children] == ["trips"]
    desktop.window.gallery.sidebar.chosen.emit(top.children[0].children[0].key)
    qtbot.waitUntil(lambda: library.queries == [FolderQuery("/photos/trips/sea")])
    qtbot.waitUntil(lambda: desktop.gallery.query is not None)
    desktop.window.gallery.toggle_sidebar()
    assert not desktop.settings.sidebar_shown
