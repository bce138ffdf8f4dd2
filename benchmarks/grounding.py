"""Ten thousand devices of a hundred pair rows, grounded by closed forms; beside them the checks of single dossiers.

    python benchmarks/grounding.py [devices [rows]]

Measured from files of JSON lines on disk, as ``qgov ground --many`` reads and answers them over all cores (the whole
command, from its start), with quantities as bare numbers and as objects with unit and uncertainty; and from arrays that
are there already.

The reference is timed on a sample of the same devices, whose verdicts must be those of the arrays; so is the way from
items, as dossiers are read, to columns. A second table has every tenth number missing, dead gates, both directions of
a pair and other statistics. Times are wall times; those from arrays are of one process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from qgov.grounding.bulk import BulkGrounding, ground_rows
from qgov.grounding.bulk_columns import columns_of
from qgov.grounding.bulk_reference import item_of, reference

SAMPLE = 50
NAN = float("nan")


def plain(devices: int, rows: int, seed: int = 1) -> tuple[dict, dict]:
    """Chains of transmons as data sheets give them; one row in a thousand errs less than relaxation lets it."""
    rng = np.random.default_rng(seed)
    count = devices * rows
    path = np.tile(np.arange(rows), devices)
    error = rng.lognormal(np.log(8e-3), 0.5, count).clip(1e-4, 0.5)
    error[rng.random(count) < 1e-3] = 1e-5
    times = {name: rng.uniform(5e-5, 3e-4, count) for name in ("t1_a", "t1_b", "t2_a", "t2_b")}
    table = {"device": np.repeat(np.arange(devices), rows), "qubit_a": path, "qubit_b": path + 1, "error": error}
    table |= times | {"time": rng.uniform(6e-8, 5e-7, count), "u_error": error * 0.02}
    declared = error.reshape(devices, rows).mean(axis=1) * rng.choice([1, 1.005, 1.1], devices)
    machines = {"error": declared, "physicalQubits": np.full(devices, rows + 1.0), "stated": rng.random(devices) < 0.9}
    return table, machines


def uneven(devices: int, rows: int) -> tuple[dict, dict]:
    table, machines = plain(devices, rows, seed=2)
    rng = np.random.default_rng(3)
    count = devices * rows
    for name in ("time", "t1_a", "t2_b", "u_error"):
        table[name] = np.where(rng.random(count) < 0.1, NAN, table[name])
    table["dead"] = rng.random(count) < 0.05
    both, first = np.arange(count) % 2 == 1, dict(table)  # every second row is the one before in the other direction
    for name, other in (("qubit_a", "qubit_b"), ("qubit_b", "qubit_a")):
        table[name] = np.where(both, np.roll(first[other], 1), table[name])
    machines["statistic"] = rng.integers(0, 5, devices)
    return table, machines


def write_lines(path: Path, devices: int, rows: int, bare: bool) -> None:
    """The plain devices as dossiers, one a line; numbers have four digits, uncertainties two."""
    table, machines = plain(devices, rows)

    def quantity(value: float, unit: str, scale: float, share: float) -> object:
        value = float(f"{value * (1 if bare else scale):.4g}")
        return value if bare else {"value": value, "unit": unit, "uncertainty": float(f"{value * share:.2g}")}

    with path.open("w") as out:
        for device in range(devices):
            pairs = [
                {
                    "qubits": [at - device * rows, at - device * rows + 1], "gate": "cz",
                    "cnotError": quantity(table["error"][at], "1", 1, 0.04),
                    "twoQubitGateTime": quantity(table["time"][at], "ns", 1e9, 0.01),
                    **{term: [quantity(table[f"{term}_{end}"][at], "us", 1e6, 0.1) for end in "ab"]
                       for term in ("t1", "t2")},
                }
                for at in range(device * rows, (device + 1) * rows)
            ]  # fmt: skip
            item = {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": rows + 1}
            item |= {"cnotError": {"value": float(f"{machines['error'][device]:.6g}"), "statistic": "mean"}}
            item |= {"pairs": pairs, "sameQubits": True, "postselection": "none"}
            item |= {"errorCorrection": "none"} if machines["stated"][device] else {}
            dossier = {"id": f"urn:example:device:{device}", "type": "Export", "date": "2026-05-04", "origin": "US"}
            out.write(json.dumps(dossier | {"destination": "IN", "items": [item]}) + "\n")


def from_disk(devices: int, rows: int) -> None:
    for name, bare in (("bare numbers", True), ("units and uncertainties", False)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "devices.jsonl"
            write_lines(path, devices, rows, bare)
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [sys.executable, "-m", "qgov", "ground", "--many", str(path)]
            run = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
            seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            found = [json.loads(line) for line in run.stdout.splitlines()]
            assert run.returncode in (0, 1) and len(found) == devices, run.stderr
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(
                f"JSON lines, {name}: {devices} devices of {rows} rows, {path.stat().st_size / 1e6:.0f} MB, "
                f"{os.cpu_count()} cores  {seconds:7.2f} s, {processor:.1f} s of processor time;"
                f"  {sum(len(one['items'][0]['rows']) for one in found)} rows refuted; "
                f"largest process {after.ru_maxrss / 1024:.0f} MB"
            )


def check(found: BulkGrounding, table: dict, machines: dict, sample: int) -> tuple[float, float]:
    """Seconds a device of the sample: of the reference, whose verdicts must be the same; and from item to columns."""
    rows = {name: np.full(len(table["error"]), NAN) for name in ("half_digit", "u_time", "u_t1_a", "u_t1_b")}
    rows |= {name: np.zeros(len(table["error"]), bool) for name in ("dead", "told")}
    rows |= {"share": np.ones(len(table["error"]))} | table
    blank = dict.fromkeys(("physicalQubits", "workingQubits", "connectedQubits", "controlledQubits", "u_error"), NAN)
    blank |= {"time": NAN, "u_time": NAN, "error_share": 1.0, "error_told": False, "statistic": 0}
    total, items = 0.0, []
    for device in range(sample):
        inside = slice(*np.searchsorted(table["device"], (device, device + 1)))
        one = {name: column[inside] for name, column in rows.items()}
        machine = blank | {name: column[device] for name, column in machines.items()}
        items.append(item_of(one, machine))
        start = time.perf_counter()
        verdict, facts = reference(one, machine)
        total += time.perf_counter() - start
        assert verdict.tolist() == found.verdict[inside].tolist(), "the arrays and the reference disagree"
        for name, value in facts.items():
            mine = found.devices[name][device]
            assert mine == value or abs(mine - value) <= 1e-11 * abs(value), f"{name}: {mine} and {value}"
    start = time.perf_counter()
    columns_of(items)
    return total / sample, (time.perf_counter() - start) / sample


def main(devices: int = 10_000, rows: int = 100) -> None:
    from_disk(devices, rows)
    for name, make in (("plain", plain), ("uneven", uneven)):
        table, machines = make(devices, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        found = ground_rows(table, machines)
        seconds = time.perf_counter() - start
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        one, read = check(found, table, machines, min(SAMPLE, devices))
        print(
            f"{name}: {devices} devices of {rows} rows  {seconds:7.2f} s  {found.by_reference.sum()} by the reference;"
            f"  the reference alone {one * 1000:.1f} ms a device, {one * devices / seconds:.0f} x;"
            f"  items to columns {read * devices:.1f} s;"
            f"  {(found.verdict == 2).sum()} rows refuted; peak memory + {memory:.0f} MB"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
