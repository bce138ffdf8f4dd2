"""Bell value, visibility, Bell fidelity, concurrence and error rate of one shared state, judged together.

Each is a function of the weight V of the Bell state if the rest is white noise (Werner 1989, DOI
10.1103/PhysRevA.40.4277): S = 2 sqrt(2) V at the best settings, F = (1 + 3 V)/4, C = max(0, (3 V - 1)/2),
Q = (1 - V)/2 in the same bases. Where the claim states a Werner state, the check ``werner-identities`` holds all claims
against one of them; here the others are held against each other, so that the odd one shows. Other settings, other bases
and worse detectors lower S and raise Q, so that both say only how good the state is at least, and never contradict each
other. Real states are not of this family, and honest papers differ from it by many standard uncertainties: without
that statement this is a model, which asks and never refutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...consistency import Hidden, clashes, guarded, odd_one
from ...exact import decimal_from_float
from ...model import MODEL, SUPPORTED, THEOREM, UNDETERMINED
from ..bound import AT_LEAST, AT_MOST
from ..check import Check, Evidence, Judged
from .sets import alike, judge_equal, judge_set, read, refs, smallest

TSIRELSON = 2 * sqrt(2)
ROUNDED = 0.01  # of a claim without uncertainty
WERNER = ("werner", "isotropic")
# Each claim as the weight V of the Bell state, and back; the first of two is the coarser scale, in which they differ.
TO_WEIGHT: dict[str, Callable[[float], float]] = {
    "chsh": lambda number: number / TSIRELSON,
    "visibility": lambda number: number,
    "bellFidelity": lambda number: (4 * number - 1) / 3,
    "concurrence": lambda number: (2 * number + 1) / 3,
    "qber": lambda number: 1 - 2 * number,
}
FROM_WEIGHT: dict[str, Callable[[float], float]] = {
    "chsh": lambda weight: TSIRELSON * weight,
    "visibility": lambda weight: weight,
    "bellFidelity": lambda weight: (1 + 3 * weight) / 4,
    "concurrence": lambda weight: (3 * weight - 1) / 2,
}
REFERENCES = ("visibility", "bellFidelity", "concurrence")  # the first given is that of werner-identities
NEEDS = ("the claims of one state, in the same bases and with their uncertainty",)


def judge(check: Check, item: Item) -> list[Judged]:
    given = [term for term in TO_WEIGHT if read(item, term) is not None]
    if "concurrence" in given and not (read(item, "concurrence")["concurrence"].low or 0) > 0:
        given.remove("concurrence")  # every weight up to 1/3 has concurrence 0
    if len(given) < 2:
        return []
    results = _stated(check, item, given) if stated_word(item, "stateModel") in WERNER else []
    if any(entry.grounding.verdict != SUPPORTED for entry in results):
        return results
    as_model = _model(check, item, given)
    return [*results, as_model] if not results or as_model.grounding.verdict != SUPPORTED else results


def _stated(check: Check, item: Item, given: list[str]) -> list[Judged]:
    """Every pair that ``werner-identities`` leaves out and that can contradict each other."""
    reference = next((term for term in REFERENCES if term in given), None)
    named = replace(check, assumptions=(("stateModel", stated_word(item, "stateModel")), ("sameState", "true")))
    results = []
    for left, right in combinations(given, 2):
        if reference in (left, right) or (left, right) == ("chsh", "qber") or not alike(item, left, right):
            continue
        rest = {
            "within": f"{left} and {right} agree, as they must in a Werner state",
            "beyond": f"{left} and {right} contradict each other in a Werner state",
            "unit": "1",
        }
        same = _of(left, right)
        if left == "chsh":
            results += judge_set(named, item, left, same, (right,), AT_MOST, **rest)
        elif right == "qber":
            results += judge_set(named, item, left, same, (right,), AT_LEAST, **rest)
        else:
            results += judge_equal(named, item, left, same, (right,), **rest)
    return [replace(entry, evidence=_evidence(item, given)) for entry in smallest(results)]


def _of(left: str, right: str) -> Callable[..., float]:
    """The claim ``left`` as a function of the claim ``right``, by way of the weight."""
    return lambda **numbers: FROM_WEIGHT[left](TO_WEIGHT[right](numbers[right]))


def _model(check: Check, item: Item, given: list[str]) -> Judged:
    named = replace(check, kind=MODEL, assumptions=())
    found = [guarded(read(item, term)[term], TO_WEIGHT[term], term, ROUNDED) for term in given]
    hidden = [_one_sided(one) for one in found if one is not None]
    pairs = clashes(hidden)
    claims = refs(item, *given)
    evidence = _evidence(item, given)
    if not pairs:
        reason = f"{_list(given)} are what one Bell state with white noise gives"
        return Judged(named.verdict(SUPPORTED, claims, reason=reason), evidence)
    one, other = pairs[0]
    reason = f"{_list([one.term, other.term])} are not what one Bell state with white noise gives, as real states may"
    alone = odd_one(pairs)
    reason += f"; without {alone} the others agree" if alone else ""
    numbers = {
        "value": read(item, one.term)[one.term].shown, "unit": "1",
        "bound": _converted(item, one.term, other.term),
    }  # fmt: skip
    clash = refs(item, one.term, other.term)
    needs = NEEDS if stated_word(item, "stateModel") else ("stateModel", *NEEDS)
    return Judged(named.verdict(UNDETERMINED, clash, reason=reason, needs=needs, **numbers), evidence)


def _one_sided(one: Hidden) -> Hidden:
    """A Bell value says how good the state is at least, as other settings give less."""
    return replace(one, high=1.0) if one.term == "chsh" and one.low <= 1 else one


def _converted(item: Item, term: str, other: str) -> Decimal | None:
    shown = read(item, other)[other].shown
    if shown is None or term not in FROM_WEIGHT:
        return None
    return decimal_from_float(FROM_WEIGHT[term](TO_WEIGHT[other](float(shown))))


def _list(terms: list[str]) -> str:
    return " and ".join((", ".join(terms[:-1]), terms[-1]))


def _evidence(item: Item, given: list[str]) -> Evidence | None:
    """The channel whose Choi state is the Werner state: its mean error over six states is Q = (2/3)(1 - F)."""
    shown = read(item, given[-1])[given[-1]].shown
    if shown is None:
        return None
    weight = min(1.0, max(-1 / 3, TO_WEIGHT[given[-1]](float(shown))))
    infidelity = min(1.0, max(0.0, 3 * (1 - weight) / 4))
    parameters = {"process infidelity": infidelity, "qubits": 1.0}
    return Evidence("depolarising", parameters, lambda: (1 - (1 - 4 * infidelity / 3)) / 2)


CHECK = Check(
    name="state-claims",
    terms=("chsh", "visibility", "bellFidelity", "concurrence", "qber"),
    kind=THEOREM,
    formula="V = S/(2 sqrt(2)) = (4 F - 1)/3 = (2 C + 1)/3 = 1 - 2 Q",
    tolerance="1 % for agreement, 10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevA.40.4277",
    judge=judge,
    assumptions=(("stateModel", "werner"), ("sameState", "true")),
    circuit="depolarising",
)
