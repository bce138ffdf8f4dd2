"""Laws that every check keeps: uncertainty passes through undetermined, units and irrelevant claims change nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item, Quantity
from qgov.dossier.read import from_data
from qgov.grounding import ground_item

from .builders import STATED, q

COMPUTER = {
    "t1": (1e-6, 1e-2), "t2": (1e-6, 1e-2), "cnotError": (1e-6, 0.9), "oneQubitError": (1e-6, 0.7),
    "processInfidelity": (1e-6, 1.0), "twoQubitGateTime": (1e-8, 1e-4), "oneQubitGateTime": (1e-9, 1e-5),
}  # fmt: skip
LINK = {
    "qber": (1e-3, 0.5), "chsh": (0.5, 3.9), "visibility": (0.1, 1.0), "bellFidelity": (0.2, 1.0),
    "concurrence": (0.0, 1.0), "secretKeyRate": (1.0, 1e10), "secretKeyPerUse": (1e-9, 3.0), "clockRate": (1e3, 1e10),
    "duration": (1.0, 1e6), "keyLength": (1.0, 1e14), "length": (1.0, 1e6), "attenuation": (0.01, 1.0),
    "channelLoss": (0.1, 200.0),
}  # fmt: skip
MEMORY = {"fidelity": (0.3, 1.0), "efficiency": (0.01, 1.5), "storageTime": (1e-6, 1.0), "t1": (1e-6, 1.0),
          "t2": (1e-6, 1.0)}  # fmt: skip
ASSUME = STATED | {
    "medium": "fibre", "opticalAmplifiers": "none", "stateModel": "werner", "sameState": True, "distillation": "none",
    "memoryNode": "none", "lossIncludesReceiver": "none", "decay": "exponential", "stationSpacing": "equal",
}  # fmt: skip
NUMERIC = {"modes": Decimal(1), "dimension": Decimal(2)}
KINDS = {"QuantumComputer": COMPUTER, "QkdLink": LINK, "EntanglementLink": LINK, "QuantumMemory": MEMORY}
IRRELEVANT = {
    "waferDiameter": q("0.3"), "noiseFigure": (q("0.1"), q("0.2")), "isotopicImpurity": q("0.01", "0.001"),
    "retention": q("1e6"), "published": True, "purpose": "a test", "stages": q("2"), "opticalChannels": q("8"),
    "frequencyLow": q("4e9", "1e6"),
}  # fmt: skip


def number(ends, share):
    """A number between the ends, evenly on a logarithmic scale, with three digits."""
    low = max(ends[0], 1e-4)
    return Decimal(f"{low * (ends[1] / low) ** share:.3g}")


@st.composite
def claims(draw, terms):
    chosen = draw(st.lists(st.sampled_from(sorted(terms)), min_size=1, max_size=6, unique=True))
    found = {}
    for term in chosen:
        value = number(terms[term], draw(st.floats(0, 1)))
        share = draw(st.sampled_from([None, "0.001", "0.01", "0.1", "0.5"]))
        u = None if share is None else value * Decimal(share)
        found[term] = Quantity(value=value, standard_uncertainty=u)
    return found


@st.composite
def items(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    found = draw(claims(KINDS[kind]))
    if kind == "QuantumComputer":
        found |= {"physicalQubits": q(20), "quantumVolume": q(draw(st.sampled_from([8, 64, 2**21])))}
        for term in ("t1", "twoQubitGateTime"):
            if term in found:
                found[term] = replace(found[term], statistic="best")
    elif "Link" in kind:
        found |= {"rounds": q(10 ** draw(st.integers(3, 14))), "protocol": "bb84", "intermediateStations": q(0)}
    stated = draw(st.sampled_from([ASSUME, {}]))
    assumptions = {term: Assumption(word) for term, word in stated.items()}
    assumptions |= {term: Assumption(value) for term, value in NUMERIC.items()} if stated else {}
    return Item("x", kind, claims=found, assumptions=assumptions)


def with_uncertainty(item, factor):
    """The item with every uncertainty multiplied."""

    def scaled(claim):
        if not isinstance(claim, Quantity) or claim.standard_uncertainty is None:
            return claim
        return replace(claim, standard_uncertainty=claim.standard_uncertainty * factor)

    return replace(item, claims={term: scaled(claim) for term, claim in item.claims.items()})


def groundings(item):
    return ground_item(item, simulate=False).groundings


def verdicts(item):
    return {(one.check, one.formula, one.claims): one.verdict for one in groundings(item)}


@settings(max_examples=150)
@given(items(), st.sampled_from(["0.5", "0.1", "0.01", "0.0001"]))
def test_a_shrinking_uncertainty_passes_through_undetermined(item, factor):
    least = Decimal(factor)
    before, after = verdicts(item), verdicts(with_uncertainty(item, least))
    for key, verdict in before.items():
        if verdict == "supported" and after.get(key) == "refuted":
            assert passes_undetermined(item, key, least), key


def passes_undetermined(item, key, least):
    """Whether the verdict is undetermined somewhere between: bisection between refuted and supported."""
    low, high = least, Decimal(1)
    for _ in range(40):
        middle = (low + high) / 2
        verdict = verdicts(with_uncertainty(item, middle)).get(key)
        if verdict not in ("supported", "refuted"):
            return True
        low, high = (middle, high) if verdict == "refuted" else (low, middle)
    return False


@settings(max_examples=150)
@given(items(), st.lists(st.sampled_from(sorted(IRRELEVANT)), min_size=1, unique=True))
def test_irrelevant_claims_change_nothing(item, more):
    padded = replace(item, claims=item.claims | {term: IRRELEVANT[term] for term in more}, note="a note")
    assert groundings(padded) == groundings(item)


@settings(max_examples=100)
@given(items(), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(item, random):
    terms = list(item.claims)
    random.shuffle(terms)
    shuffled = replace(item, claims={term: item.claims[term] for term in terms})
    assert verdicts(shuffled) == verdicts(item)


UNITS = {
    "t1": ("us", 6), "t2": ("ms", 3), "twoQubitGateTime": ("ns", 9), "oneQubitGateTime": ("us", 6), "cnotError": ("%", 2),
    "oneQubitError": ("percent", 2), "processInfidelity": ("%", 2), "qber": ("%", 2), "visibility": ("%", 2),
    "bellFidelity": ("%", 2), "secretKeyRate": ("kbit/s", -3), "clockRate": ("GHz", -9), "duration": ("ms", 3),
    "length": ("km", -3), "attenuation": ("dB/m", -3), "storageTime": ("us", 6), "fidelity": ("%", 2),
    "efficiency": ("%", 2),
}  # fmt: skip


def dossier(item, units):
    """The groundings of the item as a dossier in canonical units or in those of the table."""

    def written(term, claim):
        if not isinstance(claim, Quantity):
            return claim
        unit, shift = UNITS.get(term, (None, 0)) if units else (None, 0)
        value = claim.value.quantize(Decimal("1e-12")) if claim.value < 1 else claim.value
        entry = {"value": value.scaleb(shift)} | ({"unit": unit} if unit else {})
        if claim.statistic:
            entry["statistic"] = claim.statistic
        if claim.standard_uncertainty is not None:
            entry |= {"uncertainty": claim.standard_uncertainty.scaleb(shift), "coverageFactor": 1}
        return entry

    raw = {"id": "x", "type": item.type} | {term: written(term, claim) for term, claim in item.claims.items()}
    raw |= {term: one.value for term, one in item.assumptions.items()}
    whole = {"id": "urn:example:p", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    return groundings(from_data(whole | {"items": [raw]}).items[0])


@settings(max_examples=100)
@given(items())
def test_units_change_nothing(item):
    assert [one.to_dict() for one in dossier(item, True)] == [one.to_dict() for one in dossier(item, False)]


@settings(max_examples=150)
@given(items())
def test_the_digits_given_only_ever_weaken(item):
    """What a number's text shows turns refuted into undetermined and nothing else into anything."""

    def quoted(claim):
        text = isinstance(claim, Quantity) and claim.value < 1
        return replace(claim, given=f"{claim.value}") if text else claim

    shown = replace(item, claims={term: quoted(claim) for term, claim in item.claims.items()})
    plain, weak = verdicts(item), verdicts(shown)
    assert set(plain) == set(weak)
    for key, verdict in plain.items():
        assert weak[key] == verdict or (verdict, weak[key]) == ("refuted", "undetermined")
