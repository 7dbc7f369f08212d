"""The progress line."""

from __future__ import annotations

import io

import pytest

from indexer.api import LibraryCounts, Progress, ServiceState, ServiceStatus
from indexer.cli.progress import ProgressLine, describe, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def status(state: ServiceState, **progress: float) -> ServiceStatus:
    return ServiceStatus(
        version="1", pid=1, state=state, counts=LibraryCounts(), progress=Progress(**progress)
    )


def test_scanning_counts_what_was_found() -> None:
    line = describe(status(ServiceState.SCANNING), pending=0, total=1200)
    assert line == "Looking for photos: 1,200 found"


def test_indexing_shows_share_rate_and_time_left() -> None:
    indexing = status(ServiceState.INDEXING, rate_per_s=41.26, eta_s=87)
    line = describe(indexing, pending=3600, total=4800)
    assert line == ("[######------------------] 1,200 of 4,800 photos  41.3/s  1 min 27 s left")


def test_an_empty_library_divides_by_nothing() -> None:
    assert "0 of 0 photos" in describe(status(ServiceState.IDLE), pending=0, total=0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.6, "1 min 0 s"), (87, "1 min 27 s"), (7500, "2 h 5 min"), (-3, "0 s")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_line_is_drawn_over_itself_within_the_width(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    terminal = Terminal()
    line = ProgressLine(terminal)
    line.show("0123456789abc")
    line.clear()
    assert terminal.getvalue() == "\r\x1b[K012345678\r\x1b[K"


def test_nothing_is_drawn_where_nobody_looks() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    line.show("text")
    line.clear()
    assert stream.getvalue() == ""
