"""Whatever is claimed of entanglement, the answer is sound and nothing breaks."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.grounding import ground_item
from qgov.grounding.checks.entanglement import CHECKS

from ..builders import q
from .items import PLAIN, WERNER, verdict

TERMS = sorted({
    term for checks in CHECKS.values() for check in checks for term in check.terms
    if term not in ("postselection", "inputEnsemble", "operation", "source", "nodes", "sharedQubit", "medium", "modes",
                    "dimension", "sharedEntanglement", "assistance", "linearOptics", "hyperentanglement",
                    "ancillaPhotons", "priors", "inconclusiveRate", "distillation")
})  # fmt: skip
NUMBERS = st.one_of(
    st.none(),
    st.decimals(min_value=0, max_value=1, places=6),
    st.integers(0, 20).map(Decimal),
    st.sampled_from(["-1", "1E-290", "1E+290", "1E-999", "0E+999", "Infinity", "NaN"]).map(Decimal),
)
QUANTITIES = st.builds(
    Quantity, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none(), st.sampled_from([None, "mean", "median", "best", "worst"])
)
WORDS = {
    "stateModel": ["werner", "isotropic", "general"], "distillation": ["none", "bbpssw", "other"],
    "errorCorrection": ["none"], "postselection": ["none", "conditional"], "sameState": [True], "sharedQubit": [True],
    "inputEnsemble": ["uniform", "equatorial", "two-states"], "operation": ["universal", "state-dependent"],
    "dimension": [Decimal(2), Decimal("1E+30"), "none"], "modes": [Decimal(3), Decimal("1E+300")],
    "sharedEntanglement": [True, "none"], "linearOptics": [True, "none"], "ancillaPhotons": [Decimal(0), "none"],
    "hyperentanglement": [True, "none"], "inconclusiveRate": [Decimal(0), Decimal("0.2"), Decimal("NaN")],
    "priors": [(Decimal("0.5"), Decimal("0.5")), (Decimal(2),), (), "none"], "medium": ["fibre"],
}  # fmt: skip
STATED = st.lists(st.sampled_from(sorted(WORDS)), unique=True).flatmap(
    lambda terms: st.fixed_dictionaries({term: st.sampled_from(WORDS[term]).map(Assumption) for term in terms})
)
ITEMS = st.builds(
    lambda kind, claims, nodes, stated: Item("it", kind, claims=claims | nodes, assumptions=stated),
    st.sampled_from(sorted(CHECKS)), st.dictionaries(st.sampled_from(TERMS), QUANTITIES, max_size=9),
    st.sampled_from([{}, {"nodes": ("a", "b", "c")}]), STATED,
)  # fmt: skip


@settings(max_examples=400)
@given(ITEMS)
def test_whatever_is_claimed(item):
    for grounding in ground_item(item, simulate=False).groundings:
        capability = grounding.kind == "capability"
        assert grounding.verdict in ({"met", "not-met", "undetermined"} if capability
                                     else {"supported", "refuted", "undetermined"})  # fmt: skip
        assert grounding.verdict != "refuted" or grounding.kind == "theorem"
        assert (grounding.verdict == "undetermined") == bool(grounding.needs) and grounding.reason
        grounding.to_dict()


CASES = (
    ("tsirelson-bound", "EntanglementSource", {}, "chsh", {}),
    ("werner-identities", "EntanglementLink", WERNER, "bellFidelity", {"visibility": (0.5, 0.001)}),
    ("swapping-chain", "QuantumRepeater", PLAIN, "bellFidelity", {"linkFidelity": (0.75, 0.001), "links": 2}),
    ("cloning-limit", "QuantumCloner", {"operation": "universal"}, "fidelity", {"inputCopies": 1, "outputCopies": 2}),
    ("linear-optics-bell-measurement", "Teleporter",
     {"linearOptics": True, "ancillaPhotons": "none", "hyperentanglement": "none"}, "bsmSuccessProbability", {}),
)  # fmt: skip


@settings(max_examples=100)
@given(st.sampled_from(CASES), st.floats(0, 4), st.lists(st.floats(1e-6, 3), min_size=2, max_size=6))
def test_a_shrinking_uncertainty_never_jumps_from_supported_to_refuted(case, value, uncertainties):
    check, kind, assume, term, others = case
    seen = [
        verdict(check, kind, assume, **{term: q(f"{value:.9f}", f"{u:.9f}")}, **others)
        for u in sorted(uncertainties, reverse=True)
    ]
    if seen[0] == "supported" and "refuted" in seen:
        first = min(uncertainties)
        steps = [first * 1.1**n for n in range(200)]
        assert "undetermined" in {verdict(check, kind, assume, **{term: q(f"{value:.9f}", f"{u:.9f}")}, **others)
                                  for u in steps}  # fmt: skip
