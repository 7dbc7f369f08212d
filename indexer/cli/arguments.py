"""Builds the parsers of commands, alike in help, example and common options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from indexer.cli.session import Session

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace, Session], int]
"""A command: parsed arguments and session to exit code."""

_DATA_DIR_HELP = "the folder of the library (default: $PIXLORE_DATA_DIR, else your own data folder)"


def add_data_dir(parser: argparse.ArgumentParser, *, default: str | None) -> None:
    """The option that is understood before and after the command's name."""
    parser.add_argument("--data-dir", metavar="DIR", default=default, help=_DATA_DIR_HELP)


def add_command(
    commands: Commands, name: str, *, run: Run, summary: str, example: str, details: str = ""
) -> argparse.ArgumentParser:
    """A command's parser; its help ends with an example."""
    indented = "\n".join(f"  {line}" for line in example.splitlines())
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.{f' {details}' if details else ''}",
        epilog=f"Example:\n{indented}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    # SUPPRESS: a value given before the command's name must not be replaced by a default.
    add_data_dir(parser, default=argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def add_limit(parser: argparse.ArgumentParser) -> None:
    """How many hits a search prints."""
    parser.add_argument(
        "-n", metavar="N", dest="limit", type=positive, default=10, help="how many photos to print"
        " (default: 10)",
    )  # fmt: skip


def positive(text: str) -> int:
    """A whole number above zero, for argparse."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number < 1 << 31:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number above zero")
    return number


def region(text: str) -> tuple[float, float, float, float]:
    """Left, top, width and height as fractions of a photo, for argparse."""
    try:
        left, top, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not four numbers: x,y,w,h") from None
    inside = 0 <= left < left + width <= 1 and 0 <= top < top + height <= 1
    if not inside:
        raise argparse.ArgumentTypeError(f"“{text}” is not inside the photo: x,y,w,h from 0 to 1")
    return left, top, width, height
