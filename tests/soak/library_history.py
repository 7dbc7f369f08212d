"""Lives through random histories of a photo folder: the index always ends equal to the disk.

    python tests/soak/library_history.py [EXAMPLES]

The real scanner and databases on a real disk; only the worker is replaced, by one that hashes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.core.paths import LibraryPaths
from indexer.core.types import PhotoMetadata, PhotoState, SpaceKind
from indexer.pipeline.folder_health import examine
from indexer.pipeline.scanner import Scanner
from indexer.pipeline.volumes import volume_of
from indexer.store.library import Library, open_library
from indexer.store.records import Fingerprint, IndexedPhoto

_NAMES = st.sampled_from(
    ["a.jpg", "B.jpg", "b.jpg", "é.png", "sub/a.jpg", "sub/c.jpg", "sub/x/d.png"]
)
_FOLDERS = st.sampled_from(["sub", "sub/x", "other"])
_CONTENTS = st.sampled_from([b"one", b"two", b"six", b"other content"])
_BATCH = 4


class History(RuleBasedStateMachine):
    """A person, a disk, a clock, and a service that is killed now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="pixlore-history-"))
        self.root = self.place / "photos"
        self.root.mkdir()
        (self.root / "anchor.jpg").write_bytes(b"never touched")
        self.clock = 2_000_000_000.0
        self.away = False
        self._open()
        volume = volume_of(str(self.root)).identity
        self.library.user.folders.add(str(self.root), volume=volume, added_at=0.0)
        self.settle()

    def _open(self) -> None:
        self.library: Library = open_library(LibraryPaths(self.place / "data"))
        self.scanner = Scanner(self, settle_s=0.0, clock=lambda: self.clock)

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.place)

    # The library as the scanner asks it

    def traces(self, folder_id, under=""):
        return self.library.index.scans.traces(folder_id, under)

    def missing_files(self, folder_id, under=""):
        return self.library.index.scans.missing_files(folder_id, under)

    def files_at(self, folder_id, paths):
        return self.library.index.scans.files_at(folder_id, paths)

    def sidecars(self, folder_id, under=""):
        return self.library.index.scans.sidecars(folder_id, under)

    def known_directories(self, folder_id):
        return self.library.index.scans.known_directories(folder_id)

    def forget_directories(self, folder_id, paths):
        self.library.index.scans.forget_directories(folder_id, paths)

    def apply(self, outcome):
        self.library.index.scans.apply(outcome)

    # What happens to the disk

    @rule(name=_NAMES, content=_CONTENTS)
    def write(self, name: str, content: bytes) -> None:
        """Create a photo, or write over it in place, perhaps with the same length."""
        if self.away:
            return
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_bytes(content)
        if path.stat().st_mtime_ns == before:  # within one tick of the disk's clock
            os.utime(path, ns=(before, before + 1))

    @rule(name=_NAMES, content=_CONTENTS)
    def replace(self, name: str, content: bytes) -> None:
        """Save as careful programs do: beside it, then renamed over it."""
        if self.away:
            return
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".tmp")
        beside.write_bytes(content)
        beside.replace(path)

    @rule(source=_NAMES, to=_NAMES)
    def move(self, source: str, to: str) -> None:
        """Rename or move a photo, perhaps over another."""
        if not self.away and (self.root / source).exists():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            (self.root / source).replace(self.root / to)

    @rule(source=_NAMES, to=_NAMES, keep_time=st.booleans())
    def copy(self, source: str, to: str, keep_time: bool) -> None:
        """Copy a photo, with or without its time."""
        path = self.root / source
        if self.away or source == to or not path.exists():
            return
        (self.root / to).parent.mkdir(parents=True, exist_ok=True)
        (self.root / to).unlink(missing_ok=True)
        (shutil.copy2 if keep_time else shutil.copy)(path, self.root / to)

    @rule(source=_FOLDERS, to=_FOLDERS)
    def move_folder(self, source: str, to: str) -> None:
        """Rename a folder with all that is in it."""
        old, new = self.root / source, self.root / to
        if self.away or not old.is_dir() or new.exists() or old in new.parents:
            return
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)

    @rule(name=_NAMES)
    def delete(self, name: str) -> None:
        """Delete a photo."""
        if not self.away:
            (self.root / name).unlink(missing_ok=True)

    @rule(name=_FOLDERS)
    def delete_folder(self, name: str) -> None:
        """Delete a folder with all that is in it."""
        if not self.away and (self.root / name).is_dir():
            shutil.rmtree(self.root / name)

    @rule(empty=st.booleans())
    def unmount(self, empty: bool) -> None:
        """Take the drive away; some systems leave an empty folder in its place."""
        if self.away:
            return
        self.root.rename(self.place / "drive")
        if empty:
            self.root.mkdir()
        self.away = True

    @rule()
    def mount(self) -> None:
        """Bring the drive back."""
        if self.away:
            if self.root.exists():
                self.root.rmdir()
            (self.place / "drive").rename(self.root)
            self.away = False

    @rule(seconds=st.sampled_from([-400.0 * 86_400, -3600.0, 3600.0, 400.0 * 86_400]))
    def jump(self, seconds: float) -> None:
        """The clock jumps."""
        self.clock += seconds

    # What the service does

    @rule()
    def scan(self) -> None:
        """Compare the folder with the disk, when its drive seems to be there."""
        for folder in self.library.user.folders.list():
            if examine(folder, None).is_online:
                self.scanner.scan_whole([folder])

    @rule(directory=st.sampled_from(["", "sub", "sub/x", "other"]))
    def scan_directory(self, directory: str) -> None:
        """List one directory again, as after an event."""
        for folder in self.library.user.folders.list():
            if examine(folder, None).is_online:
                self.scanner.scan_changed({folder: {directory}})

    @rule()
    def index_some(self) -> None:
        """Index a few of the pending photos."""
        self._index(_BATCH)

    @rule(finished=st.booleans())
    def kill(self, finished: bool) -> None:
        """The service dies, perhaps with photos in the worker's hands; another one starts."""
        folders = [folder.id for folder in self.library.user.folders.list()]
        claimed = self.library.index.queue.claim(folders, limit=_BATCH)
        self.library.index.queue.begin([photo.photo_id for photo in claimed], self.clock)
        if finished:
            self._index(1)
        for store in (self.library.user, self.library.index, self.library.thumbnails):
            store.database.connection.close()
        self._open()
        left = [intent.photo_id for intent in self.library.index.queue.intents()]
        self.library.index.queue.give_back(left, count_attempt=False)

    @rule()
    def settle(self) -> None:
        """All is quiet for a while: then the index is what the disk holds."""
        self.mount()
        self.scan()
        while self._index(_BATCH):
            pass
        on_disk = {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.suffix in {".jpg", ".png"}
        }
        rows = {row.path: row for row in self._rows() if row.missing_since is None}
        assert rows.keys() == on_disk.keys()
        for path, content in on_disk.items():
            assert rows[path].state is PhotoState.INDEXED, path
            assert rows[path].content_id == _identity(content), path
        assert self.library.index.counts().failed == 0

    @invariant()
    def nothing_is_lost(self) -> None:
        """A photo that nobody touches never goes missing, whatever happens to its drive."""
        anchor = [row for row in self._rows() if row.path == "anchor.jpg"]
        assert [row.missing_since for row in anchor] == [None]

    def _rows(self):
        return [
            row
            for folder in self.library.user.folders.list()
            for row in self.library.index.scans.known_files(folder.id)
        ]

    def _index(self, limit: int) -> int:
        """Do the worker's part for so many pending photos; how many there were."""
        index = self.library.index
        folders = [folder.id for folder in self.library.user.folders.list()]
        pending = index.queue.claim(folders, limit=limit)
        space = index.spaces.get_or_create("model", "starter", SpaceKind.JOINT, 4)
        for photo in pending:
            path = self.root / photo.path
            if not path.exists() or path.stat().st_mtime_ns != photo.stat.mtime_ns:
                self.scan()
                continue
            content = path.read_bytes()
            is_known = _identity(content) in {row.content_id for row in self._rows()}
            print_of = Fingerprint(photo.photo_id, _identity(content), photo.stat)
            if index.results.reuse([print_of], [space.id], now=self.clock):
                continue
            assert not is_known, f"{photo.path} is embedded again"
            indexed = IndexedPhoto(
                photo.photo_id,
                photo.stat,
                _identity(content),
                PhotoMetadata(8, 8, "JPEG"),
                {space.id: _vector(content)},
            )
            index.results.commit([indexed], now=self.clock)
        return len(pending) if not self.away else 0


def _identity(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _vector(content: bytes) -> np.ndarray:
    values = np.frombuffer(hashlib.sha256(content).digest()[:4], np.uint8).astype(np.float32) + 1
    return values / np.linalg.norm(values)


def live(examples: int, steps: int = 30) -> None:
    """Run so many random histories."""
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


if __name__ == "__main__":
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    live(examples)
    sys.stdout.write(f"{examples} histories, no counter-example\n")
