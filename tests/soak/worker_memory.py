"""The worker's peak memory while it indexes photos with ViT-B-32-256, for each number format.

    python tests/soak/worker_memory.py --photos DIR [--count 96]

Weights are random; memory does not depend on what they are. Linux only: it reads VmHWM, the highest
resident memory of the process. The limit is 1.2 GB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from queue import Queue

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.random_clip import random_clip_spec, write_random_clip
from indexer.core.formats import format_of
from indexer.core.opening import open_photo
from indexer.core.types import PhotoId
from indexer.embedding.encoder import ModelSpec, Precision
from indexer.worker.events import PhotoDone, PhotoFailed, PhotoJob, WorkerDied, WorkerEvent
from indexer.worker.supervisor import Worker

LIMIT_MB = 1200
DEADLINE_S = 300.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, default=96)
    arguments = parser.parse_args()
    photos = sorted(arguments.photos.rglob("*.jpg"))[: arguments.count]
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="pixlore-memory-") as folder:
        weights = write_random_clip(Path(folder))
        for precision in Precision:
            peak = _peak_mb(random_clip_spec(weights, precision), photos)
            worst = max(worst, peak)
            sys.stdout.write(f"{precision}: {len(photos)} photos, peak {peak:,.0f} MB\n")
    return 1 if worst > LIMIT_MB else 0


def _peak_mb(spec: ModelSpec, photos: list[Path]) -> float:
    events: Queue[WorkerEvent] = Queue()
    worker = Worker(spec, events)
    worker.start()
    try:
        worker.describe()
        for number, path in enumerate(photos):
            with open_photo(str(path)) as source:
                hint = format_of(str(path)) or ""
                worker.submit(PhotoJob(PhotoId(number), source, hint))
        open_photos = len(photos)
        while open_photos:
            event = events.get(timeout=DEADLINE_S)
            if isinstance(event, WorkerDied):
                raise SystemExit(f"the worker died: {event.reason}")
            open_photos -= isinstance(event, PhotoDone | PhotoFailed)
        worker.embed_text(["a query, so that the text half is there too"])
        return _high_water_mb(worker.pid)
    finally:
        worker.stop()


def _high_water_mb(pid: int | None) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell the highest memory of a process")


if __name__ == "__main__":
    sys.exit(main())
