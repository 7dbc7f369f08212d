"""The models Pixlore knows by name, from `resources/models/catalogue.json`. Cheap: no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.core.errors import ModelError
from indexer.core.resources import resource_path
from indexer.embedding.encoder import ModelKind, ModelSpec, Precision

STARTER_NAME = "starter"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a text-to-photo cosine of one model means, before this library is looked at.

    Measured on captioned photos: `strong` is the cosine above which most best hits are right,
    `likely` the one below which most are wrong. Search judges a hit by these and by how far the
    hit stands out of the scores of the same query over the library.
    """

    likely: float
    strong: float
    neutral_prompts: tuple[str, ...]
    """Texts that describe any photo alike: their scores over a library are its background."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file to download from the hub."""

    name: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model as the person chooses it."""

    name: str
    title: str
    kind: ModelKind
    architecture: str
    pretrained: str
    repository: str
    """`owner/name` on the hub; empty when nothing is downloaded."""
    files: tuple[RemoteFile, ...]
    good_for: str
    """One sentence."""
    licence: str
    languages: tuple[str, ...]
    """BCP 47 codes; ("mul",) for about a hundred."""
    memory_mb: int
    calibration: Calibration
    recommended: bool = False

    @property
    def download_bytes(self) -> int:
        """What an install fetches; 0 for the starter."""
        return sum(file.size for file in self.files)

    def spec(self, models_dir: Path, precision: Precision = Precision.FP32) -> ModelSpec:
        """How to load this model once it is installed in its folder of `models_dir`."""
        weights = str(models_dir / self.name) if self.repository else ""
        return ModelSpec(self.name, self.kind, self.architecture, weights, precision)


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """All known models by name, in the order to show them."""
    entries = json.loads(resource_path("models", "catalogue.json").read_text("utf-8"))["models"]
    return {entry["name"]: _entry(entry) for entry in entries}


def find_model(name: str) -> CatalogueEntry:
    """The entry of one model.

    Raises:
        ModelError: no model has this name.
    """
    known = load_catalogue()
    if name not in known:
        raise ModelError(f"No model is called “{name}”. Known models: {', '.join(known)}.")
    return known[name]


def calibration_of(model_name: str) -> Calibration:
    """The calibration of a model; the CLIP family's middle for one that no entry describes."""
    known = load_catalogue()
    return known[model_name].calibration if model_name in known else _CLIP_CALIBRATION
