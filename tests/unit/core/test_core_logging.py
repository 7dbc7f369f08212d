"""What reaches the log names nothing of a person's."""

from __future__ import annotations

import logging
import os

import pytest

from indexer.core.logging_setup import DiscreetFormatter

NAMES = [
    "anna.jpg",
    "anna's photos/a.jpg",
    'the "best"/a.jpg',
    'it\'s "both"/a.jpg',
    "new\nline.jpg",
]


def line(error: Exception, message: str = "A scan failed") -> str:
    try:
        raise error
    except Exception as raised:  # noqa: BLE001 - that is how a log gets its traceback
        record = logging.LogRecord(
            "indexer.test", logging.ERROR, "x.py", 1, message, None, (type(raised), raised, None)
        )
        return DiscreetFormatter("%(message)s", private=["/home/anna/library"]).format(record)


@pytest.mark.parametrize("name", NAMES)
def test_a_path_in_an_error_of_the_system_is_blotted_out(name: str) -> None:
    written = line(PermissionError(13, os.strerror(13), f"/home/anna/{name}"))
    assert "anna" not in written
    assert "Permission denied: <path>" in written


def test_a_windows_path_and_both_paths_of_a_move_are_blotted_out() -> None:
    written = line(OSError(5, "no", "C:\\Users\\Anna\\a.jpg", None, "D:\\Anna\\b.jpg"))
    assert "Anna" not in written


def test_where_the_library_lies_is_blotted_out_and_lines_of_code_stay() -> None:
    message = 'in /home/anna/library/index.db\n  File "/opt/pixlore/indexer/x.py", line 3, in run'
    written = line(ValueError("it's odd, isn't it"), message)
    assert "in <library>/index.db" in written
    assert 'File "/opt/pixlore/indexer/x.py", line 3, in run' in written
    assert "it's odd, isn't it" in written
