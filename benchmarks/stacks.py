"""How well hits fold: edited copies of one photo should, different photos must not.

    python benchmarks/stacks.py --set CAPTIONS.jsonl --groups GROUPS.jsonl --root DIR [--json]

Recall is the share of an original's edits that are in its stack; precision the share of folded
pairs that are of one group. All photos of both sets are compared with each other.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.quality import embed_files, read_lines
from indexer.core.paths import library_paths
from indexer.core.types import PhotoId
from indexer.embedding.catalogue import load_catalogue
from indexer.embedding.encoder import Precision
from indexer.embedding.loading import load_encoder
from indexer.media.thumbnail import make_thumbnail
from indexer.search.pictures import Pictures
from indexer.search.stacks import Likeness, fold, strong_floor


def likeness_of(root: Path, names: list[str], model: str) -> Likeness:
    """What the product would compare of these files."""
    spec = load_catalogue()[model].spec(library_paths(None).models, Precision.FP32)
    embedded = embed_files(load_encoder(spec), root, names)
    found = [embedded[name] for name in names]
    shapes, thumbnails = [], {}
    for name in names:
        with Image.open(root / name) as image:
            shapes.append(image.width / image.height)
            thumbnails[name.encode()] = make_thumbnail(image.convert("RGB"))
    return Likeness(
        photo_ids=[PhotoId(number) for number in range(len(names))],
        vectors=np.stack([it.joint if it.visual is None else it.visual for it in found]),
        contents=[name.encode() for name in names],
        cameras=np.full(len(names), ""),
        shapes=np.array(shapes),
        times=np.full(len(names), np.nan),
        strong=strong_floor(model),
        pictures=Pictures(lambda wanted: {each: thumbnails[each] for each in wanted}),
    )


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    groups = read_lines(arguments.groups)
    group_of = {name: line["group"] for line in groups for name in line["files"]}
    originals = {Path(name).name for name in group_of}
    others = [line["file"] for line in read_lines(arguments.set)]
    others = [name for name in others if Path(name).name not in originals]
    names = [*group_of, *(name for name in others if name.startswith(arguments.only))]
    likeness = likeness_of(arguments.root, names, arguments.model)
    started = time.perf_counter()
    stacks = fold(likeness)
    taken = time.perf_counter() - started
    edits: dict[str, list[bool]] = defaultdict(list)
    pairs = right = 0
    for stack in stacks:
        members = [names[position] for position in stack.positions]
        pairs += len(members) - 1
        lead = group_of.get(members[0])
        right += sum(lead is not None and group_of.get(name) == lead for name in members[1:])
    stack_of = {position: stack for stack in stacks for position in stack.positions}
    for line in groups:
        first, *copies = line["files"]
        for copy in copies:
            kind = Path(copy).stem.partition("__")[2]
            together = names.index(first) in stack_of[names.index(copy)].positions
            edits[kind].append(together)
    return {
        "photos": len(names),
        "precision": round(right / pairs, 4) if pairs else None,
        "recall": round(float(np.mean([it for each in edits.values() for it in each])), 4),
        "recall_by_edit": {kind: round(float(np.mean(each)), 3) for kind, each in edits.items()},
        "fold_ms": round(taken * 1000, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well copies fold into stacks.")
    parser.add_argument("--set", type=Path, required=True, help="photos that must not fold")
    parser.add_argument("--groups", type=Path, required=True, help="photos with their edits")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--only", default="coco/", help="photos of the set whose name begins so")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = measure(arguments)
    if arguments.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:<16}{value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
