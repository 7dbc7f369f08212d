"""The models Pixlore knows by name, from `resources/models/catalogue.json`. Cheap: no torch."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from indexer.core.errors import ModelError
from indexer.core.resources import resource_path
from indexer.embedding.encoder import ModelKind, ModelSpec, Precision
from indexer.embedding.pretrained import hub_repository, is_pretrained_name

STARTER_NAME = "starter"

NEUTRAL_PROMPTS = (
    "a photo",
    "a picture of something",
    "an image",
    "a snapshot",
    "a photograph taken by someone",
    "things",
)
"""Texts that fit any photo alike: their scores over a library are its background."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a cosine of one model means, before this library is looked at.

    A hit below `likely` is never more than weak; a strong one needs `strong`. -1 means that the
    model's cosines were not measured, so only the distribution over the library can tell.
    """

    likely: float = -1.0
    strong: float = -1.0
    """Text to photo, in the joint space."""
    similar_likely: float = -1.0
    similar_strong: float = -1.0
    """Photo to photo, in the space for "find similar"."""
    neutral_prompts: tuple[str, ...] = NEUTRAL_PROMPTS


@dataclass(frozen=True, slots=True)
class Quality:
    """Published zero-shot figures, 0 to 1, and where they stand; None where none was found."""

    imagenet_zero_shot: float | None = None
    coco_text_to_image_r1: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model as the person chooses it."""

    name: str
    title: str
    kind: ModelKind
    good_for: str
    """One or two sentences."""
    licence: str
    languages: tuple[str, ...]
    """BCP 47 codes; ("mul",) for about a hundred."""
    download_mb: int
    """Roughly, in millions of bytes; 0 when nothing is downloaded."""
    architecture: str = ""
    pretrained: str = ""
    """open_clip's tag of these weights."""
    repository: str = ""
    """`owner/name` on the hub; empty when nothing is downloaded."""
    revision: str = "main"
    """The commit of the repository to install, or a branch whose newest commit is taken."""
    files: tuple[str, ...] = ()
    """What an install fetches into the model's folder; empty to let the repository say."""
    sha256: dict[str, str] = field(default_factory=dict)
    """What files must hash to, where it is known ahead; else the hub's word is taken."""
    memory_mb: int = 0
    """What the worker takes at its peak with this model, in 32-bit numbers; 0 if not measured."""
    recommended: bool = False
    quality: Quality = field(default_factory=Quality)
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def is_multilingual(self) -> bool:
        """Whether queries in scripts other than Latin make sense."""
        return self.languages == ("mul",)

    def spec(self, models_dir: Path, precision: Precision = Precision.FP32) -> ModelSpec:
        """How to load this model; its files lie in the folder of its name in `models_dir`."""
        weights = str(models_dir / self.name) if self.repository else ""
        return ModelSpec(
            name=self.name,
            kind=self.kind,
            architecture=self.architecture,
            weights=weights,
            precision=precision,
            pretrained=self.pretrained,
        )


@cache
def load_catalogue() -> dict[str, CatalogueEntry]:
    """All known models by name, in the order to show them."""
    content = json.loads(resource_path("models", "catalogue.json").read_text("utf-8"))
    return {fields["name"]: _entry(fields) for fields in content["models"]}


def find_model(name: str) -> CatalogueEntry:
    """The entry of one model.

    Raises:
        ModelError: no model has this name.
    """
    known = load_catalogue()
    if name not in known:
        raise ModelError(f"No model is called “{name}”. Known models: {', '.join(known)}.")
    return known[name]


def hub_entry(repository: str) -> CatalogueEntry:
    """An entry for any open_clip repository of the hub, named `owner/name`.

    Raises:
        ModelError: that is no name of a repository.
    """
    if not re.fullmatch(r"[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95}", repository, re.ASCII):
        raise ModelError(f"“{repository}” is no repository; write it as owner/name.")
    return CatalogueEntry(
        name=repository.replace("/", "--"),
        title=repository,
        kind=ModelKind.OPEN_CLIP,
        good_for=f"See https://huggingface.co/{repository}.",
        licence="See its page.",
        languages=(),
        download_mb=0,
        repository=repository,
    )


def installable(name: str) -> CatalogueEntry:
    """What to install: a name of the catalogue, a repository `owner/name`, or ARCHITECTURE:TAG.

    The last takes seconds, because open_clip is asked which repository that is.

    Raises:
        ModelError: there is no such model, or it needs no install.
    """
    if is_pretrained_name(name):
        entry = _published_in(hub_repository(name))
    else:
        entry = hub_entry(name) if "/" in name else find_model(name)
    if not entry.repository:
        raise ModelError(f"{name} is part of Pixlore: there is nothing to install.")
    return entry


def _published_in(repository: str) -> CatalogueEntry:
    """The catalogue's entry for a repository, which says more of it, or else a plain one."""
    known = (entry for entry in load_catalogue().values() if entry.repository == repository)
    return next(known, None) or hub_entry(repository)


def calibration_of(model_name: str) -> Calibration:
    """The calibration of a model; an unmeasured one for a model outside the catalogue."""
    known = load_catalogue()
    return known[model_name].calibration if model_name in known else Calibration()


def _entry(fields: dict[str, Any]) -> CatalogueEntry:
    typed = {
        "kind": ModelKind(fields["kind"]),
        "languages": tuple(fields["languages"]),
        "files": tuple(fields.get("files", ())),
        "quality": Quality(**fields.get("quality", {})),
        "calibration": Calibration(**fields.get("calibration", {})),
    }
    return CatalogueEntry(**{**fields, **typed})
