"""Lists folders on disk: names and stats, and the first bytes of files with odd names.

Follows no link to a folder.

Names are bytes here, as the disk and the index keep them: a scan does no more for each photo of
the library than it must.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.core.types import changed_ns, clipped_ns
from indexer.pipeline import sidecars, skip_rules
from indexer.pipeline.odd_names import OddNames, Patience, could_be_photo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexer.pipeline.skip_rules import SkipRules
    from indexer.store.records import Trace


_ODD_NAMES = OddNames()


@dataclass(slots=True)
class Listing:
    """One folder as it was listed. `path` is relative to the watched folder, '' for itself."""

    path: str
    mtime_ns: int = 0
    device: int = 0
    photos: list[Trace] = field(default_factory=list)
    """Each file that may be a photo; times may be too large for the databases."""
    sidecars: dict[bytes, str] = field(default_factory=dict)
    """Of each of the photos that has files beside it which describe it, what `sidecars` wrote."""
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
    listing = Listing(path)
    try:
        _read(os.fsencode(absolute_path(root, path)), listing, rules)
    except OSError as error:
        return Listing(path, error=error, skipped=Counter({skip_rules.UNREADABLE: 1}))
    return listing


def absolute_path(root: str, path: str) -> str:
    """The path on this system of a relative, '/'-separated one."""
    if not path:
        return root
    native = path if os.sep == "/" else path.replace("/", os.sep)
    return root + native if root.endswith(os.sep) else root + os.sep + native


def _read(absolute: bytes, listing: Listing, rules: SkipRules) -> None:
    """Fill a listing.

    Its loop runs for every file of the library at every scan: what is plainly a photo is settled at
    once, and asked for by its name in the open folder, which spares the system the way there.
    """
    start = os.fsencode(_join(listing.path, ""))
    marked, patience = False, Patience()
    beside: list[bytes] = []
    add, endings, look = listing.photos.append, rules.plain_endings, os.stat
    with _opened(absolute) as folder, os.scandir(absolute) as entries:
        status = os.stat(absolute)  # noqa: PTH116 - names may be any bytes
        listing.mtime_ns, listing.device = clipped_ns(status.st_mtime_ns), status.st_dev
        for listing.entries, entry in enumerate(entries, start=1):
            name = entry.name
            ending = name[name.rfind(b".") :].lower()
            if ending in endings and name[0] not in b".~" and entry.is_file(follow_symlinks=False):
                try:
                    status = look(name, dir_fd=folder, follow_symlinks=False)
                except OSError:
                    listing.skipped[skip_rules.UNREADABLE] += 1
                else:
                    add(
                        (
                            start + name,
                            status.st_size,
                            status.st_mtime_ns,
                            status.st_ino,
                            status.st_ctime_ns,
                        )
                    )
            elif ending in sidecars.ENDINGS and not entry.is_dir(follow_symlinks=False):
                beside.append(name)
            elif name == skip_rules.NO_MEDIA_MARK:
                marked = True
            else:
                _add(entry, listing, rules, patience)
    if marked:
        leave_out_marked(listing)
    elif beside and listing.photos:
        listing.sidecars = sidecars.beside_photos(absolute, listing.photos, beside)


def leave_out_marked(listing: Listing) -> None:
    """Empty the listing of a folder that is, or lies in one that is, marked with .nomedia."""
    listing.photos.clear()
    listing.folders.clear()
    listing.sidecars.clear()
    listing.skipped = Counter({skip_rules.NO_MEDIA: 1})


@contextmanager
def _opened(folder: bytes) -> Iterator[int | None]:
    """The folder itself as a descriptor, where plain photos are asked for by it."""
    if not skip_rules.STAT_SAYS_ALL:
        yield None
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _add(entry: os.DirEntry[bytes], listing: Listing, rules: SkipRules, patience: Patience) -> None:
    name = os.fsdecode(entry.name)
    path = _join(listing.path, name)
    if entry.is_dir(follow_symlinks=False):
        reason = _folder_reason(entry, rules.folder_reason(name, path))
        if reason is None:
            listing.folders.append(path)
    elif skip_rules.is_photo_name(name):
        reason = rules.name_reason(name, path) or _add_photo(entry, listing)
    elif could_be_photo(name) and entry.is_file(follow_symlinks=False):
        reason = None
        if not patience.is_over and rules.name_reason(name, path) is None:
            _add_odd(entry, listing, patience)
    else:
        reason = skip_rules.FOLDER_LINK if _leads_to_folder(entry) else None
    if reason is not None:
        listing.skipped[reason] += 1


def _folder_reason(entry: os.DirEntry[bytes], reason: str | None) -> str | None:
    if reason is None and getattr(entry, "is_junction", bool)():  # Python 3.12, Windows only
        return skip_rules.FOLDER_LINK
    return reason


def _leads_to_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _add_photo(entry: os.DirEntry[bytes], listing: Listing) -> str | None:
    """Add a file, or what a link leads to, if it can be read; else say why not."""
    try:
        status = entry.stat(follow_symlinks=entry.is_symlink())
    except OSError:
        return skip_rules.BROKEN_LINK if entry.is_symlink() else skip_rules.UNREADABLE
    reason = skip_rules.file_reason(status)
    if reason is None:
        path = os.fsencode(_join(listing.path, "")) + entry.name
        times = status.st_mtime_ns, status.st_ino, changed_ns(status)
        listing.photos.append((path, status.st_size, *times))
    return reason


def _add_odd(entry: os.DirEntry[bytes], listing: Listing, patience: Patience) -> None:
    """Add a file without the name of a photo if its first bytes are those of one."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return
    if not status.st_size or skip_rules.file_reason(status) is not None:
        return
    is_photo = _ODD_NAMES.is_photo(os.fsdecode(entry.path), status)
    patience.note(is_photo=is_photo)
    if is_photo:
        _add_photo(entry, listing)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
