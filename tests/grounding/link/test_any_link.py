"""Whatever a link claims, the answer is sound; and every circuit agrees with its formula."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.grounding import ground_item
from qgov.grounding.checks import CHECKS
from qgov.grounding.checks.link.circuits import CIRCUITS

from ..builders import ground
from .links import DIRECT, link

OWN = {check.name for kind in ("QkdLink", "EntanglementLink") for check in CHECKS[kind] if "checks.link" in
       check.judge.__module__}  # fmt: skip
TERMS = (
    "length", "attenuation", "channelLoss", "intermediateStations", "qber", "secretKeyRate", "secretKeyPerUse",
    "clockRate", "detectorEfficiency", "darkCountProbability", "meanPhotonNumber", "asymptoticKeyRate", "keyLength",
    "duration", "rounds", "excessNoise", "chsh", "pairRate", "bellFidelity",
)  # fmt: skip
NUMBERS = st.one_of(
    st.none(),
    st.decimals(min_value=0, max_value=1, places=6),
    st.integers(0, 10**6).map(Decimal),
    st.sampled_from(["0", "1", "-1", "0.5", "1E-12", "1E+30", "1E+299", "1E-299", "Infinity", "NaN"]).map(Decimal),
)
QUANTITIES = st.builds(
    Quantity, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none(), st.sampled_from([None, "mean", "best", "worst"])
)
PROTOCOLS = st.sampled_from([
    "bb84", "decoy-bb84", "six-state", "bbm92", "e91", "mdi", "twin-field", "cv-gaussian", "device-independent",
    "high-dimensional", "other", "sarg04",
])  # fmt: skip
WORDS = {
    "memoryNode": (True, "none"), "opticalAmplifiers": ("none", "in-line", "receiver"),
    "lossIncludesReceiver": (True, "none"), "medium": ("fibre", "hollow-core-fibre", "free-space"),
    "modes": (Decimal(1), Decimal(40), Decimal("Infinity")), "trustedNoise": (True, "none"), "keyBases": (Decimal(2),),
    "noiseReferredTo": ("channel-input", "channel-output"), "securityModel": ("unconditional", "controlled-loss"),
    "postProcessing": ("one-way", "two-way"), "preprocessing": ("none", "noisy"), "dimension": (Decimal(4),),
    "certification": ("device-independent",), "postselection": ("none", "coincidence"), "finiteKeyObtained": (True,),
    "source": ("weak-coherent", "single-photon"),
}  # fmt: skip
STATED = st.fixed_dictionaries({}, optional={term: st.sampled_from(words) for term, words in WORDS.items()})
ITEMS = st.builds(
    lambda kind, claims, protocol, stated, finite: Item(
        "link", kind, claims=claims | ({"protocol": protocol} if protocol else {}) | ({"finiteKey": True} if finite
                                                                                      else {}),
        assumptions={term: Assumption(word) for term, word in stated.items()},
    ),
    st.sampled_from(["QkdLink", "QkdSystem", "EntanglementLink"]), st.dictionaries(st.sampled_from(TERMS), QUANTITIES),
    st.none() | PROTOCOLS, STATED, st.booleans(),
)  # fmt: skip


@settings(max_examples=300)
@given(ITEMS)
def test_whatever_is_claimed(item):
    for found in ground(item).groundings:
        if found.check not in OWN:
            continue
        assert found.verdict in {"supported", "refuted", "undetermined", "met", "not-met"}
        assert found.verdict != "refuted" or found.kind == "theorem"
        assert found.verdict == "undetermined" or not found.needs
        assert found.verdict != "undetermined" or found.needs
        assert found.reason and found.source
        assert all(claim.term in item.claims or claim.term == "finiteKey" for claim in found.claims)
        found.to_dict()


@settings(max_examples=100)
@given(ITEMS)
def test_nothing_that_rests_on_stated_assumptions_is_refuted_without_them(item):
    bare = Item(item.id, item.type, claims=item.claims)
    refuted = {found.check for found in ground(bare).groundings if found.verdict == "refuted"} & OWN
    assert refuted <= {"qber-limit", "sifted-key-limit", "device-independent-key"}


def test_the_registry():
    for kind in ("QkdLink", "QkdSystem", "EntanglementLink"):
        for check in CHECKS[kind]:
            assert check.name not in OWN or (check.terms and check.formula and check.source)
            assert check.name not in OWN or check.circuit is None or check.circuit in CIRCUITS


SIMULATED = [
    link(DIRECT, protocol="decoy-bb84", intermediateStations=0, channelLoss=20, secretKeyPerUse="0.001", qber="0.03",
         darkCountProbability="1e-6", detectorEfficiency="0.5", meanPhotonNumber="0.4", asymptoticKeyRate="0.5",
         keyLength=1000, rounds=10**6),
    link(DIRECT, protocol="twin-field", intermediateStations=1, channelLoss=100, secretKeyPerUse="1e-7"),
    link(DIRECT | {"opticalAmplifiers": "in-line"}, protocol="other", intermediateStations=0, channelLoss=300,
         secretKeyPerUse="1e-7"),
    link(protocol="six-state", qber="0.4", secretKeyRate=1),
    link(protocol="device-independent", chsh="2.5", secretKeyRate=1),
    link(DIRECT, "EntanglementLink", pairRate=5, clockRate="1e6", bellFidelity="0.9", channelLoss=60),
    link(DIRECT, protocol="decoy-bb84", intermediateStations=0, channelLoss="0.0000001", secretKeyPerUse="9",
         meanPhotonNumber=1000),
]  # fmt: skip


def test_circuits_agree_with_their_formulas():
    seen = set()
    for item in SIMULATED:
        for found in ground_item(item).groundings:
            assert "engine fault" not in found.reason
            if found.check in OWN and found.simulated:
                assert found.simulated["difference"] < Decimal("1e-6") and found.circuit
                seen.add(found.check)
    with_circuit = {check.name for kind in ("QkdLink", "EntanglementLink") for check in CHECKS[kind] if check.circuit}
    assert seen == with_circuit & OWN


@pytest.mark.parametrize("name", sorted(CIRCUITS))
def test_drawings_say_what_the_value_is(name):
    parameters = {"transmissivity": 0.3, "qber": 0.11, "bases": 2.0, "visibility": 0.9, "mean photon number": 0.5}
    own = {"lost-photon": ("transmissivity",), "key-bases": ("qber", "bases"), "intercept-resend": ("bases",),
           "key-chsh": ("visibility",), "one-photon": ("mean photon number",)}  # fmt: skip
    _, drawing = CIRCUITS[name]({term: parameters[term] for term in own[name]})
    assert "value = " in drawing
