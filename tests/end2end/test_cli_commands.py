"""The command line with real services and workers: one library, many commands, no traceback."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image, ImageEnhance

pytestmark = pytest.mark.processes

_DEADLINE_S = 500
PHOTOS = ("chelsea.png", "coffee.png", "rocket.jpg", "coins.png")


class CommandLine:
    """`python -m indexer` on one data directory."""

    def __init__(self, data_dir: Path, repository: Path) -> None:
        self.environment = {
            **os.environ,
            "PIXLORE_DATA_DIR": str(data_dir),
            "PIXLORE_TIMINGS": json.dumps({"settle_s": 0.1, "idle_exit_s": 600}),
            "PYTHONPATH": str(repository),
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        ran = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            env=self.environment,
            timeout=_DEADLINE_S,
            check=False,
        )
        assert b"Traceback" not in ran.stderr, ran.stderr.decode()
        return ran

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "indexer", *arguments]

    def answer(self, *arguments: str) -> Any:
        ran = self.run(*arguments, "--json")
        assert ran.returncode == 0, ran.stderr.decode()
        return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory, skimage_photos: Path) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for name in PHOTOS:
        shutil.copy(skimage_photos / name, folder)
    with contextlib.suppress(OSError):  # macOS refuses names that are not UTF-8
        shutil.copy(skimage_photos / "horse.png", os.fsencode(folder) + b"/caf\xe9.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a whole picture")
    return folder


@pytest.fixture(scope="module")
def pixlore(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, photos: Path
) -> Iterator[CommandLine]:
    """A library with the photos indexed, and its service running until the last test is over."""
    line = CommandLine(tmp_path_factory.mktemp("data") / "library", repository)
    try:
        line.first_summary = line.answer("index", str(photos))  # type: ignore[attr-defined]
        yield line
    finally:
        line.run("stop")


def test_index_says_what_was_indexed_and_what_failed(pixlore: Any, photos: Path) -> None:
    summary = pixlore.first_summary
    assert summary["indexed"] == len(list(photos.iterdir())) - 1
    assert [failure["path"] for failure in summary["failed"]] == [str(photos / "broken.jpg")]
    assert summary["failed"][0]["reason"]


def test_indexing_again_finds_all_unchanged(pixlore: Any, photos: Path) -> None:
    again = pixlore.answer("index", str(photos))
    assert (again["indexed"], again["unchanged"]) == (0, pixlore.first_summary["indexed"])
    assert len(again["failed"]) == 1


def test_search_ranks_and_calls_blind_spots_unsure(pixlore: CommandLine, photos: Path) -> None:
    cats = pixlore.answer("search", "a cat")
    assert (cats["hits"][0]["path"], cats["hits"][0]["strength"]) == (
        str(photos / "chelsea.png"),
        "strong",
    )
    coins = pixlore.answer("search", "coins")
    assert "strong" not in {hit["strength"] for hit in coins["hits"]}


def test_a_name_that_is_not_utf8_is_printed_as_its_bytes(pixlore: CommandLine) -> None:
    ran = pixlore.run("search", "a horse", "-n", "1")
    assert ran.returncode == 0
    assert b"/caf\xe9.png" in ran.stdout
    path = pixlore.answer("search", "a horse", "-n", "1")["hits"][0]["path"]
    assert os.fsencode(path).endswith(b"caf\xe9.png")


def test_similar_takes_a_photo_outside_of_the_library(
    pixlore: CommandLine, photos: Path, skimage_photos: Path
) -> None:
    outside = skimage_photos / "cell.png"
    answer = pixlore.answer("similar", str(outside), "-n", "2")
    assert answer["query"] == str(outside)
    assert len(answer["hits"]) == 2


def test_similar_to_a_region_with_words_and_a_filter(pixlore: CommandLine, photos: Path) -> None:
    answer = pixlore.answer(
        "similar", str(photos / "chelsea.png"), "coffee type:png", "--region", "0.2,0.2,0.5,0.5"
    )
    found = {hit["path"] for hit in answer["hits"]}
    assert str(photos / "coffee.png") in found
    assert found.isdisjoint({str(photos / "chelsea.png"), str(photos / "rocket.jpg")})


def test_a_typed_query_is_explained_and_saved(pixlore: CommandLine, photos: Path) -> None:
    query = "a cat -(a rocket) type:png camra:canon"
    answer = pixlore.answer("search", query, "--explain")
    kinds = [chip["kind"] for chip in answer["chips"]]
    assert kinds == ["meaning", "meaning", "type", "mistake"]
    assert answer["hits"][0]["path"] == str(photos / "chelsea.png")
    assert "Did you mean “camera:”".encode() in pixlore.run("search", query).stderr
    pixlore.answer("searches", "--save", "Cats", query)
    assert pixlore.answer("search", "--saved", "cats")["hits"] == answer["hits"]
    saved = pixlore.answer("searches", "--new")["searches"]
    assert saved == [{"name": "Cats", "query": query, "new": 0}]
    assert pixlore.answer("searches", "--delete", "Cats") == {"deleted": True}


def test_explain_names_the_cause(pixlore: CommandLine, photos: Path) -> None:
    def cause(query: str, name: str) -> str:
        return str(pixlore.answer("explain", query, str(photos / name))["cause"])

    assert cause("a cat", "chelsea.png") == "in the results"
    assert cause("a cat", "rocket.jpg") == "below the line"
    assert cause("a cat type:jpeg", "chelsea.png") == "filtered"
    assert cause("a cat", "broken.jpg") == "failed"
    assert cause("a cat", "gone.jpg") == "not found"


def test_score_explains_itself_in_three_numbers(pixlore: CommandLine, photos: Path) -> None:
    answer = pixlore.answer("score", str(photos / "coffee.png"), "a cup of coffee", "a horse")
    assert (answer["photo"], answer["model"]) == (str(photos / "coffee.png"), "starter")
    coffee, horse = answer["scores"]
    assert set(coffee) == {"text", "cosine", "logit", "probability"}
    assert coffee["probability"] + horse["probability"] == pytest.approx(1)
    assert coffee["cosine"] > horse["cosine"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.jpg", b""), ("text.jpg", b"not a picture"), ("broken.jpg", b"\xff\xd8\xff\xe0 half")],
)
def test_a_file_that_is_no_photo_gets_a_sentence(
    pixlore: CommandLine, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    for command in (("similar", str(tmp_path / name)), ("score", str(tmp_path / name), "a cat")):
        ran = pixlore.run(*command)
        assert (ran.returncode, ran.stdout) == (1, b"")
        assert ran.stderr.startswith(b"pixlore: ")


def test_a_folder_without_photos_is_named(pixlore: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no photo")
    ran = pixlore.run("index", str(tmp_path))
    assert ran.returncode == 1
    assert f"No photos found in {tmp_path}.".encode() in ran.stderr
    assert pixlore.run("folders", "remove", str(tmp_path)).returncode == 0
    assert str(tmp_path) not in [f["path"] for f in pixlore.answer("folders")["folders"]]


def test_status_failed_and_doctor_agree(pixlore: CommandLine, photos: Path) -> None:
    status = pixlore.answer("status")
    assert (status["running"], status["counts"]["failed"]) == (True, 1)
    failed = pixlore.answer("failed")["failed"]
    assert [failure["path"] for failure in failed] == [str(photos / "broken.jpg")]
    doctor = pixlore.answer("doctor")
    assert doctor["healthy"], doctor
    assert {check["name"] for check in doctor["checks"]} >= {"database", "index", "worker"}


def test_a_closed_pipe_is_told(pixlore: CommandLine) -> None:
    child = subprocess.Popen(
        pixlore.command("search", "a cat"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=pixlore.environment,
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert child.stderr.read().startswith(b"pixlore: The output was closed")
    child.stderr.close()
    assert child.wait(_DEADLINE_S) == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_a_command_quietly(tmp_path: Path, repository: Path) -> None:
    line = CommandLine(tmp_path / "library", repository)
    child = subprocess.Popen(
        line.command("serve"), stderr=subprocess.PIPE, env=line.environment, start_new_session=True
    )
    assert child.stderr is not None
    try:
        while not line.answer("status")["running"]:
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        assert child.wait(_DEADLINE_S) in {0, 130}
        assert b"Traceback" not in child.stderr.read()
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        child.stderr.close()


def test_stop_ends_the_service_and_its_worker(
    tmp_path: Path, repository: Path, skimage_photos: Path
) -> None:
    line = CommandLine(tmp_path / "library", repository)
    try:
        line.answer("score", str(skimage_photos / "chelsea.png"), "a cat")
        service = psutil.Process(line.answer("status")["pid"])
        processes = [service, *service.children(recursive=True)]
    finally:
        assert line.answer("stop") == {"stopped": True}
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert alive == []
    assert line.answer("stop") == {"stopped": False}


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_no_command_lets_a_name_speak_to_the_terminal(
    tmp_path: Path, repository: Path, skimage_photos: Path
) -> None:
    evil = "\x1b]0;title\x07\x1b[2J\x9b31m\x7f\u202e\rgpj"
    folder = tmp_path / evil / f"{evil}\nfolder"
    folder.mkdir(parents=True)
    photo = folder / f"{evil}.png"
    shutil.copy(skimage_photos / "chelsea.png", photo)
    shutil.copy(photo, folder / f"copy {evil}.png")
    (folder / f"{evil}.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a whole picture")
    line = CommandLine(tmp_path / f"library {evil}", repository)
    commands = (
        ("index", str(folder)), ("status",), ("folders",), ("failed",), ("doctor",), ("model",),
        ("search", "a cat", "--explain"), ("search", f"in:{evil}"), ("similar", str(photo)),
        ("explain", "a cat", str(photo)), ("duplicates",), ("score", str(photo), evil),
        ("folders", "add", str(tmp_path / f"missing {evil}")), ("similar", f"missing {evil}"),
        ("folders", "remove", f"{folder} {evil}"), (evil,), ("search", f"--{evil}"),
        ("stop",), ("status",), ("folders",),
    )  # fmt: skip
    try:
        for arguments in commands:
            ran = line.run(*arguments)
            said = (ran.stdout + ran.stderr).decode()
            if arguments[0] in {"folders", "failed", "duplicates", "similar", "status"}:
                assert "\\x1b" in said, (arguments, "the test needs a name to be printed")
            obeyed = [mark for mark in evil if mark in said and not mark.isprintable()]
            assert obeyed == [], (arguments, said)
        assert [each["path"] for each in line.answer("folders")["folders"]] == [str(folder)]
    finally:
        line.run("stop")


def test_a_smaller_a_grey_and_a_brighter_copy_are_told_as_one_picture(
    tmp_path: Path, repository: Path, skimage_photos: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in PHOTOS:
        shutil.copy(skimage_photos / name, folder)
    with Image.open(skimage_photos / "coffee.png") as image:
        photo = image.convert("RGB")
    photo.reduce(2).save(folder / "mail.jpg", quality=60)
    photo.convert("L").save(folder / "grey.jpg")
    ImageEnhance.Brightness(photo).enhance(1.2).save(folder / "bright.jpg", quality=80)
    line = CommandLine(tmp_path / "library", repository)
    try:
        line.answer("index", str(folder))
        (group,) = line.answer("duplicates", "--kind", "picture")["groups"]
    finally:
        line.answer("stop")
    names = {Path(path).name for path in group["paths"]}
    assert names == {"coffee.png", "mail.jpg", "grey.jpg", "bright.jpg"}
