"""What is text, and what is not: command lines, clipboards and sockets carry both."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Whether it has a form in UTF-8: a byte that is none arrives as a lone surrogate."""
    return _LONE_SURROGATE.search(text) is None


def without_controls(text: str) -> str:
    """Spaces instead of NUL, line ends and other control characters: one for one."""
    return _CONTROLS.sub(" ", text)
