"""Decodes seeded mutations of good files: every one must end decoded or refused with a reason.

    python tests/soak/media_mutations.py [--count 2000] [--seed 1] [--keep FOLDER]

Runs from the root of the repository. Prints the outcomes; exits with 1 and the seeds of the
culprits when a file ended in any other way.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.soak.media_dng import dng, preview
from tests.soak.media_runner import Verdict, judge_files

Mutation = Callable[[bytearray, random.Random], bytearray]

KINDS = {
    "baseline.jpg": ("JPEG", {"quality": 85}),
    "progressive.jpg": ("JPEG", {"progressive": True}),
    "true.png": ("PNG", {}),
    "lossy.webp": ("WEBP", {}),
    "lossless.webp": ("WEBP", {"lossless": True}),
    "lzw.tif": ("TIFF", {"compression": "tiff_lzw"}),
    "plain.tif": ("TIFF", {}),
    "palette.gif": ("GIF", {}),
    "true.bmp": ("BMP", {}),
    "still.avif": ("AVIF", {}),
    "still.heic": ("HEIF", {}),
}

WITHOUT_EXIF = frozenset({"lzw.tif", "palette.gif", "true.bmp"})


def flip_bits(raw: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.choice((1, 4, 32))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return raw


def truncate(raw: bytearray, chance: random.Random) -> bytearray:
    return raw[: chance.randrange(1, len(raw))]


def edit_size_field(raw: bytearray, chance: random.Random) -> bytearray:
    """Overwrite a word near the start, where formats keep sizes, counts and offsets."""
    at = chance.randrange(min(len(raw) - 8, 1024))
    width = chance.choice((1, 2, 4))
    value = (
        chance.choice((0, 1, 0x7F, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)) & (1 << 8 * width) - 1
    )
    raw[at : at + width] = value.to_bytes(width, chance.choice(("little", "big")))
    return raw


def zero_block(raw: bytearray, chance: random.Random) -> bytearray:
    at, length = chance.randrange(len(raw)), chance.randrange(1, 4096)
    raw[at : at + length] = bytes(len(raw[at : at + length]))
    return raw


def repeat_block(raw: bytearray, chance: random.Random) -> bytearray:
    at, length = chance.randrange(len(raw)), chance.randrange(1, 2048)
    return raw[:at] + raw[at : at + length] * chance.randrange(2, 9) + raw[at:]


MUTATIONS: tuple[Mutation, ...] = (flip_bits, truncate, edit_size_field, zero_block, repeat_block)


def good_files() -> dict[str, bytes]:
    """A textured picture with metadata in every format that is decoded."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    grain = np.random.default_rng(5).integers(0, 60, (150, 200, 3), dtype=np.uint8)
    slope = np.linspace(0, 190, 200, dtype=np.uint8)[None, :, None]
    picture = Image.fromarray(grain + slope)
    exif = Image.Exif()
    exif[271], exif[274] = "Maker", 6
    exif[34665] = {36867: "2008:10:22 16:28:39"}
    exif[34853] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "E", 4: (0.0, 7.5, 0.0)}
    files = {name: _encode(picture, name, exif) for name in KINDS}
    return files | {"camera.dng": dng(preview((480, 320)))}


def _encode(picture: Image.Image, name: str, exif: Image.Exif) -> bytes:
    kind, options = KINDS[name]
    buffer = BytesIO()
    if name not in WITHOUT_EXIF:
        options = {**options, "exif": exif.tobytes()}
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def write_mutations(folder: Path, count: int, seed: int) -> list[str]:
    """`count` files in `folder`, each named by the seed that makes it again."""
    originals = list(good_files().items())
    paths = []
    for number in range(seed, seed + count):
        chance = random.Random(number)
        name, raw = originals[number % len(originals)]
        path = folder / f"{number:06}-{name}"
        path.write_bytes(chance.choice(MUTATIONS)(bytearray(raw), chance))
        paths.append(str(path))
    return paths


def report(verdicts: list[Verdict]) -> list[Verdict]:
    """Print how many ended how; return those that ended badly."""
    print(dict(Counter(verdict.outcome for verdict in verdicts)))  # noqa: T201
    print(f"slowest {max(verdict.seconds for verdict in verdicts):.2f} s")  # noqa: T201
    bad = [verdict for verdict in verdicts if not verdict.good]
    for verdict in bad:
        print(Path(verdict.path).name, verdict.outcome, verdict.words)  # noqa: T201
    return bad


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the files here and keep them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return 1 if report(judge_files(write_mutations(folder, options.count, options.seed))) else 0


if __name__ == "__main__":
    sys.exit(main())
