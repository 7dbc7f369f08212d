"""Names that come from files, shown as they are wherever Qt looks for markup or shortcuts."""

from __future__ import annotations

_NOTHING = "\u200b"
"""A space without width: no tag begins with it."""


def as_it_is(text: str) -> str:
    """The same to the eye, but never rich text.

    Tool tips have no setting for plain text. A name such as `<img src=...>` would be loaded.
    """
    return text.replace("<", f"<{_NOTHING}").replace("&lt;", f"&{_NOTHING}lt;")


def as_caption(text: str) -> str:
    """The text for a menu or a button, where a single "&" would be taken as a shortcut."""
    return text.replace("&", "&&")
