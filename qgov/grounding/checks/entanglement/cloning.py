"""F(N -> M) = N/M + (M - N)(N + 1)/(M (N + d)): no device copies unknown states better.

Buzek and Hillery 1996 (DOI 10.1103/PhysRevA.54.1844), Gisin and Massar 1997 (DOI 10.1103/PhysRevLett.79.2153), Werner
1998 for d levels (DOI 10.1103/PhysRevA.58.1827): 5/6 from one qubit to two, 2/3 to infinitely many. The theorem is
about inputs of all kinds. One state of the equator, or of two bases, is copied better: 1/2 + 1/sqrt(8) to two (Bruss et
al. 2000, DOI 10.1103/PhysRevA.62.012302). And it is about the mean over the clones, which a fidelity without statistic
is taken to be: an asymmetric cloner makes one clone better at the cost of the others (Cerf 2000, DOI
10.1103/PhysRevLett.84.4497), so that the best of them is asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from .reading import contrary, number_of, read, refs, whole

_ALL = ("uniform", "six-states")
_EQUATOR = ("equatorial", "four-states")
_OF_ALL = (None, "mean", "worst")  # statistics of a fidelity that no cloner raises by favouring one clone


def universal(copies: float, clones: float, dimension: float = 2.0) -> float:
    """Fidelity of each of the clones of so many copies."""
    if clones <= copies:
        return 1.0
    return copies / clones + (clones - copies) * (copies + 1) / (clones * (copies + dimension))


def equatorial(clones: float) -> float:
    """Fidelity of each clone of one qubit of the equator."""
    if clones <= 1:
        return 1.0
    even = sqrt(clones * (clones + 2)) / (4 * clones)
    return 0.5 + (even if clones % 2 == 0 else (clones + 1) / (4 * clones))


def judge(check: Check, item: Item) -> list[Judged]:
    one = read(item, "fidelity")
    if one is None or (item.type != "QuantumCloner" and read(item, "outputCopies") is None):
        return []
    inputs = {name: whole(item, term) for name, term in (("copies", "inputCopies"), ("clones", "outputCopies"))}
    missing = tuple(term for term, name in (("inputCopies", "copies"), ("outputCopies", "clones")) if not inputs[name])
    if missing:
        huge = all(item.quantity(term) is not None for term in missing)
        reason = "how many copies go in and come out is not claimed"
        if huge:
            reason = f"{' and '.join(missing)}: a number without an end, or beyond what can be computed"
        return [Judged(check.verdict(UNDETERMINED, refs(item, "fidelity"), value=one.shown, unit="1", reason=reason,
                                     needs=missing))]  # fmt: skip
    found = _theorem(check, item, float(inputs["copies"].shown))
    if isinstance(found, tuple):
        reason = "how well such inputs can be copied is not known here"
        return [Judged(check.verdict(UNDETERMINED, refs(item, "fidelity"), value=one.shown, unit="1", reason=reason,
                                     needs=found))]  # fmt: skip
    bound = bound_of(_function(item, found), AT_MOST, inputs)
    if bound is None:
        return []
    return [judge_bound(
        found, item, refs(item, "fidelity", "inputCopies", "outputCopies"), one, replace(bound, exact=True), AT_MOST,
        unit="1", within="the fidelity lies within that of the best cloner",
        beyond="the fidelity lies above that of the best cloner",
        needs=_beside(item),
        evidence=Evidence("cloning", {"copies": 2.0}, lambda: (3 * universal(1, 2) - 1) / 2),
    )]  # fmt: skip


def _beside(item: Item) -> tuple[str, ...]:
    """The limit is one of the mean over inputs and clones: the best of them lies above it, whatever the cloner."""
    needs = ()
    if stated_word(item, "inputEnsemble") not in _EQUATOR:  # a cloner of the equator is made for these states
        needs = contrary(item, "operation", "state-dependent", wanted="universal")
    statistic = item.quantity("fidelity").statistic
    if statistic in _OF_ALL:
        return needs
    return (*needs, f"fidelity with statistic mean, over inputs and clones (stated: {statistic})")


def _function(item: Item, check: Check) -> Callable[..., float]:
    if check.assumptions and check.assumptions[0][1] in _EQUATOR:
        return lambda copies, clones: equatorial(clones)
    dimension = number_of(item, "dimension") or 2.0
    return lambda copies, clones: universal(copies, clones, max(2.0, dimension))


def _theorem(check: Check, item: Item, copies: float) -> Check | tuple[str, ...]:
    """The check with the assumption by which the claim says that inputs are of all kinds, or what to ask for."""
    ensemble, operation = stated_word(item, "inputEnsemble"), stated_word(item, "operation")
    if operation == "universal" and ensemble in (None, *_ALL):
        return check
    if ensemble in _ALL:
        return replace(check, assumptions=(("inputEnsemble", ensemble),))
    if ensemble in _EQUATOR:
        if copies == 1 and number_of(item, "dimension") in (None, 2.0):
            return replace(check, formula="F = 1/2 + sqrt(M (M + 2))/(4 M), M even; 1/2 + (M + 1)/(4 M), M odd",
                           source="10.1103/PhysRevA.62.012302", assumptions=(("inputEnsemble", ensemble),))  # fmt: skip
        return (f"inputEnsemble: uniform (stated: {ensemble})",)
    return check if ensemble is None else (f"inputEnsemble: uniform (stated: {ensemble})",)


CHECK = Check(
    name="cloning-limit",
    terms=("fidelity", "inputCopies", "outputCopies", "inputEnsemble", "operation", "dimension"),
    kind=THEOREM,
    formula="F = N/M + (M - N)(N + 1)/(M (N + d))",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.54.1844",
    judge=judge,
    assumptions=(("operation", "universal"),),
    circuit="cloning",
)
