"""The trash of freedesktop systems: finds what was moved there, and brings it back.

See the Trash specification 1.0: each file in `files` has a `.trashinfo` of its name in `info`,
which says where it came from: an absolute path, or one relative to the top folder of its drive.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.api import FileUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

CAN_RESTORE = sys.platform not in ("win32", "darwin")
"""Windows and macOS have no way to ask for one file back without their own window."""


def restore(path: str) -> None:
    """Bring the file that was last moved to the trash from `path` back there.

    Nothing is ever overwritten, and nothing in the trash is lost when it fails. Blocks.

    Raises:
        FileUnavailable: it is not in the trash, or its place is taken or gone.
        OSError: it cannot be moved.
    """
    target = Path(path)
    found = _last_trashed(target)
    if found is None:
        raise FileUnavailable("The photo is not in the trash any more. Nothing was changed.")
    if not target.parent.is_dir():
        raise FileUnavailable(
            "Its folder is not there. Connect its drive, or take the photo out of the trash."
        )
    trashed, info = found
    try:
        os.link(trashed, target, follow_symlinks=False)  # unlike a move, never replaces a file
    except FileExistsError as error:
        raise FileUnavailable(
            "Another file has its place and name now. The photo stays in the trash."
        ) from error
    except OSError:
        _move(trashed, target)
    else:
        trashed.unlink()
    info.unlink(missing_ok=True)


def _move(trashed: Path, target: Path) -> None:
    """For drives without hard links: take the name first, so that no other file is replaced."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except FileExistsError as error:
        raise FileUnavailable(
            "Another file has its place and name now. The photo stays in the trash."
        ) from error
    try:
        trashed.replace(target)
    except OSError:
        target.unlink()
        raise


def _last_trashed(target: Path) -> tuple[Path, Path] | None:
    """The file in a trash that came from there last, and its note."""
    newest: tuple[float, Path, Path] | None = None
    for trash, top in _trashes(target):
        for info in _notes(trash):
            trashed = trash / "files" / info.name.removesuffix(".trashinfo")
            if _origin(info, top) == os.fsencode(target) and os.path.lexists(trashed):
                at = info.stat().st_mtime
                if newest is None or at > newest[0]:
                    newest = (at, trashed, info)
    return None if newest is None else (newest[1], newest[2])


def _trashes(target: Path) -> Iterator[tuple[Path, Path]]:
    """Every trash the file may be in, with the folder that relative paths in it begin at."""
    from send2trash import plat_other  # type: ignore[import-untyped] # the program that moved it there knows its own trash

    home = Path(os.fsdecode(plat_other.HOMETRASH_B))
    yield home, home.parent
    top = target.parent
    while not top.exists() and top != top.parent:
        top = top.parent
    while not os.path.ismount(top) and top != top.parent:
        top = top.parent
    user = os.getuid() if hasattr(os, "getuid") else 0
    for trash in (top / ".Trash" / str(user), top / f".Trash-{user}"):
        yield trash, top


def _notes(trash: Path) -> list[Path]:
    try:
        return sorted((trash / "info").glob("*.trashinfo"))
    except OSError:
        return []


def _origin(info: Path, top: Path) -> bytes:
    """Where the file came from; nothing when the note cannot be read."""
    try:
        lines = info.read_bytes().splitlines()
    except OSError:
        return b""
    for line in lines:
        if line.startswith(b"Path="):
            return os.path.normpath(bytes(top / os.fsdecode(_unquoted(line[5:]))))
    return b""


def _unquoted(text: bytes) -> bytes:
    """Without percent escapes; the window imports nothing that can reach a network."""
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text)
