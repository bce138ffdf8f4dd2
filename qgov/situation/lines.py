"""A line is one item in one transfer, with everything that conditions read of it.

The functions below are the closed list of derivations; each names the provision or the rule it follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from qgov.base.iri import ancestors
from qgov.base.places import state_of
from qgov.dossier.model import Authorisation, Dossier, Item, Quantity
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, Span, View
from qgov.situation.reference import Reference

RECEIVING = ("consignee", "endUser", "recipient")
_BYSTANDERS = ("authority", "dataSubject")
_ABROAD = ("Reexport", "InCountryTransfer")
_RELEASES = ("TechnologyRelease", "RemoteAccess", "QuantumTransmission", "EntanglementDistribution", "DataTransfer")
# 15 CFR 734.4(d) and (c): foreign-made items with a larger share of controlled United States content are subject to
# the Export Administration Regulations.
DE_MINIMIS = Decimal("0.25")
DE_MINIMIS_E = Decimal("0.10")
# 15 CFR 746.6 and its counterparts reach regions of Ukraine, not the state; elsewhere a region shares its state's.
DIVIDED = frozenset({"UA"})


@dataclass(frozen=True)
class Line:
    """One item in one transfer: certain and open values of the terms that conditions read."""

    item: Item
    classes: frozenset[str]
    spans: dict[str, Span]
    members: dict[str, frozenset[str]]
    open_members: dict[str, frozenset[str]] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    designed_for_items: tuple[str, ...] = ()
    assumed: dict[str, frozenset[str]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def view(self) -> View:
        return View(self.classes, self.spans, self.members, self.open_members)

    def widest_view(self, conditions: Iterable[Condition]) -> View:
        """What is known when nothing is derived yet: what these conditions ask of entries, or of what other items are,
        is open."""
        derived = {"describedBy"} | ({"designedForProvision"} if self.designed_for_items else set())
        open_members = dict(self.open_members)
        for condition in conditions:
            for leaf in condition.leaves():
                term = getattr(leaf, "term", None)
                if term in derived:
                    open_members[term] = open_members.get(term, frozenset()) | set(leaf.values)
        return View(self.classes, self.spans, self.members, open_members)

    def values(self, term: str) -> frozenset[str]:
        """Certain and possible values of a term."""
        return self.members.get(term, frozenset()) | self.open_members.get(term, frozenset())


def build_lines(
    dossier: Dossier,
    facts: dict[str, dict[str, Fact]],
    reference: Reference,
    wanted_designs: frozenset[str] = frozenset(),
    questions: frozenset[str] = frozenset(),
) -> tuple[Line, ...]:
    """The lines of a dossier. ``wanted_designs`` are the provisions that some norm asks an item to be designed for,
    ``questions`` the open questions of the norms in force."""
    certain, possible, warnings = _transfer_terms(dossier, reference)
    lines = []
    for item in dossier.items:
        members, open_members, notes = dict(certain), dict(possible), list(warnings)
        origin, maybe_origin, note = item_origin(dossier, item, reference)
        members["itemOrigin"], open_members["itemOrigin"] = origin, maybe_origin
        notes.extend(note)
        members["itemType"] = frozenset({item.type})
        members["designedFor"] = frozenset(item.designed_for)
        stated = item.claims.get("personalData")
        members["personalData"] = frozenset({"not-stated" if stated is None else str(stated).lower()})
        designs, open_designs, items = designed_for(item, wanted_designs, frozenset(i.id for i in dossier.items))
        members["designedForProvision"], open_members["designedForProvision"] = designs, open_designs
        open_members["openQuestion"] = questions
        item_facts = facts.get(item.id, {})
        lines.append(
            Line(
                item, frozenset(lexicon().superclasses(item.type)),
                {term: span_of(fact) for term, fact in item_facts.items()},
                members, {term: values for term, values in open_members.items() if values},
                item_facts, items, assumed_groups(dossier, reference), tuple(notes),
            )
        )  # fmt: skip
    return tuple(lines)


def _transfer_terms(dossier: Dossier, reference: Reference) -> tuple[dict, dict, list[str]]:
    day = dossier.date
    warnings: list[str] = []
    everywhere, perhaps_everywhere, somewhere, perhaps_somewhere = received_groups(dossier, reference)
    licensed, notes = licensed_provisions(dossier, reference)
    warnings.extend(notes)
    certain = {
        "transferType": frozenset({dossier.type}),
        "destination": reference.belongs_to(dossier.destination),
        "exportFrom": export_from(dossier, reference),
        "importInto": import_into(dossier, reference),
        "within": within(dossier, reference),
        "transitThrough": frozenset(j for place in dossier.transit for j in reference.jurisdictions(place, day)),
        "placeReached": places_reached(dossier),
        "receivedIn": frozenset(reference.state_name(place) for place in received_in(dossier, reference)),
        "destinationGroup": everywhere,
        "reachedGroup": somewhere,
        "endUseIndication": end_use_indications(dossier),
        "licensedProvision": licensed,
    }
    return certain, {"destinationGroup": perhaps_everywhere, "reachedGroup": perhaps_somewhere}, warnings


def received_in(dossier: Dossier, reference: Reference) -> tuple[str, ...]:
    """Where the item ends: the destination, and where those are who receive it. What a destination permits holds for a
    transfer only if it holds for all of these. A party inside the state or the Union of origin adds no place."""
    home = set(reference.jurisdictions(dossier.origin, dossier.date))
    parties = [
        party.country
        for party in dossier.parties
        if party.role in RECEIVING
        and party.country
        and not home & reference.territories_of(party.country, dossier.date)
    ]
    return tuple(dict.fromkeys((dossier.destination, *parties)))


def received_groups(dossier: Dossier, reference: Reference) -> tuple[frozenset[str], ...]:
    """The groups to which every place belongs where the item is received, and those to which some does: certain and
    open for each."""
    found = [reference.groups_of(place, dossier.date) for place in received_in(dossier, reference)]
    every = frozenset.intersection(*(certain for certain, _ in found))
    perhaps_every = frozenset.intersection(*(certain | possible for certain, possible in found)) - every
    some = frozenset.union(*(certain for certain, _ in found))
    return every, perhaps_every, some, frozenset.union(*(possible for _, possible in found)) - some


def assumed_groups(dossier: Dossier, reference: Reference) -> dict[str, frozenset[str]]:
    """The groups as the edition nearest to the day has them, verified for that day or not."""
    found = [reference.assumed_groups(place, dossier.date) for place in received_in(dossier, reference)]
    return {"destinationGroup": frozenset.intersection(*found), "reachedGroup": frozenset.union(*found)}


def export_from(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """The jurisdictions that the item leaves, for its destination or for where those are who receive it.

    A release to a person inside the state counts as leaving it.
    """
    origin = frozenset(reference.jurisdictions(dossier.origin, dossier.date))
    inside = [reference.territories_of(place, dossier.date) for place in received_in(dossier, reference)]
    left = frozenset(code for code in origin if not all(code in territories for territories in inside))
    return origin if dossier.type in _RELEASES and not left else left


def within(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """The jurisdictions of the origin that the transfer does not leave."""
    return frozenset(reference.jurisdictions(dossier.origin, dossier.date)) - export_from(dossier, reference)


def import_into(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """The jurisdictions that the item enters."""
    destination = reference.jurisdictions(dossier.destination, dossier.date)
    return frozenset(destination) - reference.territories_of(dossier.origin, dossier.date)


def places_reached(dossier: Dossier) -> frozenset[str]:
    """What places the transfer touches after its origin: destination, transit, and where those are who take part in it.

    For a release to a person, also the most recent citizenship and residency (15 CFR 734.13(b)).
    """
    places = {dossier.destination, *dossier.transit}
    for party in dossier.parties:
        if party.role not in _BYSTANDERS:
            places.update(filter(None, [party.country]))
        if party.role in RECEIVING and dossier.type in _RELEASES:
            places.update(party.citizenship[-1:] + party.residency[-1:])
    states = {state_of(place) for place in places if "-" in place}
    return frozenset(places | (states - DIVIDED))


def end_use_indications(dossier: Dossier) -> frozenset[str]:
    """What is declared or shown of a military or weapons end use, or of having been informed by an authority."""
    found = set()
    declared = dossier.declarations
    military = any(party.role in RECEIVING and party.kind == "military" for party in dossier.parties)
    if declared.military_end_use or dossier.end_use == "military" or military:
        found.add("military")
    if declared.wmd_end_use:
        found.add("wmd")
    if declared.informed_by_authority:
        found.add("informed")
    return frozenset(found)


def item_origin(dossier: Dossier, item: Item, reference: Reference) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """Whose item it is by origin: where it was made, and the United States above the share of 15 CFR 734.4."""
    origin: set[str] = set()
    possible: set[str] = set()
    notes: list[str] = []
    if item.origin_country is not None:
        origin.update(reference.jurisdictions(item.origin_country, dossier.date))
        if dossier.type in _ABROAD and item.us_content is None and "US" not in origin:
            possible.add("US")
            notes.append(f"The United States content of {item.id} is not stated: give usContent (0 if there is none).")
    elif dossier.type in _ABROAD:
        possible.add("US")
        notes.append(
            f"The origin of {item.id} is not stated; in a {dossier.type} it may be the United States:"
            " give originCountry."
        )
    else:
        origin.update(reference.jurisdictions(dossier.origin, dossier.date))
        if "US" not in origin:
            notes.append(f"originCountry of {item.id} is not stated; read as {dossier.origin}, where it leaves from.")
    share = item.us_content
    if share is not None and "US" not in origin:
        low, high = _ends(share)
        certain, maybe = reference.groups_of(dossier.destination, dossier.date)
        strict = {"us-ear:E:1", "us-ear:E:2"}
        least = DE_MINIMIS_E if (certain | maybe) & strict else DE_MINIMIS
        surely = DE_MINIMIS_E if certain & strict else DE_MINIMIS
        if low is not None and low > surely:
            origin.add("US")
        elif high is None or high > least:
            possible.add("US")
    # What comes home, or never leaves, is neither an export nor a reexport under the law of its origin.
    home = reference.territories_of(dossier.destination, dossier.date)
    return frozenset(origin - home), frozenset(possible - origin - home), notes


def licensed_provisions(dossier: Dossier, reference: Reference) -> tuple[frozenset[str], list[str]]:
    """The provisions that a licence valid on the day covers, for this destination and these recipients."""
    found: set[str] = set()
    notes: list[str] = []
    for licence in dossier.authorisations:
        if licence.type != "licence":
            continue
        why_not = _not_valid(licence, dossier, reference)
        name = f"licence {licence.code}" if licence.code else "a licence"
        if why_not:
            notes.append(f"{name[0].upper()}{name[1:]} does not count: {why_not}.")
        else:
            found.update(licence.covers)
            if not licence.destinations:
                notes.append(f"{name[0].upper()}{name[1:]} names no destinations; read as unrestricted, as declared.")
    return frozenset(found), notes


def _not_valid(licence: Authorisation, dossier: Dossier, reference: Reference) -> str | None:
    if not licence.covers:
        return "it says not what it covers (covers)"
    if licence.valid_from is None or licence.valid_until is None:
        return "validFrom and validUntil are needed to show that it is valid on the day"
    if not licence.valid_from <= dossier.date <= licence.valid_until:
        return f"it is valid from {licence.valid_from} until {licence.valid_until}, the transfer is on {dossier.date}"
    for place in received_in(dossier, reference):
        if licence.destinations and not {place, *reference.belongs_to(place)} & set(licence.destinations):
            return f"it names the destinations {', '.join(licence.destinations)}, not {place}"
    if licence.parties:
        missing = [p.id for p in dossier.parties if p.role in RECEIVING and p.id not in licence.parties]
        if missing:
            return f"it does not name the recipient {', '.join(missing)}"
    return None


def designed_for(
    item: Item, wanted: frozenset[str], item_ids: frozenset[str]
) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """What the item is specially designed for: provisions with their ancestors, those left open, and items.

    An instrument of which nothing is declared leaves its provisions open, as does a provision that is declared without
    its paragraph; nothing declared leaves all of them open.
    """
    declared = item.claims.get("speciallyDesignedFor")
    if declared is None:
        return frozenset(), wanted, ()
    values = declared if isinstance(declared, tuple) else (declared,)
    items = tuple(value for value in values if value in item_ids)
    provisions = [value for value in values if value not in item_ids]
    certain = frozenset(above for provision in provisions for above in ancestors(provision))
    instruments = {provision.split(":")[0] for provision in provisions}
    unanswered = frozenset(
        w for w in wanted if provisions and (w.split(":")[0] not in instruments or set(ancestors(w)) & set(provisions))
    )
    return certain, unanswered - certain, items


def span_of(fact: Fact) -> Span:
    """What conditions may know of a fact."""
    if fact.values is not None:
        return Span(words=fact.values, possibly_absent=fact.possibly_absent)
    return Span(fact.lower, fact.upper, None, fact.possibly_absent)


def _ends(quantity: Quantity) -> tuple[Decimal | None, Decimal | None]:
    if quantity.lower is not None or quantity.upper is not None or quantity.value is None:
        return quantity.lower, quantity.upper
    if quantity.standard_uncertainty is None:
        return quantity.value, quantity.value
    with localcontext() as context:
        context.prec = 90
        spread = Decimal("1.645") * quantity.standard_uncertainty
        return quantity.value - spread, quantity.value + spread
