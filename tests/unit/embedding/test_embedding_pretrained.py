"""Names ARCHITECTURE:TAG, looked up in the table of the installed open_clip."""

from __future__ import annotations

import subprocess
import sys

import pytest

from indexer.core.errors import ModelError
from indexer.core.launch import child_environment
from indexer.embedding import pretrained
from indexer.embedding.catalogue import installable, load_catalogue
from indexer.embedding.pretrained import hub_repository, is_pretrained_name
from indexer.embedding.pretrained_table import row
from indexer.embedding.runtime import prepare_open_clip

DATACOMP = "ViT-B-16:datacomp_xl_s13b_b90k"


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real table, without starting a process for each name."""
    monkeypatch.setattr(pretrained, "_ask_open_clip", row)


def test_a_process_of_its_own_answers_with_the_repository() -> None:
    assert hub_repository(DATACOMP) == "laion/CLIP-ViT-B-16-DataComp.XL-s13B-b90K"


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ViT-B-16:datacomp_xl_s13b_b90", f"Did you mean {DATACOMP}"),
        ("vit-b-16:DataComp_XL_s13b_b90k", DATACOMP),
        ("zzz:9", "Write it as ARCHITECTURE:TAG"),
        ("ViTamin-S:datacomp1b", "published as pytorch_model.bin"),
    ],
)
def test_a_name_that_cannot_be_installed_is_refused_with_a_way_out(name: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        installable(name)


def test_weights_outside_the_hub_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrained, "_ask_open_clip", lambda *_: {"known": True, "hub": ""})
    with pytest.raises(ModelError, match="--architecture and --weights"):
        hub_repository("RN50:elsewhere")


def test_a_table_that_cannot_be_read_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [sys.executable, "-c", "raise SystemExit(3)"]
    monkeypatch.setattr(pretrained, "pretrained_table_command", lambda: broken)
    with pytest.raises(ModelError, match="owner/name"):
        hub_repository(DATACOMP)


@pytest.mark.usefixtures("in_this_process")
def test_every_row_of_the_table_names_a_repository_or_is_refused() -> None:
    prepare_open_clip()
    import open_clip

    for architecture, tag in open_clip.list_pretrained():
        name = f"{architecture}:{tag}"
        if row(architecture, tag)["hub"].endswith(".bin"):
            with pytest.raises(ModelError, match="published as"):
                installable(name)
        else:
            assert installable(name).repository.count("/") == 1


def test_a_wrong_tag_is_answered_with_those_of_its_architecture() -> None:
    near = row("ViT-B/16", "datacomp")["near"]
    assert near
    assert all(name.startswith("ViT-B-16:") for name in near)


@pytest.mark.usefixtures("in_this_process")
def test_weights_of_the_catalogue_are_installed_as_its_entry() -> None:
    for entry in load_catalogue().values():
        if entry.repository:
            assert installable(f"{entry.architecture}:{entry.pretrained}") == entry


@pytest.mark.parametrize(
    "name", ["starter", "owner/name", "https://hub/owner/name", "-x:y", "a:b:c"]
)
def test_other_names_are_not_taken_for_one(name: str) -> None:
    assert not is_pretrained_name(name)


def test_looking_at_names_loads_no_torch() -> None:
    code = "import indexer.embedding.pretrained, sys; raise SystemExit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], env=child_environment(), timeout=300, check=True)
