"""Published processors are never refuted, stated with care or without; impossible ones are, by the check that should."""

from __future__ import annotations

import pytest

from ..cases import cases_of, refuted_by

ENTRIES = cases_of("processor")
IMPOSSIBLE = [entry for entry in ENTRIES if entry["expect"] == "refuted"]
COUNTS = {"metric-conversion", "quantum-volume", "qubit-count-pairs"}  # of these some need no assumption


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_experiments(entry):
    expected = {entry["check"]} if entry["expect"] == "refuted" else set()
    assert refuted_by(entry) == expected


@pytest.mark.parametrize("entry", IMPOSSIBLE, ids=lambda entry: entry["id"])
def test_without_its_assumptions_it_is_asked_about(entry):
    stated = {"errorCorrection", "dynamicalDecoupling", "postselection", "sameQubits", "sameGate", "patchSharing",
              "activeReset", "inEquilibrium", "circuitNoise"}  # fmt: skip
    bare = entry | {"item": {term: claim for term, claim in entry["item"].items() if term not in stated}}
    if entry["check"] not in COUNTS:
        assert refuted_by(bare) == set()


def test_there_are_enough_of_them():
    assert sum(entry["kind"] == "published" for entry in ENTRIES) >= 20
    assert sum(entry["kind"] in ("variant", "trap") for entry in ENTRIES) >= 15 and len(IMPOSSIBLE) >= 14
