"""Cuts the power at random moments while the real schema is written.

    python tests/soak/power_cuts.py [CUTS]

A SQLite file system in memory keeps what was written and not yet synced apart; at the cut it
loses, keeps or tears each such write. Then the databases are opened again and checked.
Write-ahead logging only: the model is not faithful for rollback journals.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import numpy as np

from indexer.core.errors import DatabaseDamaged, PixloreError
from indexer.core.types import FileStat, FolderId, PhotoMetadata, SpaceKind
from indexer.store.connection import Database, prepare_writer
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.index_writer import IndexWriter
from indexer.store.migrations import Step, migrate
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome
from indexer.store.user_schema import USER_STEPS
from indexer.store.user_store import UserStore

SECTOR = 512
VFS_NAME = "power-cut"


class PowerCut(Exception):
    """The moment after which nothing is written any more."""


@dataclass(frozen=True)
class Write:
    """One write or, with `size`, one truncation."""

    offset: int = 0
    content: bytes = b""
    size: int | None = None

    def apply(self, image: bytearray) -> None:
        """Change a file's bytes as this write does."""
        if self.size is not None:
            del image[self.size :]
            return
        if len(image) < self.offset:
            image.extend(bytes(self.offset - len(image)))
        image[self.offset : self.offset + len(self.content)] = self.content


@dataclass
class DiskFile:
    """A file: what a cut cannot take, and the writes since."""

    safe: bytearray = field(default_factory=bytearray)
    unsafe: list[Write] = field(default_factory=list)

    def now(self) -> bytearray:
        """The bytes as a running system sees them."""
        image = bytearray(self.safe)
        for write in self.unsafe:
            write.apply(image)
        return image

    def after_cut(self, dice: random.Random) -> bytearray:
        """The bytes that a cut leaves: every unsynced write lost, torn or kept."""
        image = bytearray(self.safe)
        for write in self.unsafe:
            fate = dice.random()
            if fate < 0.45:
                continue
            if fate < 0.6 and len(write.content) > SECTOR:
                kept = dice.randrange(1, len(write.content) // SECTOR + 1) * SECTOR
                Write(write.offset, write.content[:kept]).apply(image)
            else:
                write.apply(image)
        return image


@dataclass
class Disk:
    """All files, and the number of operations until the cut."""

    operations_left: float = float("inf")
    files: dict[str, DiskFile] = field(default_factory=dict)

    def tick(self) -> None:
        """Count one operation."""
        self.operations_left -= 1
        if self.operations_left <= 0:
            raise PowerCut

    def after_cut(self, dice: random.Random) -> Disk:
        """The disk that is found when the power is back."""
        return Disk(files={n: DiskFile(f.after_cut(dice)) for n, f in self.files.items()})


class OpenFile:
    """What APSW calls for one open file."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk = disk
        self._file = disk.files.setdefault(name, DiskFile())
        self._image = self._file.now()

    def excepthook(self, kind: object, error: object, trace: object) -> None:
        """Say nothing: the cut is meant."""

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._image[offset : offset + amount])

    def xWrite(self, content: bytes, offset: int) -> None:
        self._record(Write(offset, bytes(content)))

    def xTruncate(self, size: int) -> None:
        self._record(Write(size=size))

    def _record(self, write: Write) -> None:
        self._disk.tick()
        self._file.unsafe.append(write)
        write.apply(self._image)

    def xSync(self, flags: int) -> None:
        self._disk.tick()
        self._file.safe = self._file.now()
        self._file.unsafe = []

    def xFileSize(self) -> int:
        return len(self._image)

    def xClose(self) -> None: ...

    def xLock(self, level: int) -> None: ...

    def xUnlock(self, level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, operation: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return 4096

    def xDeviceCharacteristics(self) -> int:
        return 0


class PowerCutVFS(apsw.VFS):
    """A file system over a `Disk`."""

    def __init__(self) -> None:
        self.disk = Disk()
        super().__init__(VFS_NAME, "", exclude=None)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> OpenFile:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        flags[1] = flags[0]
        return OpenFile(self.disk, path or f"/temporary{len(self.disk.files)}")

    def xDelete(self, name: str, sync: bool) -> None:
        self.disk.files.pop(name, None)

    def xAccess(self, name: str, flags: int) -> bool:
        file = self.disk.files.get(name)
        return file is not None and bool(file.now())

    def xFullPathname(self, name: str) -> str:
        return name

    def excepthook(self, kind: object, error: object, trace: object) -> None:
        """Say nothing: the cut is meant."""


@dataclass
class Progress:
    """What the writer has acknowledged by now."""

    settings: int = 0
    batches: int = 0


@dataclass(frozen=True)
class Outcome:
    """What one cut did: damage, photos without all their parts, acknowledged work lost."""

    corrupt: bool = False
    half_done: int = 0
    settings_lost: int = 0
    batches_lost: int = 0


BATCH = 3
DIMENSIONS = 256


def cut_once(vfs: PowerCutVFS, seed: int) -> Outcome:
    """Write until a cut, then open again and look."""
    dice = random.Random(seed)
    vfs.disk = Disk(operations_left=dice.randrange(100, 1_200))
    progress = Progress()
    with contextlib.ExitStack() as closing, contextlib.suppress(PowerCut, PixloreError, apsw.Error):
        write_for_ever(closing, progress)
    vfs.disk = vfs.disk.after_cut(dice)
    try:
        return look(progress)
    except (apsw.CorruptError, DatabaseDamaged):
        return Outcome(corrupt=True)


def write_for_ever(closing: contextlib.ExitStack, progress: Progress) -> None:
    """Migrate both databases, then commit a setting and a batch of photos in turn."""
    user = UserStore(open_on_disk(closing, "user.db", USER_STEPS, durable=True))
    codes = Path(closing.enter_context(tempfile.TemporaryDirectory()))  # too few photos for any
    index = IndexWriter(open_on_disk(closing, "index.db", INDEX_STEPS, durable=False), codes)
    space = index.spaces.get_or_create("m", "starter", SpaceKind.JOINT, DIMENSIONS)
    vector = np.zeros(DIMENSIONS, np.float32)
    vector[0] = 1.0
    while True:
        user.settings.set("last", progress.settings + 1)
        progress.settings += 1
        files = [FoundFile(f"{progress.batches}/{n}.jpg", FileStat(1, 1)) for n in range(BATCH)]
        ids = index.scans.apply(ScanOutcome(FolderId(1), seen_at=1.0, added=files))
        index.results.commit(
            [
                IndexedPhoto(i, FileStat(1, 1), b"%016d" % i, PhotoMetadata(), {space.id: vector})
                for i in ids
            ],
            now=1.0,
        )
        progress.batches += 1


def open_on_disk(
    closing: contextlib.ExitStack, name: str, steps: Sequence[Step], *, durable: bool
) -> Database:
    """Open a database of the simulated disk with the writer's own pragmas."""
    connection = apsw.Connection(f"/{name}", vfs=VFS_NAME)
    closing.callback(close_quietly, connection)
    folder = closing.enter_context(tempfile.TemporaryDirectory())  # a backup's empty file
    database = Database(connection, Path(folder) / name)
    database.rows("PRAGMA locking_mode=EXCLUSIVE")  # no shared memory in this file system
    prepare_writer(database, durable=durable, sqlite_version=apsw.sqlite_lib_version())
    database.rows("PRAGMA wal_autocheckpoint=80")
    database.rows("PRAGMA cache_size=20")
    migrate(database, steps)
    return database


def close_quietly(connection: apsw.Connection) -> None:
    """Close after the cut, when the last checkpoint fails too."""
    with contextlib.suppress(PowerCut, apsw.Error):
        connection.close(True)


def look(progress: Progress) -> Outcome:
    """Open the databases after the cut and compare them with what was acknowledged."""
    with contextlib.ExitStack() as closing:
        user = UserStore(open_on_disk(closing, "user.db", USER_STEPS, durable=True))
        index = open_on_disk(closing, "index.db", INDEX_STEPS, durable=False)
        sound = all(d.rows("PRAGMA integrity_check") == [("ok",)] for d in (user.database, index))
        indexed = index.value("SELECT count(*) FROM photo WHERE state = 'indexed'")
        embedded = index.value("SELECT count(*) FROM embedding")
        counted = index.value("SELECT coalesce(sum(embedded), 0) FROM space")
        texts = index.value("SELECT count(*) FROM photo_text")
        return Outcome(
            corrupt=not sound,
            half_done=indexed % BATCH + len({indexed, embedded, counted, texts}) - 1,
            settings_lost=max(0, progress.settings - user.settings.get("last", 0)),
            batches_lost=max(0, progress.batches - indexed // BATCH),
        )


def main() -> int:
    """Print the sum of many cuts; the exit code tells whether all promises held."""
    cuts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    vfs = PowerCutVFS()
    outcomes = [cut_once(vfs, seed) for seed in range(cuts)]
    corrupt = sum(o.corrupt for o in outcomes)
    half_done = sum(o.half_done > 0 for o in outcomes)
    settings_lost = sum(o.settings_lost for o in outcomes)
    sys.stdout.write(
        f"cuts {cuts}, corrupt {corrupt}, half done {half_done}, "
        f"acknowledged changes of user.db lost {settings_lost}, "
        f"cuts that lost batches of index.db {sum(o.batches_lost > 0 for o in outcomes)}, "
        f"most batches lost {max(o.batches_lost for o in outcomes)}\n"
    )
    return 1 if corrupt or half_done or settings_lost else 0


if __name__ == "__main__":
    sys.exit(main())
