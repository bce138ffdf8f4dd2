"""Classical bits a use: at most log2 d for a carrier of d levels, twice that with entanglement shared beforehand.

Holevo 1973 (quoted by Bennett and Wiesner 1992, DOI 10.1103/PhysRevLett.69.2881, who give dense coding); Bennett et al.
1999 (DOI 10.1103/PhysRevLett.83.3081) for the capacity with entanglement. ``modes`` counts carriers used side by side,
``qubitsPerUse`` the qubits that a use carries, in place of ``dimension``. Carriers that are entangled in a further
degree of freedom have more levels than one of them shows, so that nothing is refuted there.
"""

from __future__ import annotations

from dataclasses import replace
from math import log2

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import contrary, judge_twice, number_of, read, read_input, refs


def judge(check: Check, item: Item) -> list[Judged]:
    return _bits(check, item) + _qubits(check, item)


def carried(item: Item) -> tuple[float | None, Estimate | None]:
    """Qubits that one use carries: of stated carriers (log2 d each, times the modes), or as claimed."""
    dimension, modes = number_of(item, "dimension"), number_of(item, "modes") or 1.0
    if dimension is not None and dimension >= 1 and modes >= 1:
        return modes * log2(dimension), None
    return None, read_input(item, "qubitsPerUse", "0", None)


def is_assisted(item: Item) -> bool | None:
    """Whether entanglement is shared beforehand; None if nothing is stated."""
    shared, assistance = stated_word(item, "sharedEntanglement"), stated_word(item, "assistance")
    if shared == "true" or assistance == "entanglement":
        return True
    return False if shared in ("none", "false") or assistance in ("none", "forward-classical") else None


def _bits(check: Check, item: Item) -> list[Judged]:
    one = read(item, "classicalBitsPerUse")
    if one is None:
        return []
    claims = refs(item, "classicalBitsPerUse")
    exact, estimated = carried(item)
    if exact is None and estimated is None:
        reason = "how many levels the carrier has is not stated"
        return [Judged(check.verdict(UNDETERMINED, claims, value=one.shown, unit="bit", reason=reason,
                                     needs=("dimension", "qubitsPerUse")))]  # fmt: skip
    if estimated is not None:
        claims += refs(item, "qubitsPerUse")

    def limit(factor: int) -> Bound | None:
        if exact is not None:
            return Bound(factor * exact, factor * exact, exact=True)
        return bound_of(lambda qubits: factor * qubits, AT_MOST, {"qubits": estimated})

    plain, doubled = limit(1), limit(2)
    if plain is None or doubled is None:
        return []
    rest = {
        "unit": "bit", "within": "the carrier can deliver so many bits",
        "beyond": "no carrier of so many levels delivers so many bits a use",
        "needs": contrary(item, "hyperentanglement", "true"), "evidence": _evidence(),
    }  # fmt: skip
    assisted = is_assisted(item)
    if assisted is None:
        asks = ("sharedEntanglement: true or false",)
        return [judge_twice(
            replace(check, assumptions=()), item, claims, one, doubled, plain, AT_MOST, asks=asks,
            usually="the carrier can deliver so many bits only with entanglement shared beforehand", **rest,
        )]  # fmt: skip
    word = "sharedEntanglement", "true" if assisted else "none"
    stated = () if stated_word(item, "sharedEntanglement") is None else (word,)
    return [judge_bound(
        replace(check, assumptions=stated, formula="2 log2 d" if assisted else "log2 d"), item, claims, one,
        doubled if assisted else plain, AT_MOST, **rest,
    )]  # fmt: skip


def _qubits(check: Check, item: Item) -> list[Judged]:
    """A carrier of d levels carries log2 d qubits: entanglement helps only a classical message to bring more."""
    one, (exact, _) = read(item, "qubitsPerUse"), carried(item)
    if one is None or exact is None:
        return []
    return [judge_bound(
        replace(check, assumptions=(), formula="qubits <= log2 d"), item, refs(item, "qubitsPerUse"), one,
        Bound(exact, exact, exact=True), AT_MOST, unit="1", within="the carrier has levels enough for so many qubits",
        beyond="a carrier of so few levels carries fewer qubits",
        needs=(*contrary(item, "hyperentanglement", "true"),
               *contrary(item, "assistance", "two-way-classical", "entanglement")), evidence=_evidence(),
    )]  # fmt: skip


def _evidence() -> Evidence:
    """Dense coding with a Bell pair: two bits with one qubit, which is the most."""
    return Evidence("dense-coding", {"visibility": 1.0}, lambda: 2.0)


CHECK = Check(
    name="holevo-limit",
    terms=("classicalBitsPerUse", "qubitsPerUse", "dimension", "modes", "sharedEntanglement", "assistance"),
    kind=THEOREM,
    formula="bits <= log2 d; with shared entanglement <= 2 log2 d",
    tolerance="2 % of exact limits and 10 % of others without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevLett.69.2881",
    judge=judge,
    assumptions=(("sharedEntanglement", "none"),),
    circuit="dense-coding",
)
