"""V_out <= product of all V_i and V_swap: what entanglement is left at the ends of a network, by its best path.

Exact for links in white noise, F = (1 + 3 V)/4; errors of one kind only are joined better, but never beyond
2 F_out - 1 <= product of (2 F_i - 1), which holds for all Bell-diagonal states (Briegel et al. 1998, DOI
10.1103/PhysRevLett.81.5932). Coherent errors of two links may cancel, so that neither is a theorem for other states:
only where every link on the path states one of these families is a claim refuted. Distillation and error correction
evade both, and so does keeping only some outcomes of a swap, be it by heralding, where the noise is not known to be
white. A link or a swap of which nothing is known counts as
perfect. What a memory at a node does to the pair is a model: how long it stores is not said of the service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import hypot, prod, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ...network import Link, path_bounds
from ..bound import AT_MOST, Bound, bound_of
from ..check import Check, Evidence, Judged
from ..entanglement.reading import contrary, judge_twice, read, read_input, refs
from ..entanglement.states import average_fidelity, fidelity_of_visibility, visibility_of_fidelity
from ..entanglement.swapping import DIAGONAL, OFTEN, ONE_BASIS
from ..entanglement.werner import WERNER
from ..premises import contradicted
from .parts import Service, moments

_OUTPUTS = ("bellFidelity", "fidelity", "visibility")
_INPUTS = ("bellFidelity", "linkFidelity", "visibility", "linkVisibility")
_VISIBILITIES = ("visibility", "linkVisibility")
_PERFECT = Bound(1.0, 1.0, 0.0, exact=True)


def judge(check: Check, service: Service) -> list[Judged]:
    outputs = [term for term in _OUTPUTS if read(service.item, term) is not None]
    if not outputs:
        return []
    if service.broken:
        claims = refs(service.item, *outputs)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=service.broken, needs=service.asks))]
    return [judged for term in outputs for judged in _one(check, service, term)]


def _one(check: Check, service: Service, term: str) -> list[Judged]:
    item, one = service.item, read(service.item, term)
    hard_links, white_links = _links(service, "hard"), _links(service, "white")
    nodes = {name: _swap(service, name) for name in {name for _, ends in service.links.values() for name in ends}}
    stored = {name: _combined(swap, _memory(service.nodes.get(name))) for name, swap in nodes.items()}
    hard, white = _whole(service, hard_links, nodes), _whole(service, white_links, nodes)
    usual = _whole(service, white_links, stored)
    if hard is None or white is None or usual is None:
        reason = f"the links do not join {service.ends[0]} and {service.ends[1]}"
        needs = ("the links between them, each with its nodes",)
        return [Judged(check.verdict(UNDETERMINED, refs(item, term), value=one.shown, reason=reason, needs=needs))]
    names = tuple(dict.fromkeys((*hard[1], *usual[1])))
    sources = [(link, source) for link, _ in _on(service, names) if (source := _source(link)) is not None]
    found = judge_twice(
        check, item, refs(item, term) + tuple(ClaimRef(link.id, source) for link, source in sources), one,
        _hard(service, term, hard[0], white[0]), _as(term, usual[0], fidelity_of_visibility), AT_MOST, unit="1",
        needs=_needs(service, names, term),
        within=f"{term} lies within what the {len(names)} links on the best path leave",
        beyond=f"{term} lies above what swapping over the best path can give",
        usually=f"{term} lies above what the best path gives in white noise, with the memories as claimed",
        asks=("stateModel of each link", "distillation", "errorCorrection", "fidelity of each memory in use"),
        evidence=_evidence(service, white_links, nodes, usual[1]),
    )  # fmt: skip
    return [_if_all_is_known(found, service, names)]


def _links(service: Service, which: str) -> dict[str, Bound]:
    """What each link leaves of the visibility, all of it where nothing is claimed."""
    found = {}
    for name, (link, _) in service.links.items():
        source = _source(link)
        one = None if source is None else read_input(link, source)
        found[name] = (None if one is None else bound_of(_kept(source, which), AT_MOST, {"link": one})) or _PERFECT
    return found


def _hard(service: Service, term: str, hard: Bound, white: Bound) -> Bound:
    """What cannot be exceeded: by white noise where every link states it, else by errors of any one kind."""
    tight = _as(term, white, fidelity_of_visibility)
    if not _white(service):
        if term == "visibility":
            return _PERFECT  # in one basis there may be no errors at all
        loose = _as(term, hard, lambda visibility: (1 + visibility) / 2)
        tight = replace(loose, value=max(loose.value, tight.value), favourable=max(loose.favourable, tight.favourable))
    # a plain fidelity is that of the pair that comes out, or that of inputs sent through it
    return _averaged(tight) if term == "fidelity" else tight


def _white(service: Service) -> bool:
    return all(stated_word(link, "stateModel") in WERNER for link, _ in service.links.values())


def _on(service: Service, names: tuple[str, ...]) -> list[tuple[Item, tuple[str, str]]]:
    return [service.links[name] for name in names]


def _source(link: Item) -> str | None:
    return next((term for term in _INPUTS if read_input(link, term) is not None), None)


def _kept(source: str, which: str) -> Callable[[float], float]:
    if source in _VISIBILITIES:
        return lambda link: min(1.0, abs(link))
    if which == "hard":
        return lambda link: min(1.0, abs(2 * link - 1))
    return lambda link: min(1.0, abs(visibility_of_fidelity(link)))


def _swap(service: Service, name: str) -> Bound:
    for item in (service.nodes.get(name), service.item):
        one = None if item is None else read_input(item, "swapVisibility")
        found = None if one is None else bound_of(lambda swap: min(1.0, abs(swap)), AT_MOST, {"swap": one})
        if found is not None:
            return found
    return _PERFECT


def _memory(node: Item | None) -> Bound:
    """What a memory leaves of the visibility of a pair whose half it stores: 2 f - 1, f averaged over inputs."""
    one = read_input(node, "fidelity") if node is not None and node.type == "QuantumMemory" else None
    return (None if one is None else bound_of(lambda f: max(0.0, 2 * f - 1), AT_MOST, {"f": one})) or _PERFECT


def _combined(one: Bound, other: Bound) -> Bound:
    u = hypot(one.u * other.value, other.u * one.value)
    return Bound(one.value * other.value, one.favourable * other.favourable, u)


def _whole(service: Service, kept: dict[str, Bound], nodes: dict[str, Bound]) -> tuple[Bound, tuple[str, ...]] | None:
    """The visibility of the best path with its uncertainty, and its links."""
    paths = []
    for end in ("value", "favourable"):
        links = [Link(name, ends, getattr(kept[name], end)) for name, (_, ends) in service.links.items()]
        paths.append(path_bounds(links, *service.ends, {name: getattr(one, end) for name, one in nodes.items()}))
    if paths[0] is None or paths[1] is None:
        return None
    names = paths[0].clearest
    factors = [kept[name] for name in names] + [nodes[name] for name in _passed(service, names)]
    whole = paths[0].visibility
    slopes = (whole / one.value if one.value else _others(factors, at) for at, one in enumerate(factors))
    u = hypot(*(one.u * slope for one, slope in zip(factors, slopes, strict=True)))
    return Bound(whole, paths[1].visibility, u), names


def _others(factors: list[Bound], at: int) -> float:
    return prod(one.value for place, one in enumerate(factors) if place != at)


def _passed(service: Service, names: tuple[str, ...]) -> list[str]:
    """The nodes between the links of a path."""
    found = {name for _, ends in _on(service, names) for name in ends}
    return sorted(found - set(service.ends))


def _as(term: str, kept: Bound, fidelity: Callable[[float], float]) -> Bound:
    if term == "visibility":
        return kept
    slope = fidelity(1.0) - fidelity(0.0)
    return Bound(fidelity(kept.value), fidelity(kept.favourable), kept.u * slope)


def _averaged(bound: Bound) -> Bound:
    return Bound(average_fidelity(bound.value), average_fidelity(bound.favourable), bound.u * 2 / 3)


def _needs(service: Service, names: tuple[str, ...], term: str) -> tuple[str, ...]:
    """What stands against a refutation: an open list of links, states of no known family, other moments, nodes that
    distil or select.
    """
    needs = list(service.needs)
    for link, _ in service.links.values():
        if (model := stated_word(link, "stateModel")) not in DIAGONAL:
            stated = "" if model is None else f" (stated: {model})"
            needs.append(f"{link.id}: stateModel: werner or bell-diagonal{stated}")
    for link, _ in _on(service, names):
        source = _source(link)
        needs += () if source is None else moments(service.item, term, link, source)
        if source in _VISIBILITIES and not _white(service):
            needs += contradicted(service.item, ONE_BASIS)
    for part in (service.item, *(service.nodes[name] for name in _passed(service, names) if name in service.nodes)):
        about = "" if part is service.item else f"{part.id}: "
        selected = ("conditional", "other", *(() if _white(service) else OFTEN))
        needs += [about + need for need in contrary(part, "postselection", *selected)]
        for word in ("distillation", "errorCorrection"):
            stated = stated_word(part, word)
            if part is not service.item and stated not in (None, "none", "false"):
                needs.append(f"{about}{word}: none (stated: {stated})")
    return tuple(dict.fromkeys(needs))


def _if_all_is_known(found: Judged, service: Service, names: tuple[str, ...]) -> Judged:
    """A claim within the bound of known links alone stays open where others on the path are not known."""
    missing = tuple(f"{link.id}: bellFidelity" for link, _ in _on(service, names) if _source(link) is None)
    if not missing or found.grounding.verdict != SUPPORTED:
        return found
    reason = f"{found.grounding.reason}, as far as they are known"
    return replace(found, grounding=replace(found.grounding, verdict=UNDETERMINED, reason=reason, needs=missing))


def _evidence(
    service: Service, kept: dict[str, Bound], nodes: dict[str, Bound], names: tuple[str, ...]
) -> Evidence | None:
    """The first swap of the path: two links of the mean visibility of its first two."""
    if len(names) < 2:
        return None
    link = min(1.0, sqrt(max(0.0, kept[names[0]].value * kept[names[1]].value)))
    shared = set(service.links[names[0]][1]) & set(service.links[names[1]][1]) - set(service.ends)
    swap = min(1.0, max(0.0, nodes[min(shared)].value)) if shared else 1.0
    return Evidence("entanglement-swapping", {"link visibility": link, "swap visibility": swap},
                    lambda: fidelity_of_visibility(link * link * swap))  # fmt: skip


CHECK = Check(
    name="network-fidelity",
    terms=(*_OUTPUTS, "linkFidelity", "linkVisibility", "links", "nodes", "swapVisibility"),
    kind=THEOREM,
    formula="V_out <= product of V_i and V_swap on the best path; 2 F_out - 1 <= product of 2 F_i - 1 if Bell-diagonal",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1103/PhysRevLett.81.5932",
    judge=judge,
    assumptions=(("distillation", "none"), ("errorCorrection", "none")),
    circuit="entanglement-swapping",
)
