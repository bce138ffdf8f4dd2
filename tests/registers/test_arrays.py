"""The cells that arrays find are those of the facts that physics establishes, or the row is doubtful."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.base.errors import InputError
from qgov.base.parse import check_tree
from qgov.dossier.read import from_data
from qgov.registers.arrays import Placer
from qgov.registers.days import Days
from qgov.registers.keys import Patterns, fact_cells, place_facts
from qgov.registers.patterns import shred
from qgov.registers.task import LawOptions, Task

PREPARED = Task((LawOptions(),)).prepared()
PLACER = Placer(PREPARED.cuts)
BOUNDS = sorted({float(bound) for bounds in PREPARED.cuts.bounds.values() for bound in bounds})

numbers = st.one_of(st.sampled_from(BOUNDS), st.floats(0, 3000), st.floats(0, 0.02), st.floats(0, 1))
counts = st.one_of(st.integers(0, 2500), st.sampled_from([34, 100, 200, 2000]))


@st.composite
def quantities(draw, unit=(None,), words=True):
    value = draw(numbers)
    if draw(st.booleans()):
        return value
    found = {"value": value}
    if draw(st.booleans()):
        found["uncertainty"] = draw(st.sampled_from([0, 0.1, 0.003])) * value
        found |= draw(st.sampled_from([{}, {"coverageFactor": 1}, {"coverageFactor": 3}]))
    elif draw(st.booleans()):
        found |= {"lower": value * 0.9, "upper": value * draw(st.sampled_from([1, 1.2]))}
    if words and draw(st.booleans()):
        found["metric"] = draw(st.sampled_from(["process-infidelity", "pauli-error", "rb-error-per-clifford"]))
    if words and draw(st.booleans()):
        found["statistic"] = draw(st.sampled_from(["mean", "best", "median"]))
    if (chosen := draw(st.sampled_from(unit))) is not None:
        found["unit"] = chosen
    return found


def optional(strategy, names):
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, strategy))


@st.composite
def items(draw):
    kind = draw(st.sampled_from(["QuantumComputer"] * 3 + ["CryogenicCmos", "IsotopicMaterial", "PhotonicCircuit"]))
    item = {"id": "x", "type": kind}
    if kind == "QuantumComputer":
        item |= draw(optional(counts, ("physicalQubits", "workingQubits", "connectedQubits")))
        item |= draw(optional(quantities(unit=(None, "%")), ("cnotError",)))
        item |= draw(optional(st.floats(1e-6, 1e-3), ("t1", "t2", "twoQubitGateTime")))
    elif kind == "CryogenicCmos":
        item["operatingTemperature"] = draw(quantities(unit=(None, "mK", "degC"), words=False))
    elif kind == "IsotopicMaterial":
        item["isotopicImpurity"] = draw(quantities(unit=(None, "%", "ppm"), words=False))
    else:
        item["opticalChannels"] = draw(counts)
    item |= draw(optional(st.sampled_from([0, 0.1, 0.25, 0.3, {"value": 0.2, "uncertainty": 0.05}]), ("usContent",)))
    if draw(st.booleans()):
        item["value"] = {"value": draw(numbers), "currency": draw(st.sampled_from(["EUR", "EUR", "USD"]))}
        item |= draw(optional(st.integers(1, 5), ("quantity",)))
    return item


@settings(max_examples=400)
@given(items())
def test_cells_are_those_of_the_facts(item):
    try:
        tree = check_tree({"id": "urn:x:1", "type": "Export", "date": "2026-03-02", "origin": "US",
                           "destination": "IN", "items": [item]})  # fmt: skip
    except InputError:
        return
    pattern, slots = shred(tree)
    form = Patterns(PREPARED.cuts, Days(PREPARED.laws, PREPARED.cuts)).of(pattern, slots, tree)
    if not form.plan.arrays:
        return
    row = np.array([[float(number) for number in slots.numbers]])
    codes, doubt = PLACER.place(form.plan, row, np.ones(row.shape[1], bool))
    if doubt[0]:
        return
    facts, _ = place_facts(from_data(tree), PREPARED.cuts)  # a fault would be one that the arrays overlooked
    assert fact_cells(form.plan, codes[0]) == facts


def test_common_registers_have_an_array_reading():
    for item in ({"type": "QuantumComputer", "physicalQubits": 127, "cnotError": {"value": 1e-3, "uncertainty": 1e-4}},
                 {"type": "CryogenicCmos", "operatingTemperature": {"value": 4, "unit": "K"}},
                 {"type": "PhotonicCircuit", "opticalChannels": 70}):  # fmt: skip
        tree = check_tree({"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN",
                           "items": [{"id": "x"} | item]})  # fmt: skip
        pattern, slots = shred(tree)
        form = Patterns(PREPARED.cuts, Days(PREPARED.laws, PREPARED.cuts)).of(pattern, slots, tree)
        row = np.array([[float(number) for number in slots.numbers]])
        assert form.plan.arrays and not PLACER.place(form.plan, row, np.ones(row.shape[1], bool))[1][0]
