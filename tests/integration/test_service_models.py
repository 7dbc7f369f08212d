"""Models through a running service: installed from a hub, used, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from indexer.core.errors import ModelError, UsageError
from indexer.core.types import SpaceKind
from indexer.embedding.catalogue import STARTER_NAME
from indexer.ipc.client import ServiceClient
from indexer.service.calibration import FEWEST_PHOTOS
from indexer.store.index_reader import IndexReader
from tests.integration.hub_server import Hub, serving, stall, status
from tests.integration.service_bench import ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes

REPOSITORY = "somebody/tiny"
NAME = "somebody--tiny"
WEIGHTS = "open_clip_model.safetensors"
FILES = {"open_clip_config.json": b"{}", WEIGHTS: bytes(range(256)) * 200}
"""The service never opens a model's files, and the worker of these tests needs none."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(Hub(REPOSITORY, dict(FILES))) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def bench(hub: Hub, tmp_path: Path) -> Iterator[ServiceBench]:
    del hub
    made = ServiceBench(tmp_path)
    made.start()
    yield made
    made.close()


def listed(client: ServiceClient, name: str) -> dict[str, Any]:
    models = client.call("models")["models"]
    return next((model for model in models if model["name"] == name), {})


class Install:
    """What a client hears of the installs it asks for."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client
        self._heard: Queue[dict[str, Any]] = Queue()
        client.subscribe(self._hear)

    def _hear(self, event: str, params: dict[str, Any]) -> None:
        if event == "model_progress":
            self._heard.put(params)

    def begin(self) -> None:
        self._client.call("install_model", name=REPOSITORY)

    def until(self, *phases: str) -> dict[str, Any]:
        while (progress := self._heard.get(timeout=120))["phase"] not in phases:
            assert progress["name"] == NAME
        return progress


def test_a_model_is_installed_used_and_removed(bench: ServiceBench) -> None:
    make_photos(bench.photos, 5)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=5), "indexed by the starter")
        install = Install(client)
        install.begin()
        assert install.until("installed")["done_bytes"] == sum(map(len, FILES.values()))
        assert listed(client, NAME)["installed"]
        with pytest.raises(ModelError, match="installed already"):
            install.begin()
        client.call("use_model", name=NAME)
        bench.until(lambda: client.status().model == NAME, "the new model answers")
        with pytest.raises(ModelError, match="in use"):
            client.call("remove_model", name=NAME)
        assert listed(client, NAME)["searched"] == 5
        client.call("use_model", name=STARTER_NAME)
        bench.until(lambda: client.status().model == STARTER_NAME, "the starter is back")
        assert client.call("remove_model", name=NAME)["freed_bytes"] > len(FILES[WEIGHTS])
        assert listed(client, NAME) == {}
        assert not (bench.paths.models / NAME).exists()


def test_a_model_without_measured_floors_is_calibrated_on_the_library(
    bench: ServiceBench,
) -> None:
    make_photos(bench.photos, FEWEST_PHOTOS)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=FEWEST_PHOTOS), "indexed by the starter")
        Install(client).begin()
        bench.until(lambda: listed(client, NAME).get("installed"), "installed")
        client.call("use_model", name=NAME)
        bench.until(lambda: client.status().model == NAME, "the new model answers")
    reader = IndexReader(bench.paths)
    measured = bench.until(
        lambda: [space for space in reader.spaces() if space.neutral] or None,
        "the library is calibrated",
    )
    reader.close()
    assert [(space.model_name, space.kind) for space in measured] == [(NAME, SpaceKind.JOINT)]
    assert measured[0].neutral is not None
    assert measured[0].neutral.photos == FEWEST_PHOTOS
    assert measured[0].neutral.deviation > 0


def test_a_cancelled_install_is_taken_up_again(bench: ServiceBench, hub: Hub) -> None:
    hub.faults += [lambda handler, body: handler.serve(body), stall]
    with bench.client() as client:
        install = Install(client)
        install.begin()
        install.until("downloading")
        with pytest.raises(UsageError, match="being installed"):
            install.begin()
        bench.until(lambda: len(hub.ranges()) == 2, "the weights are being fetched")
        assert client.call("models")["installing"]["name"] == NAME
        assert client.call("cancel_install") == {"cancelled": True}
        hub.gate.set()
        install.until("cancelled")
        assert client.call("models")["installing"] is None
        install.begin()
        install.until("installed")
    assert hub.ranges()[-1] == "bytes=1000-"


def test_a_failed_install_says_why_and_the_service_goes_on(bench: ServiceBench, hub: Hub) -> None:
    hub.metadata_status = 404
    with bench.client() as client:
        install = Install(client)
        install.begin()
        failed = install.until("failed")
        assert failed["error_kind"] == "ModelError"
        assert "no such file" in failed["message"]
        with pytest.raises(ModelError, match="owner/name"):
            client.call("install_model", name="../../etc/x")
        with pytest.raises(ModelError, match="part of Pixlore"):
            client.call("install_model", name=STARTER_NAME)
        with pytest.raises(ModelError, match="in use"):
            client.call("remove_model", name=STARTER_NAME)
        with pytest.raises(UsageError, match="no model's name"):
            client.call("remove_model", name="../photos")
        hub.metadata_status = 200
        hub.faults += [status(503)]
        install.begin()
        install.until("installed")
