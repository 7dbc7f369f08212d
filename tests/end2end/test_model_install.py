"""A model by the command line alone: installed from a hub, used, searched with, removed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.core.launch import child_environment
from tests.integration.hub_server import Hub, serving
from tests.integration.tiny_clip import write_tiny_clip

pytestmark = pytest.mark.processes

REPOSITORY = "somebody/tiny-clip"
NAME = "somebody--tiny-clip"
PRETRAINED = "ViT-B-16:datacomp_xl_s13b_b90k"
PRETRAINED_REPOSITORY = "laion/CLIP-ViT-B-16-DataComp.XL-s13B-b90K"
_DEADLINE_S = 500


class CommandLine:
    """`python -m indexer` on one data directory, with a hub on this computer."""

    def __init__(self, data_dir: Path, endpoint: str) -> None:
        self._environment = child_environment() | {
            "PIXLORE_DATA_DIR": str(data_dir),
            "PIXLORE_TIMINGS": json.dumps({"settle_s": 0.1, "idle_exit_s": 30, "trial_s": 0.0}),
            "HF_ENDPOINT": endpoint,
        }

    def answer(self, *arguments: str) -> Any:
        ran = subprocess.run(
            [sys.executable, "-m", "indexer", *arguments, "--json"],
            capture_output=True,
            env=self._environment,
            timeout=_DEADLINE_S,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return json.loads(ran.stdout)


@pytest.fixture
def command_line(tmp_path: Path) -> Iterator[CommandLine]:
    with _with_hub(tmp_path, REPOSITORY) as commands:
        yield commands


@contextmanager
def _with_hub(tmp_path: Path, repository: str) -> Iterator[CommandLine]:
    """A command line whose hub offers a tiny model under this name."""
    folder = write_tiny_clip(tmp_path / "tiny")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with serving(Hub(repository, files)) as hub:
        commands = CommandLine(tmp_path / "data", hub.endpoint)
        yield commands
        commands.answer("stop")


def test_a_model_from_install_to_removal(
    command_line: CommandLine, tmp_path: Path, skimage_photos: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    shutil.copy(skimage_photos / "chelsea.png", photos)
    shutil.copy(skimage_photos / "coffee.png", photos)
    assert command_line.answer("model", "install", REPOSITORY)["installed"] is True
    command_line.answer("model", "use", NAME)
    command_line.answer("index", str(photos))
    _until(lambda: command_line.answer("status")["model"] == NAME)
    found = command_line.answer("search", "a cat")
    assert (len(found["hits"]), found["searched"]) == (2, 2)
    models = {model["name"]: model for model in command_line.answer("model", "list")["models"]}
    assert models[NAME]["active"]
    assert models[NAME]["precision"]
    command_line.answer("model", "use", "starter")
    _until(lambda: command_line.answer("status")["model"] == "starter")
    assert command_line.answer("model", "remove", NAME)["freed_bytes"] > 0
    assert list((tmp_path / "data" / "models").iterdir()) == []


def test_a_model_by_the_name_that_open_clip_gives_its_weights(tmp_path: Path) -> None:
    name = PRETRAINED_REPOSITORY.replace("/", "--")
    with _with_hub(tmp_path, PRETRAINED_REPOSITORY) as commands:
        answer = commands.answer("model", "install", PRETRAINED)
        assert answer == {"name": name, "installed": True}
        listed = {model["name"]: model for model in commands.answer("model", "list")["models"]}
        assert listed[name]["installed"]


def _until(ask: Any) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while not ask():
        assert time.monotonic() < deadline
        time.sleep(0.1)
