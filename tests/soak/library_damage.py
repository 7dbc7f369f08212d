"""Damages the databases and their logs in random places: the library opens, user data is kept.

python tests/soak/library_damage.py [PLACES]
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from indexer.core.errors import DatabaseDamaged
from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata, SpaceKind
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

_PHOTOS = 300
_FILES = ("index.db", "index.db-wal", "user.db", "user.db-wal")
_TABLES = {
    "index": ("photo", "embedding", "space", "directory", "intent", "meta"),
    "user": ("folder", "setting"),
}


def damage(places: int) -> str:
    """Damage a fresh copy of the same library so many times; what came of it."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="pixlore-damage-") as folder:
        whole = Path(folder) / "whole"
        _make(whole)
        for seed in range(places):
            copy = Path(folder) / "copy"
            shutil.copytree(whole, copy)
            dice = random.Random(seed)
            target = copy / dice.choice(_FILES)
            _spoil(target, dice)
            try:
                outcome = _open(copy)
            except Exception:
                sys.stderr.write(f"place {seed}, {target.name}\n")
                raise
            outcomes[f"{target.name}: {outcome}"] += 1
            shutil.rmtree(copy)
    return f"{places} of {places} opened: {dict(sorted(outcomes.items()))}"


def _make(data: Path) -> None:
    """A library as a kill leaves it: with logs, and with a backup of what the person made."""
    live = data.with_name("live")
    library = open_library(LibraryPaths(live))
    library.user.settings.set("canary", "kept")
    folder = library.user.folders.add("/photos", volume="", added_at=0.0)
    library.back_up(time.time())
    stats = [FileStat(100 + number, number, number + 1, 1) for number in range(_PHOTOS)]
    found = [FoundFile(f"{number:04}.jpg", stat) for number, stat in enumerate(stats)]
    ids = library.index.scans.apply(ScanOutcome(folder.id, 1.0, added=found))
    library.index.checkpoint()
    space = library.index.spaces.get_or_create("model", "starter", SpaceKind.JOINT, 512)
    vector = np.full(512, 512**-0.5, np.float32)
    indexed = [
        IndexedPhoto(
            photo_id,
            stat,
            number.to_bytes(16, "big"),
            PhotoMetadata(8, 8, "JPEG"),
            {space.id: vector},
        )
        for number, (photo_id, stat) in enumerate(zip(ids, stats, strict=True))
    ]
    library.index.results.commit(indexed, now=1.0)
    library.user.settings.set("later", 1)
    shutil.copytree(live, data)
    library.close()
    for name in _FILES:
        assert (data / name).stat().st_size, name


def _spoil(path: Path, dice: random.Random) -> None:
    raw = bytearray(path.read_bytes())
    at = dice.randrange(len(raw))
    kind = dice.choice(("flip", "zero", "cut"))
    if kind == "flip":
        raw[at] ^= 1 << dice.randrange(8)
    elif kind == "zero":
        raw[at : at + 4096] = bytes(len(raw[at : at + 4096]))
    else:
        del raw[at:]
    path.write_bytes(raw)


def _open(data: Path) -> str:
    """Open the library, if need be twice as a service that met damage does; how it went."""
    paths = LibraryPaths(data)
    for attempt in range(2):
        with open_library(paths) as library:
            assert library.user.settings.get("canary") == "kept", "what the person made is lost"
            assert library.user.folders.list(), "the watched folder is lost"
            try:
                _read_all(library)
            except DatabaseDamaged:
                assert attempt == 0, "a healed database is damaged"
                continue
            replaced = [*data.glob("*.corrupt-*")]
            assert bool(library.recovered or attempt) == bool(replaced), "damage was not kept"
            return "replaced" if replaced else "as it was"
    raise AssertionError("never opened")


def _read_all(library: Library) -> None:
    for name, tables in _TABLES.items():
        database = getattr(library, name).database
        for table in tables:
            database.rows(f"SELECT * FROM {table}")


if __name__ == "__main__":
    places = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    sys.stdout.write(damage(places) + "\n")
