"""No network carries more key or pairs than its smallest cut: the sum of the capacities of the links in it.

A link carries at most -log2(1 - eta^(1/(n+1))) a use and mode with n stations or sources on it, fibre and free space
alike, each by its own loss; over several paths the sum over the smallest cut is the bound for every routing, and over
one path the worst link is (Pirandola 2019, DOI 10.1038/s42005-019-0147-3). That holds for quantum repeaters and for
trusted nodes. The rates that the links themselves claim are a tighter, but no hard bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, inf

from qgov.dossier.model import Item

from ...assumptions import Required, stated_word, unstated
from ...estimate import Estimate, claimed
from ...model import MODEL, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from ...network import Link, path_bounds
from ..bound import AT_LEAST, AT_MOST, Bound, bound_of, judge_bound
from ..check import Check, Judged
from ..entanglement.reading import judge_twice, read, refs
from ..link.bounded import lost_photon
from ..link.capacity import chain_capacity, transmissivity
from ..link.pair_capacity import worth
from ..link.path import KNOWN, Path, path
from ..link.rates import modes
from ..link.words import AMPLIFIED, PAIRS, eavesdropper, protocol, stations
from .parts import Service, moments

_RATES = {"secretKeyRate": "bit/s", "secretKeyPerUse": "bit", "pairRate": "Hz"}


@dataclass(frozen=True)
class Carried:
    """What one link carries at most; ``needs`` is to be stated before it refutes, ``missing`` to compute it at all."""

    bound: Bound | None
    needs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lost: Path | None = None
    spans: float = 1.0


def judge(check: Check, service: Service) -> list[Judged]:
    terms = [term for term in _RATES if read(service.item, term) is not None]
    if not terms:
        return []
    if service.broken:
        claims = refs(service.item, *terms)
        return [Judged(check.verdict(UNDETERMINED, claims, reason=service.broken, needs=service.asks))]
    return [_one(check, service, term) for term in terms]


def _one(check: Check, service: Service, term: str) -> Judged:
    item, one = service.item, read(service.item, term)
    carried = {name: _carried(service, link, term) for name, (link, _) in service.links.items()}
    missing = tuple(need for found in carried.values() for need in found.missing)
    each, unsaid = _worth(item) if term == "pairRate" else (Bound(1.0, 1.0, exact=True), ())
    most = {name: _over(found.bound, each) for name, found in carried.items()}
    said = {name: _said(link, term, most[name]) for name, (link, _) in service.links.items()}
    hard, usual = _whole(service, most), _whole(service, said)
    if hard is None or usual is None:
        reason = f"the links do not join {service.ends[0]} and {service.ends[1]}"
        missing = ("the links between them, each with its nodes",)
    elif usual[0] is None:
        reason = "a rate is claimed, but not all that bounds it"
        missing += unsaid
        if not missing:
            reason = "the loss of the links leaves no limit to the rate"
            return Judged(check.verdict(SUPPORTED, refs(item, term), value=one.shown, reason=reason))
    else:
        return _against(check, service, term, carried, (hard, usual), missing, unsaid)
    return Judged(check.verdict(UNDETERMINED, refs(item, term), value=one.shown, reason=reason, needs=missing))


def _against(
    check: Check, service: Service, term: str, carried: dict[str, Carried], flows: tuple, missing: tuple[str, ...],
    unsaid: tuple[str, ...],
) -> Judged:  # fmt: skip
    item, one = service.item, read(service.item, term)
    (hard, cut), (usual, said) = flows
    names = tuple(dict.fromkeys((*cut, *said)))
    claims = refs(item, term) + tuple(
        ClaimRef(name, source) for name in names for source in _sources(service.links[name][0], term, carried[name])
    )
    where = ", ".join(said[:5]) + (", …" if len(said) > 5 else "")
    rest = {"unit": _RATES[term], "within": f"within what the smallest cut carries ({where})"}
    usually, asks = f"more than the links claim to carry ({where})", tuple(f"{name}: {term} in use" for name in said)
    if hard is None:
        rest |= {"beyond": usually, "needs": (*asks, *missing), "kind": MODEL}
        found = judge_bound(check, item, claims, one, usual, AT_MOST, **rest)
    else:
        model, amplifiers = _listener(item, term)
        needs = (
            *service.needs, *unsaid, *(need for name in cut for need in carried[name].needs),
            *(f"{name}: {need}" for name in cut for need in unstated(service.links[name][0], amplifiers)),
            *(need for name in cut for need in moments(item, term, service.links[name][0], *carried[name].lost.terms)),
        )  # fmt: skip
        worst = min((carried[name] for name in cut), key=lambda found: found.bound.value)
        found = judge_twice(
            replace(check, assumptions=(*check.assumptions, *model)), item, claims, one, hard, usual, AT_MOST,
            beyond=f"more than the smallest cut carries ({', '.join(cut[:5])})", usually=usually, asks=asks,
            needs=needs, evidence=lost_photon(worst.lost.shown() / worst.spans), **rest,
        )  # fmt: skip
    if missing and found.grounding.verdict == SUPPORTED:
        reason = f"{found.grounding.reason}, as far as the links are known"
        return replace(found, grounding=replace(found.grounding, verdict=UNDETERMINED, reason=reason, needs=missing))
    return found


def _listener(item: Item, term: str) -> tuple[tuple[Required, ...], tuple[Required, ...]]:
    """What the service must say of who listens, and what each link must say of amplifiers."""
    required = (("opticalAmplifiers", "none"),) if term == "pairRate" else eavesdropper(item)
    amplifiers = tuple(one for one in required if one[0] == "opticalAmplifiers")
    return tuple(one for one in required if one not in amplifiers), amplifiers


def _carried(service: Service, link: Item, term: str) -> Carried:
    """The capacity of one link in the unit of the claim."""

    def ask(*needs: str) -> tuple[str, ...]:
        return tuple(f"{link.id}: {need}" for need in needs)

    lost, (between, unsaid) = path(link), stations(link)
    amplified = stated_word(link, "opticalAmplifiers")
    if amplified in AMPLIFIED:
        return Carried(None, missing=ask(f"opticalAmplifiers: none (stated: {amplified})"))
    if lost is None or between is None:
        return Carried(None, missing=ask(*(KNOWN if lost is None else unsaid)))
    inputs = dict(lost.inputs)
    if term != "secretKeyPerUse":
        clock = _clock(link) or _clock(service.item)
        if clock is None:
            return Carried(None, missing=ask("clockRate"))
        inputs["clock"] = clock
    source = link.type == "EntanglementLink" or protocol(link) in PAIRS  # one may stand on the link and divide it
    side_by_side, uncounted = modes(link)

    def most(clock: float = 1.0, **values: float) -> float:
        return clock * side_by_side * chain_capacity(transmissivity(lost.loss(values)), between + source)

    bound = bound_of(most, AT_MOST, inputs)
    if bound is None:  # without loss there is no limit
        return Carried(None, missing=() if lost.shown() == 0 else ask("channelLoss above 0"))
    hidden = () if stated_word(link, "memoryNode") == "true" else unstated(link, (("memoryNode", "none"),))
    needs = ask(*uncounted, *unsaid, *hidden, *unstated(link, lost.assumptions))
    return Carried(bound, needs, lost=lost, spans=between + source + 1)


def _clock(item: Item) -> Estimate | None:
    one = read(item, "clockRate")
    return one if one is not None and one.high is not None else None


def _said(link: Item, term: str, most: Bound | None) -> Bound | None:
    """What the link itself claims to carry, or its capacity if that is less or if it claims no rate."""
    one = read(link, term)
    if one is None or one.high is None:
        return most
    said = bound_of(lambda rate: rate, AT_MOST, {"rate": one})
    return said if said is not None and (most is None or said.value <= most.value) else most


def _worth(item: Item) -> tuple[Bound | None, tuple[str, ...]]:
    """What each pair of the service is worth at least, in bits; its pairs are those that both ends registered."""
    fidelity = read(item, "bellFidelity")
    needs = () if stated_word(item, "postselection") in ("coincidence", "heralded") else ("postselection: coincidence",)
    if fidelity is None or fidelity.low is None:
        return None, ("bellFidelity",)
    least = bound_of(worth, AT_LEAST, {"fidelity": fidelity})
    return (None, ("bellFidelity above 1/2",)) if least is None or least.favourable <= 0 else (least, needs)


def _over(carried: Bound | None, each: Bound | None) -> Bound | None:
    if carried is None or each is None:
        return None
    value = carried.value / each.value
    u = hypot(carried.u / each.value, value * each.u / each.value)
    return Bound(value, carried.favourable / each.favourable, u)


def _whole(service: Service, bounds: dict[str, Bound | None]) -> tuple[Bound | None, tuple[str, ...]] | None:
    """The flow between the ends with its uncertainty, and the cut that limits it; no bound where nothing does."""
    found = []
    for end in ("value", "favourable"):
        links = [
            Link(name, ends, rate=inf if bounds[name] is None else getattr(bounds[name], end))
            for name, (_, ends) in service.links.items()
        ]
        found.append(path_bounds(links, *service.ends))
    if found[0] is None or found[1] is None:
        return None
    if found[0].flow == inf:
        return None, ()
    u = hypot(*(bounds[name].u for name in found[0].cut))
    return Bound(found[0].flow, found[1].flow, u), found[1].cut


def _sources(link: Item, term: str, found: Carried) -> tuple[str, ...]:
    terms = found.lost.terms if found.lost is not None else ()
    clock = ("clockRate",) if term != "secretKeyPerUse" and claimed(link, "clockRate") is not None else ()
    said = (term,) if claimed(link, term) is not None else ()
    return (*terms, *clock, *said)


CHECK = Check(
    name="network-rate",
    terms=(*_RATES, "clockRate", "channelLoss", "length", "attenuation", "intermediateStations", "links", "nodes"),
    kind=THEOREM,
    formula="R <= smallest cut of sum of -log2(1 - eta_i^(1/(n_i+1))) x clock x modes; over one path the worst link",
    tolerance="10 % without uncertainty, else 3 combined standard uncertainties",
    source="10.1038/s42005-019-0147-3",
    judge=judge,
    circuit="lost-photon",
)
