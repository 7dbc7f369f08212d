"""Whether names and meaning together find more than the better of them alone.

    python benchmarks/fusion.py --set CAPTIONS.jsonl --root DIR [--written] [--json]

Each line of the set: {"file", "labels": [...], "captions": [...]}. Each label of at least five
photos is a query. All photos go into an index under their own file and folder names, which hold
many labels, and every third one, by a hash of its name, also carries its labels as keywords. That
flatters names: the labels that judge are the words found by.

With --written only photos with captions are used, under IMG_0001.jpg and so on, as cameras name
them, and every third one carries its first caption: what a person writes under some photos, in
words of their own. Labels judge, and are in no text.

Printed: nDCG@10 of meaning alone, of names alone, and of the search as people use it, and on how
many queries it lies above and below the first two.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality import embed_files, read_lines
from indexer.core.paths import LibraryPaths, library_paths
from indexer.core.types import FileStat, PhotoMetadata, SpaceKind, Vector
from indexer.embedding.catalogue import load_catalogue
from indexer.embedding.encoder import Encoder, Precision
from indexer.embedding.loading import load_encoder
from indexer.library import Library
from indexer.search.named import name_words
from indexer.store.library import open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

FEWEST = 5
TOP = 10
TAGGED_ONE_IN = 3
MODEL_ID = "benchmark"


def main() -> None:
    arguments = _arguments()
    lines = read_lines(Path(arguments.set))
    if arguments.written:
        lines = [line for line in lines if line.get("captions") and line["labels"]]
    spec = load_catalogue()[arguments.model].spec(library_paths(None).models, Precision.FP32)
    encoder = load_encoder(spec)
    embedded = embed_files(encoder, Path(arguments.root), (line["file"] for line in lines))
    vectors = {name: found.joint for name, found in embedded.items()}
    lines = [line for line in lines if line["file"] in vectors]
    names = [
        f"IMG_{number:04}.jpg" if arguments.written else line["file"]
        for number, line in enumerate(lines)
    ]
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder))
        queries = _queries(lines)
        _fill(
            paths,
            arguments.model,
            dict(zip(names, lines, strict=True)),
            vectors,
            _encoded(encoder, queries),
            written=arguments.written,
        )
        with Library(paths) as library:
            figures = _figures(library, dict(zip(names, lines, strict=True)), queries)
    print(json.dumps(figures) if arguments.json else _as_text(figures))


def _queries(lines: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The text that is typed for each label."""
    photos = Counter(label for line in lines for label in set(line["labels"]))
    return {label: label for label, count in sorted(photos.items()) if count >= FEWEST}


def _encoded(encoder: Encoder, queries: dict[str, str]) -> dict[str, Vector]:
    texts = list(queries.values())
    return dict(zip(texts, encoder.encode_text(texts), strict=True))


def _fill(
    paths: LibraryPaths,
    model: str,
    photos_by_name: dict[str, dict[str, Any]],
    vectors: dict[str, Vector],
    queries: dict[str, Vector],
    *,
    written: bool,
) -> None:
    with open_library(paths) as store:
        dimensions = len(next(iter(vectors.values())))
        space = store.index.spaces.get_or_create(MODEL_ID, model, SpaceKind.JOINT, dimensions)
        store.user.settings.set("model", model)
        folder = store.user.folders.add("/photos", volume="", added_at=0.0)
        stat = FileStat(1, 1)
        files = [FoundFile(name, stat) for name in photos_by_name]
        ids = store.index.scans.apply(ScanOutcome(folder.id, seen_at=0.0, added=files))
        photos = [
            IndexedPhoto(
                photo_id, stat, photo_id.to_bytes(16, "big"), _metadata(line, written=written),
                {space.id: vectors[line["file"]]},
            )
            for photo_id, line in zip(ids, photos_by_name.values(), strict=True)
        ]  # fmt: skip
        store.index.results.commit(photos, now=1.0)
        for text, vector in queries.items():
            store.index.queries.put(space.id, text, vector, now=1.0)


def _metadata(line: dict[str, Any], *, written: bool) -> PhotoMetadata:
    if zlib.crc32(line["file"].encode()) % TAGGED_ONE_IN:
        return PhotoMetadata(width=1, height=1)
    if written:
        return PhotoMetadata(width=1, height=1, caption=line["captions"][0])
    return PhotoMetadata(width=1, height=1, keywords=tuple(line["labels"]))


def _figures(
    library: Library, photos_by_name: dict[str, dict[str, Any]], queries: dict[str, str]
) -> dict[str, Any]:
    files = {}
    for name, line in photos_by_name.items():
        record = library.reader.photo_at(f"/photos/{name}")
        assert record is not None
        files[record.id] = line
    gains = []
    for label, text in queries.items():
        right = {photo for photo, line in files.items() if label in line["labels"]}
        meaning = library.engine.rank(library.queries.of_text(text)).photo_ids[:TOP].tolist()
        named = [it.photo_id for it in library.reader.named(name_words(text))][:TOP]
        fused = library.find(text).ranking.photo_ids[:TOP].tolist()
        gains.append([_ndcg(found, right) for found in (meaning, named, fused)])
    table = np.array(gains)
    means = table.mean(axis=0)
    return {
        "photos": len(files),
        "queries": len(queries),
        "ndcg_at_10": dict(
            zip(("meaning", "names", "fused"), means.round(4).tolist(), strict=True)
        ),
        "fused_below_meaning": int((table[:, 2] < table[:, 0] - 1e-9).sum()),
        "fused_above_meaning": int((table[:, 2] > table[:, 0] + 1e-9).sum()),
        "fused_below_names": int((table[:, 2] < table[:, 1] - 1e-9).sum()),
        "fused_above_names": int((table[:, 2] > table[:, 1] + 1e-9).sum()),
    }


def _ndcg(found: Sequence[int], right: set[int]) -> float:
    """Normalised discounted cumulative gain of the first ten; a photo is right or it is not."""
    discounts = 1 / np.log2(np.arange(2, TOP + 2))
    hits = np.array([photo in right for photo in found[:TOP]], float)
    return float((hits * discounts[: len(hits)]).sum() / discounts[: len(right)].sum())


def _as_text(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name:20} {value}" for name, value in figures.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", required=True, help="JSON lines with file and labels")
    parser.add_argument("--root", required=True, help="the folder that the files lie in")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--written", action="store_true", help="captions instead of labels as text")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
