"""What the trials of devices and number formats found, kept for each computer and model."""

from __future__ import annotations

import json
import logging
import os
import platform
import threading
from dataclasses import asdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.embedding.encoder import PIPELINE_VERSION, Device, ModelKind, Precision
from indexer.embedding.trial import Attempt, fastest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.embedding.encoder import ModelSpec

log = logging.getLogger(__name__)

REFERENCE = Attempt(Device.CPU, Precision.FP32)
_WAYS = 2
"""Changes when number formats are added or computed in another way: then models are tried again."""


class Trials:
    """The results in one small file. Any thread of the service; others may `attempts_of`.

    Args:
        path: the file; a damaged or missing one means that every model is tried again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def attempts_of(self, spec: ModelSpec) -> tuple[Attempt, ...]:
        """What was tried with this model on this computer; empty when nothing was."""
        try:
            return tuple(Attempt(**fields) for fields in self._read().get(trial_key(spec), ()))
        except TypeError:
            return ()

    def is_due(self, spec: ModelSpec) -> bool:
        """Whether this model should be tried before it is used."""
        return spec.kind is not ModelKind.STARTER and not self.attempts_of(spec)

    def apply(self, spec: ModelSpec) -> ModelSpec:
        """The model as it runs best here; unchanged before a trial."""
        attempts = self.attempts_of(spec)
        return fastest(attempts).apply(spec) if attempts else spec

    def note(self, spec: ModelSpec, attempts: Sequence[Attempt]) -> None:
        """Remember a trial; the reference alone for one that ended badly."""
        with self._lock:
            known = self._read()
            known[trial_key(spec)] = [asdict(attempt) for attempt in attempts]
            partial = self._path.with_suffix(".new")
            try:
                partial.write_text(json.dumps(known, indent=1), "utf-8")
                partial.replace(self._path)
            except OSError as error:
                log.warning("A trial could not be remembered: %s", error)

    def _read(self) -> dict[str, list[dict[str, Any]]]:
        try:
            known = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def trial_key(spec: ModelSpec) -> str:
    """Changes with the model's weights, this computer, and what runs the model on it."""
    place = Path(spec.weights) if spec.weights else None
    files = sorted(place.glob("*.safetensors")) if place and place.is_dir() else [place]
    stamps = [_stamp(file) for file in files if file]
    parts = (spec.name, spec.architecture, *stamps, *_computer())
    return f"{spec.name} {blake2b(repr(parts).encode(), digest_size=8).hexdigest()}"


def _stamp(file: Path) -> tuple[object, ...]:
    try:
        status = file.stat()
    except OSError:
        return (file.name,)
    return (file.name, status.st_size, status.st_mtime_ns)


@cache
def _computer() -> tuple[object, ...]:
    versions = _torch_version(), PIPELINE_VERSION, _WAYS
    return (platform.node(), _processor(), os.cpu_count(), *versions)


def _processor() -> str:
    """The processor's name; Linux tells it in a file only."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _torch_version() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""
