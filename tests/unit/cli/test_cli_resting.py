"""Commands that need no service: status, failed, stop, model; and wrong usage of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.cli.main import build_parser
from tests.unit.search.small_library import SmallLibrary, at_cosine


def test_status_without_a_service_reads_the_index(pixlore, small: SmallLibrary) -> None:
    folder = small.watch("/photos")
    small.index(folder, "a.jpg", at_cosine(0.5))
    small.fail(folder, "b.jpg", "damaged")
    small.find(folder, ["c.jpg"])
    answer = pixlore("status", "--json").answer
    assert (answer["running"], answer["folders"], answer["model"]) == (
        False,
        ["/photos"],
        "starter",
    )
    assert answer["counts"] == {"indexed": 1, "pending": 1, "failed": 1, "missing": 0}
    assert "3: 1 indexed, 1 waiting, 1 failed" in pixlore("status").out


def test_status_of_no_library_makes_none(pixlore, tmp_path: Path) -> None:
    assert pixlore("status", "--json").answer["bytes"] == 0
    assert not (tmp_path / "library").exists()


def test_failed_lists_photos_with_reasons(pixlore, small: SmallLibrary) -> None:
    small.fail(small.watch("/photos"), "b\n.jpg", "The image is damaged.")
    assert pixlore("failed", "--json").answer == {
        "failed": [{"path": "/photos/b\n.jpg", "reason": "The image is damaged."}],
        "damaged": [],
    }
    assert pixlore("failed").out == "/photos/b\\n.jpg: The image is damaged.\n"


def test_nothing_failed(pixlore) -> None:
    assert pixlore("failed").out == "No photo has failed.\n"


def test_stop_without_a_service_is_done_already(pixlore) -> None:
    ran = pixlore("stop")
    assert (ran.code, ran.out) == (0, "The background service is not running.\n")


def test_models_are_listed_with_licence_and_size(pixlore) -> None:
    ran = pixlore("model", "list", "--json")
    starter = ran.answer["models"][0]
    assert (starter["name"], starter["active"], starter["installed"]) == ("starter", True, True)
    assert all(model["licence"] and model["good_for"] for model in ran.answer["models"])
    assert not any(model["installed"] for model in ran.answer["models"][1:])
    assert pixlore("model", "list").out.startswith("*  starter")


def test_a_local_model_in_use_is_listed(pixlore, small: SmallLibrary) -> None:
    small.store.user.settings.set("model", "my-clip")
    answer = pixlore("model", "list", "--json").answer
    assert answer["active"] == "my-clip"
    assert answer["models"][-1]["name"] == "my-clip"
    assert "my-clip" in pixlore("model", "list").out


def test_the_starter_is_installed_already(pixlore) -> None:
    assert pixlore("model", "install", "starter", "--json").answer["installed"] is True


def test_an_unknown_model_names_the_known_ones(pixlore) -> None:
    ran = pixlore("model", "install", "nonsense")
    assert ran.code == 1
    assert "starter" in ran.err


def test_a_model_that_is_not_installed_cannot_be_used(pixlore) -> None:
    ran = pixlore("model", "use", "ViT-B-32-256")
    assert (ran.code, ran.out) == (1, "")
    assert "is not installed. See: pixlore model install ViT-B-32-256" in ran.err


@pytest.mark.parametrize(
    ("name", "sentence"), [("gone.safetensors", "There is no file at"), ("clip.pt", "safetensors")]
)
def test_local_weights_are_looked_at_first(pixlore, tmp_path, name: str, sentence: str) -> None:
    (tmp_path / "clip.pt").write_bytes(b"weights")
    weights = str(tmp_path / name)
    ran = pixlore("model", "use", "--architecture", "ViT-B-32", "--weights", weights)
    assert ran.code == 1
    assert sentence in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("search",),
        ("search", "a", "b"),
        ("index",),
        ("score", "a.jpg"),
        ("similar",),
        ("model",),
        ("model", "use"),
        ("model", "use", "--architecture", "ViT-B-32"),
        ("folders", "add"),
        ("folders", "remove"),
        ("folders", "list", "/photos"),
        ("folders", "burn", "/photos"),
        ("stop", "--now"),
        ("serve", "--idle-exit", "soon"),
    ],
)
def test_wrong_usage_is_exit_code_two(pixlore, arguments: tuple[str, ...]) -> None:
    ran = pixlore(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: pixlore" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("timings", ["{", '{"nonsense": 1}', '{"start_s": "soon"}'])
def test_wrong_timings_are_wrong_usage(pixlore, monkeypatch, timings: str) -> None:
    monkeypatch.setenv("PIXLORE_TIMINGS", timings)
    ran = pixlore("status")
    assert ran.code == 2
    assert "PIXLORE_TIMINGS" in ran.err


def test_the_data_dir_is_understood_before_and_after_the_command(pixlore, tmp_path) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    for arguments in (
        ("--data-dir", elsewhere, "status", "--json"),
        ("status", "--json", "--data-dir", elsewhere),
    ):
        assert pixlore(*arguments).answer["data_dir"] == elsewhere


def test_a_damaged_library_is_told_from_an_empty_one(pixlore, small: SmallLibrary) -> None:
    small.watch("/photos")
    small.close()
    small.paths.index_db.write_bytes(b"this is no database" * 1000)
    ran = pixlore("search", "a cat")
    assert (ran.code, ran.out) == (1, "")
    assert "No folder is watched" not in ran.err
    assert str(small.paths.index_db) in ran.err or "damaged" in ran.err


def test_every_command_explains_itself_with_an_example(pixlore) -> None:
    for command in commands():
        ran = pixlore(*command, "--help")
        assert ran.code == 0
        assert "Example:\n  pixlore " + " ".join(command) in ran.out, command
        assert "--json" in ran.out


def commands() -> list[list[str]]:
    """Every command, `model list` as two words."""
    found = []
    for name, parser in _choices(build_parser()).items():
        below = _choices(parser)
        found += [[name, child] for child in below] or [[name]]
    return found


def _choices(parser):
    return next((a.choices for a in parser._actions if isinstance(a.choices, dict)), {})
