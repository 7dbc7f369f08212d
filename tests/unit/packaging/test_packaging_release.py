"""The release workflow, the locked packages, the smoke test's parts and the documents."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

LINK = re.compile(r"\]\(([^)#:]+)\)")
COMMAND = re.compile(r"`pixlore ([a-z]+(?: (?:list|install|use|add|remove))?)")


@pytest.fixture
def release(repository: Path) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    text = (repository / ".github" / "workflows" / "release.yml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def steps(release: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in release["jobs"].values() for step in job["steps"]]


def test_release_builds_checks_and_publishes_for_three_systems(release: dict[str, Any]) -> None:
    matrix = release["jobs"]["build"]["strategy"]["matrix"]["include"]
    assert {entry["system"] for entry in matrix} == {"linux", "windows", "macos"}
    scripts = "\n".join(step.get("run", "") for step in steps(release))
    for wanted in ("--require-hashes", "smoke_test.py", "cyclonedx_py", "sha256sum", "gh release"):
        assert wanted in scripts


def test_release_may_write_only_where_it_publishes(release: dict[str, Any]) -> None:
    assert release["permissions"] == {"contents": "read"}
    assert "permissions" not in release["jobs"]["build"]


def test_release_runs_files_that_exist(release: dict[str, Any], repository: Path) -> None:
    scripts = "\n".join(step.get("run", "") for step in steps(release))
    named = set(re.findall(r"packaging/[\w/]+\.py", scripts))
    assert named
    assert all((repository / name).is_file() for name in named)


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_every_locked_package_has_hashes(repository: Path, system: str) -> None:
    text = (repository / "packaging" / "locked" / f"{system}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z])", text.replace("\\\n", " "))[1:]
    assert len(entries) > 50
    assert all("--hash=sha256:" in entry for entry in entries)


def test_locked_versions_are_the_tested_ones(repository: Path) -> None:
    tested = _pins((repository / "constraints.txt").read_text("utf-8"))
    for path in (repository / "packaging" / "locked").glob("*.txt"):
        locked = _pins(path.read_text("utf-8"))
        different = {name for name in locked.keys() & tested.keys() if locked[name] != tested[name]}
        assert not different, f"run packaging/lock.py again: {path.name}"


def _pins(text: str) -> dict[str, str]:
    found = re.findall(r"(?m)^([\w.-]+)==([\w.]+)", text)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_linux_is_locked_to_the_small_torch() -> None:
    import lock

    assert re.search(r"(?m)^torch==[\d.]+\+cpu$", lock.constraints_for("linux"))
    assert "+cpu" not in lock.constraints_for("windows")


def test_smoke_test_reads_a_desktop_entry(repository: Path) -> None:
    import smoke_test
    from project import APP_ID

    entry = repository / "packaging" / "linux" / f"{APP_ID}.desktop"
    assert smoke_test._command_of(entry) == ["pixlore"]


def test_smoke_test_fails_with_a_program_that_does_nothing(tmp_path: Path) -> None:
    import smoke_test

    photos = tmp_path / "photos"
    photos.mkdir()
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    installation = smoke_test.Installation(command, command, tmp_path / "library")
    with pytest.raises(smoke_test.SmokeTestFailed, match="pixlore index failed"):
        next(smoke_test.check(installation, photos, 1.0))
    with pytest.raises(smoke_test.SmokeTestFailed, match="ended at once: exit code 3"):
        installation.open_window()


def test_licences_of_all_shipped_packages_are_collected() -> None:
    import licences

    text = licences.collect()
    assert "LGPL 3" in text
    assert {"torch", "pillow", "numpy", "watchdog"} <= licences.runtime_packages()
    assert "pytest" not in licences.runtime_packages()
    assert "\npillow " in text


def test_documents_link_to_files_that_exist(repository: Path) -> None:
    for document in (repository / "docs").glob("*.md"):
        for target in LINK.findall(document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_documents_name_commands_that_exist(repository: Path) -> None:
    import manual

    commands = manual._commands().keys()
    groups = {name.partition(" ")[0] for name in commands}
    for document in (repository / "docs").glob("*.md"):
        for name in COMMAND.findall(document.read_text("utf-8")):
            assert name in commands | groups, f"{document.name} names `pixlore {name}`"
