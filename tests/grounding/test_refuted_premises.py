"""What rests on a refuted claim is open, and what overrides another word is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.model import Assumption, Item
from qgov.grounding import ground_item

from .builders import q


def ground(kind, assume=None, **claims):
    assumptions = {term: Assumption(word) for term, word in (assume or {}).items()}
    return ground_item(Item("it", kind, claims=claims, assumptions=assumptions), simulate=False)


def test_no_bell_violation_of_a_number_beyond_tsirelson():
    found = ground("EntanglementSource", {"postselection": "none"}, chsh=q("3.1"))
    verdicts = {one.check: one.verdict for one in found.groundings}
    assert (verdicts["tsirelson-bound"], verdicts["bell-violation"]) == ("refuted", "undetermined")
    sound = ground("EntanglementSource", {"postselection": "none"}, chsh=q("2.7"))
    assert {one.check: one.verdict for one in sound.groundings}["bell-violation"] == "met"


def test_a_refuted_matrix_is_warned_of():
    one = [[1, 0], [0, 1]]
    (warning,) = ground("QuantumChannel", kraus=[one, one]).warnings
    assert "kraus of it" in warning and "refuted" in warning


def test_special_categories_override_that_there_are_no_personal_data():
    (warning,) = ground("QuantumDataset", personalData=False, specialCategories=True).warnings
    assert "personalData" in warning and "specialCategories" in warning
    assert ground("QuantumDataset", personalData=True, specialCategories=True).warnings == ()


@pytest.mark.parametrize("element, value, known", [
    ("Si", "0.9999", False), ("Si", "0.06", False), ("Si", "0.05", True), ("Ge", "0.06", True), ("Ge", "0.9", False),
    (None, "0.06", True), (None, "0.9", False),
])  # fmt: skip
def test_an_impurity_above_that_of_nature_may_be_a_purity(element, value, known):
    claims = {"isotopicImpurity": q(value)} | ({"element": element} if element else {})
    found = ground("IsotopicMaterial", **claims)
    fact = found.facts["isotopicImpurity"]
    assert fact.known is known and ((fact.lower, fact.upper) == (0, 1)) is not known
    assert any("purity?" in warning for warning in found.warnings) is not known
    assert not known or fact.lower == Decimal(value)
