"""A memory holds no more pulses one after another than fit into its time: N <= t B/0.44.

A pulse as short as the bandwidth B allows lasts 0.44/B at half maximum if it is Gaussian (2 ln 2/pi); so many of them
follow one another in the storage time t (Lvovsky, Sanders, Tittel 2009, DOI 10.1038/nphoton.2009.231, for the
time-bandwidth product). A model: pulses may overlap, and other directions and colours hold more.
"""

from __future__ import annotations

from math import log, pi

from qgov.dossier.model import Item

from ...estimate import claimed, estimate
from ...model import MODEL, UNDETERMINED, ClaimRef
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Judged

GAUSSIAN = 2 * log(2) / pi
TERMS = ("temporalModes", "storageTime", "bandwidth")


def most_modes(storageTime: float, bandwidth: float) -> float:
    """How many pulses of this bandwidth (Hz) fit into the time (s); one fits always."""
    return max(1.0, storageTime * bandwidth / GAUSSIAN)


def judge(check: Check, item: Item) -> list[Judged]:
    found = {term: claimed(item, term) for term in TERMS}
    if found["temporalModes"] is None:
        return []
    claim, one = ClaimRef(item.id, "temporalModes"), estimate(found["temporalModes"])
    missing = tuple(term for term, quantity in found.items() if quantity is None)
    if missing:
        reason = "how many pulses fit follows from storage time and bandwidth"
        return [Judged(check.verdict(UNDETERMINED, (claim,), value=one.shown, unit="1", reason=reason, needs=missing))]
    bound = bound_of(most_modes, AT_MOST, {term: estimate(found[term]) for term in TERMS[1:]})
    if bound is None:
        return []
    return [judge_bound(
        check, item, tuple(ClaimRef(item.id, term) for term in TERMS), one, bound, AT_MOST, unit="1",
        within="no more pulses than fit into the storage time",
        beyond="more pulses than fit into the storage time, unless directions or colours are counted as well",
        needs=("temporalModes of one spatial and spectral mode",),
    )]  # fmt: skip


CHECK = Check(
    name="memory-time-bandwidth",
    terms=TERMS,
    kind=MODEL,
    formula="temporal modes <= max(1, t B pi/(2 ln 2))",
    tolerance="10 % without uncertainty, else 3 standard uncertainties; never refutes",
    source="10.1038/nphoton.2009.231",
    judge=judge,
)
