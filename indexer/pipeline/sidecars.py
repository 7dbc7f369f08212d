"""Files beside photos that describe them: their names, what is remembered of them, their bytes.

`photo.jpg.xmp` and `photo.xmp` are XMP; Google Takeout writes `photo.jpg.json` and
`photo.jpg.supplemental-metadata.json`, whose names it cuts to 46 characters, numbers as in
`photo.jpg(1).json` for `photo(1).jpg`, and shares with the photo's edited copy.
"""

from __future__ import annotations

import logging
import os
import re
from itertools import islice
from typing import TYPE_CHECKING

from indexer.core.errors import PixloreError
from indexer.core.normal import folded
from indexer.core.opening import open_photo
from indexer.core.types import changed_ns
from indexer.pipeline import skip_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from indexer.store.records import Trace

log = logging.getLogger(__name__)

ENDINGS = frozenset({b".xmp", b".json"})
LARGEST = 1 << 20
"""A longer one is no description of a photo, and is not read."""

_APART = "/"
"""Between the facts of several files: no name has it."""

_TAKEOUT_LENGTH = 46
_TAKEOUT_ADDITION = ".supplemental-metadata"
_NUMBER = re.compile(r"(.*)\((\d{1,4})\)$", re.DOTALL)
_EDITED = re.compile(
    r"(.+)-(?:edited|bearbeitet|modifi\u00e9|editado|editada|modificato|bewerkt|edytowane|redigerad|"
    r"redigeret|redigert|muokattu|\u7de8\u96c6\u6e08\u307f|\u5df2\u4fee\u6539|\u5df2\u7f16\u8f91|"
    r"\u5df2\u7de8\u8f2f|\ud3b8\uc9d1\ub428)$",
    re.DOTALL,
)
"""How Takeout names the edited copy of a photo, in the languages it speaks."""

_Key = tuple[str, str]
"""A name and its number, "" for none."""


def beside_photos(
    folder: bytes, photos: Collection[Trace], names: Iterable[bytes]
) -> dict[bytes, str]:
    """Path of each photo that has sidecars, to what is remembered of them.

    Args:
        folder: absolute.
        photos: those that lie in it.
        names: files in it with one of the `ENDINGS`.
    """
    finder = _Finder(names)
    found: dict[bytes, str] = {}
    for path, *_ in photos:
        beside = finder.sidecars_of(os.fsdecode(path.rpartition(b"/")[2]))
        facts = _APART.join(fact for name in beside if (fact := _fact(folder, name)))
        if facts:
            found[path] = facts
    return found


def read_beside(photo: str, sidecars: str) -> tuple[bytes, ...]:
    """The contents of a photo's sidecars; of those that cannot be read, nothing."""
    if not sidecars:
        return ()
    folder = os.path.dirname(photo)  # noqa: PTH120 - names may be any bytes
    return tuple(_contents(folder, names_of(sidecars)))


def names_of(sidecars: str) -> list[str]:
    """The names of what is remembered."""
    facts = sidecars.split(_APART) if sidecars else []
    return [os.fsdecode(fact.split(" ", 3)[3].encode("latin-1")) for fact in facts]


def _contents(folder: str, names: Iterable[str]) -> Iterator[bytes]:
    for name in names:
        try:
            with open_photo(os.path.join(folder, name)) as source:  # noqa: PTH118
                if source.stat.size <= LARGEST:
                    with source.reader() as file:
                        yield file.read(LARGEST)
        except (PixloreError, OSError) as error:
            log.warning("A file beside a photo cannot be read: %s", error)


def _fact(folder: bytes, name: bytes) -> str:
    """Size, times and name as text, the name byte by byte: it need not be valid text."""
    try:
        status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - any bytes
    except OSError:
        return ""
    if skip_rules.file_reason(status) is not None:
        return ""
    times = f"{status.st_mtime_ns} {changed_ns(status)}"
    return f"{status.st_size} {times} {name.decode('latin-1')}"


class _Finder:
    """Finds the sidecars of photos among the names of one folder."""

    def __init__(self, names: Iterable[bytes]) -> None:
        self._xmp: dict[str, bytes] = {}
        self._json: dict[_Key, bytes] = {}
        for name in sorted(names):
            text = folded(os.fsdecode(name))
            if text.startswith("."):
                continue
            stem, _, ending = text.rpartition(".")
            if ending == "xmp":
                self._xmp.setdefault(stem, name)
            else:
                for key in _keys_of_json(stem):
                    self._json.setdefault(key, name)

    def sidecars_of(self, photo: str) -> list[bytes]:
        """The most exact name first."""
        name = folded(photo)
        stem = name.rpartition(".")[0] or name
        found = [self._xmp[key] for key in dict.fromkeys((name, stem)) if key in self._xmp]
        if self._json:
            keys = (key for key in _keys_of_photo(name) if key in self._json)
            found += [self._json[key] for key in islice(keys, 1)]
        return found


def _keys_of_json(stem: str) -> Iterator[_Key]:
    """What photo a JSON may belong to: as it is named, and without what Takeout adds and cuts."""
    base, number = _numbered(stem)
    yield stem, ""
    yield base, number
    whole, dot, addition = base.rpartition(".")
    if dot and _TAKEOUT_ADDITION.startswith(dot + addition):
        yield whole, number


def _keys_of_photo(name: str) -> Iterator[_Key]:
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    tail = dot + ending
    for one, number in dict.fromkeys([(stem, ""), _numbered(stem)]):
        yield from _names_of_json(one, tail, number)
    for one, number in dict.fromkeys([(stem, ""), _numbered(stem)]):
        edited = _EDITED.match(one)
        if edited:
            yield from _names_of_json(edited[1], tail, number)
            plain, count = _numbered(edited[1])
            yield from _names_of_json(plain, tail, count)


def _numbered(stem: str) -> _Key:
    match = _NUMBER.match(stem) if stem.endswith(")") else None
    return (match[1], match[2]) if match else (stem, "")


def _names_of_json(stem: str, tail: str, number: str) -> Iterator[_Key]:
    yield stem + tail, number
    yield stem, number
    if len(stem + tail) > _TAKEOUT_LENGTH:
        yield (stem + tail)[:_TAKEOUT_LENGTH], number
