"""The devices whose calibrations are shipped, read from dossiers: arrays find of them what single dossiers find."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption
from qgov.dossier.read import from_data
from qgov.grounding import ground_item
from qgov.grounding.bulk import REFUTED, ground_rows
from qgov.grounding.bulk_columns import columns_of
from qgov.grounding.bulk_reference import item_of
from qgov.grounding.facts import refutations

from .builders import STATED, computer, q, row
from .test_bulk import tables, whole
from .test_honest_devices import devices, pair

SMALL = 150  # rows; a few devices are enough, and the reference is slow


def items(understated: int):
    found = []
    for rows in devices().values():
        pairs = [one for entry in rows[:SMALL] if (one := pair(entry, understated))]
        claims = {"computingModel": "circuit", "cnotError": Decimal("0.01"), "physicalQubits": 127, "pairs": pairs}
        item = {"id": "qpu", "type": "QuantumComputer", **claims, "sameQubits": True, "errorCorrection": "none"}
        item["postselection"] = "none"
        if pairs:
            dossier = {"id": "urn:example:x", "type": "Export", "date": "2026-03-02", "origin": "US"}
            found.append(from_data(dossier | {"destination": "DE", "items": [item]}).items[0])
    return found[:12]


def same(judged, rows, item, index):
    found = ground_item(item, simulate=False)
    refuted = {row for term, row in refutations(list(found.groundings)) if term == "pairs.cnotError"}
    assert set(np.flatnonzero(judged.verdict[rows["device"] == index] == REFUTED).tolist()) == refuted
    mean = found.facts["meanCnotInfidelity"]
    assert judged.devices["mean_known"][index] == mean.known
    assert judged.devices["mean_lower"][index] == pytest.approx(float(mean.lower), rel=1e-11, abs=1e-18)
    assert judged.devices["mean_upper"][index] == pytest.approx(float(mean.upper), rel=1e-11)


@pytest.mark.parametrize("understated", [1, 30])
def test_shipped_calibrations(understated):
    found = items(understated)
    rows, machines, others = columns_of(found)
    judged = ground_rows(rows, machines)
    assert not others and (judged.devices["refuted"].sum() > 0) == (understated > 1)
    for index, item in enumerate(found):
        same(judged, rows, item, index)


def test_percentages_keep_the_digits_they_were_given_with():
    assume = {name: STATED[name] for name in ("sameQubits", "errorCorrection", "postselection")}
    few = computer([row(0, q("0.001", given="0.1 %"), time="300e-9")], assume)
    many = computer([row(0, q("0.001", given="0.100 %"), time="300e-9")], assume)
    rows, machines, _ = columns_of([few, many])
    judged = ground_rows(rows, machines)
    assert judged.devices["refuted"].tolist() == [0, 1]
    for index, item in enumerate((few, many)):
        same(judged, rows, item, index)


def test_what_the_columns_do_not_hold_is_left():
    plain = computer([row(0, "0.01")], cnotError=q("0.01", "0.001", statistic="mean"), physicalQubits="2")
    timed = replace(plain, claims=plain.claims | {"t1": q("1e-4")})
    bounded = computer([row(0, q(lower="0.001", upper="0.01"))])
    interleaved = computer(cnotError=q("0.01", metric="interleaved-rb"))
    counted = computer(physicalQubits=q("10", "1"))
    endless = computer([row(0, "0.01", t1=q("inf"))])
    memory = replace(plain, type="QuantumMemory")
    rows, machines, others = columns_of([timed, plain, bounded, interleaved, counted, endless, memory])
    assert others == [0, 2, 3, 4, 6] and rows["device"].tolist() == [1, 5]
    judged = ground_rows(rows, machines)
    same(judged, rows, plain, 1)
    same(judged, rows, endless, 5)
    assert judged.by_reference[5]
    assert not judged.devices["mean_known"][others].any()
    assert columns_of([])[2] == [] and len(ground_rows(*columns_of([])[:2]).verdict) == 0


def test_a_gate_time_of_the_device_and_a_stated_assumption_reach_the_rows():
    rows_of = [row(0, "1e-5", time=None)]
    best = computer(rows_of, STATED, twoQubitGateTime=q("5e-7", statistic="best"))
    mean = computer(rows_of, STATED, twoQubitGateTime=q("5e-7", statistic="mean"))
    other = replace(best, assumptions=best.assumptions | {"postselection": Assumption("used")})
    found = [best, mean, other, computer([row(0, q(Decimal("1e-5"), metric="rb-error-per-clifford"))], STATED)]
    rows, machines, _ = columns_of(found)
    judged = ground_rows(rows, machines)
    assert judged.devices["refuted"].tolist() == [1, 0, 0, 0]
    for index, item in enumerate(found):
        same(judged, rows, item, index)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_items_and_back(seed):
    """Columns as items and as columns again are judged the same."""
    rows, machines = whole(*tables(seed))
    found = [
        item_of(
            {name: column[rows["device"] == index] for name, column in rows.items()},
            {name: column[index] for name, column in machines.items()},
        )
        for index in range(len(machines["stated"]))
    ]
    before = ground_rows(rows, machines)
    again = ground_rows(*columns_of(found)[:2])
    assert before.verdict.tolist() == again.verdict.tolist()
    for name, column in before.devices.items():
        assert again.devices[name] == pytest.approx(column, rel=1e-12, nan_ok=True), name
