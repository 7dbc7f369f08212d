"""What is printed, and that no name is too strange to print."""

from __future__ import annotations

import io
import json
import sys

import pytest

from indexer.cli.folders import folder_table
from indexer.cli.main import main
from indexer.cli.output import Output, harmless, plural, printable, table
from indexer.ipc.status import FolderStatus

NOT_UTF8 = "caf\udce9.jpg"  # os.fsdecode(b"caf\xe9.jpg")


def test_columns_line_up_with_numbers_to_the_right() -> None:
    rows = [("rank", "score", "path"), ("1", "0.9", "a.jpg"), ("10", "-0.25", "b.jpg")]
    assert table(rows, right=(0, 1)).splitlines() == [
        "rank  score  path",
        "   1    0.9  a.jpg",
        "  10  -0.25  b.jpg",
    ]


def test_wide_characters_take_two_columns() -> None:
    assert table([("海边", "x"), ("abcd", "y")]).splitlines() == ["海边  x", "abcd  y"]


def test_terminal_codes_in_a_name_are_shown_not_obeyed() -> None:
    assert printable("a\x1b[31mred\nb\u202ejpg") == r"a\x1b[31mred\nb\u202ejpg"
    assert printable("plain ünïcode 海.jpg") == "plain ünïcode 海.jpg"


@pytest.mark.parametrize(
    "obeyed",
    [*map(chr, range(10)), *map(chr, range(11, 32)), *map(chr, range(127, 160)),
     *"\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069", "\udc9b"],
)  # fmt: skip
def test_nothing_that_is_printed_is_obeyed(obeyed: str, capsys, monkeypatch) -> None:
    printed = Output(as_json=False)
    printed.answer({}, f"one\ntwo{obeyed}three é 海 \U0001f469\u200d\U0001f467")
    printed.note(f"a note{obeyed}")
    printed.fail("QueryError", f"a fault{obeyed}")
    captured = capsys.readouterr()
    assert obeyed not in captured.out + captured.err
    assert captured.out.startswith("one\ntwo\\")
    assert captured.out.endswith("three é 海 \U0001f469\u200d\U0001f467\n")


def test_wrong_usage_repeats_no_terminal_code(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["search", "--no-such\x1b[2J\x9b", "cat"])
    assert "no-such" in capsys.readouterr().err.replace("\\x1b", "")


def test_bytes_of_other_encodings_pass_but_not_the_codes_of_old_terminals() -> None:
    assert harmless("caf\udce9") == "caf\udce9"
    assert harmless("\udc9b2J") == r"\x9b2J"


def test_json_carries_a_name_that_is_not_utf8(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).answer({"path": NOT_UTF8}, "")
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"path": NOT_UTF8}


@pytest.mark.parametrize(
    ("encoding", "printed"), [("utf-8", b"caf\xe9.jpg\n"), ("ascii", b"caf\\udce9.jpg\n")]
)
def test_text_carries_a_name_that_is_not_utf8(
    monkeypatch: pytest.MonkeyPatch, encoding: str, printed: bytes
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    Output(as_json=False).answer({}, printable(NOT_UTF8))
    assert stream.buffer.getvalue() == printed


def test_an_error_is_a_sentence_and_for_programs_an_object(capsys) -> None:
    Output(as_json=True).fail("QueryError", "The query is empty.")
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "error": {"kind": "QueryError", "message": "The query is empty."}
    }
    assert captured.err == "pixlore: The query is empty.\n"


def test_counts_agree_with_their_noun() -> None:
    assert [plural(number, "photo") for number in (0, 1, 1200)] == [
        "0 photos",
        "1 photo",
        "1,200 photos",
    ]


def test_folders_are_listed_with_what_was_left_out_of_them() -> None:
    folders = [
        FolderStatus(1, "/photos", left_out={"trash": 1, "marked with .nomedia": 1200}),
        FolderStatus(2, "/more"),
    ]
    lines = folder_table(folders).splitlines()
    assert lines[3:] == ["/photos: left out: 1,200 marked with .nomedia, 1 trash"]
