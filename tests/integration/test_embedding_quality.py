"""The quality command on a set so small that its figures are known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def _write_lines(path: Path, *lines: dict[str, object]) -> str:
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return str(path)


def test_the_command_prints_the_agreed_keys(
    tmp_path: Path, skimage_photos: Path, repository: Path
) -> None:
    captions = _write_lines(
        tmp_path / "captions.jsonl",
        {"file": "chelsea.png", "captions": ["a cat looks at you"], "labels": ["cat"]},
        {"file": "coffee.png", "captions": ["a cup of coffee"], "labels": ["cup"]},
        {"file": "README.txt", "captions": ["not a photo"], "labels": []},
    )
    queries = _write_lines(tmp_path / "q.jsonl", {"query": "a cat", "relevant": ["chelsea.png"]})
    pair = ["motorcycle_left.png", "motorcycle_right.png"]
    groups = _write_lines(tmp_path / "g.jsonl", {"group": "ride", "files": pair})
    command = [sys.executable, "benchmarks/quality.py", "--json", "--model", "starter"]
    command += ["--set", captions, "--queries", queries, "--groups", groups]
    command += ["--root", str(skimage_photos)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    assert (result["model"], result["photos"], result["captions"]) == ("starter", 2, 2)
    assert (result["r1"], result["r5"], result["r10"], result["median_rank"]) == (1, 1, 1, 1)
    assert (result["ndcg10"], result["map"]) == (1, 1)
    assert "left out README.txt" in done.stderr
