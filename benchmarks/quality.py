"""How well a model finds photos: captions, labelled queries, and groups of similar photos.

python benchmarks/quality.py --set CAPTIONS.jsonl [--only coco/] [--queries QUERIES.jsonl]
    [--groups GROUPS.jsonl] --root DIR --model NAME [--json]

Lines: {"file", "captions", "labels"}; {"query", "relevant", "maybe"}; {"group", "files"}.
Figures: recall at 1, 5 and 10 and the median rank of a caption's own photo; nDCG and precision at
10 of queries (a relevant photo gains 2, a maybe 1); mean average precision of a photo's group.
The intervals hold 95 % of 1,000 bootstrap samples over photos, queries or groups.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.core.errors import PhotoError
from indexer.core.formats import format_of
from indexer.core.paths import library_paths
from indexer.core.types import EmbeddedVectors, Vector
from indexer.embedding.catalogue import load_catalogue
from indexer.embedding.encoder import Encoder, ModelKind, ModelSpec, Precision
from indexer.embedding.loading import load_encoder
from indexer.media.decode import decode_photo

BATCH = 16
SAMPLES = 1000
Numbers = npt.NDArray[np.float64]


def main() -> None:
    arguments = _arguments()
    encoder = load_encoder(_spec(arguments))
    result: dict[str, Any] = {"model": encoder.model_name, "model_id": encoder.model_id}
    photos = [line for line in read_lines(arguments.set) if line["file"].startswith(arguments.only)]
    vectors = embed_files(encoder, arguments.root, [line["file"] for line in photos])
    photos = [line for line in photos if line["file"] in vectors]
    result["photos"] = len(photos)
    joint = np.stack([vectors[line["file"]].joint for line in photos])
    result |= _caption_figures(encoder, joint, photos)
    if arguments.queries:
        files = [line["file"] for line in photos]
        result |= _query_figures(encoder, joint, files, read_lines(arguments.queries))
    if arguments.groups:
        result |= _group_figures(encoder, arguments.root, read_lines(arguments.groups), vectors)
    _show(result, as_json=arguments.json)


def _caption_figures(
    encoder: Encoder, joint: Vector, photos: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Each caption is a query; only its own photo is right."""
    captions = [(row, text) for row, line in enumerate(photos) for text in line["captions"]]
    if not captions:
        return {}
    owners = np.array([row for row, _ in captions])
    scores = _encode_texts(encoder, [text for _, text in captions]) @ joint.T
    own = scores[np.arange(len(owners)), owners]
    ranks = 1 + (scores > own[:, None]).sum(axis=1)
    figures: dict[str, Any] = {"captions": len(ranks), "median_rank": float(np.median(ranks))}
    for depth in (1, 5, 10):
        found = (ranks <= depth).astype(float)
        by_photo = [found[owners == row] for row in np.unique(owners)]
        figures |= _with_interval(f"r{depth}", by_photo)
    return figures


def _query_figures(
    encoder: Encoder, joint: Vector, files: Sequence[str], queries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Queries with several right photos: nDCG and precision at 10."""
    vectors = _encode_texts(encoder, [line["query"] for line in queries])
    ndcg, precision = [], []
    for line, vector in zip(queries, vectors, strict=True):
        relevant, maybe = set(line["relevant"]), set(line.get("maybe", ()))
        gains = np.array([2.0 * (name in relevant) or 1.0 * (name in maybe) for name in files])
        order = np.argsort(-(joint @ vector), kind="stable")[:10]
        ideal = _discounted(np.sort(gains)[::-1][:10])
        if ideal > 0:
            ndcg.append(np.array([_discounted(gains[order]) / ideal]))
            precision.append(np.array([float((gains[order] == 2.0).mean())]))
    if not ndcg:
        return {"queries": 0}
    return {
        "queries": len(ndcg),
        **_with_interval("ndcg10", ndcg),
        **_with_interval("p10", precision),
    }


def _group_figures(
    encoder: Encoder,
    root: Path,
    groups: Sequence[dict[str, Any]],
    distractors: dict[str, EmbeddedVectors],
) -> dict[str, Any]:
    """Each photo of a group is a query for the others, among the photos of the caption set."""
    group_of = {name: line["group"] for line in groups for name in line["files"]}
    members = embed_files(encoder, root, [name for name in group_of if name not in distractors])
    # The original of a group may also stand in the caption set, where it is no distractor.
    originals = {Path(name).name for name in group_of}
    others = {name: it for name, it in distractors.items() if Path(name).name not in originals}
    known = others | members
    space = np.stack([it.joint if it.visual is None else it.visual for it in known.values()])
    labels = np.array([group_of.get(name, "") for name in known])
    precisions: dict[str, list[float]] = {}
    for row in np.flatnonzero(labels != ""):
        order = np.argsort(-(space @ space[row]), kind="stable")
        right = labels[order[order != row]] == labels[row]
        precisions.setdefault(str(labels[row]), []).append(_average_precision(right))
    return _with_interval("map", [np.array(values) for values in precisions.values()])


def _discounted(gains: Numbers) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _average_precision(right: npt.NDArray[np.bool_]) -> float:
    places = np.flatnonzero(right)
    return float((np.arange(1, len(places) + 1) / (places + 1)).mean()) if len(places) else 0.0


def _with_interval(name: str, clusters: Sequence[Numbers]) -> dict[str, Any]:
    """The mean over all members, and its interval when whole clusters are drawn again."""
    sums = np.array([cluster.sum() for cluster in clusters])
    sizes = np.array([len(cluster) for cluster in clusters])
    drawn = np.random.default_rng(0).integers(0, len(sums), (SAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    interval = [round(float(low), 4), round(float(high), 4)]
    return {name: round(float(sums.sum() / sizes.sum()), 4), f"{name}_interval": interval}


def embed_files(encoder: Encoder, root: Path, names: Iterable[str]) -> dict[str, EmbeddedVectors]:
    """Vectors by file name; a file that is no photo is named on standard error and left out."""
    prepared: dict[str, npt.NDArray[np.uint8]] = {}
    for name in dict.fromkeys(names):
        try:
            with (root / name).open("rb") as file:
                photo = decode_photo(
                    file, format_hint=format_of(name) or "", target_side=encoder.input_side
                )
        except (PhotoError, OSError) as error:
            print(f"left out {name}: {error}", file=sys.stderr)
            continue
        prepared[name] = encoder.prepare(photo.image)
    found: dict[str, EmbeddedVectors] = {}
    for start in range(0, len(prepared), BATCH):
        batch = list(prepared)[start : start + BATCH]
        photos = [prepared[name] for name in batch]
        found |= dict(zip(batch, encoder.encode_images(photos), strict=True))
    return found


def _encode_texts(encoder: Encoder, texts: Sequence[str]) -> Vector:
    parts = [encoder.encode_text(texts[start : start + 64]) for start in range(0, len(texts), 64)]
    return np.concatenate(parts)


def _spec(arguments: argparse.Namespace) -> ModelSpec:
    """A model of the catalogue by name, or weights on disk by path."""
    precision = Precision(arguments.precision)
    if arguments.model in load_catalogue():
        models = library_paths(arguments.data_dir).models
        return load_catalogue()[arguments.model].spec(models, precision)
    path = Path(arguments.model)
    kind = ModelKind.OPEN_CLIP
    return ModelSpec(path.stem, kind, arguments.architecture, str(path), precision)


def read_lines(path: Path) -> list[dict[str, Any]]:
    text = path.read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _show(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        if not name.endswith("_interval"):
            interval = result.get(f"{name}_interval")
            print(
                f"{name:12} {value}" + (f"  ({interval[0]} to {interval[1]})" if interval else "")
            )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--set", type=Path, required=True, help="captions, JSON lines")
    parser.add_argument("--only", default="", help="keep only files that begin so, as in coco/")
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--groups", type=Path)
    parser.add_argument("--root", type=Path, required=True, help="the files' names start here")
    parser.add_argument(
        "--model", required=True, help="a name of the catalogue, or weights on disk"
    )
    parser.add_argument("--architecture", default="", help="open_clip's name, for a weights file")
    parser.add_argument("--precision", default="fp32", choices=list(Precision))
    parser.add_argument("--data-dir", help="where installed models lie")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
