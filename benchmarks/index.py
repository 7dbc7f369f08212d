"""How fast photos are indexed, against rclip 4.0.8 and against the machine's own bound.

    python benchmarks/index.py [--photos DIR] [--sets DIR] [--json] [--keep]

Set (a) are 200 JPEGs of 12 megapixels, or the photos of DIR. The figures on top are of
ViT-B-32-256 with random weights on (a), the same weights for Pixlore and rclip; below are the
starter model's on (a), on (b) the real camera files and on (c) 2,000 small photos.

Pixlore is timed from adding a folder until all its photos can be searched, thumbnails included, by
a service whose worker has loaded its model; rclip's start and query are subtracted. Pixlore is set
to use all cores. Starting cold is what `start.py` measures.

`idle_share` and `elsewhere_share` say what the cores did besides while Pixlore indexed: on a
machine that others use, only the ratios that end in `_core`, of processor time, mean anything.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import photo_sets
import rclip_run
from bound import measured_bound
from library_run import LibraryRun, running
from recording import add_sets_option, note, options, report

from indexer.embedding.catalogue import find_model
from indexer.embedding.encoder import ModelKind, ModelSpec, Precision
from indexer.embedding.runtime import prepare_open_clip

ARCHITECTURE = "ViT-B-32-256"
CLIP = "random-vit-b-32-256"
WARM_PHOTOS = 16
BOUND_PHOTOS = 32


@dataclass(frozen=True)
class Sets:
    """Folders of photos."""

    warm: Path
    large: Path
    camera: Path | None
    small: Path | None


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="pixlore-index-") as name:
        report("index", measure(Path(name), arguments), arguments)


def measure(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    sets = _make_sets(arguments.sets or folder / "photos", arguments)
    figures: dict[str, Any] = {"photos": _described(sets.large, arguments)}
    if arguments.model != "starter":
        weights = folder / "random.safetensors"
        write_random_weights(weights)
        figures |= _of_clip(folder, sets, weights, arguments)
    if arguments.model != "clip":
        figures["starter"] = _of_starter(folder, sets, arguments)
    return figures


def write_random_weights(path: Path) -> None:
    """ViT-B-32-256 with random weights, always the same."""
    prepare_open_clip()
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    network = open_clip.create_model(ARCHITECTURE, pretrained=None)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, path)


def _of_clip(
    folder: Path, sets: Sets, weights: Path, arguments: argparse.Namespace
) -> dict[str, Any]:
    rclip = None if arguments.no_rclip else _rclip(weights, folder)
    photos = _some(sets.large)
    runs = []
    with _warm_service(folder / "clip", sets.warm, CLIP, weights) as library:
        for _ in range(arguments.repeat):
            # Paired: what disturbs the machine for a while disturbs all three.
            one = _timed(library, sets.large)
            # The model's own trial chose it, and only a worker that has indexed tells it.
            precision = Precision(library.client.status().precision)
            spec = ModelSpec(CLIP, ModelKind.OPEN_CLIP, ARCHITECTURE, str(weights), precision)
            one |= measured_bound(spec, photos)
            if rclip is not None:
                one |= rclip.measured(sets.large)
            runs.append(one)
        peak = round(library.peak_mb)
    return _figures(runs) | {"precision": precision.value, "peak_mb": peak}


def _of_starter(folder: Path, sets: Sets, arguments: argparse.Namespace) -> dict[str, Any]:
    spec = find_model("starter").spec(folder)
    runs = []
    others: dict[str, float] = {}
    with _warm_service(folder / "starter", sets.warm) as library:
        for _ in range(arguments.repeat):
            runs.append(_timed(library, sets.large) | measured_bound(spec, _some(sets.large)))
        if sets.camera is not None:
            others["camera_per_s"] = library.index(sets.camera).per_s
        if sets.small is not None:
            others["small_per_s"] = library.index(sets.small).per_s
        peak = round(library.peak_mb)
    return _figures(runs) | others | {"peak_mb": peak}


def _timed(library: LibraryRun, folder: Path) -> dict[str, float]:
    """Index a folder that the library does not know (any more)."""
    done = library.index(folder)
    library.client.call("remove_folder", path=str(folder))
    library.until(lambda status: status.counts.total <= WARM_PHOTOS)
    return {
        "pixlore_per_s": done.per_s,
        "idle_share": done.idle_share,
        "elsewhere_share": done.elsewhere_share,
        "all_ms": done.core_ms,
    }


def _figures(runs: list[dict[str, float]]) -> dict[str, Any]:
    """Medians over the runs; ratios are taken within a run first."""
    ratios: dict[str, Callable[[dict[str, float]], float]] = {
        "ratio_bound": lambda run: run["pixlore_per_s"] / run["bound_per_s"],
        "ratio_bound_core": lambda run: (run["decode_ms"] + run["embed_ms"]) / run["all_ms"],
    }
    if "rclip_per_s" in runs[0]:
        ratios["ratio_rclip"] = lambda run: run["pixlore_per_s"] / run["rclip_per_s"]
        ratios["ratio_rclip_core"] = lambda run: run["rclip_ms"] / run["all_ms"]
    middle = {name: round(statistics.median(r[name] for r in runs), 3) for name in runs[0]}
    stages = {name: middle.pop(name) for name in list(middle) if name.endswith("_ms")}
    middle |= {
        name: round(statistics.median(map(ratio, runs)), 3) for name, ratio in ratios.items()
    }
    return {**middle, "runs": len(runs), "stages": stages}


@contextlib.contextmanager
def _warm_service(
    folder: Path, warm: Path, model: str = "", weights: Path | None = None
) -> Iterator[LibraryRun]:
    """A service that has indexed a few photos with the model it is going to use."""
    with running(folder) as library:
        library.index(warm)
        if weights is not None:
            library.client.call(
                "use_model", name=model, architecture=ARCHITECTURE, weights=str(weights)
            )
            library.until(lambda status: status.model == model and status.progress.searched > 0)
        yield library


def _rclip(weights: Path, folder: Path) -> rclip_run.Rclip | None:
    try:
        return rclip_run.prepared(weights, folder)
    except rclip_run.Unavailable as reason:
        note(f"without rclip: {reason}")
        return None


def _make_sets(folder: Path, arguments: argparse.Namespace) -> Sets:
    note("making photos ...")
    folder.mkdir(parents=True, exist_ok=True)
    if not photo_sets.SHARED.is_dir():
        if arguments.photos is None:
            raise SystemExit("There are no photos beside the checkout: give some with --photos.")
        return Sets(arguments.photos, arguments.photos, None, None)
    photo_sets.small_photos(folder / "warm", WARM_PHOTOS)
    large = arguments.photos
    if large is None:
        large = folder / f"large-{arguments.count}"
        photo_sets.large_photos(large, arguments.count)
    if arguments.model == "clip" or arguments.quick:
        return Sets(folder / "warm", large, None, None)
    photo_sets.camera_photos(folder / "camera")
    photo_sets.small_photos(folder / "small", arguments.small)
    return Sets(folder / "warm", large, folder / "camera", folder / "small")


def _some(folder: Path) -> list[Path]:
    """JPEGs spread over the folder, to take the bound from."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg"})
    return found[:: max(1, len(found) // BOUND_PHOTOS)][:BOUND_PHOTOS]


def _described(folder: Path, arguments: argparse.Namespace) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    origin = "given" if arguments.photos else "made: 4000 x 3000, quality 90, grain"
    return f"{len(files)} of {photo_sets.megabytes(files)} MB ({origin})"


def _arguments() -> argparse.Namespace:
    parser = options("Time indexing, against rclip and against the machine's own bound.")
    parser.add_argument("--photos", type=Path, help="a folder of photos instead of set (a)")
    add_sets_option(parser)
    parser.add_argument("--count", type=int, default=200, help="photos in set (a)")
    parser.add_argument("--small", type=int, default=2000, help="photos in set (c)")
    parser.add_argument("--repeat", type=int, default=3, help="runs; medians are printed")
    parser.add_argument("--model", choices=["both", "clip", "starter"], default="both")
    parser.add_argument("--no-rclip", action="store_true", help="leave rclip out")
    parser.add_argument("--quick", action="store_true", help="leave sets (b) and (c) out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
