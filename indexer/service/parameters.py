"""Reads the parameters of a request, trusting nothing. Each function raises UsageError."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.core.errors import UsageError
from indexer.core.texts import is_text
from indexer.ipc.protocol import MAX_TEXTS, Json

if TYPE_CHECKING:
    from indexer.core.types import PhotoId

LONGEST_TEXT = 10_000
_LONGEST_PATH = 32_768


def path_in(params: Json, name: str = "path") -> str:
    """A path that the system can take."""
    path = _string_in(params, name)
    if not path or "\0" in path or len(path) > _LONGEST_PATH:
        raise UsageError(f"{name} must be a path.")
    return path


def text_in(params: Json, name: str, default: str | None = None) -> str:
    """A text that a database can hold."""
    value = _string_in(params, name, default)
    if not is_text(value):
        raise UsageError(f"{name} is not valid text.")
    return value


def texts_in(params: Json, name: str = "texts") -> list[str]:
    """One to MAX_TEXTS strings of a bounded length."""
    texts = strings_in(params, name)
    if not 1 <= len(texts) <= MAX_TEXTS:
        raise UsageError(f"{name} must hold 1 to {MAX_TEXTS} texts.")
    if any(not text.strip() or len(text) > LONGEST_TEXT for text in texts):
        raise UsageError(f"A text must have 1 to {LONGEST_TEXT:,} characters.")
    if not all(map(is_text, texts)):
        raise UsageError(f"{name} must hold valid texts.")
    return texts


def strings_in(params: Json, name: str) -> list[str]:
    """A list of strings; empty when it is not given."""
    value = params.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UsageError(f"{name} must be a list of texts.")
    return value


def photo_ids_in(params: Json, name: str = "photo_ids") -> list[PhotoId]:
    """A list of photo ids."""
    value = params.get(name)
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise UsageError(f"{name} must be a list of whole numbers.")
    return value


def truth_in(params: Json, name: str) -> bool:
    """True or false."""
    value = params.get(name)
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be true or false.")
    return value


def whole_number_in(params: Json, name: str, default: int) -> int:
    """A number from 0."""
    value = params.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(f"{name} must be a whole number from 0.")
    return value


def region_in(params: Json) -> tuple[float, float, float, float] | None:
    """x, y, width and height of a part of a photo, or None for all of it."""
    value: Any = params.get("region")
    if value is None:
        return None
    numbers = isinstance(value, list) and all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in value
    )
    if not numbers or len(value) != 4:
        raise UsageError("region must be four numbers: x, y, width, height.")
    x, y, width, height = (float(each) for each in value)
    return x, y, width, height


def _string_in(params: Json, name: str, default: str | None = None) -> str:
    """Also one with lone surrogates, as the path of a file whose name is not UTF-8."""
    value = params.get(name, default)
    if not isinstance(value, str):
        raise UsageError(f"{name} must be a text.")
    return value
