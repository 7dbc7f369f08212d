"""Indexes and searches real photos under a tracer: not a byte, time, mode or name of them changes.

python tests/soak/library_untouched.py [--count 300]    (photos)

The real service and worker with the starter model, and the commands and the window of a person who
searches, finds similar photos and opens one, all below one tracer.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
from scenario import CANNOT_RUN, run

from indexer.core.launch import child_environment
from tests.integration.service_bench import ServiceBench, make_photos, settled

_FAMILIES = ("formats", "camera", "coco")
_CALLS = "openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,chmod,fchmodat,utimensat,\
truncate,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,setxattr,lsetxattr,removexattr,chown,\
lchown,fchownat"
_WRITING_OPEN = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


def use(bench: ServiceBench, photos: int, dice: random.Random) -> str:
    _copy_photos(bench, photos, dice)
    before = _standing(bench.photos)
    traced = Traced(bench)
    bench.processes.append(traced.start("indexer", "serve"))
    with bench.client() as client:
        client.call("set_setting", name="full_speed", value=True)
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: client.status().counts.total >= 3, "the photos are found")
        indexed = lambda: client.status().counts.indexed  # noqa: E731
        bench.until(lambda: settled(client, indexed=indexed())(), "everything is indexed")
        counts = client.status().counts
        client.call("rescan", wait=True)
        one = str(next(bench.photos.glob("1-*.png")))
        traced.run("indexer", "search", "a cat in the snow")
        traced.run("indexer", "similar", one, "at night")
        traced.run("indexer", "score", one, "a cat")
        traced.show_window(one)
        client.call("shutdown")
    bench.processes[0].wait()
    assert _standing(bench.photos) == before, "a photo changed"
    calls = [line for line in traced.lines() if _in(line, bench)]
    writing = [line for line in calls if "openat" not in line or _WRITING_OPEN.search(line)]
    assert calls, "the tracer saw nothing"
    assert not writing, writing[:5]
    return (
        f"{counts.indexed} indexed, {counts.failed} listed, searched, shown: 0 differences, 0 of "
        f"{len(calls)} calls under the folder write"
    )


class Traced:
    """Starts Pixlore's real programs on a bench's library, each below a tracer."""

    def __init__(self, bench: ServiceBench) -> None:
        self._folder = bench.photos.parent
        self._environment = child_environment() | {
            "PIXLORE_DATA_DIR": str(bench.paths.data_dir),
            "QT_QPA_PLATFORM": "offscreen",
        }
        self._started = 0

    def start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        self._started += 1
        trace = self._folder / f"{self._started}.trace"
        tracer = ["strace", "-f", "-qq", "-e", f"trace={_CALLS}", "-o", str(trace)]
        command = [*tracer, sys.executable, "-m", program, *arguments]
        return subprocess.Popen(
            command, env=self._environment | environment, stdout=subprocess.DEVNULL
        )

    def run(self, program: str, *arguments: str) -> None:
        assert self.start(program, *arguments).wait() == 0, arguments

    def show_window(self, photo: str) -> None:
        """Open the window with a photo to search by, and end it once it has been painted."""
        report = self._folder / "painted"
        tracer = self.start("desktop", photo, PIXLORE_START_REPORT=str(report))
        ServiceBench.until(report.exists, "the window is painted")
        for window in psutil.Process(tracer.pid).children():
            window.terminate()
        assert tracer.wait() == 0

    def lines(self) -> list[str]:
        """What all tracers saw."""
        traces = sorted(self._folder.glob("*.trace"))
        return [line for path in traces for line in path.read_text(errors="replace").splitlines()]


def _copy_photos(bench: ServiceBench, photos: int, dice: random.Random) -> None:
    shared = Path(__file__).resolve().parents[3] / "shared" / "photos"
    found = [p for name in _FAMILIES for p in sorted((shared / name).rglob("*")) if p.is_file()]
    for number, path in enumerate(dice.sample(found, min(photos, len(found)))):
        shutil.copy2(path, bench.photos / f"{number:04}{path.suffix}")
    make_photos(bench.photos, 3)


def _in(line: str, bench: ServiceBench) -> bool:
    return f'"{bench.photos}' in line


def _standing(folder: Path) -> dict[str, tuple[object, ...]]:
    """Contents, stat and extended attributes of everything in a folder."""
    return {str(path): _state(path) for path in [folder, *sorted(folder.rglob("*"))]}


def _state(path: Path) -> tuple[object, ...]:
    stat = path.lstat()
    kept = (stat.st_mode, stat.st_ino, stat.st_nlink, stat.st_uid, stat.st_gid, stat.st_size)
    times = (stat.st_mtime_ns, stat.st_ctime_ns)
    attributes = {name: os.getxattr(path, name) for name in os.listxattr(path)}
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return (*kept, *times, tuple(attributes.items()), content)


if __name__ == "__main__":
    if shutil.which("strace") is None:
        sys.stderr.write("strace is not installed.\n")
        sys.exit(CANNOT_RUN)
    sys.exit(run(use, count=300))
