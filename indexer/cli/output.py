"""Prints answers: text for people, JSON for programs; no file name is too strange to print."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OBEYED = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\udc80-\udc9f]"
)
_CLOSED = "The output was closed before the answer was written."


class OutputFailed(Exception):
    """The answer cannot be written. The text is a sentence for the person."""


class Output:
    """Answers go to standard output, everything said beside them to standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        _accept_any_name(sys.stdout)
        _accept_any_name(sys.stderr)

    def answer(self, content: dict[str, Any], text: str) -> None:
        """The command's answer: `content` with --json, else `text`."""
        # Escapes carry the lone surrogates of a file name that is not valid UTF-8.
        shown = json.dumps(content, ensure_ascii=True) if self.as_json else harmless(text)
        if sys.stdout is None:
            raise OutputFailed(_CLOSED)
        with writing():
            print(shown, flush=True)

    def note(self, text: str) -> None:
        """A sentence for the person; with --json too, since it does not touch standard output."""
        with writing():
            print(harmless(text), file=sys.stderr, flush=True)

    def fail(self, kind: str, message: str) -> None:
        """What went wrong, as a sentence; for programs also as `{"error": {"kind", "message"}}`."""
        if self.as_json:
            self.answer({"error": {"kind": kind, "message": message}}, "")
        self.note(f"pixlore: {printable(message)}")


def flush_output() -> None:
    """Write what `argparse` printed, such as the help.

    Raises:
        OutputFailed: it cannot be written.
    """
    with writing():
        if sys.stdout is not None:
            sys.stdout.flush()


@contextmanager
def writing() -> Iterator[None]:
    """Around what is printed; raises OutputFailed."""
    try:
        yield
    except BrokenPipeError:
        raise OutputFailed(_CLOSED) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputFailed(f"The answer cannot be written: {reason}.") from error


def printable(text: str) -> str:
    """`text` on one line: control characters escaped, since a file name may hold terminal codes."""
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _is_control(character) else character
        for character in text
    )


def harmless(text: str) -> str:
    """`text` with its lines, but without anything that a terminal would obey.

    The last guard of all that is printed: control characters, marks that turn the direction of
    writing, and the bytes of names that are no text but control codes of old terminals.
    """
    return _OBEYED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if "\udc80" <= character <= "\udc9f":  # a byte that is not valid in the name's encoding
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns of equal width, two spaces apart; those numbered in `right` are right-aligned."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths, right) for row in rows)


def plural(count: int, noun: str) -> str:
    """`1 photo`, `1,200 photos`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        padding = " " * (width - _width(cell))
        cells.append(padding + cell if column in right else cell + padding)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Terminal columns: Chinese, Japanese and Korean characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}


def _accept_any_name(stream: TextIO) -> None:
    """Let names through that are not valid in the encoding: as their bytes where possible."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    is_utf8 = (stream.encoding or "").lower().replace("-", "") == "utf8"
    escapes = "surrogateescape" if is_utf8 and os.name != "nt" else "backslashreplace"
    reconfigure(errors=escapes)
