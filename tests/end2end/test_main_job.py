"""The main job, nothing faked: index a folder, search it, find similar, leave it untouched."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.processes

RIGHT_PHOTO_FIRST = {
    "a cat": {"chelsea.png"},
    "a cup of coffee": {"coffee.png"},
    "rocket launch": {"rocket.jpg"},
    "a motorcycle": {"motorcycle_left.png", "motorcycle_right.png"},
    "a horse": {"horse.png"},
    "brick wall": {"brick.png"},
    "grass": {"grass.png"},
}
UNKNOWN_TO_THE_STARTER = ("an astronaut", "coins", "the moon")


class CommandLine:
    """Pixlore's command line on one data directory, as a person's shell would run it."""

    def __init__(self, data_dir: Path, repository: Path) -> None:
        self._environment = {
            **os.environ,
            "PIXLORE_DATA_DIR": str(data_dir),
            "PYTHONPATH": str(repository),
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "indexer", *arguments],
            capture_output=True,
            text=True,
            env=self._environment,
            timeout=550,
            check=False,
        )

    def answer(self, *arguments: str) -> Any:
        run = self.run(*arguments, "--json")
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)


def fingerprints(folder: Path) -> dict[str, tuple[object, ...]]:
    """What must not change of each file: content, size, times, mode, owner, links, attributes."""
    seen: dict[str, tuple[object, ...]] = {}
    for file in sorted(folder.rglob("*")):
        stat = file.lstat()
        digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        attributes = tuple(os.listxattr(file)) if hasattr(os, "listxattr") else ()
        seen[str(file)] = (
            digest, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_mode,
            stat.st_uid, stat.st_nlink, stat.st_ino, attributes,
        )  # fmt: skip
    return seen


def test_a_person_indexes_searches_and_finds_similar_photos(
    demo_photos: Path, tmp_path: Path, repository: Path
) -> None:
    pixlore = CommandLine(tmp_path / "library", repository)
    before = fingerprints(demo_photos)
    try:
        summary = pixlore.answer("index", str(demo_photos))
        assert summary["indexed"] == len(list(demo_photos.iterdir()))
        assert summary["failed"] == []

        for query, right in RIGHT_PHOTO_FIRST.items():
            hits = pixlore.answer("search", query, "-n", "3")["hits"]
            assert Path(hits[0]["path"]).name in right, query
            assert [hit["rank"] for hit in hits] == [1, 2, 3]
            assert hits[0]["score"] >= hits[1]["score"] >= hits[2]["score"]

        for query in UNKNOWN_TO_THE_STARTER:
            hits = pixlore.answer("search", query, "-n", "5")["hits"]
            assert "strong" not in {hit["strength"] for hit in hits}, query

        left = demo_photos / "motorcycle_left.png"
        similar = pixlore.answer("similar", str(left), "-n", "1")["hits"]
        assert Path(similar[0]["path"]).name == "motorcycle_right.png"

        cat = demo_photos / "chelsea.png"
        scored = pixlore.answer("score", str(cat), "a cat", "a rocket")
        assert [score["text"] for score in scored["scores"]] == ["a cat", "a rocket"]
        assert sum(score["probability"] for score in scored["scores"]) == pytest.approx(1.0)
        assert scored["scores"][0]["probability"] > scored["scores"][1]["probability"]

        again = pixlore.answer("index", str(demo_photos))
        assert (again["indexed"], again["unchanged"]) == (0, summary["indexed"])
    finally:
        assert pixlore.run("stop").returncode == 0
    assert fingerprints(demo_photos) == before
