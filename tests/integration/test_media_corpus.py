"""Real, rare and hostile files, decoded in a child process: each ends decoded or with a reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.core.formats import format_of
from indexer.core.types import PhotoMetadata
from indexer.media.decode import decode_photo
from tests.soak.media_mutations import write_mutations
from tests.soak.media_runner import Verdict, judge_files

PHOTOS = Path(__file__).resolve().parents[2].parent / "shared" / "photos"
needs_photos = pytest.mark.skipif(
    not PHOTOS.is_dir(), reason="the test photos are not beside the repository (../shared/photos)"
)


def bad(verdicts: list[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if not verdict.good]


@needs_photos
@pytest.mark.processes
@pytest.mark.parametrize("corpus", ["formats/formats.jsonl", "hostile/hostile.jsonl"])
def test_every_file_of_the_corpus_ends_as_expected(corpus: str) -> None:
    rows = [json.loads(line) for line in (PHOTOS / corpus).read_text().splitlines()]
    verdicts = judge_files([str(PHOTOS / row["file"]) for row in rows])
    assert bad(verdicts) == []
    wrong = [
        (row["file"], row["expected"], verdict.outcome, verdict.words)
        for row, verdict in zip(rows, verdicts, strict=True)
        if row["expected"] != "either"
        and (row["expected"] == "index") != (verdict.outcome == "indexed")
    ]
    assert wrong == []


@needs_photos
@pytest.mark.processes
def test_odd_names_and_a_sparse_file(tmp_path: Path) -> None:
    script = PHOTOS / "hostile" / "make_special.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, capture_output=True)
    paths = [
        str(Path(folder, name))
        for folder, _, names in os.walk(tmp_path / "names")
        for name in names
        if Path(folder, name).is_file()
    ]
    sparse = str(tmp_path / "special" / "sparse_3gb.jpg")
    verdicts = judge_files([*paths, sparse])
    assert len(paths) > 30
    assert {verdict.outcome for verdict in verdicts[:-1]} == {"indexed"}
    assert verdicts[-1].outcome == "PhotoTooLarge"


@pytest.mark.processes
def test_mutated_files_end_decoded_or_refused(tmp_path: Path) -> None:
    verdicts = judge_files(write_mutations(tmp_path, count=100, seed=1))
    assert bad(verdicts) == []
    assert {"indexed", "CorruptPhoto"} <= {verdict.outcome for verdict in verdicts}


def camera_photo(name: str) -> PhotoMetadata:
    with (PHOTOS / "camera" / name).open("rb") as file:
        return decode_photo(file, format_hint=format_of(name) or "", target_side=64).metadata


def when(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()


@needs_photos
def test_every_camera_photo_has_sensible_metadata() -> None:
    files = sorted(path.name for path in (PHOTOS / "camera").iterdir())
    found = {name: camera_photo(name) for name in files}
    assert all(one.width > 0 and one.height > 0 and one.format for one in found.values())
    dated = [one for one in found.values() if one.taken_at is not None]
    named = [one for one in found.values() if one.camera_make or one.camera_model]
    assert len(dated) >= 33
    assert len(named) >= 33
    assert all(when(1998, 1, 1) < one.taken_at < when(2022, 1, 1) for one in dated)
    assert all("\0" not in one.caption + one.camera_model for one in found.values())


@needs_photos
def test_known_camera_photos() -> None:
    nikon = camera_photo("exs_DSCN0010.jpg")
    assert (nikon.camera_make, nikon.camera_model) == ("NIKON", "COOLPIX P6000")
    assert nikon.taken_at == when(2008, 10, 22, 16, 28, 39)
    assert (nikon.latitude, nikon.longitude) == pytest.approx((43.467448, 11.885127), abs=1e-5)

    phone = camera_photo("exs_IMG_5195.HEIC")
    assert (phone.format, phone.width, phone.height) == ("HEIF", 2566, 3313)
    assert phone.lens.startswith("iPhone 11 Pro Max back")
    assert phone.longitude < 0

    sideways = camera_photo("mei_Blackberry_Z10.jpg")
    assert (sideways.orientation, sideways.width, sideways.height) == (6, 1836, 3264)

    described = camera_photo("mei_Issue_600_2_.jpg")
    assert described.keywords == ("Jupiter",)
    assert described.caption.startswith("This Hubble picture")
