"""How quickly a query is ranked: by Pixlore, by sqlite-vec alone and by a plain numpy scan.

    python benchmarks/search.py --n 100000 [--json]

The library is made of synthetic unit vectors in clusters around a common mean, as CLIP's lie in a
narrow cone; a cluster has 500 photos on average (`--cluster` changes it: the larger, the less the
codes tell its photos apart). One of two folders holds 1 % of the photos, for the filtered figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.api import LibraryPaths, SpaceKind, Vector, open_library
from indexer.core.types import FileStat, FolderId, PhotoId, PhotoMetadata, SpaceId
from indexer.search.query import QuerySource, QueryVector
from indexer.store.library import Library as Store
from indexer.store.library import open_library as open_store
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

DIMENSIONS = 512
SPREAD = 0.6
BATCH = 1_000
TOP = 50
MODEL_ID = "synthetic"
STAT = FileStat(1, 1)


@dataclass(frozen=True)
class Figures:
    """One run; the keys are what other programs read."""

    n: int
    p50_ms: float
    p95_ms: float
    sqlite_vec_p95_ms: float
    numpy_p95_ms: float
    recall_at_50: float
    filtered_p95_ms: float
    added_mb: float
    open_s: float


def clustered(count: int, cluster: int, random: np.random.Generator) -> Vector:
    """Unit vectors, shape (count, 512)."""
    clusters = max(1, count // cluster)
    mean = random.standard_normal(DIMENSIONS)
    centres = (mean + random.standard_normal((clusters, DIMENSIONS))).astype(np.float32)
    vectors = np.empty((count, DIMENSIONS), np.float32)
    for start in range(0, count, 10 * BATCH):
        part = vectors[start : start + 10 * BATCH]
        random.standard_normal(out=part, dtype=np.float32)
        part *= SPREAD
        part += centres[random.integers(clusters, size=len(part))]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def fill(store: Store, vectors: Vector) -> tuple[SpaceId, FolderId]:
    """Write all vectors as photos; the space, and the folder that holds 1 % of them."""
    space = store.index.spaces.get_or_create(MODEL_ID, "starter", SpaceKind.JOINT, DIMENSIONS)
    large = store.user.folders.add("/large", volume="disk", added_at=0.0).id
    small = store.user.folders.add("/small", volume="disk", added_at=0.0).id
    few = max(1, len(vectors) // 100)
    for folder, part in ((small, vectors[:few]), (large, vectors[few:])):
        for start in range(0, len(part), BATCH):
            add(store, folder, space.id, part[start : start + BATCH], start)
            store.index.codes.maintain()
    while store.index.codes.maintain(for_s=10.0):
        pass
    store.index.checkpoint()
    return space.id, small


def add(store: Store, folder: FolderId, space: SpaceId, vectors: Vector, start: int) -> None:
    names = [FoundFile(f"{start + number}.jpg", STAT) for number in range(len(vectors))]
    ids = store.index.scans.apply(ScanOutcome(folder, seen_at=0.0, added=names))
    photos = [
        IndexedPhoto(photo_id, STAT, photo_id.to_bytes(16, "little"), PhotoMetadata(), {space: v})
        for photo_id, v in zip(ids, vectors, strict=True)
    ]
    store.index.results.commit(photos, now=0.0)


def timed(run: Callable[[Vector], object], queries: Vector) -> np.ndarray:
    """Milliseconds of each query, after one that is not counted."""
    run(queries[0])
    taken = []
    for query in queries:
        started = time.perf_counter()
        run(query)
        taken.append((time.perf_counter() - started) * 1000)
    return np.array(taken)


def numpy_best(vectors: Vector, query: Vector) -> np.ndarray:
    """Positions of the 50 nearest vectors, best first."""
    scores = vectors @ query
    best = np.argpartition(-scores, TOP)[:TOP]
    return best[np.argsort(-scores[best], kind="stable")]


def measure(n: int, queries: int, cluster: int, folder: Path) -> Figures:
    random = np.random.default_rng(0)
    everything = clustered(n + queries, cluster, random)
    vectors, asked = everything[:n], everything[n:]
    paths = LibraryPaths(folder)
    with open_store(paths) as store:
        space, small = fill(store, vectors)

    def query(vector: Vector) -> QueryVector:
        return QueryVector(MODEL_ID, SpaceKind.JOINT, vector, QuerySource.TEXT, "query")

    memory = psutil.Process().memory_info().rss
    started = time.perf_counter()
    with open_library(paths) as library:
        library.engine.search(query(asked[0]), limit=TOP)
        opened = time.perf_counter() - started
        taken = timed(lambda v: library.engine.search(query(v), limit=TOP), asked)
        added = psutil.Process().memory_info().rss - memory
        filtered = timed(
            lambda v: library.engine.search(query(v), limit=TOP, folder_ids=[small]), asked
        )
        in_sql = timed(lambda v: library.reader.vectors.rank(space, v, limit=TOP), asked)
        ids = library.reader.vectors.embeddings(space)[0]
        recalls = [
            len(
                {int(i) for i in library.engine.rank(query(v)).photo_ids[:TOP]}
                & {PhotoId(int(ids[position])) for position in numpy_best(vectors, v)}
            )
            / TOP
            for v in asked
        ]
    scan = timed(lambda v: numpy_best(vectors, v), asked)
    return Figures(
        n=n,
        p50_ms=round(float(np.percentile(taken, 50)), 2),
        p95_ms=round(float(np.percentile(taken, 95)), 2),
        sqlite_vec_p95_ms=round(float(np.percentile(in_sql, 95)), 2),
        numpy_p95_ms=round(float(np.percentile(scan, 95)), 2),
        recall_at_50=round(float(np.mean(recalls)), 4),
        filtered_p95_ms=round(float(np.percentile(filtered, 95)), 2),
        added_mb=round(added / 1e6, 1),
        open_s=round(opened, 3),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the ranking of photos for a query.")
    parser.add_argument("--n", type=int, default=10_000, help="photos in the library")
    parser.add_argument("--queries", type=int, default=40, help="queries that are timed")
    parser.add_argument("--cluster", type=int, default=500, help="photos in a cluster, on average")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-search-") as folder:
        n = max(arguments.n, 2 * TOP)
        figures = asdict(measure(n, arguments.queries, arguments.cluster, Path(folder)))
    if arguments.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:<20}{value:>12}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
