"""The entry point chooses between window and command line, and stays light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import desktop.__main__ as entry


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, list[str]]]:
    calls: list[tuple[str | None, list[str]]] = []

    def open_window(data_dir: str | None, arguments: list[str]) -> int:
        calls.append((data_dir, arguments))
        return 0

    monkeypatch.setattr(entry, "_open_window", open_window)
    return calls


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], (None, [])),
        (["--data-dir", "/library"], ("/library", [])),
        (["--data-dir=/library"], ("/library", [])),
        (["--background"], (None, ["--background"])),
        (["/photos/cat.jpg"], (None, ["/photos/cat.jpg"])),
        (["--data-dir", "/library", "./photos"], ("/library", ["./photos"])),
    ],
)
def test_no_command_opens_the_window(opened, arguments, window) -> None:
    assert entry.main(arguments) == 0
    assert opened == [window]


@pytest.mark.parametrize(
    "arguments", [["stop"], ["--data-dir", "{}", "stop"], ["--data-dir={}", "stop", "--json"]]
)
def test_a_command_runs_without_the_window(
    opened, arguments: list[str], tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("PIXLORE_DATA_DIR", str(tmp_path))
    assert entry.main([argument.format(tmp_path) for argument in arguments]) == 0
    assert opened == []
    capsys.readouterr()


def test_help_and_typing_errors_are_the_command_lines(opened, capsys) -> None:
    for arguments, code in ((["--help"], 0), (["serch"], 2), (["--data-dir"], 2)):
        with pytest.raises(SystemExit) as left:
            entry.main(arguments)
        assert left.value.code == code
    assert opened == []
    assert "usage: pixlore" in capsys.readouterr().out


@pytest.mark.parametrize("module", ["indexer.api", "indexer.cli.main", "desktop.__main__"])
def test_nothing_heavy_is_imported(module: str, repository: Path) -> None:
    heavy = {"torch", "open_clip", "timm", "transformers", "watchdog", "PySide6", "rawpy"}
    program = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.split()
    assert loaded == []
