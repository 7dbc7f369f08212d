"""Photo metadata as columns of `photo`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from indexer.core.types import PhotoMetadata

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    "width",
    "height",
    "format",
    "orientation",
    "taken_at",
    "camera_make",
    "camera_model",
    "lens",
    "latitude",
    "longitude",
    "rating",
    "keywords",
    "caption",
    "frames",
    "taken_within",
    "title",
    "people",
    "places",
)
"""The columns, named and ordered as the fields of `PhotoMetadata`."""

COLUMNS = ", ".join(NAMES)
_LISTS = ("keywords", "people", "places")


def to_columns(metadata: PhotoMetadata) -> tuple[Any, ...]:
    """Values in the order of `NAMES`."""
    return tuple(_storable(getattr(metadata, name)) for name in NAMES)


def from_columns(values: Sequence[Any]) -> PhotoMetadata:
    """The metadata of a row's values in the order of `NAMES`."""
    fields = dict(zip(NAMES, values, strict=True))
    fields |= {name: tuple(json.loads(fields[name])) for name in _LISTS}
    return PhotoMetadata(**fields)


def _storable(value: Any) -> Any:
    """SQLite's text is UTF-8: what a file says in lone surrogates is replaced."""
    if isinstance(value, tuple):
        value = json.dumps(value, ensure_ascii=False)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
