"""Indexes photos with rclip 4.0.8, in an environment of its own, with the weights we give it.

rclip runs in the Python named by $RCLIP_PYTHON; without it, one is made in a temporary folder, if
there is a Python 3.12 or newer. The weights are exported to ONNX by a process that has `onnx` on
its path: neither is a dependency of Pixlore.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from indexer.core.launch import child_environment

RCLIP = "rclip==4.0.8"
PYTHON_VARIABLE = "RCLIP_PYTHON"
_SUBFOLDER = "ViT-B-32-256-datacomp_s34b_b86k"
_LEGAL = ("LICENSE", "OPENAI-CLIP-MIT.txt", "README.md", "THIRD_PARTY_NOTICES.md")
_QUERY = "a dog"
_TIMEOUT_S = 1800.0

EXPORT = """
import sys, torch
from indexer.embedding.runtime import prepare_open_clip
prepare_open_clip()
import open_clip
from open_clip.factory import load_checkpoint
weights, folder = sys.argv[1:]
network = open_clip.create_model("ViT-B-32-256", pretrained=None)
load_checkpoint(network, weights)
torch.backends.mha.set_fastpath_enabled(False)
network.eval()

class Half(torch.nn.Module):
    def __init__(self, encode):
        super().__init__()
        self.network = network
        self.encode = encode
    def forward(self, input):
        return getattr(self.network, self.encode)(input)

for name, encode, example in (
    ("visual", "encode_image", torch.zeros(2, 3, 256, 256)),
    ("textual", "encode_text", torch.zeros(2, 77, dtype=torch.long)),
):
    torch.onnx.export(
        Half(encode), (example,), f"{folder}/{name}.onnx", input_names=["input"],
        output_names=["output"], dynamic_axes={"input": {0: "n"}, "output": {0: "n"}},
        opset_version=17, dynamo=False,
    )
"""


class Unavailable(Exception):
    """Why rclip cannot be measured here."""


@dataclass(frozen=True)
class Rclip:
    """A Python with rclip and a data folder with the weights."""

    python: str
    data: Path

    def measured(self, photos: Path) -> dict[str, float]:
        """Photos a second of indexing, and core-milliseconds a photo.

        The first run less a second one that finds nothing new: so
        neither its start nor its query counts, as Pixlore's do not.
        """
        count = sum(path.is_file() for path in photos.rglob("*"))
        for database in self.data.glob("db.sqlite3*"):
            database.unlink()
        first, again = self._run(photos), self._run(photos)
        seconds, cores = (once - twice for once, twice in zip(first, again, strict=True))
        return {
            "rclip_per_s": round(count / seconds, 2),
            "rclip_ms": round(1000 * cores / count, 2),
        }

    def _run(self, photos: Path) -> tuple[float, float]:
        """Seconds on the clock and of all cores."""
        started, spent = time.perf_counter(), _children_s()
        command = [self.python, "-m", "rclip", "--filepath-only", _QUERY]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment["RCLIP_DATADIR"] = str(self.data)
        environment["HF_HUB_OFFLINE"] = "1"
        done = subprocess.run(
            command, cwd=photos, env=environment, capture_output=True, text=True,
            timeout=_TIMEOUT_S,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"rclip failed: {done.stderr.strip()[-300:]}")
        return time.perf_counter() - started, _children_s() - spent


def _children_s() -> float:
    """Processor time of the processes that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def prepared(weights: Path, folder: Path) -> Rclip:
    """A ready rclip with these ViT-B-32-256 weights. Raises `Unavailable` with a reason."""
    python = _python(folder)
    data = folder / "rclip-data"
    (data / _SUBFOLDER).mkdir(parents=True)
    _write_companions(data)
    _export(weights, data / _SUBFOLDER, folder)
    return Rclip(python, data)


def _python(folder: Path) -> str:
    given = os.environ.get(PYTHON_VARIABLE)
    if given:
        _require(_try([given, "-c", "import rclip"]), f"{PYTHON_VARIABLE} has no rclip")
        return given
    newer = next(filter(None, map(shutil.which, ("python3.14", "python3.13", "python3.12"))), None)
    if newer is None:
        raise Unavailable("rclip needs Python 3.12 or newer, and there is none")
    place = folder / "rclip-env"
    made = _try([newer, "-m", "venv", str(place)])
    python = str(place / "bin" / "python")
    _require(
        made and _try([python, "-m", "pip", "install", "--quiet", RCLIP]),
        f"{RCLIP} could not be installed; name a Python that has it in ${PYTHON_VARIABLE}",
    )
    return python


def _write_companions(data: Path) -> None:
    """Files that rclip would download: legal texts, which it only looks for, and the vocabulary."""
    from indexer.embedding.runtime import prepare_open_clip

    prepare_open_clip()
    import open_clip

    for name in _LEGAL:
        (data / name).touch()
    vocabulary = "bpe_simple_vocab_16e6.txt.gz"
    (data / "tokenizer").mkdir()
    source = Path(open_clip.__file__).with_name(vocabulary)
    with gzip.open(source) as text, gzip.open(data / "tokenizer" / vocabulary, "wb") as copy:
        shutil.copyfileobj(text, copy)


def _export(weights: Path, target: Path, folder: Path) -> None:
    packages = folder / "onnx-packages"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(packages)]
    wanted = ["--no-deps", "onnx", "ml-dtypes", "protobuf"]
    _require(_try([*install, *wanted]), "onnx could not be installed")
    environment = child_environment()
    inherited = environment.get("PYTHONPATH", "")
    paths = os.pathsep.join(filter(None, [str(packages), inherited]))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXPORT, str(weights), str(target)],
        env=environment | {"PYTHONPATH": paths}, capture_output=True, text=True,
    )  # fmt: skip
    _require(done.returncode == 0, f"the weights could not be exported: {done.stderr[-300:]}")


def _try(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise Unavailable(reason)
