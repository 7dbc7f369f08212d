"""Kills the writer before every statement of every migration: each version is whole, nothing lost.

python tests/soak/migration_kills.py

Every older version of each database is made by its own steps, filled, and opened by a child that
kills itself before the n-th statement it runs, for every n until one lives to the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from functools import cache
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import apsw

from indexer.store.connection import Database, open_reader, open_writer
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.migrations import Step, migrate
from indexer.store.recovery import open_healed
from indexer.store.thumbnail_store import THUMBNAIL_STEPS
from indexer.store.user_schema import USER_STEPS

STEPS = {"user.db": USER_STEPS, "index.db": INDEX_STEPS, "thumbnails.db": THUMBNAIL_STEPS}
_ROWS = {
    "folder": "INSERT INTO folder(path, volume, added_at) VALUES (x'2f61', 'disk', 1)",
    "setting": "INSERT INTO setting VALUES ('full_speed', 'true')",
    "favourite": "INSERT INTO favourite VALUES (x'01', x'2f612f31', 1)",
    "photo": "INSERT INTO photo(folder_id, path, size, mtime_ns) VALUES (1, x'31', 2, 3)",
    "directory": "INSERT INTO directory VALUES (1, x'', 1, 1)",
    "space": "INSERT INTO space(model_id, model_name, kind, dimensions) VALUES ('m', 'm', 'j', 4)",
    "embedding": "INSERT INTO embedding(id, vector) VALUES ((1 << 40) + 1, zeroblob(16))",
}
"""One row for a table, where the version has it."""
_MADE_ANEW = {"code_set", "code_block"}
"""Made from the embeddings again whenever they are missing."""

Columns = dict[str, str]
"""The columns of each table, as SQL names them."""
Content = dict[str, list[tuple[object, ...]]]


def kill_everywhere(place: Path) -> str:
    """Kill at every statement; what came of it."""
    kills = versions = 0
    for name, steps in STEPS.items():
        for version in range(len(steps)):
            old = place / f"v{version}" / name
            kills += _kill_until_done(old, version, *_make(old, version))
            versions += 1
    return f"{kills} kills on the way from {versions} older versions: 0 rows lost, each one whole"


def _make(path: Path, version: int) -> tuple[Columns, Content]:
    """A database as that version left it, and what it holds."""
    path.parent.mkdir(exist_ok=True)
    database = open_writer(path, durable=path.name == "user.db")
    migrate(database, STEPS[path.name][:version])
    for table, statement in _ROWS.items():
        if table in _tables(database):
            database.run(statement)
    columns = {table: _columns(database, table) for table in sorted(_tables(database) - _MADE_ANEW)}
    content = _content(database, columns)
    database.close()
    return columns, content


def _kill_until_done(old: Path, version: int, columns: Columns, before: Content) -> int:
    number = 0
    while True:
        place = old.parent / f"{old.name}-{number}"
        place.mkdir()
        path = Path(shutil.copy2(old, place))
        child = os.fork()
        if not child:
            _open_and_die(path, at_statement=number)
        _, status = os.waitpid(child, 0)
        finished = os.waitstatus_to_exitcode(status) == 0
        assert finished or os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        _check(path, version, columns, before)
        shutil.rmtree(place)
        if finished:
            return number
        number += 1


def _open_and_die(path: Path, *, at_statement: int) -> None:
    """In the child: open as the service does, and die before the statement of that number."""
    left = iter(range(at_statement))

    def before_each(cursor: apsw.Cursor, sql: str, bindings: object) -> bool:
        del cursor, sql, bindings
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    def watch(connection: apsw.Connection) -> None:
        connection.exec_trace = before_each

    apsw.connection_hooks.append(watch)
    database, replaced = open_healed(path, STEPS[path.name], durable=path.name == "user.db")
    database.close()
    os._exit(1 if replaced else 0)


def _check(path: Path, version: int, columns: Columns, before: Content) -> None:
    """The database is one of the versions from the old to the new, whole; so is a backup of it."""
    steps = STEPS[path.name]
    found = open_reader(path)
    reached = int(found.value("PRAGMA user_version"))
    assert version <= reached <= len(steps)
    assert _schema(found) == _schema_of(steps, reached)
    assert found.rows("PRAGMA integrity_check") == [("ok",)]
    assert _content(found, columns) == before
    found.close()
    if version and reached > version:
        backup = open_reader(path.with_name(f"{path.name}.before-v{version + 1}"))
        assert backup.value("PRAGMA user_version") == version
        assert _content(backup, columns) == before
        backup.close()
    again, replaced = open_healed(path, steps, durable=path.name == "user.db")
    assert not replaced
    assert _schema(again) == _schema_of(steps, len(steps))
    assert _content(again, columns) == before
    again.close()


@cache
def _schema_of(steps: tuple[Step, ...], version: int) -> set[tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_writer(Path(folder) / "fresh.db", durable=False)
        migrate(database, steps[:version])
        schema = _schema(database)
        database.close()
    return schema


def _schema(database: Database) -> set[tuple[object, ...]]:
    return set(database.rows("SELECT type, name, sql FROM sqlite_schema"))


def _tables(database: Database) -> set[str]:
    rows = database.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite_%'"
    )
    return {name for (name,) in rows}


def _columns(database: Database, table: str) -> str:
    return ", ".join(
        name for (name,) in database.rows(f"SELECT name FROM pragma_table_info('{table}')")
    )


def _content(database: Database, columns: Columns) -> Content:
    """What the columns hold; a later version may have more of them."""
    return {
        table: database.rows(f"SELECT {names} FROM {table} ORDER BY 1")
        for table, names in columns.items()
    }


def _quick_place() -> str | None:
    """A folder in memory: a kill does not depend on the disk, and waiting for one takes long."""
    memory = Path("/dev/shm")
    return str(memory) if os.access(memory, os.W_OK) else None


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="pixlore-migrations-", dir=_quick_place()) as folder:
        sys.stdout.write(f"migration_kills: {kill_everywhere(Path(folder))}\n")
