"""Tasks, cache, layout, single instance: the parts under the window, one by one."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from desktop.single_instance import SingleInstance
from desktop.tasks import Lane, Latest, Tasks
from desktop.thumbnails.cache import PixmapCache, ThumbnailKey
from desktop.thumbnails.rendering import square_cell
from desktop.views.grid_layout import GridLayout, Section
from tests.unit.desktop.conftest import FakeLibrary


def test_results_and_errors_come_back_on_the_main_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    heard: list[object] = []
    main = threading.get_ident()
    tasks.run(
        Lane.READER,
        threading.get_ident,
        lambda ident: heard.append((ident != main, threading.get_ident() == main)),
    )
    tasks.run(Lane.READER, lambda: 1 // 0, failed=lambda error: heard.append(type(error)))
    qtbot.waitUntil(lambda: heard == [(True, True), ZeroDivisionError])
    tasks.stop()


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
        latest.run(lambda number=number: work(number), answers.append)
    gate.set()
    qtbot.waitUntil(lambda: answers == [3])
    assert ran[-1] == 3
    assert 2 not in ran
    tasks.stop()


def test_nothing_is_delivered_after_the_stop(qtbot: QtBot) -> None:
    tasks = Tasks()
    heard: list[int] = []
    tasks.run(Lane.READER, lambda: 1, heard.append)
    tasks.stop()
    tasks.run(Lane.READER, lambda: 2, heard.append)
    qtbot.wait(1)
    assert heard == []


def test_the_cache_stays_within_its_bytes_and_drops_the_oldest(qapp: object) -> None:
    cache = PixmapCache(3 * 10 * 10 * 4)
    keys = [ThumbnailKey(bytes([number]), 10) for number in range(4)]
    for key in keys[:3]:
        cache.keep(key, QPixmap(10, 10))
    assert cache.find(keys[0]) is not None
    cache.keep(keys[3], QPixmap(10, 10))
    assert cache.find(keys[1]) is None
    assert cache.find(keys[0]) is not None
    assert cache.bytes_held <= 3 * 10 * 10 * 4


def test_a_cell_is_square_with_clear_corners_and_bad_bytes_are_none(library: FakeLibrary) -> None:
    cell = square_cell(library.thumbnail_bytes, 80)
    assert cell is not None
    assert cell.size().toTuple() == (80, 80)
    assert cell.pixelColor(0, 0).alpha() == 0
    assert cell.pixelColor(40, 40).alpha() == 255
    assert square_cell(b"not a picture", 80) is None


@given(
    width=st.integers(1, 4000),
    side=st.integers(40, 400),
    counts=st.lists(st.integers(1, 300), min_size=1, max_size=4),
)
def test_every_row_is_found_where_it_lies(width: int, side: int, counts: list[int]) -> None:
    firsts = [sum(counts[:number]) for number in range(len(counts))]
    sections = [Section(first, count, "x") for first, count in zip(firsts, counts, strict=True)]
    layout = GridLayout(width, side, sections)
    for row in {0, counts[0] - 1, sum(counts) - 1, sum(counts) // 2}:
        cell = layout.rect(row)
        assert layout.row_at(cell.center()) == row
        assert row in layout.rows_between(cell.top(), cell.bottom())
        assert cell.bottom() < layout.height
    assert layout.row_at(QPoint(0, 0)) == -1
    assert list(layout.rows_between(0, layout.height)) == list(range(sum(counts)))


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
    with qtbot.waitSignal(first.raised, timeout=20_000) as raised:
        second = subprocess.Popen([sys.executable, "-c", program])
    assert raised.args == [["/a b.jpg"]]
    assert second.wait(10) == 0
    first.stop()


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
