"""The entry point: `pixlore` opens the window, `pixlore COMMAND …` is the command line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from indexer.api import library_paths

BACKGROUND = "--background"
"""Given by the desktop at login: the tray and the service, no window shown yet."""

QUICK = "--quick"
"""Given by a key of the desktop: the window comes to the front with an empty search field."""

_DATA_DIR = "--data-dir"


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or run a command; return the exit code.

    The first word decides: none, `--background`, or a path such as a file manager passes (with a
    separator in it: a bare word is always a command) opens the window.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    data_dir, rest = _split_data_dir(arguments)
    if not rest or rest[0] in (BACKGROUND, QUICK) or _is_path(rest[0]):
        return _open_window(data_dir, rest)
    # The command line reaches modules that the window must never load, so no import
    # statement here names it: import-linter follows those inside functions too.
    return int(importlib.import_module("indexer.cli.main").main(arguments))


def window_main() -> int:
    """Open the window whatever the arguments are: the entry point without a console."""
    return _open_window(*_split_data_dir(sys.argv[1:]))


def _split_data_dir(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The value of a leading `--data-dir`, and the other arguments."""
    first = arguments[0] if arguments else ""
    if first == _DATA_DIR and len(arguments) > 1:
        return arguments[1], arguments[2:]
    if first.startswith(f"{_DATA_DIR}="):
        return first.partition("=")[2], arguments[1:]
    return None, arguments


def _is_path(word: str) -> bool:
    separated = os.sep in word or (os.altsep is not None and os.altsep in word)
    return separated and not word.startswith("-")


def _open_window(data_dir: str | None, arguments: list[str]) -> int:
    # All that is imported and composed stays: looking for garbage in it only delays the start.
    gc.disable()
    from desktop.program import run_window

    return run_window(library_paths(data_dir), arguments)


if __name__ == "__main__":
    sys.exit(main())
