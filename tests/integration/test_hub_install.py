"""Installing a model from a hub that behaves, and from one that does everything wrong."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.core.errors import DiskFull, HubUnavailable, ModelError, PixloreError, UsageError
from indexer.embedding.catalogue import CatalogueEntry, hub_entry
from indexer.embedding.encoder import ModelKind
from indexer.embedding.installed import installed_models, is_installed, read_record
from indexer.embedding.loading import load_encoder
from indexer.hub.connection import Patience
from indexer.hub.installer import Installer
from indexer.hub.progress import Cancelled, InstallPhase, InstallProgress, Watch
from tests.integration.hub_server import (
    COMMIT,
    Hub,
    circle,
    cut_after,
    other_range,
    redirect_to,
    serving,
    stall,
    status,
    whole_file,
)
from tests.integration.tiny_clip import write_tiny_clip

REPOSITORY = "somebody/tiny-clip"
WEIGHTS = "open_clip_model.safetensors"
QUICK = Patience(silence_s=5.0, pause_s=0.001, tries=3)


@pytest.fixture(scope="module")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = write_tiny_clip(tmp_path_factory.mktemp("hub") / "tiny")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def hub(model_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(Hub(REPOSITORY, dict(model_files))) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_TOKEN", "a secret")
        yield hub


ENTRY = CatalogueEntry(
    name="tiny",
    title="Tiny",
    kind=ModelKind.OPEN_CLIP,
    good_for="Tests.",
    licence="MIT",
    languages=("en",),
    download_mb=1,
    repository=REPOSITORY,
    files=("open_clip_config.json", WEIGHTS),
)


class Install:
    """One install, with everything it reported."""

    def __init__(
        self, models_dir: Path, entry: CatalogueEntry = ENTRY, patience: Patience = QUICK
    ) -> None:
        self.cancelled = threading.Event()
        self.reports: list[InstallProgress] = []
        self.on_report: Callable[[InstallProgress], None] = lambda _: None
        watch = Watch(entry.name, self._report, self.cancelled)
        self._installer = Installer(entry, models_dir, watch, patience)

    def _report(self, progress: InstallProgress) -> None:
        self.reports.append(progress)
        self.on_report(progress)

    def run(self) -> None:
        self._installer.run()


def installed_bytes(models_dir: Path) -> bytes:
    assert is_installed(models_dir / "tiny")
    assert not list(models_dir.glob(".*"))
    return (models_dir / "tiny" / WEIGHTS).read_bytes()


def test_an_installed_model_loads_and_says_where_it_came_from(hub: Hub, tmp_path: Path) -> None:
    install = Install(tmp_path)
    install.run()
    record = read_record(tmp_path / "tiny")
    assert record is not None
    assert (record.repository, record.revision) == (REPOSITORY, COMMIT)
    assert record.digest_of(WEIGHTS) == hub.digest(WEIGHTS)
    encoder = load_encoder(record.spec(tmp_path / "tiny"))
    vectors = encoder.encode_text(["a cat on a sofa"])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1.0)
    assert install.reports[0].phase is InstallPhase.DOWNLOADING
    total = sum(map(len, hub.files.values()))
    assert install.reports[-1].done_bytes == install.reports[-1].total_bytes == total


def test_nothing_but_the_files_is_asked_for_and_no_token_is_sent(hub: Hub, tmp_path: Path) -> None:
    Install(tmp_path).run()
    for _, path, headers in hub.requests:
        assert path.startswith((f"/{REPOSITORY}/resolve/", "/cdn/"))
        assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Connection", "Range"}
        assert "secret" not in json.dumps(headers)


@pytest.mark.parametrize("tenth", range(10))
def test_a_cut_connection_is_taken_up_where_it_broke(hub: Hub, tmp_path: Path, tenth: int) -> None:
    content = hub.files[WEIGHTS]
    at = len(content) * tenth // 10
    hub.faults += [lambda handler, body: handler.serve(body), cut_after(at)]
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == content
    assert hub.ranges()[-1] == (f"bytes={at}-" if at else "")


@pytest.mark.parametrize("tenth", range(1, 10))
def test_an_install_that_was_killed_goes_on_later(hub: Hub, tmp_path: Path, tenth: int) -> None:
    content = hub.files[WEIGHTS]
    at = len(content) * tenth // 10
    (tmp_path / ".tiny.part").mkdir()
    (tmp_path / ".tiny.part" / WEIGHTS).write_bytes(content[:at])
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == content
    assert hub.sent < len(content) - at + 5_000, "only the rest is fetched"


def test_a_cancelled_install_goes_on_later(hub: Hub, tmp_path: Path) -> None:
    install = Install(tmp_path)
    install.on_report = lambda progress: (
        install.cancelled.set() if progress.done_bytes > 5_000 else None
    )
    with pytest.raises(Cancelled):
        install.run()
    assert not (tmp_path / "tiny").exists()
    assert installed_models(tmp_path) == {}
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == hub.files[WEIGHTS]


def flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize("name", ["open_clip_config.json", WEIGHTS])
def test_wrong_bytes_of_the_right_size_are_deleted(hub: Hub, tmp_path: Path, name: str) -> None:
    hub.bytes_offered[name] = flipped(hub.files[name])
    with pytest.raises(ModelError, match="is not what"):
        Install(tmp_path).run()
    assert not (tmp_path / "tiny").exists()
    assert not (tmp_path / ".tiny.part" / name).exists()
    hub.bytes_offered.clear()
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == hub.files[WEIGHTS]


def test_a_rest_that_does_not_fit_is_fetched_again_whole(hub: Hub, tmp_path: Path) -> None:
    content = hub.files[WEIGHTS]
    (tmp_path / ".tiny.part").mkdir()
    (tmp_path / ".tiny.part" / WEIGHTS).write_bytes(bytes(len(content) // 2))
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == content


def test_a_partial_file_that_is_too_long_is_dropped(hub: Hub, tmp_path: Path) -> None:
    content = hub.files[WEIGHTS]
    (tmp_path / ".tiny.part").mkdir()
    (tmp_path / ".tiny.part" / WEIGHTS).write_bytes(content + b"more")
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == content


@pytest.mark.parametrize(
    "fault", [status(416), whole_file, other_range, status(500), status(503), status(429)]
)
def test_a_resumed_download_survives_each_odd_answer(
    hub: Hub, tmp_path: Path, fault: Callable[..., None]
) -> None:
    content = hub.files[WEIGHTS]
    (tmp_path / ".tiny.part").mkdir()
    (tmp_path / ".tiny.part" / WEIGHTS).write_bytes(content[:20_000])
    hub.faults += [lambda handler, body: handler.serve(body), fault]
    Install(tmp_path).run()
    assert installed_bytes(tmp_path) == content


def test_a_server_that_never_gives_the_rest_is_given_up(hub: Hub, tmp_path: Path) -> None:
    hub.faults += [lambda handler, body: handler.serve(body), *[status(500)] * 50]
    with pytest.raises(HubUnavailable, match="error 500"):
        Install(tmp_path).run()
    assert len(hub.faults) > 40, "it is not asked forever"


def test_a_stalled_connection_is_broken_and_taken_up(hub: Hub, tmp_path: Path) -> None:
    hub.faults += [lambda handler, body: handler.serve(body), stall]
    Install(tmp_path, patience=replace(QUICK, silence_s=0.3)).run()
    assert installed_bytes(tmp_path) == hub.files[WEIGHTS]
    assert hub.ranges()[-1] == "bytes=1000-"


def test_a_redirect_without_an_end_is_a_sentence(hub: Hub, tmp_path: Path) -> None:
    hub.faults.append(circle)
    with pytest.raises(HubUnavailable, match="without an end"):
        Install(tmp_path).run()


def test_no_redirect_leads_to_an_unencrypted_address(hub: Hub, tmp_path: Path) -> None:
    hub.faults.append(redirect_to("http://192.0.2.1/weights"))
    with pytest.raises(HubUnavailable, match="not encrypted"):
        Install(tmp_path).run()


def test_a_file_name_of_the_server_leads_nowhere(hub: Hub, tmp_path: Path) -> None:
    hub.faults.append(redirect_to("file:///etc/passwd"))
    with pytest.raises(HubUnavailable):
        Install(tmp_path).run()


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (401, ModelError, "without an account"),
        (403, ModelError, "without an account"),
        (404, ModelError, "no such file"),
        (500, HubUnavailable, "error 500"),
        (400, HubUnavailable, "error 400"),
    ],
)
def test_each_refusal_says_what_to_do(
    hub: Hub, tmp_path: Path, code: int, kind: type[PixloreError], words: str
) -> None:
    hub.metadata_status = code
    with pytest.raises(kind, match=words):
        Install(tmp_path).run()


def test_without_a_network_the_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(HubUnavailable, match="Check the network"):
            Install(tmp_path).run()


def test_a_hub_that_declares_no_hash_is_not_believed(hub: Hub, tmp_path: Path) -> None:
    hub.declared[WEIGHTS] = "some-etag-of-a-cache"
    with pytest.raises(HubUnavailable, match="could not be checked"):
        Install(tmp_path).run()


def test_a_pinned_hash_is_held_against_the_hub(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="another open_clip_model"):
        Install(tmp_path, replace(ENTRY, sha256={WEIGHTS: "0" * 64})).run()
    Install(tmp_path, replace(ENTRY, sha256={WEIGHTS: hub.digest(WEIGHTS)})).run()


def test_a_full_disk_is_noticed_before_the_first_byte(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match=r"Free \d+ MB"):
        Install(tmp_path).run()
    assert hub.ranges() == []


@pytest.mark.parametrize("mirror", ["http://example.org", "ftp://example.org", "nonsense"])
def test_a_mirror_must_be_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", mirror)
    with pytest.raises(UsageError, match="https://"):
        Install(tmp_path).run()


def test_any_open_clip_repository_can_be_installed(hub: Hub, tmp_path: Path) -> None:
    hub.files["tokenizer.json"] = b"{}"
    hub.files["open_clip_pytorch_model.bin"] = b"a pickle"
    Install(tmp_path, hub_entry(REPOSITORY)).run()
    folder = tmp_path / "somebody--tiny-clip"
    assert (folder / "tokenizer.json").is_file()
    assert not (folder / "open_clip_pytorch_model.bin").exists()


def test_a_repository_with_pickles_only_is_refused(hub: Hub, tmp_path: Path) -> None:
    hub.files["open_clip_pytorch_model.bin"] = hub.files.pop(WEIGHTS)
    with pytest.raises(ModelError, match="no safetensors"):
        Install(tmp_path, hub_entry(REPOSITORY)).run()
    assert hub.ranges() == []


@pytest.mark.parametrize("name", ["", "one", "../..", "a/b/c", "a/..", "a b/c", "a/b?x=1"])
def test_only_names_of_repositories_are_taken(name: str) -> None:
    with pytest.raises(ModelError, match="owner/name"):
        hub_entry(name)


def test_weights_that_changed_after_the_install_are_not_loaded(hub: Hub, tmp_path: Path) -> None:
    Install(tmp_path).run()
    weights = tmp_path / "tiny" / WEIGHTS
    record = read_record(tmp_path / "tiny")
    assert record is not None
    weights.write_bytes(flipped(weights.read_bytes()))
    with pytest.raises(ModelError, match="changed since"):
        load_encoder(record.spec(tmp_path / "tiny"))


def test_loading_and_encoding_make_no_connection(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Install(tmp_path).run()
    asked = len(hub.requests)

    def refuse(*_: Any) -> None:
        pytest.fail("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    record = installed_models(tmp_path)["tiny"]
    encoder = load_encoder(record.spec(tmp_path / "tiny"))
    encoder.encode_text(["a dog"])
    encoder.encode_images(np.zeros((1, 1, 64, 64, 3), np.uint8))
    assert len(hub.requests) == asked
