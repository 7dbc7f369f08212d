"""How quickly a query is ranked: by Pixlore, by sqlite-vec alone and by a plain numpy scan.

    python benchmarks/search.py --n 1000000 [--easy] [--library DIR] [--json] [--keep]

The library is synthetic: `clusters.py` says of what kind. One of two folders holds 1 % of the
photos, for the filtered figure. Texts and photos as queries take turns; recall is given for each.
Memory and the time to open are those of a process of its own, which loads faiss for it.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clusters import DIMENSIONS, EASY, HARD, Setting, synthetic
from benchmarks.recording import options, report
from indexer.api import LibraryPaths, Ranking, SpaceKind, Vector, open_library
from indexer.core.types import FileStat, FolderId, PhotoMetadata, SpaceId
from indexer.search.query import QuerySource, QueryVector
from indexer.store.library import Library as Store
from indexer.store.library import open_library as open_store
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

BATCH = 1_000
TOP = 50
SMALL = "/small"
MODEL_ID = "synthetic"
STAT = FileStat(1, 1)


@dataclass(frozen=True)
class Figures:
    """One run; the keys are what other programs read."""

    n: int
    setting: str
    p50_ms: float
    p95_ms: float
    sqlite_vec_p95_ms: float
    numpy_p95_ms: float
    recall_at_50: float
    recall_of_texts: float | None
    recall_of_photos: float
    filtered_p95_ms: float
    added_mb: float
    open_s: float


def fill(store: Store, vectors: Vector) -> None:
    """Write all vectors as photos, 1 % of them in a folder of their own."""
    space = store.index.spaces.get_or_create(MODEL_ID, "starter", SpaceKind.JOINT, DIMENSIONS)
    large = store.user.folders.add("/large", volume="disk", added_at=0.0).id
    small = store.user.folders.add(SMALL, volume="disk", added_at=0.0).id
    few = max(1, len(vectors) // 100)
    for folder, part in ((small, vectors[:few]), (large, vectors[few:])):
        for start in range(0, len(part), BATCH):
            add(store, folder, space.id, part[start : start + BATCH], start)
            store.index.codes.maintain()
    while store.index.codes.maintain(for_s=10.0):
        pass
    store.index.checkpoint()


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


def recall(ranking: Ranking, ids: np.ndarray, vectors: Vector, query: Vector) -> float:
    """How many of the 50 nearest photos are among the first 50 of the ranking."""
    nearest = set(ids[numpy_best(vectors, query)].tolist())
    return len(nearest & set(ranking.head_ids[:TOP].tolist())) / TOP


def query(vector: Vector) -> QueryVector:
    return QueryVector(MODEL_ID, SpaceKind.JOINT, vector, QuerySource.TEXT, "query")


def opened(folder: Path, asked: Vector) -> tuple[float, float]:
    """Seconds to the first result, and megabytes that opening and all queries add."""
    memory = psutil.Process().memory_info().rss
    started = time.perf_counter()
    with open_library(LibraryPaths(folder)) as library:
        library.engine.search(query(asked[0]), limit=TOP)
        first = time.perf_counter() - started
        for vector in asked:
            library.engine.search(query(vector), limit=TOP)
        return first, (psutil.Process().memory_info().rss - memory) / 1e6


def measure(n: int, queries: int, setting: Setting, folder: Path) -> Figures:
    made = synthetic(setting, n, queries)
    vectors, asked = made.photos, made.queries
    paths = LibraryPaths(folder)
    if not paths.index_db.exists():
        with open_store(paths) as store:
            fill(store, vectors)

    with multiprocessing.get_context("spawn").Pool(1) as another:
        open_s, added_mb = another.apply(opened, (folder, asked))
    with open_library(paths) as library:
        space = library.reader.spaces()[0].id
        small = next(it.id for it in library.reader.folders() if it.path == SMALL)
        taken = timed(lambda v: library.engine.search(query(v), limit=TOP), asked)
        filtered = timed(
            lambda v: library.engine.search(query(v), limit=TOP, folder_ids=[small]), asked
        )
        in_sql = timed(lambda v: library.reader.vectors.rank(space, v, limit=TOP), asked)
        ids = library.reader.photo_ids()
        recalls = np.array([recall(library.engine.rank(query(v)), ids, vectors, v) for v in asked])
    scan = timed(lambda v: numpy_best(vectors, v), asked)
    return Figures(
        n=n,
        setting="hard" if setting is HARD else "easy",
        p50_ms=round(float(np.percentile(taken, 50)), 2),
        p95_ms=round(float(np.percentile(taken, 95)), 2),
        sqlite_vec_p95_ms=round(float(np.percentile(in_sql, 95)), 2),
        numpy_p95_ms=round(float(np.percentile(scan, 95)), 2),
        recall_at_50=round(float(recalls.mean()), 4),
        recall_of_texts=round(float(recalls[::2].mean()), 4) if setting.texts else None,
        recall_of_photos=round(float(recalls[1::2].mean()), 4),
        filtered_p95_ms=round(float(np.percentile(filtered, 95)), 2),
        added_mb=round(added_mb, 1),
        open_s=round(open_s, 3),
    )


def main() -> None:
    parser = options("Time the ranking of photos for a query.")
    parser.add_argument("--n", type=int, default=10_000, help="photos in the library")
    parser.add_argument("--queries", type=int, default=40, help="queries that are timed")
    parser.add_argument("--easy", action="store_true", help="small clusters, photos as queries")
    parser.add_argument("--library", type=Path, help="keep the library here, and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-search-") as folder:
        n = max(arguments.n, 2 * TOP)
        setting = EASY if arguments.easy else HARD
        kept = arguments.library or Path(folder)
        report("search", asdict(measure(n, arguments.queries, setting, kept)), arguments)


if __name__ == "__main__":
    main()
