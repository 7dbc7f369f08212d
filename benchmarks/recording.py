"""What every benchmark has in common: its options, its table, and its dated record."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).resolve().parent / "results"


def options(description: str) -> argparse.ArgumentParser:
    """A parser with the options of every benchmark."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--keep", action="store_true", help="keep the figures as a dated file in benchmarks/results"
    )
    return parser


def add_sets_option(parser: argparse.ArgumentParser) -> None:
    """Let made photos be kept between runs: making 200 large ones takes a minute."""
    parser.add_argument(
        "--sets", type=Path, help="where made photos are kept for the next run, and taken from"
    )


def report(name: str, figures: dict[str, Any], arguments: argparse.Namespace) -> None:
    """Print the figures, and keep them with a description of the machine if that is asked for."""
    if arguments.json:
        print(json.dumps(figures))
    else:
        print("\n".join(_rows(figures)))
    if arguments.keep:
        RESULTS.mkdir(exist_ok=True)
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        record = {"benchmark": name, "machine": machine(), "figures": figures}
        text = json.dumps(record, indent=2)
        (RESULTS / f"{name}-{stamp}.json").write_text(text + "\n", "utf-8")


def note(message: str) -> None:
    """Tell on standard error what is being done, or why something is left out."""
    print(message, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "commit": _commit(),
        # Where the photos lay is nobody's business.
        "arguments": [Path(argument).name for argument in sys.argv[1:]],
    }


def _rows(figures: dict[str, Any], indent: str = "") -> list[str]:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += [f"{indent}{name}", *_rows(value, indent + "  ")]
        else:
            rows.append(f"{indent + name:<28}{value!s:>14}")
    return rows


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    bf16 = any(line.startswith("flags") and "avx512_bf16" in line for line in lines)
    return f"{names[0] if names else platform.machine()}{', AVX512-BF16' if bf16 else ''}"


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=RESULTS.parent
    )
    return done.stdout.strip()
