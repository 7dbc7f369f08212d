"""Lists folders on disk: names and stats only. Opens no file and follows no link to a folder."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.core.types import clipped_ns
from indexer.pipeline import skip_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexer.pipeline.skip_rules import SkipRules


@dataclass(slots=True)
class Listing:
    """One folder as it was listed. `path` is relative to the watched folder, '' for itself."""

    path: str
    mtime_ns: int = 0
    photos: list[tuple[str, os.stat_result]] = field(default_factory=list)
    """Relative path and stat of each file that may be a photo."""
    folders: list[str] = field(default_factory=list)
    """Relative paths of the folders in it that belong to the walk."""
    entries: int = 0
    """How many names of any kind it holds."""
    skipped: Counter[str] = field(default_factory=Counter)
    error: OSError | None = None
    """Set when it could not be listed: then nothing is known about what it holds."""


def walk(root: str, rules: SkipRules, starts: Iterable[str] = ("",)) -> Iterator[Listing]:
    """List the folders `starts` (relative to `root`) and everything below them, each once."""
    waiting = list(starts)
    while waiting:
        listing = list_folder(root, waiting.pop(), rules)
        waiting.extend(listing.folders)
        yield listing


def list_folder(root: str, path: str, rules: SkipRules) -> Listing:
    """List one folder. An error ends up in the listing, with what was read dropped."""
    absolute = absolute_path(root, path)
    listing = Listing(path)
    try:
        with os.scandir(absolute) as entries:
            status = os.stat(absolute)  # noqa: PTH116 - names may be any bytes
            listing.mtime_ns = clipped_ns(status.st_mtime_ns)
            found = list(entries)
        listing.entries = len(found)
        for entry in found:
            _add(entry, listing, rules)
    except OSError as error:
        return Listing(path, error=error, skipped=Counter({skip_rules.UNREADABLE: 1}))
    return listing


def absolute_path(root: str, path: str) -> str:
    """The path on this system of a relative, '/'-separated one."""
    if not path:
        return root
    native = path if os.sep == "/" else path.replace("/", os.sep)
    return root + native if root.endswith(os.sep) else root + os.sep + native


def _add(entry: os.DirEntry[str], listing: Listing, rules: SkipRules) -> None:
    name = entry.name
    is_photo = skip_rules.is_photo_name(name)
    if is_photo and entry.is_file(follow_symlinks=False):
        _add_photo(entry, listing, rules, is_plain=True)
    elif is_photo and not entry.is_dir(follow_symlinks=False):
        _add_photo(entry, listing, rules, is_plain=False)
    elif entry.is_dir(follow_symlinks=False):
        _add_folder(entry, listing, rules)
    elif entry.is_symlink() and _leads_to_folder(entry):
        listing.skipped[skip_rules.FOLDER_LINK] += 1


def _leads_to_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _add_folder(entry: os.DirEntry[str], listing: Listing, rules: SkipRules) -> None:
    path = _join(listing.path, entry.name)
    reason = rules.folder_reason(entry.name, path)
    if reason is not None:
        listing.skipped[reason] += 1
    elif getattr(entry, "is_junction", bool)():  # Python 3.12 and newer, and only on Windows
        listing.skipped[skip_rules.FOLDER_LINK] += 1
    else:
        listing.folders.append(path)


def _add_photo(
    entry: os.DirEntry[str], listing: Listing, rules: SkipRules, *, is_plain: bool
) -> None:
    # Runs for every photo of the library at every scan: it asks the entry no more than it must.
    name = entry.name
    path = f"{listing.path}/{name}" if listing.path else name
    reason = rules.name_reason(name, path)
    if reason is None:
        try:
            status = entry.stat(follow_symlinks=not is_plain)
        except OSError:
            reason = skip_rules.BROKEN_LINK if entry.is_symlink() else skip_rules.UNREADABLE
        else:
            if not (is_plain and skip_rules.STAT_SAYS_ALL):
                reason = skip_rules.file_reason(status)
            if reason is None:
                listing.photos.append((path, status))
                return
    listing.skipped[reason] += 1


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
