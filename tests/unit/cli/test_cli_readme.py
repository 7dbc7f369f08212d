"""Every command, argument and option is in README, and README names no other command."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from indexer.cli.main import build_parser

HEADING = "## Command line"
EVERYWHERE = {"-h", "--help", "--json", "--data-dir"}


@pytest.fixture(scope="module")
def section(repository: Path) -> str:
    text = (repository / "README.md").read_text("utf-8")
    assert HEADING in text
    return text.partition(HEADING)[2].partition("\n## ")[0]


def commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command, `model list` as one."""
    below = next((a.choices for a in parser._actions if isinstance(a.choices, dict)), None)
    if below is None:
        return {" ".join(words): parser}
    found = {}
    for name, child in below.items():
        found |= commands(child, (*words, name))
    return found


def documented(section: str) -> dict[str, str]:
    """The rows of the table by command: what stands between the backticks."""
    known = sorted(commands(build_parser()), key=len, reverse=True)
    rows = re.findall(r"^\| `pixlore ([^`]+)` \|", section, re.MULTILINE)
    return {
        next((name for name in known if f"{row} ".startswith(f"{name} ")), row): row for row in rows
    }


def test_readme_has_a_row_for_each_command_and_no_other(section: str) -> None:
    assert set(documented(section)) == set(commands(build_parser()))


def test_each_row_has_its_arguments_and_options(section: str) -> None:
    rows = documented(section)
    for name, parser in commands(build_parser()).items():
        for action in parser._actions:
            if set(action.option_strings) & EVERYWHERE:
                continue
            words = action.option_strings or [action.metavar or str(next(iter(action.choices)))]
            assert any(word in rows[name] for word in words), (name, words)


def test_the_options_of_all_commands_are_explained(section: str) -> None:
    for option in EVERYWHERE - {"-h", "--help"} | {"--version"}:
        assert option in section
