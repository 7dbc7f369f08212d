"""Opens a database whatever state it is in: damaged files step aside, copies take their place."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indexer.core.errors import DatabaseDamaged
from indexer.store.backups import is_sound
from indexer.store.connection import note_damage, open_writer, sidecar
from indexer.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.store.connection import Database
    from indexer.store.migrations import Step

log = logging.getLogger(__name__)

_CHECK_S = 5.0
"""A start waits no longer for the check of a database than this: a large one takes minutes."""
_SIDECARS = ("", "-wal", "-shm", "-journal")


def open_healed(
    path: Path, steps: Sequence[Step], *, durable: bool, copies: Sequence[Path] = ()
) -> tuple[Database, str]:
    """Open and migrate a database; also a sentence for the person if it had to be replaced.

    A damaged file is set aside, never deleted. The first sound one of `copies` replaces it,
    else an empty database does.
    """
    try:
        return _open_checked(path, steps, durable=durable), ""
    except DatabaseDamaged:
        aside = _set_aside(path)
    copy = next((copy for copy in copies if is_sound(copy)), None)
    if copy is not None:
        shutil.copyfile(copy, path)
        path.chmod(0o600)
    return _open_checked(path, steps, durable=durable), _sentence(path, aside, copy)


def stopped_uncleanly(path: Path) -> bool:
    """Whether the last writer left its log behind, or somebody met damage in this database."""
    logs = (sidecar(path, "-wal"), sidecar(path, "-journal"))
    return _mark(path).exists() or any(log.exists() and log.stat().st_size for log in logs)


def _open_checked(path: Path, steps: Sequence[Step], *, durable: bool) -> Database:
    unclean = stopped_uncleanly(path)
    database = open_writer(path, durable=durable)
    try:
        if unclean:
            _quick_check(database)
        migrate(database, steps, backup_required=durable)
    except BaseException:
        database.connection.close()
        raise
    _mark(path).unlink(missing_ok=True)
    return database


def _quick_check(database: Database) -> None:
    answer = database.rows_within(_CHECK_S, "PRAGMA quick_check(1)")
    if answer is None:
        log.info("Checking a database took too long; damage would show when it is read")
    elif answer != [("ok",)]:
        note_damage(database.path)
        raise DatabaseDamaged(f"{database.path} is damaged.")


def _set_aside(path: Path) -> Path:
    """Rename a database and its logs to `*.corrupt-<utc>`, so that they can still be looked at."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    for ending in _SIDECARS:
        file = sidecar(path, ending)
        if file.exists():
            file.rename(sidecar(path, f".corrupt-{stamp}{ending}"))
    _mark(path).unlink(missing_ok=True)
    return sidecar(path, f".corrupt-{stamp}")


def _mark(path: Path) -> Path:
    return sidecar(path, ".suspect")


def _sentence(path: Path, aside: Path, copy: Path | None) -> str:
    replacement = f"the backup {copy.name}" if copy else "an empty one"
    return f"{path.name} was damaged. It is kept as {aside.name}, and {replacement} took its place."
