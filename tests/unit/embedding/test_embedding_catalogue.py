"""The list of models and how each is described to a worker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.core.errors import ModelError
from indexer.embedding.catalogue import calibration_of, find_model, load_catalogue
from indexer.embedding.encoder import ModelKind, ModelSpec, Precision


def test_the_starter_needs_no_download_and_one_clip_model_is_recommended() -> None:
    catalogue = load_catalogue()
    assert catalogue["starter"].download_mb == 0
    assert [entry.name for entry in catalogue.values() if entry.recommended] == ["ViT-B-32-256"]


@pytest.mark.parametrize("entry", load_catalogue().values(), ids=lambda entry: entry.name)
def test_each_model_says_what_a_person_must_know(entry) -> None:
    assert entry.good_for.endswith(".")
    assert entry.licence
    assert entry.languages
    if entry.kind is ModelKind.OPEN_CLIP:
        if entry.files:  # else the repository says which, and installing refuses pickles
            assert any(name.endswith(".safetensors") for name in entry.files)
        assert not any(name.endswith((".bin", ".pt", ".pth")) for name in entry.files)
        assert entry.download_mb > 0
    if entry.quality.imagenet_zero_shot or entry.quality.coco_text_to_image_r1:
        assert entry.quality.source.startswith("https://")


def test_open_clip_knows_every_architecture_and_tag() -> None:
    from indexer.embedding.runtime import prepare_open_clip

    prepare_open_clip()
    import open_clip

    for entry in load_catalogue().values():
        if entry.kind is ModelKind.OPEN_CLIP:
            tags = open_clip.list_pretrained_tags_by_model(entry.architecture)
            assert entry.pretrained in tags, entry.name


def test_an_unknown_model_is_refused_with_the_known_names() -> None:
    with pytest.raises(ModelError, match="starter"):
        find_model("no such model")


def test_a_model_outside_the_catalogue_has_no_absolute_floor() -> None:
    assert calibration_of("my own model").strong == -1.0
    assert 0 < calibration_of("starter").likely < calibration_of("starter").strong < 1


def test_a_spec_survives_the_wire(tmp_path: Path) -> None:
    spec = find_model("ViT-B-32-256").spec(tmp_path, Precision.BF16)
    assert ModelSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


@pytest.mark.parametrize("fields", [{}, {"name": "x"}, {"name": "x", "kind": "unknown"}])
def test_a_malformed_spec_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="description"):
        ModelSpec.from_json(fields)


def test_describing_models_loads_no_heavy_library(repository: Path) -> None:
    check = (
        "import sys, indexer.embedding.loading, indexer.embedding.catalogue as c; "
        "c.load_catalogue(); "
        "sys.exit(bool({'torch', 'open_clip', 'timm', 'transformers'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", check], cwd=repository, check=True)
