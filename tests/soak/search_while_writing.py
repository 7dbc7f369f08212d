"""Searches while a writer commits: three reader processes, one writer, one library.

    python tests/soak/search_while_writing.py [--seconds 60] [--photos 30000]

Each reader searches for clustered vectors without pause and compares the best 20 of every tenth
search with those that comparing every vector gives on the same snapshot. Latencies are compared
with those of the same readers while nothing is written. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.core.paths import LibraryPaths
from indexer.core.types import PhotoId, SpaceKind, Vector
from indexer.search.engine import SearchEngine
from indexer.search.query import QuerySource, QueryVector
from indexer.store.index_reader import IndexReader
from indexer.store.records import ScanOutcome
from tests.unit.search.large_library import MODEL_ID, LargeLibrary

READERS = 3
TOP = 20
PER_COMMIT = 64
BETWEEN_COMMITS_S = 0.5
CHECK_EVERY = 10


def read(folder: Path, space_id: int, queries: Vector, seconds: float, answer: Connection) -> None:
    """Search until the time is over; send what was measured."""
    reader = IndexReader(LibraryPaths(folder))
    engine = SearchEngine(reader)
    taken: list[float] = []
    searches = checked = different = 0
    errors: list[str] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        vector = queries[searches % len(queries)]
        query = QueryVector(MODEL_ID, SpaceKind.JOINT, vector, QuerySource.TEXT, "query")
        try:
            with reader.snapshot():
                started = time.perf_counter()
                ranking = engine.rank(query)
                if searches:  # the first one reads all codes
                    taken.append((time.perf_counter() - started) * 1000)
                if searches % CHECK_EVERY == 0:
                    exact = [i for i, _ in reader.vectors.rank(space_id, vector, limit=TOP)]
                    checked += 1
                    different += set(exact) != set(ranking.head_ids[:TOP].tolist())
        except Exception as error:  # noqa: BLE001 - every error is a finding
            errors.append(repr(error))
        searches += 1
    reader.close()
    answer.send((taken, checked, different, errors))


def run_readers(library: LargeLibrary, seconds: float, *, write: bool) -> dict[str, object]:
    """One round of all readers, with or without a writer beside them."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(READERS)]
    folder, space_id = library.paths.data_dir, library.space.id
    processes = [
        context.Process(target=read, args=(folder, space_id, library.queries, seconds, end))
        for _, end in pipes
    ]
    for process in processes:
        process.start()
    commits = 0
    while write and any(
        process.is_alive() and not mine.poll()
        for process, (mine, _) in zip(processes, pipes, strict=True)
    ):
        change(library, commits)
        commits += 1
        time.sleep(BETWEEN_COMMITS_S)
    answers = [mine.recv() for mine, _ in pipes]
    for process in processes:
        process.join()
    taken = np.concatenate([np.array(each) for each, *_ in answers])
    return {
        "searches": len(taken),
        "p50_ms": round(float(np.percentile(taken, 50)), 2),
        "p95_ms": round(float(np.percentile(taken, 95)), 2),
        "checked": sum(checked for _, checked, _, _ in answers),
        "different": sum(different for _, _, different, _ in answers),
        "errors": [error for *_, errors in answers for error in errors],
        "commits": commits,
    }


def change(library: LargeLibrary, number: int) -> None:
    """One commit of each kind: new photos, changed ones, missing ones; and the codes' upkeep."""
    library.add(PER_COMMIT)
    library.replace(number + 1, library.vectors(1)[0])
    gone = [PhotoId(5_000 + number)]
    library.store.index.scans.apply(ScanOutcome(library.folder, 1.0, missing=gone))
    library.store.index.codes.maintain()


def measure(seconds: float, photos: int, folder: Path) -> dict[str, object]:
    """Idle, then beside a writer."""
    library = LargeLibrary(folder, photos)
    try:
        idle = run_readers(library, min(seconds, 15.0), write=False)
        writing = run_readers(library, seconds, write=True)
    finally:
        library.close()
    ratio = round(float(str(writing["p95_ms"])) / float(str(idle["p95_ms"])), 2)
    return {"photos": photos, "idle": idle, "writing": writing, "p95_ratio": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description="Search while a writer commits.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--photos", type=int, default=30_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-soak-") as folder:
        found = measure(arguments.seconds, arguments.photos, Path(folder))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
