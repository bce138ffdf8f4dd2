"""Claims on an item of a type that does not make them."""

from __future__ import annotations

from decimal import Decimal

from qgov.dossier.model import Dossier, Item, Quantity
from qgov.dossier.read import from_data
from qgov.reasoning.misplaced import misplaced
from qgov.reasoning.pipeline import ground_dossier


def dossier(**item) -> Dossier:
    whole = {"id": "urn:example:m", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    return from_data(whole | {"items": [{"id": "x", **item}]})


def test_a_reader_is_told_of_a_claim_that_nobody_judges():
    (warning,) = misplaced(Item("qpu", "QuantumComputer", claims={"qber": Quantity(Decimal("0.01"))}))
    assert warning.startswith("qber of qpu is not claimed of a QuantumComputer") and "QkdLink" in warning
    found = ground_dossier(dossier(type="QuantumComputer", qber=Decimal("0.01")), simulate=False)
    assert any(one.startswith("qber of x is not claimed") for one in found.warnings)
    assert found.facts["x"]["qber"].known  # it stays a fact


def test_what_the_lexicon_lists_or_a_check_reads_is_in_its_place():
    own = dossier(type="QuantumRepeater", swapVisibility=Decimal("0.9"))
    read = dossier(type="QuantumRepeater", bellFidelity=Decimal("0.9"), links=2, linkFidelity=Decimal("0.95"))
    of_every_item = dossier(type="QuantumSensor", duration=10)
    for one in (own, read, of_every_item):
        assert misplaced(one.items[0]) == []
