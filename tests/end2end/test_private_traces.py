"""What Pixlore writes is for its owner only, and its logs name nothing of theirs."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists, not in modes"),
]

PLACE = (48.20849, 16.37208)
CANARIES = ("Zilpzalp", "quokka", "48.208", "16.372", "caracal", "ibis")
"""Parts of a folder's and a photo's name, of a place, of a caption and of queries."""


class Home:
    """A person's home in which Pixlore runs with the widest umask."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self.folder = folder / "Zilpzalp"
        self.photos = self.folder / "Pictures"
        self.photos.mkdir(parents=True)
        (self.folder / "tmp").mkdir()
        private = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PIXLORE_DATA_DIR")
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in private},
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "XDG_RUNTIME_DIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(repository),
        }

    def run(self, *arguments: str) -> int:
        return subprocess.run(
            [sys.executable, "-m", "desktop", *arguments],
            env=self._environment,
            capture_output=True,
            timeout=550,
            umask=0,
            check=False,
        ).returncode

    def open_and_close_window(self) -> None:
        report = self.folder.parent / "painted"
        window = subprocess.Popen(
            [sys.executable, "-m", "desktop"],
            env=self._environment | {"PIXLORE_START_REPORT": str(report)},
            umask=0,
        )
        try:
            deadline = time.monotonic() + 60
            while not report.exists():
                assert time.monotonic() < deadline, "the window never came"
                time.sleep(0.02)
            window.send_signal(signal.SIGTERM)
            assert window.wait(30) == 0
        finally:
            window.kill()
            window.wait()

    def written(self) -> Iterator[Path]:
        """Everything but the photos and the folders that were there before."""
        for path in self.folder.rglob("*"):
            if self.photos not in path.parents and path not in (self.photos, self.folder / "tmp"):
                yield path


@pytest.fixture
def home(repository: Path) -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="px") as folder:  # a socket's path must be short
        made = Home(Path(folder), repository)
        yield made
        made.run("stop")


def degrees(value: float) -> tuple[float, float, float]:
    minutes = value % 1 * 60
    return int(value), int(minutes), round(minutes % 1 * 60, 4)


def write_photo(path: Path) -> None:
    block = Image.Exif()
    block[270] = "a caracal at the window"
    north, east = degrees(PLACE[0]), degrees(PLACE[1])
    block[34853] = {1: "N", 2: north, 3: "E", 4: east}
    Image.new("RGB", (64, 48), "teal").save(path, exif=block)
    long_ago = time.time() - 3600
    os.utime(path, (long_ago, long_ago))


def test_files_are_private_and_logs_say_nothing_of_the_person(home: Home) -> None:
    photo = home.photos / "quokka.jpg"
    write_photo(photo)
    damaged = home.photos / "quokka damaged.jpg"
    damaged.write_bytes(photo.read_bytes()[:300])
    assert home.run("index", str(home.photos)) == 0
    assert home.run("search", "an ibis near:48.208,16.372") == 0
    assert home.run("similar", str(photo)) == 0
    assert home.run("similar", str(damaged)) == 1
    home.open_and_close_window()
    assert home.run("stop") == 0

    written = list(home.written())
    names = {path.name for path in written}
    assert {"index.db", "user.db", "thumbnails.db", "service.log", "window.ini"} <= names
    for path in written:
        if home.folder / ".local" in (path, *path.parents):
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert mode & 0o077 == 0 or path.name in {".local", "share"}, f"{path}: {mode:o}"
    said = "".join(path.read_text("utf-8") for path in written if path.parent.name == "logs")
    assert "The service is ready" in said
    assert [canary for canary in CANARIES if canary in said] == []
