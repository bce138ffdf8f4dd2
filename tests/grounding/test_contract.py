"""The shape of what leaves this room."""

from __future__ import annotations

from decimal import Decimal

from qgov.grounding import Fact, Grounding, ItemGrounding, ground_item
from qgov.grounding.checks import CHECKS
from qgov.grounding.model import ClaimRef

from .builders import STATED, computer, ground, q, row

ALWAYS = {"check", "kind", "verdict", "value", "bound", "margin", "assumptions", "needs", "source", "circuit"}
SOMETIMES = {
    "formula", "unit", "reason", "zScore", "side", "standardUncertainty", "count", "counts", "simulated",
}  # fmt: skip


def test_a_grounding_as_json():
    item = computer([row(0, "1e-5"), row(2, "0.02")], assume=STATED, cnotError=q("0.02", "1e-3"), physicalQubits=4)
    for grounding in ground(item).groundings:
        found = grounding.to_dict()
        claim = {"claim"} if len(grounding.claims) == 1 else {"claims"}
        assert claim | ALWAYS <= set(found) <= claim | ALWAYS | SOMETIMES
        assert not any(isinstance(value, float) for value in found.values())
        assert isinstance(found["assumptions"], list) and isinstance(found["needs"], list)


def test_what_is_not_set_is_left_out():
    found = Grounding("a", "theorem", "supported", (ClaimRef("x", "t1"),)).to_dict()
    assert set(found) == {"claim"} | ALWAYS
    assert found["claim"] == {"item": "x", "term": "t1"} and found["value"] is None


def test_zero_is_set():
    found = Grounding("a", "theorem", "supported", (ClaimRef("x", "t1", 0),), z_score=Decimal(0), count=0).to_dict()
    assert found["zScore"] == 0 and found["count"] == 0 and found["claim"]["index"] == 0


def test_the_registry_is_complete():
    names = [check.name for check in CHECKS["QuantumComputer"]]
    own = names[:15]
    assert own == [
        "relaxation-limit",
        "two-qubit-relaxation-floor",
        "one-qubit-relaxation-floor",
        "metric-conversion",
        "quantum-volume",
        "qubit-count-pairs",
        "pair-statistics",
        "clifford-rate",
        "interleaved-bound",
        "volume-error",
        "readout-floor",
        "thermal-population",
        "logical-qubits",
        "error-suppression",
        "logical-lifetime",
    ]
    for check in CHECKS["QuantumComputer"]:
        assert check.terms and check.formula and check.tolerance and check.kind in {"theorem", "model"}


def test_an_empty_computer_and_an_unknown_type():
    empty = ground_item(computer())
    assert isinstance(empty, ItemGrounding) and empty.groundings == () and empty.warnings == ()
    assert set(empty.facts) == {"operationalQubits", "meanCnotInfidelity", "computingModel"}
    assert all(isinstance(fact, Fact) and fact.possibly_absent for fact in empty.facts.values())
