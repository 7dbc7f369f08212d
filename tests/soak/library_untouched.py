"""Indexes real photos under a tracer: not a byte, time, mode or name of them changes.

python tests/soak/library_untouched.py [--count 300]    (photos)
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import sys
from pathlib import Path

from scenario import CANNOT_RUN, run

from tests.integration.service_bench import ServiceBench, make_photos, settled

_FAMILIES = ("formats", "camera", "coco")
_CALLS = "openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,chmod,fchmodat,utimensat,\
truncate,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,setxattr,lsetxattr,removexattr,chown,\
lchown,fchownat"
_WRITING_OPEN = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


def index(bench: ServiceBench, photos: int, dice: random.Random) -> str:
    shared = Path(__file__).resolve().parents[3] / "shared" / "photos"
    found = [p for name in _FAMILIES for p in sorted((shared / name).rglob("*")) if p.is_file()]
    for number, path in enumerate(dice.sample(found, min(photos, len(found)))):
        shutil.copy2(path, bench.photos / f"{number:04}{path.suffix}")
    make_photos(bench.photos, 3)
    before = _standing(bench.photos)
    trace = bench.photos.with_name("trace.txt")
    bench.wrapper = ["strace", "-f", "-qq", "-e", f"trace={_CALLS}", "-o", str(trace)]
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: client.status().counts.total >= 3, "the photos are found")
        indexed = lambda: client.status().counts.indexed  # noqa: E731
        bench.until(lambda: settled(client, indexed=indexed())(), "everything is indexed")
        counts = client.status().counts
        client.call("rescan", wait=True)
        client.call("shutdown")
    bench.processes[0].wait()
    assert _standing(bench.photos) == before, "a photo changed"
    calls = [line for line in trace.read_text(errors="replace").splitlines() if _in(line, bench)]
    writing = [line for line in calls if "openat" not in line or _WRITING_OPEN.search(line)]
    assert calls, "the tracer saw nothing"
    assert not writing, writing[:5]
    return (
        f"{counts.indexed} indexed, {counts.failed} listed: 0 differences, 0 of {len(calls)} calls "
        "under the folder write"
    )


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
    sys.exit(run(index, count=300))
