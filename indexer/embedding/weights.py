"""Weights files: safetensors only, checked and identified by their hash."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path

from indexer.core.errors import ModelError
from indexer.embedding.installed import read_record

CONFIG_NAME = "open_clip_config.json"
_SIDECAR_NAME = "weights_digest.json"
PREFERRED_NAMES = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "model.safetensors",
)


def require_sha256(path: Path, *expected: str) -> None:
    """Check a file that ships inside a package, against each form it may have.

    Raises:
        ModelError: the file is missing or its content is not an expected one.
    """
    if not path.is_file():
        raise ModelError(f"The model file {path.name} is missing. Install Pixlore again.")
    if sha256_of(path) not in expected:
        raise ModelError(
            f"The model file {path.name} is not the one Pixlore was made with. "
            "Install Pixlore again."
        )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content in hex, remembered while its size and time stay the same."""
    stat = path.stat()
    return _sha256(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=32)
def _sha256(path: Path, size: int, mtime_ns: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def identify(path: Path) -> str:
    """SHA-256 of a weights file; in an installed model's folder it is kept beside the weights.

    Reading 600 MB takes a second: too long for each start of a worker.
    """
    sidecar = path.with_name(_SIDECAR_NAME)
    try:
        known = json.loads(sidecar.read_text("utf-8"))
        if known["stamp"] == _stamp(path):
            return str(known["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    digest = sha256_of(path)
    if path.with_name(CONFIG_NAME).is_file():
        remember_digest(path, digest)
    return digest


def remember_digest(path: Path, digest: str) -> None:
    """Keep the SHA-256 of a weights file beside it, for `identify`."""
    content = {"stamp": _stamp(path), "sha256": digest}
    try:
        path.with_name(_SIDECAR_NAME).write_text(json.dumps(content), "utf-8")
    except OSError:  # a read-only folder only costs the second again
        pass


def _stamp(path: Path) -> list[object]:
    """What changes when a file's content is changed by ordinary means."""
    stat = path.stat()
    return [path.name, stat.st_size, stat.st_mtime_ns]


def require_as_installed(path: Path) -> None:
    """Refuse weights that changed since Pixlore fetched and verified them.

    Weights that no install brought are the person's own and are not compared.

    Raises:
        ModelError: their content is another now.
    """
    record = read_record(path.parent)
    expected = record.digest_of(path.name) if record is not None else ""
    if expected and identify(path) != expected:
        raise ModelError(
            f"The weights {path.name} changed since they were installed. Remove the model and "
            "install it again."
        )


def tensor_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """The names and shapes of all tensors in a safetensors file; reads only its header."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as weights:
        return {name: tuple(weights.get_slice(name).get_shape()) for name in weights.keys()}  # noqa: SIM118


def find_safetensors(location: Path) -> Path:
    """The safetensors file at a location: the file itself or the best one of a folder.

    Raises:
        ModelError: there is none; files that would have to be unpickled are never taken.
    """
    if location.is_dir():
        return _best_of_folder(location)
    if not location.is_file():
        raise ModelError(f"There are no model weights at {location}. Install the model first.")
    if location.suffix != ".safetensors":
        raise ModelError(
            f"{location.name} is not a safetensors file. Other formats can run programs when "
            "they are opened; convert the weights to safetensors first."
        )
    _require_readable(location)
    return location


def _best_of_folder(folder: Path) -> Path:
    found = sorted(
        folder.glob("*.safetensors"),
        key=lambda path: (path.name not in PREFERRED_NAMES, path.name),
    )
    if not found:
        raise ModelError(
            f"The folder {folder} holds no safetensors weights. Install the model first, or "
            "convert its weights to safetensors."
        )
    _require_readable(found[0])
    return found[0]


def _require_readable(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as weights:
            weights.keys()
    except (SafetensorError, OSError) as error:
        raise ModelError(
            f"{path.name} is damaged or not a safetensors file. Get it again."
        ) from error
