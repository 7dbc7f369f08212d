"""What a person may write to leave files and folders out, and what it means.

A pattern without '/' is a name, anywhere in the watched folder. One with '/' is a path from the
watched folder on; '**' stands for any number of folders. Letter case does not count.
"""

from __future__ import annotations

import ntpath
import os
import re
import unicodedata
from fnmatch import translate
from typing import TYPE_CHECKING

from indexer.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EXAMPLE = "Write a name such as Screenshots or *thumb*, or a path in the folder such as 2019/raw."
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_MOST_CHOICES = 100
_HEAD = "(?s:"
_TAIL = translate("").removeprefix(_HEAD)


class ExcludePatterns:
    """Patterns as `checked` gives them, ready to be matched."""

    def __init__(self, patterns: Sequence[str]) -> None:
        chosen = [choice for pattern in patterns for choice in _choices(_plain(pattern))]
        self._names = _any_of(translate(each) for each in chosen if "/" not in each)
        self._paths = _any_of(_path_expression(each) for each in chosen if "/" in each)

    def match(self, name: str, path: str) -> bool:
        """Whether a file or folder called `name` at the relative `path` is left out."""
        if self._names is not None and self._names.match(_composed(name)):
            return True
        return self._paths is not None and self._paths.match(_composed(path)) is not None


def checked(patterns: Iterable[str], root: str) -> tuple[str, ...]:
    """The patterns for the folder at `root` as they are kept: without blanks and absolute paths.

    Raises:
        UsageError: one of them can match nothing in the folder.
    """
    return tuple(_checked(pattern.strip(), root) for pattern in patterns if pattern.strip())


def _checked(pattern: str, root: str) -> str:
    pattern = pattern.replace("\\", "/")
    if pattern.startswith("!"):
        raise UsageError(f"{pattern} brings nothing back: patterns only leave out. {_EXAMPLE}")
    if pattern == "~" or pattern.startswith("~/"):
        pattern = os.path.expanduser(pattern).replace("\\", "/")  # noqa: PTH111 - a pattern
    if pattern.startswith("/") or ntpath.splitdrive(pattern)[0]:
        pattern = _from_root(pattern, root)
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise UsageError(f"{pattern} leads out of the folder and can match nothing. {_EXAMPLE}")
    if not parts:
        raise UsageError(
            f"{pattern} is the whole folder. To leave all of it out, remove it. {_EXAMPLE}"
        )
    is_path = pattern.startswith(("/", "./"))
    return ("/" if is_path else "") + "/".join(parts) + ("/" if pattern.endswith("/") else "")


def _from_root(pattern: str, root: str) -> str:
    """An absolute path as '/' and the path from `root` on."""
    for start in dict.fromkeys((root, os.path.realpath(root))):
        head = start.replace("\\", "/").rstrip("/")
        if os.path.normcase(pattern.rstrip("/")) == os.path.normcase(head):
            return "/"
        if os.path.normcase(pattern).startswith(os.path.normcase(head + "/")):
            return pattern[len(head) :]
    real = os.path.realpath(pattern)
    inside = os.path.realpath(root).rstrip(os.sep) + os.sep
    if os.path.lexists(pattern) and real.startswith(inside):
        return "/" + real[len(inside) :].replace(os.sep, "/")
    if ntpath.splitdrive(pattern)[0] or _is_elsewhere(pattern):
        raise UsageError(f"{pattern} does not lie in {root} and can match nothing. {_EXAMPLE}")
    return pattern


def _is_elsewhere(pattern: str) -> bool:
    """Whether a path begins with a folder of this system: then it means that, not one in ours."""
    first = pattern.strip("/").partition("/")[0]
    return bool(first) and os.path.lexists("/" + first)


def _plain(pattern: str) -> str:
    """A pattern without what says nothing more: '**/' before a name and '/**' behind it."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    while len(parts) > 1 and parts[-1] == "**":
        parts.pop()
    anywhere = parts[0] == "**" if parts else True
    while len(parts) > 1 and parts[0] == "**":
        parts.pop(0)
    if anywhere and len(parts) > 1:
        parts.insert(0, "**")
    is_path = pattern.startswith(("/", "./")) and not anywhere
    return _composed(("/" if is_path else "") + "/".join(parts))


def _choices(pattern: str) -> list[str]:
    """A pattern with braces, *.{png,gif}, as one pattern for each choice."""
    waiting = [pattern]
    done: list[str] = []
    while waiting and len(waiting) + len(done) <= _MOST_CHOICES:
        each = waiting.pop()
        found = _BRACES.search(each)
        if found is None:
            done.append(each)
        else:
            waiting += [
                each[: found.start()] + choice + each[found.end() :]
                for choice in found[1].split(",")
            ]
    return done + waiting


def _path_expression(pattern: str) -> str:
    parts = pattern.strip("/").split("/")
    expression = ""
    for part in parts[:-1]:
        expression += "(?:.*/)?" if part == "**" else _inner(part) + "/"
    return _HEAD + expression + _inner(parts[-1]) + _TAIL


def _inner(part: str) -> str:
    """The expression of one name of a path. A '*' may stand for several folders too."""
    return translate(part).removeprefix(_HEAD).removesuffix(_TAIL)


def _any_of(expressions: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(expressions)
    return re.compile(joined, re.IGNORECASE) if joined else None


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
