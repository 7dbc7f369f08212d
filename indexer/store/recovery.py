"""Opens a database whatever state it is in: damaged files step aside, copies take their place."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indexer.core.errors import DatabaseDamaged
from indexer.store.backups import restore
from indexer.store.connection import note_damage, open_writer, sidecar
from indexer.store.migrations import migrate, require_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.store.backups import UserBackups
    from indexer.store.connection import Database
    from indexer.store.migrations import Step

log = logging.getLogger(__name__)

_CHECK_S = 5.0
"""A start waits no longer for the check of a database than this: a large one takes minutes."""
_SIDECARS = ("", "-wal", "-shm", "-journal")


def open_healed(
    path: Path, steps: Sequence[Step], *, durable: bool, backups: UserBackups | None = None
) -> tuple[Database, str]:
    """Open and migrate a database; also a sentence for the person if it had to be replaced.

    A damaged file is set aside, never deleted. The best of its `backups` replaces it, else an empty
    database does. Where there are backups, a file that is gone or empty is damage like any other:
    SQLite takes an empty file for a new database, and everything would be lost without a word.
    """
    may_be_new = backups is None or not backups.newest_first()
    was_there = path.exists()
    if was_there or may_be_new:
        try:
            return _open_checked(path, steps, durable=durable, may_be_new=may_be_new), ""
        except DatabaseDamaged:
            pass
    aside = _set_aside(path)
    copy = next(iter(backups.best_first()), None) if backups else None
    if copy is not None:
        restore(copy, path)
    database = _open_checked(path, steps, durable=durable, may_be_new=True)
    return database, _sentence(path.name, aside.name if was_there else "", copy)


def stopped_uncleanly(path: Path) -> bool:
    """Whether the last writer left its log behind, or somebody met damage in this database."""
    logs = (sidecar(path, "-wal"), sidecar(path, "-journal"))
    return _mark(path).exists() or any(log.exists() and log.stat().st_size for log in logs)


def _open_checked(
    path: Path, steps: Sequence[Step], *, durable: bool, may_be_new: bool
) -> Database:
    unclean = stopped_uncleanly(path)
    database = open_writer(path, durable=durable)
    try:
        # What a person made is small, and checked even after a clean stop.
        if unclean or durable:
            _quick_check(database)
        require_tables(database, steps, may_be_new=may_be_new)
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


def _sentence(name: str, aside: str, copy: Path | None) -> str:
    """What happened to a database; `aside` is empty when there was no file."""
    if copy is None:
        if not aside:
            return f"{name} was missing and no backup of it can be read. Pixlore made a new one."
        return (
            f"{name} was damaged and there is no backup of it. Pixlore made a new one; "
            f"the damaged file is kept as {aside}."
        )
    if not aside:
        return f"{name} was missing. It was restored from the backup {copy.name}."
    return (
        f"{name} was damaged. It was restored from the backup {copy.name}; "
        f"the damaged file is kept as {aside}."
    )
