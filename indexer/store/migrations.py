"""Brings a database to the present schema: small named steps, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.errors import DiskFull, SchemaTooNew
from indexer.store.connection import sidecar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.store.connection import Database


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the schema; the n-th step leads to `user_version` n."""

    name: str
    sql: str
    fill: Callable[[Database], None] | None = None
    """Writes what SQL alone cannot, in the same transaction."""


def migrate(
    database: Database, steps: Sequence[Step], *, backup_required: bool = True
) -> Path | None:
    """Apply the steps a database lacks; return the backup made before, None if there is none.

    Without `backup_required` a disk too full for the copy does not stop the migration.

    Raises:
        SchemaTooNew: the database has more steps behind it than this Pixlore knows.
    """
    version = check_version(database, steps)
    if version == len(steps):
        return None
    backup = _back_up(database, version, required=backup_required) if version else None
    for number, step in enumerate(steps[version:], start=version + 1):
        _apply(database, number, step)
    return backup


def check_version(database: Database, steps: Sequence[Step]) -> int:
    """The schema version of a database that this Pixlore can use."""
    version = int(database.value("PRAGMA user_version"))
    if version > len(steps):
        raise SchemaTooNew(
            f"{database.path} was written by a newer Pixlore (version {version}, this one knows "
            f"{len(steps)}). Install the newer Pixlore again to use this library."
        )
    return version


def _apply(database: Database, number: int, step: Step) -> None:
    with database.transaction():
        database.rows(step.sql)
        if step.fill is not None:
            step.fill(database)
        database.rows(f"PRAGMA user_version={number}")


def _back_up(database: Database, version: int, *, required: bool) -> Path | None:
    """Copy the database beside itself as it was; an interrupted older copy is replaced."""
    target = sidecar(database.path, f".before-v{version + 1}")
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)  # VACUUM INTO accepts an empty file and keeps its mode
    try:
        database.rows("VACUUM INTO ?", (str(target),))
    except DiskFull:
        target.unlink()
        if required:
            raise
        return None
    return target
