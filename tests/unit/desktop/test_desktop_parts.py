"""Tasks, cache, layout, single instance: the parts under the window, one by one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QLocale, QPoint
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from desktop.controllers.copying import copy_files
from desktop.photo_details import PhotoDetails
from desktop.single_instance import SingleInstance
from desktop.tasks import Lane, Latest, Tasks, ignore
from desktop.thumbnails.cache import PixmapCache, ThumbnailKey
from desktop.thumbnails.decoding import thumbnail_image
from desktop.thumbnails.outdated import is_outdated, jpeg_size
from desktop.thumbnails.rendering import cell_picture
from desktop.timeline import months
from desktop.views.grid_layout import MARGIN, GridLayout, Section
from indexer.api import (
    FileUnavailable,
    FolderId,
    LibraryPaths,
    PhotoId,
    PhotoMetadata,
    PhotoRecord,
    PhotoState,
)
from indexer.store.photo_date import UNDATED
from tests.unit.desktop.conftest import FakeLibrary, _jpeg

YEAR_1993 = 725846400.0


def test_results_and_errors_come_back_on_the_main_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    heard: list[object] = []
    main = threading.get_ident()
    tasks.run(
        Lane.READER,
        threading.get_ident,
        lambda ident: heard.append((ident != main, threading.get_ident() == main)),
        heard.append,
    )
    tasks.run(Lane.READER, missing_file, ignore, lambda error: heard.append(type(error)))
    qtbot.waitUntil(lambda: heard == [(True, True), FileNotFoundError])
    tasks.stop()


def missing_file() -> None:
    raise FileNotFoundError


def test_only_the_latest_answer_counts_and_waiting_work_is_skipped(qtbot: QtBot) -> None:
    tasks = Tasks()
    latest = Latest(tasks, Lane.QUERY)
    gate = threading.Event()
    ran: list[int] = []
    answers: list[int] = []

    def work(number: int) -> int:
        gate.wait(10)
        ran.append(number)
        return number

    for number in (1, 2, 3):
        latest.run(lambda number=number: work(number), answers.append, ignore)
    gate.set()
    qtbot.waitUntil(lambda: answers == [3])
    assert ran[-1] == 3
    assert 2 not in ran
    tasks.stop()


def test_nothing_is_delivered_after_the_stop(qtbot: QtBot) -> None:
    tasks = Tasks()
    heard: list[int] = []
    tasks.run(Lane.READER, lambda: 1, heard.append, ignore)
    tasks.stop()
    tasks.run(Lane.READER, lambda: 2, heard.append, ignore)
    qtbot.wait(1)
    assert heard == []


def test_the_cache_stays_within_its_bytes_and_drops_the_oldest(qapp: object) -> None:
    cache = PixmapCache(3 * 10 * 10 * 4)
    keys = [ThumbnailKey(bytes([number]), 10, 10, 0) for number in range(4)]
    for key in keys[:3]:
        cache.keep(key, QPixmap(10, 10))
    assert cache.find(keys[0]) is not None
    cache.keep(keys[3], QPixmap(10, 10))
    assert cache.find(keys[1]) is None
    assert cache.find(keys[0]) is not None
    assert cache.bytes_held <= 3 * 10 * 10 * 4
    assert cache.find_any_size(keys[0].content_id) is not None
    assert cache.find_any_size(keys[1].content_id) is None


def test_a_cell_is_filled_with_clear_corners_and_bad_bytes_are_none(library: FakeLibrary) -> None:
    key = ThumbnailKey(b"1", 80, 50, 6)
    cell = cell_picture(library.thumbnail_bytes, key)
    assert cell is not None
    assert cell.size().toTuple() == (80, 50)
    assert cell.pixelColor(0, 0).alpha() == 0
    assert cell.pixelColor(40, 25).alpha() == 255
    assert cell_picture(b"not a picture", key) is None


@pytest.mark.parametrize("wide", [True, False])
def test_a_sliver_is_not_blown_up_to_fill_its_cell(wide: bool) -> None:
    size = (2160, 30) if wide else (30, 2160)
    stored = BytesIO()
    Image.new("RGB", size, "teal").save(stored, "JPEG")
    cell = cell_picture(stored.getvalue(), ThumbnailKey(b"1", 540, 180, 8))
    assert cell is not None
    assert cell.size().toTuple() == (540, 180)
    inked = cell.pixelColor(270, 90)
    assert inked.alpha() == 255
    assert cell.pixelColor(270, 5).alpha() == (0 if wide else 255)
    assert cell.pixelColor(5, 90).alpha() == (255 if wide else 0)


def test_a_panorama_stored_too_small_is_told_from_other_thumbnails() -> None:
    def stored(*size: int) -> bytes:
        jpeg = BytesIO()
        Image.new("RGB", size).save(jpeg, "JPEG")
        assert jpeg_size(jpeg.getvalue()) == size
        return jpeg.getvalue()

    assert is_outdated(stored(360, 36))
    assert is_outdated(stored(36, 360))
    assert not is_outdated(stored(1200, 120))
    assert not is_outdated(stored(360, 240))
    assert not is_outdated(stored(300, 40))
    for broken in (b"", b"P6 2 1 255", b"\xff\xd8\xff", stored(360, 36)[:20]):
        assert not is_outdated(broken)


def test_its_bytes_tell_what_a_thumbnail_is_not_a_guess(library: FakeLibrary) -> None:
    """Qt's guessing asks the plugin of SVG, which can lock two threads into each other."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    assert not QImage.fromData(drawing).isNull()
    assert thumbnail_image(drawing).isNull()
    assert not thumbnail_image(library.thumbnail_bytes).isNull()
    assert thumbnail_image(b"P6 2 1 255\n" + bytes(6)).size().toTuple() == (2, 1)


shapes_of_sections = st.lists(
    st.lists(st.floats(0.05, 20), min_size=1, max_size=120), min_size=1, max_size=4
)


@given(width=st.integers(1, 4000), side=st.integers(40, 400), shapes=shapes_of_sections, even=...)
def test_every_row_is_found_where_it_lies(
    width: int, side: int, shapes: list[list[float]], even: bool
) -> None:
    counts = [len(section) for section in shapes]
    firsts = [sum(counts[:number]) for number in range(len(counts))]
    sections = [Section(first, count, "x") for first, count in zip(firsts, counts, strict=True)]
    aspects = np.array([aspect for section in shapes for aspect in section], np.float32)
    layout = GridLayout(width, side, sections, None if even else aspects)
    for row in {0, counts[0] - 1, sum(counts) - 1, sum(counts) // 2}:
        cell = layout.rect(row)
        assert layout.row_at(cell.center()) == row
        assert row in layout.rows_between(cell.top(), cell.bottom())
        assert cell.bottom() < layout.height
        assert 0 <= layout.row_beside(row, 1) < sum(counts)
    assert layout.row_at(QPoint(0, 0)) == -1
    assert list(layout.rows_between(0, layout.height)) == list(range(sum(counts)))


def test_lines_are_filled_from_edge_to_edge_but_for_the_last() -> None:
    aspects = np.tile(np.array([1.5, 0.67, 1.33, 1.0], np.float32), 25)
    layout = GridLayout(1000, 180, [Section(0, 100, "x")], aspects)
    cells = [layout.rect(row) for row in range(100)]
    lines = {cell.top(): [other for other in cells if other.top() == cell.top()] for cell in cells}
    *full, _last = lines.values()
    assert all(line[0].left() == MARGIN for line in full)
    assert all(abs(line[-1].right() - (1000 - MARGIN)) <= 1 for line in full)
    assert all(130 <= line[0].height() <= 245 for line in full)


def test_months_follow_the_time_taken() -> None:
    moments = ["2026-11-03T09:00", "2026-11-01T00:00", "2026-10-31T23:59", "2024-02-29T12:00"]
    taken = np.array(moments, "datetime64[s]").astype(np.float64)
    found = [(month.first, month.count, month.date.toString("yyyy-MM")) for month in months(taken)]
    assert found == [(0, 2, "2026-11"), (2, 1, "2026-10"), (3, 1, "2024-02")]
    assert list(months(np.empty(0))) == []


def test_copies_never_replace_a_file_and_say_what_could_not_be(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    (source / "beach.jpg").write_bytes(b"new")
    (target / "beach.jpg").write_bytes(b"old")
    gone = str(source / "gone.jpg")
    outcome = copy_files([str(source / "beach.jpg"), gone], str(target))
    assert (target / "beach.jpg").read_bytes() == b"old"
    assert (target / "beach (2).jpg").read_bytes() == b"new"
    assert outcome.done == (str(source / "beach.jpg"),)
    ((failed, error),) = outcome.failed
    assert failed == gone
    assert isinstance(error, FileUnavailable)


def test_copying_ends_after_the_file_at_which_it_is_told_to(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(3)]
    for path in paths:
        path.touch()
    target = tmp_path / "target"
    target.mkdir()
    outcome = copy_files([str(path) for path in paths], str(target), lambda done: done < 2)
    assert outcome.cancelled
    assert len(list(target.iterdir())) == 2


def test_the_details_say_what_is_known_and_nothing_else(qapp: object) -> None:
    QLocale.setDefault(QLocale("en_US"))
    metadata = PhotoMetadata(
        4000, 3000, "jpeg", camera_make="NIKON", camera_model="NIKON D5", latitude=-33.85,
        longitude=151.2, taken_at=0.0, keywords=("sea", "boat"),
    )  # fmt: skip
    record = PhotoRecord(
        PhotoId(1), FolderId(1), "/p/a.jpg", PhotoState.INDEXED, 2048, 0, metadata=metadata
    )
    lines = {line.name: line.value for line in PhotoDetails().of(record) if line.value}
    assert lines["Camera"] == "NIKON D5"
    assert lines["Place"] == "Sydney, Australia\n33.8500° S  151.2000° E"
    assert lines["Taken"].startswith("Thursday, January 1, 1970\n")
    assert lines["Keywords"] == "sea and boat"
    assert "12.0 MP" in lines["Picture"]
    assert "Lens" not in lines
    assert "This search" not in lines


@pytest.mark.parametrize(
    ("path", "metadata", "shown"),
    [
        ("/p/a.jpg", {"taken_at": YEAR_1993, "taken_within": 365 * 86400.0}, "1993"),
        ("/p/a.jpg", {"taken_at": YEAR_1993, "taken_within": 31 * 86400.0}, "January 1993"),
        ("/p/a.jpg", {"taken_at": YEAR_1993, "taken_within": 86400.0}, "Friday, January 1, 1993"),
        ("/p/IMG-20180304-WA1.jpg", {}, "Sunday, March 4, 2018, says the file's name"),
        ("/p/a.jpg", {}, None),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(
    qapp: object, path: str, metadata: dict[str, float], shown: str | None
) -> None:
    QLocale.setDefault(QLocale("en_US"))
    record = PhotoRecord(
        PhotoId(1), FolderId(1), path, PhotoState.INDEXED, 2048, 0,
        metadata=PhotoMetadata(4, 3, "JPEG", **metadata),
    )  # fmt: skip
    lines = {line.name: line.value for line in PhotoDetails().of(record) if line.value}
    assert lines.get("Taken") == shown


def test_the_details_show_title_people_and_words_of_the_place(qapp: object) -> None:
    QLocale.setDefault(QLocale("en_US"))
    metadata = PhotoMetadata(
        4, 3, "JPEG", title="Harvest", people=("Mina", "Lucy"), places=("Caprile", "Italy")
    )
    record = PhotoRecord(
        PhotoId(1), FolderId(1), "/p/a.jpg", PhotoState.INDEXED, 2048, 0, metadata=metadata
    )
    lines = {line.name: line.value for line in PhotoDetails().of(record) if line.value}
    assert lines["Title"] == "Harvest"
    assert lines["People"] == "Mina and Lucy"
    assert lines["Place"] == "Caprile, Italy"


@pytest.mark.parametrize("is_damaged", [True, False])
def test_the_details_say_that_a_photo_is_damaged(qapp: object, is_damaged: bool) -> None:
    record = PhotoRecord(
        PhotoId(1), FolderId(1), "/p/a.jpg", PhotoState.INDEXED, 2048, 0, is_damaged=is_damaged
    )
    lines = {line.name: line.value for line in PhotoDetails().of(record) if line.value}
    assert ("end of this file is missing" in lines.get("Damaged", "")) is is_damaged


def test_photos_of_no_known_date_are_no_month() -> None:
    known, unknown = months(np.array([YEAR_1993, UNDATED]))
    assert known.is_known
    assert not unknown.is_known


def test_a_second_start_hands_its_arguments_over(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert not first.hand_over([])
    first.listen()
    program = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from desktop.single_instance import SingleInstance\n"
        "app = QCoreApplication([])\n"
        f"sys.exit(0 if SingleInstance(Path({str(tmp_path)!r})).hand_over(['/a b.jpg']) else 3)"
    )
    with qtbot.waitSignal(first.raised) as raised:
        second = subprocess.Popen([sys.executable, "-c", program])
    assert raised.args == [["/a b.jpg"]]
    assert second.wait(10) == 0
    first.stop()


@pytest.mark.skipif(os.name == "nt", reason="pipes have rights of their own")
def test_the_socket_lies_in_a_folder_of_ours_and_a_stranger_gets_no_arguments(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = LibraryPaths(tmp_path / "library")
    paths.create()
    first = SingleInstance(paths.data_dir)
    first.listen()
    address = Path(paths.window_socket)
    assert stat.S_ISSOCK(address.lstat().st_mode)
    assert stat.S_IMODE(address.lstat().st_mode) == 0o600
    assert address.parent == Path(paths.socket).parent
    later = SingleInstance(paths.data_dir)
    monkeypatch.setattr("desktop.single_instance.is_trusted", lambda _descriptor: False)
    assert not later.hand_over(["/private/photo.jpg"])
    address.parent.chmod(0o777)
    assert not later.hand_over(["/private/photo.jpg"])
    first.stop()
    assert not address.exists()


HEAVY = ("torch", "torchvision", "open_clip", "timm", "transformers", "watchdog")


def test_the_window_loads_none_of_the_heavy_libraries() -> None:
    program = "import sys, desktop.app; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert not set(HEAVY) & set(output.split())


@pytest.mark.parametrize("folder", ["icons", "themes"])
def test_resources_are_where_the_window_looks(folder: str, repository: Path) -> None:
    assert any((repository / "resources" / folder).iterdir())


@pytest.mark.parametrize(("width", "height"), [(0, 40), (40, 0), (-3, 20), (0, 0)])
def test_a_cell_without_room_has_no_picture(qtbot: QtBot, width: int, height: int) -> None:
    stored = _jpeg(QColor("teal"))
    assert cell_picture(stored, ThumbnailKey(b"1", width, height, 4)) is None
    assert cell_picture(stored, ThumbnailKey(b"1", 40, 30, 4)) is not None
