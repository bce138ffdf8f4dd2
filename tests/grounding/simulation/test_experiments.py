"""Published circuits are never refuted; impossible claims of a noiseless one are, also with PennyLane beside."""

from __future__ import annotations

import pytest

from ..cases import cases_of, grounded, items_of, refuted_by

CASES = cases_of("simulation")


@pytest.mark.parametrize("entry", CASES, ids=lambda entry: entry["id"])
def test_experiments(entry):
    refuted = refuted_by(entry)
    assert refuted == ({entry["check"]} if entry["expect"] == "refuted" else set())


def test_there_are_enough_of_them():
    assert sum(entry["expect"] == "not-refuted" for entry in CASES) >= 12
    assert sum(entry["expect"] == "refuted" for entry in CASES) >= 12


def test_the_gates_of_an_experiment_explain_its_success():
    (entry,) = [entry for entry in CASES if entry["id"] == "debnath-2016-bernstein-vazirani"]
    (found,) = [one for one in grounded(entry) if one.check == "noisy-circuit"]
    assert found.verdict == "supported" and 0.85 < found.bound < 0.95


@pytest.mark.parametrize("entry", [one for one in CASES if one["expect"] == "refuted"][:6], ids=lambda one: one["id"])
def test_refutations_stand_beside_pennylane(entry, own_cache):
    from qgov.grounding import ground_item

    found = [one for one in ground_item(items_of(entry)[0]).groundings if one.check == "ideal-circuit"]
    assert [one.verdict for one in found] == ["refuted"] and found[0].simulated["difference"] < 1e-9
