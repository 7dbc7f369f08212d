"""What patterns leave out, and which are refused."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from indexer.core.errors import UsageError
from indexer.pipeline.exclude_patterns import ExcludePatterns, checked


def leaves_out(pattern: str, root: Path, path: str) -> bool:
    patterns = ExcludePatterns(checked([pattern], str(root)))
    parts = path.split("/")
    return any(
        patterns.match(name, "/".join(parts[:depth])) for depth, name in enumerate(parts, start=1)
    )


@pytest.mark.parametrize(
    "pattern",
    ["sub", "sub/", "SUB", "**/sub", "**/sub/**", "**/sub/*", "sub/**", "./sub", "./sub/", "/sub",
     "sub\\", ".\\sub", "./sub/**", "s?b", "su*", "{sub,other}", " sub "],
)  # fmt: skip
def test_one_folder_in_many_spellings(pattern: str, tmp_path: Path) -> None:
    assert leaves_out(pattern, tmp_path, "sub/b.jpg")
    assert not leaves_out(pattern, tmp_path, "other2/b.jpg")


@pytest.mark.parametrize(
    ("pattern", "path", "left_out"),
    [
        ("sub", "deep/sub/b.jpg", True),
        ("**/sub/**", "deep/sub/b.jpg", True),
        ("./sub", "deep/sub/b.jpg", False),
        ("/sub", "deep/sub/b.jpg", False),
        ("a/b", "a/b/c.jpg", True),
        ("a\\b", "a/b/c.jpg", True),
        ("a/b", "x/a/b/c.jpg", False),
        ("**/a/b", "x/a/b/c.jpg", True),
        ("**/a/b", "a/b/c.jpg", True),
        ("a/**/b", "a/b/c.jpg", True),
        ("a/**/b", "a/x/y/b/c.jpg", True),
        ("a/**/b", "a/x/y/c.jpg", False),
        ("*.{gif,png}", "a/x.PNG", True),
        ("*.{gif,png}", "a/x.jpg", False),
        ("a/*.gif", "a/x.gif", True),
    ],
)
def test_what_a_path_means(pattern: str, path: str, left_out: bool, tmp_path: Path) -> None:
    assert leaves_out(pattern, tmp_path, path) is left_out


def test_a_composed_name_fits_a_decomposed_one(tmp_path: Path) -> None:
    assert leaves_out("Cafés", tmp_path, unicodedata.normalize("NFD", "Cafés") + "/a.jpg")


def test_an_absolute_path_lies_in_the_folder_by_each_of_its_names(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    (real / "sub").mkdir(parents=True)
    link.symlink_to(real)
    for pattern in (real / "sub", link / "sub"):
        for root in (real, link):
            assert leaves_out(str(pattern), root, "sub/b.jpg")
            assert not leaves_out(str(pattern), root, "deep/sub/b.jpg")


def test_home_is_spelt_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert leaves_out("~/photos/sub", tmp_path / "photos", "sub/b.jpg")


@pytest.mark.parametrize("pattern", ["../other", "a/../../b", "/", ".", "./", "!keep", "C:\\x\\y"])
def test_what_can_match_nothing_is_refused_with_an_example(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"such as"):
        checked([pattern], str(tmp_path))


def test_a_path_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(UsageError, match=r"does not lie in"):
        checked([str(tmp_path / "other")], str(tmp_path / "photos"))
