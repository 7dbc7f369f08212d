"""How near our vectors are to open_clip's own, for the same weights and photos.

    python benchmarks/parity.py --photos DIR [--count 100] [--json]

ViT-B-32-256 with fixed random weights. Three comparisons, each the lowest and mean cosine over the
photos: our loading, transform and numbers in fp32 against open_clip's; the other formats against
open_clip's fp32; and all of our pipeline, whose draft decoding lets the JPEG decoder shrink a photo
before it is resized, against open_clip's transform of the fully decoded photo.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.random_clip import ARCHITECTURE, random_clip_spec, write_random_clip
from indexer.core.formats import format_of
from indexer.core.types import Vector
from indexer.embedding.catalogue import find_model
from indexer.embedding.encoder import Encoder, Precision
from indexer.embedding.loading import load_encoder
from indexer.embedding.preparation import squares_of
from indexer.media.decode import decode_photo

BATCH = 10


def main() -> None:
    arguments = _arguments()
    photos = sorted(arguments.photos.rglob("*.jpg"))[: arguments.count]
    if not photos:
        raise SystemExit(f"There are no JPEG photos under {arguments.photos}.")
    photos = [path for path in photos if len(squares_of(_whole(path))) == 1]  # as open_clip does
    whole = [_whole(path) for path in photos]
    with tempfile.TemporaryDirectory(prefix="pixlore-bench-") as folder:
        weights = write_random_clip(Path(folder))
        theirs = _theirs(weights, whole)
        result: dict[str, Any] = {"model": ARCHITECTURE, "photos": len(photos)}
        for precision in Precision:
            encoder = load_encoder(random_clip_spec(weights, precision))
            result[precision.value] = _agreement(_ours(encoder, whole), theirs)
        drafts = [_drafted(path, encoder.input_side) for path in photos]
        encoder = load_encoder(random_clip_spec(weights))
        result["fp32_draft_decoding"] = _agreement(_ours(encoder, drafts), theirs)
    _show(result, as_json=arguments.json)


def _theirs(weights: Path, images: list[Image.Image]) -> Vector:
    """The vectors of open_clip's own network and transform."""
    import open_clip
    import torch

    entry = find_model(ARCHITECTURE)
    network = open_clip.create_model(ARCHITECTURE, pretrained=str(weights)).eval()
    published = open_clip.get_pretrained_cfg(ARCHITECTURE, entry.pretrained)
    transform = open_clip.image_transform(
        network.visual.image_size,
        is_train=False,
        mean=published["mean"],
        std=published["std"],
        interpolation=published["interpolation"],
        resize_mode=published["resize_mode"],
    )
    found = []
    for start in range(0, len(images), BATCH):
        pixels = torch.stack([transform(image) for image in images[start : start + BATCH]])
        with torch.inference_mode():
            found.append(network.encode_image(pixels, normalize=True).numpy())
    return np.concatenate(found)


def _ours(encoder: Encoder, images: list[Image.Image]) -> Vector:
    found: list[Vector] = []
    for start in range(0, len(images), BATCH):
        photos = [encoder.prepare(image) for image in images[start : start + BATCH]]
        found += [vectors.joint for vectors in encoder.encode_images(photos)]
    return np.stack(found)


def _whole(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def _drafted(path: Path, side: int) -> Image.Image:
    """The photo as the worker decodes it for a model."""
    with path.open("rb") as file:
        decoded = decode_photo(file, format_hint=format_of(str(path)) or "", target_side=side)
        return decoded.image


def _agreement(ours: Vector, theirs: Vector) -> dict[str, float]:
    cosines = (ours * theirs).sum(axis=1)
    return {"lowest": round(float(cosines.min()), 6), "mean": round(float(cosines.mean()), 6)}


def _show(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result))
        return
    print(f"{result['model']}, {result['photos']} photos: cosine to open_clip's own vectors")
    for name, figures in result.items():
        if isinstance(figures, dict):
            print(f"  {name:20} lowest {figures['lowest']:.6f}  mean {figures['mean']:.6f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
