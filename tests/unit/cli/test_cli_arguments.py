"""What a shell may pass: queries with a minus in front, bytes that are no text, closed outputs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.search.grammar.parse import parse
from indexer.search.typed import check_texts
from tests.unit.search.small_library import SmallLibrary, at_cosine, axis

BAD = "caf\udce9"


@pytest.fixture
def cats(small: SmallLibrary) -> SmallLibrary:
    small.remember("a cat", axis())
    folder = small.watch("/photos")
    small.index(folder, "cat.jpg", at_cosine(0.9))
    small.index(folder, "screenshots/two.jpg", at_cosine(0.2))
    return small


def paths(ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [hit["path"] for hit in ran.answer["hits"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("-in:screenshots", "-n", "5", "--json"),
        ("-n5", "--json", "-in:screenshots"),
        ("--json", "-n", "1", "--", "-in:screenshots"),
        ("--json", "-near:Paris -in:screenshots"),
        ("-n=1", "--json", "-camera:iphone", "--folder", "/photos"),
    ],
)
def test_a_query_may_begin_with_a_minus(pixlore, cats, arguments: tuple[str, ...]) -> None:
    assert paths(pixlore("search", *arguments))


def test_every_command_takes_a_query_with_a_minus(pixlore, cats: SmallLibrary) -> None:
    assert "-in:screenshots" in pixlore("explain", "-in:screenshots", "/photos/cat.jpg").out
    assert "There is no photo" in pixlore("similar", "/no.jpg", "-in:screenshots").err
    assert "There is no photo" in pixlore("similar", "-n.jpg").err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("-n", "-5", "cat"), "“-5” is not a whole number above zero"),
        (("--jsn", "cat"), "unrecognized arguments: --jsn"),
        (("cat", "-in:x"), "unrecognized arguments: -in:x"),
    ],
)
def test_what_is_no_query_is_named_as_typed(pixlore, arguments, sentence: str) -> None:
    ran = pixlore("search", *arguments)
    assert ran.code == 2
    assert sentence in ran.err


@pytest.mark.parametrize(
    "query", [f"{BAD} terrace", f'"{BAD}"', f"camera:{BAD}", f"#{BAD}", f"-{BAD} a cat", BAD[3:]]
)
def test_a_query_that_is_no_text_gets_a_sentence(pixlore, cats, query: str) -> None:
    for command in (("search", query), ("explain", query, "/photos/cat.jpg")):
        ran = pixlore(*command, "--json")
        assert (ran.code, ran.answer["error"]["kind"]) == (1, "QueryError")
        assert "not valid text" in ran.err


def test_names_of_files_and_folders_may_be_any_bytes(pixlore, cats: SmallLibrary) -> None:
    assert paths(pixlore("search", f"in:{BAD}", "--json")) == []
    check_texts(parse(f"like:/{BAD}.jpg"))


def test_control_characters_are_spaces(pixlore, cats: SmallLibrary) -> None:
    assert paths(pixlore("search", "a\0cat\x1b", "--json"))[0] == "/photos/cat.jpg"


def run_into(output, tmp_path: Path, repository: Path, *arguments: str):
    return subprocess.run(
        [sys.executable, "-m", "indexer", *arguments],
        stdout=output,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(repository),
            "PIXLORE_DATA_DIR": str(tmp_path / "library"),
        },
        check=False,
        timeout=300,
    )


COMMANDS = [
    ("search", "camera:x", "--json"),
    ("status",),
    ("status", "--json"),
    ("folders", "--json"),
    ("searches",),
    ("failed",),
    ("duplicates",),
    ("model", "list"),
    ("concept", "list"),
    ("--help",),
    ("search", "--help"),
    ("--version",),
]


@pytest.mark.processes
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_behind_the_output_is_told(tmp_path, cats, repository, arguments) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_into(full, tmp_path, repository, *arguments)
    assert ran.returncode == 1
    assert ran.stderr.startswith(b"pixlore: The answer cannot be written")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.processes
@pytest.mark.parametrize("arguments", COMMANDS[:3], ids=" ".join)
def test_a_closed_output_is_told(tmp_path, cats, repository, arguments) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = run_into(write, tmp_path, repository, *arguments)
    finally:
        os.close(write)
    assert ran.returncode == 1
    assert ran.stderr == b"pixlore: The output was closed before the answer was written.\n"
