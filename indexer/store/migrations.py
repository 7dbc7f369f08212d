"""Brings a database to the present schema: small named steps, one transaction each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.errors import DatabaseDamaged, DiskFull, SchemaTooNew
from indexer.store.connection import note_damage, sidecar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.store.connection import Database

_TABLE = re.compile(r"\b(CREATE|DROP) (?:VIRTUAL )?TABLE (?:IF (?:NOT )?EXISTS )?(\w+)")


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


def require_tables(database: Database, steps: Sequence[Step], *, may_be_new: bool) -> None:
    """Check that a database has the tables that its version promises, before it is migrated.

    Raises:
        DatabaseDamaged: a table is missing, tables stand in a database without a version, or it
            is new although `may_be_new` is false.
        SchemaTooNew: see `check_version`.
    """
    version = check_version(database, steps)
    there = {name for (name,) in database.rows("SELECT name FROM sqlite_master")}
    is_whole = _tables_of(steps[:version]) <= there if version else may_be_new and not there
    if not is_whole:
        note_damage(database.path)
        raise DatabaseDamaged(f"{database.path} lacks a part of its tables.")


def _tables_of(steps: Sequence[Step]) -> set[str]:
    """The names of the tables that these steps leave behind."""
    names: set[str] = set()
    for step in steps:
        for verb, name in _TABLE.findall(step.sql):
            if verb == "CREATE":
                names.add(name)
            else:
                names.discard(name)
    return names


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
