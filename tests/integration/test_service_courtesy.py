"""A running service waits for mains power, and until nobody uses the computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.ipc.client import ServiceClient
from indexer.ipc.status import ServiceState
from indexer.pipeline.courtesy import IDLE_SETTING, NOT_TOLD, PLUGGED_IN_SETTING
from indexer.store.thumbnail_store import LIMIT_SETTING
from tests.integration.service_bench import ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ServiceBench]:
    made = ServiceBench(tmp_path)
    made.start()
    yield made
    made.close()


def paused_for(bench: ServiceBench, client: ServiceClient, reason: str) -> None:
    bench.until(lambda: client.status().pause_reason == reason, f"it pauses: {reason}")


def test_on_battery_nothing_is_indexed_until_it_is_plugged_in(bench: ServiceBench) -> None:
    make_photos(bench.photos, 3)
    bench.use_computer(plugged_in=False, idle_s=1000.0)
    with bench.client() as client:
        client.call("set_setting", name=PLUGGED_IN_SETTING, value=True)
        paused_for(bench, client, "battery")
        client.call("add_folder", path=str(bench.photos))
        waiting = bench.until(
            lambda: status if (status := client.status()).counts.pending == 3 else None, "a scan"
        )
        assert waiting.state in (ServiceState.PAUSED, ServiceState.SCANNING)
        assert "plugged in" in waiting.pause_message
        assert bench.embedded() == []
        bench.use_computer(plugged_in=True, idle_s=1000.0)
        bench.until(settled(client, indexed=3), "it goes on by itself")


def test_while_somebody_types_nothing_is_indexed(bench: ServiceBench) -> None:
    make_photos(bench.photos, 3)
    bench.use_computer(plugged_in=True, idle_s=2.0)
    with bench.client() as client:
        client.call("set_setting", name=IDLE_SETTING, value=True)
        paused_for(bench, client, "busy")
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: client.status().counts.pending == 3, "a scan")
        assert bench.embedded() == []
        client.call("set_setting", name=IDLE_SETTING, value=False)
        bench.until(settled(client, indexed=3), "the wish was taken back")


def test_a_system_that_does_not_tell_is_named_among_the_problems(bench: ServiceBench) -> None:
    bench.use_computer(plugged_in=True, idle_s=None)
    with bench.client() as client:
        client.call("set_setting", name=IDLE_SETTING, value=True)
        bench.until(lambda: NOT_TOLD in client.status().problems, "it is said")
        assert client.status().pause_reason == ""


def test_the_wishes_outlive_the_service(bench: ServiceBench) -> None:
    with bench.client() as client:
        client.call("set_setting", name=PLUGGED_IN_SETTING, value=True)
        client.call("set_setting", name=LIMIT_SETTING, value=250)
    bench.close()
    bench.use_computer(plugged_in=False, idle_s=1000.0)
    bench.start()
    with bench.client() as client:
        paused_for(bench, client, "battery")
