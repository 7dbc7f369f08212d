"""How much five thumbs up and five down improve the search for a category.

    python benchmarks/concepts.py --set CAPTIONS.jsonl --root DIR [--model NAME] [--json]

For each label of at least 12 photos: photos are ranked for the text "a photo of a LABEL", the
first five right and the first five wrong ones are marked, as a person would, and average
precision over all other photos is compared before and after. Rocchio and logistic regression are
measured side by side, with the text query kept in and, for the concept alone, left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality import embed_files, read_lines
from indexer.core.paths import library_paths
from indexer.core.types import Vector
from indexer.embedding.catalogue import load_catalogue
from indexer.embedding.encoder import Precision
from indexer.embedding.loading import load_encoder
from indexer.search.feedback import rocchio, unit

MARKS = 5
FEWEST = 12
Move = Callable[[Vector | None, Vector, Vector], Vector]


def logistic(query: Vector | None, up: Vector, down: Vector) -> Vector:
    """The direction that parts right photos from wrong ones, held near the query.

    Logistic regression with a quadratic penalty on the distance from the query, by Newton's
    method in the space of the photos' weights.
    """
    photos = np.concatenate([up, down]).astype(np.float64)
    wanted = np.concatenate([np.ones(len(up)), np.zeros(len(down))])
    start = np.zeros(photos.shape[1]) if query is None else query.astype(np.float64)
    centred = photos - photos.mean(axis=0)
    overlaps = centred @ centred.T
    base = 12.0 * (centred @ start)
    weights = np.zeros(len(photos))
    for _ in range(25):
        chances = 1 / (1 + np.exp(-np.clip(base + overlaps @ weights, -50, 50)))
        slope = chances - wanted + weights
        curve = (chances * (1 - chances))[:, None] * overlaps + np.eye(len(photos))
        weights -= np.linalg.solve(curve, slope)
    return unit((12.0 * start + weights @ centred).astype(np.float32))


METHODS: dict[str, tuple[Move, bool]] = {
    "rocchio": (rocchio, True),
    "logistic": (logistic, True),
    "rocchio_alone": (rocchio, False),
    "logistic_alone": (logistic, False),
}


def average_precision(right: npt.NDArray[np.bool_]) -> float:
    """Of a ranking: whether each photo, best first, is right."""
    positions = np.flatnonzero(right)
    return float(np.mean(np.arange(1, len(positions) + 1) / (positions + 1)))


def measure_label(
    query: Vector, vectors: dict[str, Vector], right: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Average precision of the text query and after each method."""
    joint = vectors["joint"]
    order = np.argsort(-(joint @ query), kind="stable")
    up = order[right[order]][:MARKS]
    down = order[~right[order]][:MARKS]
    others = np.setdiff1d(np.arange(len(joint)), np.concatenate([up, down]))

    def precision(scores: Vector) -> float:
        return average_precision(right[others][np.argsort(-scores[others], kind="stable")])

    found = {"text": precision(joint @ query)}
    for name, (move, keeps_text) in METHODS.items():
        moved = move(query if keeps_text else None, joint[up], joint[down])
        found[name] = precision(joint @ moved)
        if "visual" in vectors and not keeps_text:
            visual = vectors["visual"]
            found[f"{name}_visual"] = precision(visual @ move(None, visual[up], visual[down]))
    return found


def milliseconds(move: Move, dimensions: int) -> float:
    random = np.random.default_rng(0)
    marks = random.standard_normal((2, MARKS, dimensions)).astype(np.float32)
    started = time.perf_counter()
    for _ in range(20):
        move(marks[0, 0], marks[0], marks[1])
    return (time.perf_counter() - started) * 50


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    spec = load_catalogue()[arguments.model].spec(library_paths(None).models, Precision.FP32)
    encoder = load_encoder(spec)
    photos = [line for line in read_lines(arguments.set) if line["file"].startswith(arguments.only)]
    embedded = embed_files(encoder, arguments.root, [line["file"] for line in photos])
    photos = [line for line in photos if line["file"] in embedded]
    found = [embedded[line["file"]] for line in photos]
    vectors = {"joint": np.stack([each.joint for each in found])}
    if all(each.visual is not None for each in found):
        vectors["visual"] = np.stack([each.visual for each in found if each.visual is not None])
    counts = Counter(label for line in photos for label in set(line["labels"]))
    labels = sorted(label for label, count in counts.items() if FEWEST <= count <= len(photos) // 2)
    queries = encoder.encode_text([f"a photo of a {label}" for label in labels])
    by_label = {
        label: measure_label(
            query, vectors, np.array([label in line["labels"] for line in photos], np.bool_)
        )
        for label, query in zip(labels, queries, strict=True)
    }
    means = {name: _mean(by_label, name) for name in next(iter(by_label.values()))}
    return {
        "model": encoder.model_name,
        "photos": len(photos),
        "labels": by_label,
        "mean": means,
        "gain": {name: round(value / means["text"] - 1, 3) for name, value in means.items()},
        "ms": {
            name: round(milliseconds(move, queries.shape[1]), 3)
            for name, (move, keeps_text) in METHODS.items()
            if keeps_text
        },
    }


def _mean(by_label: dict[str, dict[str, float]], name: str) -> float:
    return round(float(np.mean([figures[name] for figures in by_label.values()])), 4)


def _show(result: dict[str, Any]) -> None:
    names = list(result["mean"])
    print(f"{'average precision':<22}" + "".join(f"{name:>24}" for name in names))
    for label, figures in [*result["labels"].items(), ("mean", result["mean"])]:
        print(f"{label:<22}" + "".join(f"{figures[name]:>24.3f}" for name in names))
    print(f"{'gain':<22}" + "".join(f"{result['gain'][name]:>+24.1%}" for name in names))
    print("milliseconds:", ", ".join(f"{name} {ms}" for name, ms in result["ms"].items()))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what thumbs up and down bring.")
    parser.add_argument("--set", type=Path, required=True, help="captions and labels of photos")
    parser.add_argument("--root", type=Path, required=True, help="the folder of the photos")
    parser.add_argument("--only", default="coco/", help="photos whose name begins so")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = measure(arguments)
    print(json.dumps(result)) if arguments.json else _show(result)


if __name__ == "__main__":
    main()
