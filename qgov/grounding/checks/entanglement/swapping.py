"""V_out = V^n V_swap^(n - 1): each entanglement swapping multiplies what noise has left of the links.

For Werner states that is exact, with F = (1 + 3 V)/4. Links whose errors are of one kind only are joined better, but
never beyond 2 F_out - 1 <= (2 F - 1)^n, which holds for all Bell-diagonal states. For other states neither is a
theorem: where the links differ from the Bell state by known phases, those of two links may cancel, and two of F = 0.85
give one of F = 1. Without a state model that is stated as one of these a claim beyond them is therefore asked about.
Distillation and error correction evade both, and so does keeping only some of the outcomes (Briegel et al. 1998, DOI
10.1103/PhysRevLett.81.5932), be it by heralding or coincidence where the noise is not known to be white.
``swapVisibility`` not claimed counts as perfect, which favours the claim. A visibility of one basis says nothing of
another, unless the noise is white: a claim of such visibilities states that ``sameBasis`` is false, and is not refuted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import pow as power

from qgov.dossier.model import Item

from ...assumptions import stated_word, unstated
from ...estimate import Estimate
from ...model import MODEL, THEOREM, UNDETERMINED
from ..bound import AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Evidence, Judged
from ..premises import contradicted
from .reading import contrary, judge_twice, read, read_input, refs, whole
from .states import average_fidelity, fidelity_of_visibility, visibility_of_fidelity
from .werner import WERNER

OFTEN = ("heralded", "coincidence")  # how joined pairs are selected, which removes noise that is not white
ONE_BASIS = (("sameBasis", "true"),)
DIAGONAL = (*WERNER, "bell-diagonal")  # state models for which the products are theorems
_OUTPUTS = ("bellFidelity", "fidelity", "visibility")


def judge(check: Check, item: Item) -> list[Judged]:
    source = next((term for term in ("linkFidelity", "linkVisibility") if read(item, term) is not None), None)
    outputs = [term for term in _OUTPUTS if read(item, term) is not None]
    if source is None or not outputs or (item.type == "Teleporter" and read(item, "links") is None):
        return []
    if read(item, "links") is None:
        claims = refs(item, *outputs, source)
        reason = "how far the links have been joined is not claimed"
        return [Judged(check.verdict(UNDETERMINED, claims, reason=reason, needs=("links",)))]
    if item.quantity(source).statistic in ("median", "worst"):
        reason = f"{source} is a {item.quantity(source).statistic}, and other links may be better"
        needs = (f"{source} with statistic mean or best",)
        return [Judged(check.verdict(UNDETERMINED, refs(item, *outputs, source), reason=reason, needs=needs))]
    return [judged for term in outputs for judged in _one(check, item, term, source)]


def werner_chain(link: float, links: float, swap: float = 1.0) -> float:
    """Visibility of a chain of Werner links; a negative one counts with its size, which favours the claim."""
    return min(1.0, power(abs(link), links)) * power(min(1.0, abs(swap)), max(0.0, links - 1))


def _werner(source: str, term: str) -> Callable[..., float]:
    def chain(link: float, links: float, swap: float = 1.0) -> float:
        visibility = werner_chain(visibility_of_fidelity(link) if source == "linkFidelity" else link, links, swap)
        return visibility if term == "visibility" else fidelity_of_visibility(visibility)

    return chain


def _bell_diagonal(source: str, term: str) -> Callable[..., float]:
    """The same for errors of one kind: V = 2 F - 1, and a link of visibility V has F <= (1 + V)/2."""

    def chain(link: float, links: float, swap: float = 1.0) -> float:
        kept = werner_chain(2 * link - 1 if source == "linkFidelity" else link, links, swap)
        if term == "visibility":
            return 1.0 if source == "linkFidelity" else kept
        fidelity = (1 + kept) / 2
        return average_fidelity(fidelity) if term == "fidelity" else fidelity

    return chain


def _one(check: Check, item: Item, term: str, source: str) -> list[Judged]:
    inputs = {"link": read_input(item, source), "links": whole(item, "links")}
    claims = refs(item, term, source, "links")
    if read(item, "swapVisibility") is not None:
        inputs["swap"] = read_input(item, "swapVisibility")
        claims += refs(item, "swapVisibility")
    if None in inputs.values():
        return []
    usual = bound_of(_werner(source, term), AT_MOST, inputs)
    hard = bound_of(_bell_diagonal(source, term), AT_MOST, inputs)
    if usual is None or hard is None:
        return []
    model = stated_word(item, "stateModel")
    white = model in WERNER
    if model in DIAGONAL:
        check = replace(check, assumptions=(("stateModel", model), *_NOT_IMPROVED))
    rest = {
        "unit": "1", "evidence": _evidence(inputs, source), "within": f"{term} lies within what the links allow",
        "beyond": f"{term} lies above what swapping such links can give",
        "needs": (
            *contrary(item, "postselection", "conditional", "other", *(() if white else OFTEN)),
            *contradicted(item, () if white or source == "linkFidelity" else ONE_BASIS),
        ),
    }  # fmt: skip
    one = read(item, term)
    if model not in DIAGONAL:
        rest |= {"beyond": f"{term} lies above what swapping links in white noise gives", "kind": MODEL}
        rest["needs"] = ("stateModel: werner or bell-diagonal", *unstated(item, _NOT_IMPROVED), *rest["needs"])
        return [judge_bound(check, item, claims, one, usual, AT_MOST, **rest)]
    if not white:
        hard = _looser(hard, usual)
        return [judge_twice(
            check, item, claims, one, hard, usual, AT_MOST, asks=("stateModel: werner",),
            usually=f"{term} lies above what swapping links in white noise gives", **rest,
        )]  # fmt: skip
    if term == "fidelity":  # of the pair that comes out, or averaged over inputs sent through it
        average = bound_of(lambda **numbers: average_fidelity(_werner(source, term)(**numbers)), AT_MOST, inputs)
        return [judge_twice(
            check, item, claims, one, _looser(average, usual), usual, AT_MOST, asks=("bellFidelity",),
            usually="the fidelity lies above that of the pair, though not above that of inputs sent through it", **rest,
        )]  # fmt: skip
    return [judge_bound(check, item, claims, one, usual, AT_MOST, **rest)]


def _looser(hard: Bound, usual: Bound) -> Bound:
    return replace(hard, favourable=max(hard.favourable, usual.favourable), value=max(hard.value, usual.value))


def _evidence(inputs: dict[str, Estimate], source: str) -> Evidence | None:
    """Two such links swapped once, with a measurement of the claimed visibility."""
    link = float(inputs["link"].shown)
    visibility = min(1.0, max(0.0, visibility_of_fidelity(link) if source == "linkFidelity" else link))
    swap = min(1.0, max(0.0, float(inputs["swap"].shown))) if "swap" in inputs else 1.0
    parameters = {"link visibility": visibility, "swap visibility": swap}
    return Evidence("entanglement-swapping", parameters,
                    lambda: fidelity_of_visibility(visibility * visibility * swap))  # fmt: skip


_NOT_IMPROVED = (("distillation", "none"), ("errorCorrection", "none"))
CHECK = Check(
    name="swapping-chain",
    terms=("links", "linkFidelity", "linkVisibility", "swapVisibility", "bellFidelity", "fidelity", "visibility"),
    kind=THEOREM,
    formula="V_out <= V^n V_swap^(n - 1), F = (1 + 3 V)/4; 2 F_out - 1 <= (2 F - 1)^n of Bell-diagonal links",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.81.5932",
    judge=judge,
    assumptions=(("stateModel", "werner"), *_NOT_IMPROVED),
    circuit="entanglement-swapping",
)
