"""A hundred simulated power cuts on the real schema; `tests/soak/power_cuts.py` does a thousand."""

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "soak" / "power_cuts.py"
CUTS = 100


@pytest.fixture(scope="module")
def power_cuts():
    spec = importlib.util.spec_from_file_location("power_cuts", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["power_cuts"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["power_cuts"]


def test_power_cuts_corrupt_nothing_and_lose_nothing_a_person_made(power_cuts):
    vfs = power_cuts.PowerCutVFS()
    outcomes = [power_cuts.cut_once(vfs, seed) for seed in range(CUTS)]
    vfs.unregister()
    assert not any(outcome.corrupt for outcome in outcomes)
    assert not any(outcome.half_done for outcome in outcomes)
    assert not any(outcome.settings_lost for outcome in outcomes)
    assert any(outcome.batches_lost for outcome in outcomes), "the cuts took nothing: no test"
