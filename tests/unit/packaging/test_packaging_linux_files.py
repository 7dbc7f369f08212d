"""The desktop entries, the AppStream metainfo and the manual page."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from indexer.core.formats import FORMAT_BY_EXTENSION


@pytest.fixture
def linux(repository: Path) -> Path:
    return repository / "packaging" / "linux"


@pytest.fixture
def entries(linux: Path) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = {}
    for path in linux.glob("*.desktop"):
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read(path, "utf-8")
        read[path.name] = dict(parser["Desktop Entry"])
    return read


def test_desktop_entries_are_valid(linux: Path) -> None:
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is not installed")
    files = [str(path) for path in linux.glob("*.desktop")]
    run = subprocess.run(
        ["desktop-file-validate", *files], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")


def test_metainfo_is_valid(linux: Path) -> None:
    if shutil.which("appstreamcli") is None:
        pytest.skip("appstreamcli is not installed")
    command = ["appstreamcli", "validate", "--no-net", "--strict", *map(str, linux.glob("*.xml"))]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_entry_metainfo_and_icon_share_one_name(
    linux: Path, entries: dict[str, dict[str, str]]
) -> None:
    from project import APP_ID

    component = ElementTree.parse(linux / f"{APP_ID}.metainfo.xml")
    assert component.findtext("id") == APP_ID
    assert component.findtext("launchable") == f"{APP_ID}.desktop"
    assert {entry["Icon"] for entry in entries.values()} == {APP_ID}


def test_photos_and_folders_open_in_pixlore(entries: dict[str, dict[str, str]]) -> None:
    from project import APP_ID

    photos = entries[f"{APP_ID}.desktop"]["MimeType"].split(";")
    missing = {
        extension
        for extension, family in FORMAT_BY_EXTENSION.items()
        if family != "RAW" and f"image/{family.lower()}" not in photos
    }
    assert not missing
    assert entries[f"{APP_ID}.OpenFolder.desktop"]["MimeType"] == "inode/directory;"
    assert all(entry["Exec"] == "pixlore %f" for entry in entries.values())


def test_everything_shown_is_translated(linux: Path, entries: dict[str, dict[str, str]]) -> None:
    shown = {"Name", "Comment", "GenericName", "Keywords"}
    for name, entry in entries.items():
        plain = {key for key in entry if key in shown and entry[key] != "Pixlore"}
        assert {f"{key}[zh_CN]" for key in plain} <= entry.keys(), name
    text = (next(linux.glob("*.xml"))).read_text("utf-8")
    for tag in ("summary", "li", "p"):
        assert len(re.findall(rf"<{tag}>", text)) == len(re.findall(rf'<{tag} xml:lang="zh', text))


def test_newest_release_is_the_version_of_the_project(repository: Path, linux: Path) -> None:
    with (repository / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    releases = ElementTree.parse(next(linux.glob("*.xml"))).findall("releases/release")
    assert releases[0].get("version") == version


def test_package_script_is_plain_shell(linux: Path) -> None:
    subprocess.run(["sh", "-n", str(linux / "prerm")], check=True)


def test_manual_describes_every_command() -> None:
    import manual

    page = manual.render()
    commands = manual._commands()
    assert {"index", "search", "similar", "doctor", "stop", "model use"} <= commands.keys()
    assert all(f".SS {name}\n" in page for name in commands)
    assert "usage:" not in page


def test_manual_is_clean_roff(tmp_path: Path) -> None:
    import manual

    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    page = tmp_path / "pixlore.1"
    page.write_text(manual.render(), "utf-8")
    command = ["man", "--warnings", "--local-file", str(page)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert run.stderr == ""
    assert "find your photos by what is in them" in run.stdout
