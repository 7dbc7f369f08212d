"""Searches five times a second while 2,000 photos are embedded by another model.

    python tests/soak/model_swap.py [--photos N]

Two small open_clip models of random weights answer one after the other. Every query must have
results, its vector must be exactly that of the model it names, and every hit's score must be the
cosine of that vector with the vector stored for the same model. Takes about two minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.core.paths import LibraryPaths
from indexer.core.types import Vector
from indexer.embedding.encoder import Encoder, ModelKind, ModelSpec
from indexer.embedding.loading import load_encoder
from indexer.ipc.client import ServiceClient, connect_or_start
from indexer.ipc.status import ServiceState
from indexer.library import Library, open_library
from tests.integration.service_bench import make_photos
from tests.integration.tiny_clip import write_tiny_clip

QUERY_EVERY_S = 0.2
DEADLINE_S = 900.0
TEXTS = (
    "a cat on a red sofa",
    "mountains",
    "two people in the rain",
    "a blue car",
    "snow at night",
)


@dataclass
class Tally:
    """What the queries met."""

    by_model: dict[str, int] = field(default_factory=dict)
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=2000)
    count = parser.parse_args().photos
    with tempfile.TemporaryDirectory(prefix="pixlore-swap-") as name:
        folder = Path(name)
        old, new = _model(folder, "old", seed=1), _model(folder, "new", seed=2)
        photos = folder / "photos"
        photos.mkdir()
        make_photos(photos, count)
        with open_library(LibraryPaths(folder / "data")) as library:
            tally = _swap(library, photos, count, old, new)
    said = (
        f"{count} photos; queries by model: {tally.by_model}; slowest {tally.slowest_s:.2f} s; "
        f"{len(tally.faults)} faults"
    )
    sys.stdout.write("\n  ".join([said, *tally.faults[:10]]) + "\n")
    return 1 if tally.faults or set(tally.by_model) != {"old", "new"} else 0


def _model(folder: Path, name: str, *, seed: int) -> Encoder:
    weights = write_tiny_clip(folder / name, seed=seed)
    return load_encoder(ModelSpec(name, ModelKind.OPEN_CLIP, weights=str(weights)))


def _swap(library: Library, photos: Path, count: int, old: Encoder, new: Encoder) -> Tally:
    client = connect_or_start(library.paths, idle_exit_s=5.0)
    try:
        _use(client, "old", photos.parent)
        _until(lambda: client.status().model == "old", "the first model is in use")
        client.call("add_folder", path=str(photos))
        _until(lambda: _is_indexed(client, count), "all photos are indexed")
        expected = {
            encoder.model_id: (
                encoder.model_name,
                dict(zip(TEXTS, encoder.encode_text(TEXTS), strict=True)),
            )
            for encoder in (old, new)
        }
        _use(client, "new", photos.parent)
        return _query_until_swapped(library, client, expected, count)
    finally:
        client.call("shutdown")
        client.close()


def _use(client: ServiceClient, name: str, folder: Path) -> None:
    client.call(
        "use_model", name=name, architecture="tiny", weights=str(folder / name), timeout_s=120.0
    )


def _query_until_swapped(
    library: Library,
    client: ServiceClient,
    expected: dict[str, tuple[str, dict[str, Vector]]],
    count: int,
) -> Tally:
    """Query through the rebuild, and for a while after it."""
    tally = Tally()
    after = 25
    end = time.monotonic() + DEADLINE_S
    for text in cycle(TEXTS):
        started = time.monotonic()
        try:
            _query(library, text, expected, tally)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not happen
            tally.faults.append(f"{type(error).__name__}: {error}")
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - started)
        after -= _is_swapped(client, count)
        if not after or time.monotonic() > end:
            return tally
        time.sleep(max(0.0, QUERY_EVERY_S - (time.monotonic() - started)))
    return tally


def _query(
    library: Library, text: str, expected: dict[str, tuple[str, dict[str, Vector]]], tally: Tally
) -> None:
    query = library.queries.of_text(text)
    name, vectors = expected[query.model_id]
    tally.by_model[name] = tally.by_model.get(name, 0) + 1
    if float(query.vector @ vectors[text]) < 0.999:
        tally.faults.append(f"{text}: this is not the vector of {name}")
    hits = library.engine.search(query, limit=50).hits
    if not hits:
        tally.faults.append(f"{text}: no results from {name}")
        return
    space = next(s for s in library.reader.spaces() if s.model_id == query.model_id)
    stored = library.reader.vectors.get(space.id, [hit.photo_id for hit in hits])
    off = max(abs(float(stored[hit.photo_id] @ query.vector) - hit.score) for hit in hits)
    if not np.isfinite(off) or off > 1e-4:
        tally.faults.append(f"{text}: scores are off by {off} from the vectors of {name}")


def _is_indexed(client: ServiceClient, count: int) -> bool:
    status = client.status()
    return status.state is ServiceState.IDLE and status.counts.indexed == count


def _is_swapped(client: ServiceClient, count: int) -> bool:
    status = client.status()
    return status.model == "new" and status.progress.searched >= 0.99 * count


def _until(ask, what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not ask():
        if time.monotonic() > end:
            raise SystemExit(f"never happened: {what}")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
