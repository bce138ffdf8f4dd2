"""A line is one item in one transfer, with everything that conditions read of it.

The functions below are the closed list of derivations; each names the provision or the rule it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qgov.base.iri import ancestors
from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Item, Party
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, Span, View
from qgov.norms.model import Norm
from qgov.situation.asked import NOTHING_ASKED, Asked, line_facts, unstated
from qgov.situation.certificates import certificates_by_place, certificates_perhaps_on_file, certificates_recognised
from qgov.situation.components import COMPONENT_QUESTIONS, component_questions
from qgov.situation.contract import values_of_such_goods
from qgov.situation.de_minimis import content_reaches
from qgov.situation.item_hints import item_hints
from qgov.situation.known_provisions import perhaps_meant
from qgov.situation.papers import (
    certificates_on_file,
    claimed_privileges,
    clauses_without_module,
    conditions_on_papers,
    licensed_provisions,
    privileges_left_out,
    repealed_clauses,
    safeguards_on_file,
)
from qgov.situation.recipients import (
    PRIVATE_QUESTIONS,
    actor_homes,
    data_roles,
    employment_of_recipients,
    exporter_seats,
    nationality_terms,
    ownership_of_recipients,
    perhaps_citizens,
    persons,
    private_questions,
    read_as_senders,
    recipient_homes,
    recipient_kinds,
    released_within,
    seats_of_control,
    sender_kinds,
    silent_receivers,
)
from qgov.situation.reference import UNION, Reference
from qgov.situation.screening import Screening, screen
from qgov.situation.sides import DATA_ROLES, NO_ACTORS, RECEIVING, RELEASED, receivers
from qgov.situation.statuses import party_statuses

ABROAD = ("Reexport", "InCountryTransfer")
_RELEASES = (*RELEASED, "QuantumTransmission", "EntanglementDistribution", "DataTransfer")
# 15 CFR 746.6 and its counterparts reach regions of Ukraine, not the state; elsewhere a region shares its state's.
DIVIDED = frozenset({"UA"})
# What stands where a purpose should, and specifies none (Regulation (EU) 2016/679, Article 5(1)(b)).
NO_PURPOSE = frozenset(
    ("", *"various any all other others general miscellaneous misc tbd tba n/a none unknown".split())
)
# Groups of destinations of the Union general export authorisations (Regulation (EU) 2021/821, Annex II).
_UNION_DESTINATIONS = "eu-dual-use:"


@dataclass(frozen=True)
class Line:
    """One item in one transfer: certain and open values of the terms that conditions read; ``papers_left_out`` are the
    authorisations that are not for it, by their index in the dossier."""

    item: Item
    classes: frozenset[str]
    spans: dict[str, Span]
    members: dict[str, frozenset[str]]
    open_members: dict[str, frozenset[str]] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    designed_for_items: tuple[str, ...] = ()
    related_items: tuple[str, ...] = ()
    assumed: dict[str, frozenset[str]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    compared: frozenset[str] = frozenset()
    papers_left_out: frozenset[int] = frozenset()

    def view(self) -> View:
        return View(self.classes, self.spans, self.members, self.open_members)

    def widest_view(self, conditions: Iterable[Condition]) -> View:
        """What is known when nothing is derived yet: what these conditions ask of entries, or of what other items are,
        is open."""
        derived = self.derived
        open_members = dict(self.open_members)
        for condition in conditions:
            if condition.terms.isdisjoint(derived):
                continue
            for leaf in condition.all_leaves:
                term = getattr(leaf, "term", None)
                if term in derived:
                    open_members[term] = open_members.get(term, frozenset()) | set(leaf.values)
        return View(self.classes, self.spans, self.members, open_members)

    @property
    def derived(self) -> frozenset[str]:
        """The terms of which nothing is known before entries are asked."""
        return frozenset({"describedBy"} | {term for term, items in self.targets.items() if items})

    @property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """The items of the dossier that this one is designed for or relates to, by the term that their entries fill."""
        return {"designedForProvision": self.designed_for_items, "relatedProvision": self.related_items}

    def values(self, term: str) -> frozenset[str]:
        """Certain and possible values of a term."""
        return self.members.get(term, frozenset()) | self.open_members.get(term, frozenset())


def build_lines(
    dossier: Dossier,
    facts: dict[str, dict[str, Fact]],
    reference: Reference,
    asked: Asked = NOTHING_ASKED,
    screening: Screening | None = None,
) -> tuple[Line, ...]:
    """The lines of a dossier; ``asked`` is what the norms in force read, ``screening`` what lists say of its parties
    (by default what the dossier has on record)."""
    screening = screening or screen(dossier)
    certain, possible, warnings = _transfer_terms(dossier, reference)
    certain, possible = certain | screening.certain, possible | screening.possible
    assumed = assumed_groups(dossier, reference)
    item_ids = frozenset(item.id for item in dossier.items)
    private = private_questions(dossier, reference)
    lines = []
    for item in dossier.items:
        classes = frozenset(lexicon().superclasses(item.type))
        stored = stored_abroad(dossier, item)
        members, open_members, notes = dict(certain), dict(possible), list(warnings)
        if stored:
            members, open_members, notes = _transfer_terms(dossier, reference, stored)
            members, open_members = members | screening.certain, open_members | screening.possible
        origin, maybe_origin, note = item_origin(dossier, item, reference)
        members["itemOrigin"], open_members["itemOrigin"] = origin, maybe_origin
        notes.extend((*note, *item_hints(item, dossier.date)))
        members |= _item_words(item, dossier, reference)
        designs, open_designs, parts = aimed_at(item, "speciallyDesignedFor", asked.designs, item_ids)
        members["designedForProvision"], open_members["designedForProvision"] = designs, open_designs
        relations, open_relations, related = aimed_at(item, "relatesTo", asked.relations, item_ids)
        issued, perhaps_issued = certificates_by_place(item, dossier.date, reference)
        members["certificateOnFile"] |= issued
        open_members["certificateOnFile"] = (
            certificates_perhaps_on_file(item, dossier.date) | perhaps_issued
        ) - members["certificateOnFile"]
        places = received_in(dossier, reference, stored)
        members["certificateRecognised"], open_members["certificateRecognised"] = certificates_recognised(
            item, places, dossier.date, reference
        )
        members["relatedProvision"], open_members["relatedProvision"] = relations, open_relations
        members["relatedItemType"] = related_types(item, dossier)
        members["wholeType"] = frozenset(other.type for other in dossier.items if other.id == item.part_of)
        if not members["activity"] and _may_state(item, "activity"):
            open_members["activity"] = frozenset(lexicon().words("Activity"))
        if _may_hold_personal_data(item, dossier):
            open_members["personalData"] = frozenset({"true"})
        open_members["openQuestion"] = asked.questions - (PRIVATE_QUESTIONS - private) - set(COMPONENT_QUESTIONS)
        known = facts.get(item.id, {}) | line_facts(dossier, item)
        known |= unstated(item, classes, known, asked)
        line = Line(
            item, classes, {term: span_of(fact) for term, fact in known.items()}, members,
            {term: values for term, values in open_members.items() if values},
            known, parts, related, assumed_groups(dossier, reference, stored) if stored else assumed, tuple(notes),
            screening.compared,
        )  # fmt: skip
        lines.append((line, places))
    perhaps = {line.item.id: line for line, _ in lines}
    lines = [(_with_questions(line, component_questions(line, perhaps, asked)), places) for line, places in lines]
    values = values_of_such_goods(dossier, perhaps, asked)
    lines = [(_with_fact(line, values.get(line.item.id)), places) for line, places in lines]
    return tuple(_with_privileges(line, dossier, reference, places, asked, perhaps) for line, places in lines)


def _with_fact(line: Line, fact: Fact | None) -> Line:
    if fact is None:
        return line
    return replace(line, facts=line.facts | {fact.term: fact}, spans=line.spans | {fact.term: span_of(fact)})


def _with_questions(line: Line, questions: frozenset[str]) -> Line:
    if not questions:
        return line
    open_members = line.open_members | {"openQuestion": line.open_members.get("openQuestion", frozenset()) | questions}
    return replace(line, open_members=open_members)


def _with_privileges(
    line: Line, dossier: Dossier, reference: Reference, places: tuple[str, ...], asked: Asked, lines: dict[str, Line]
) -> Line:
    """The same line with the privileges that are relied on for it; ``lines`` are those of all items, without them."""
    if not dossier.authorisations:
        return line
    describing = _may_describe(line, asked, lines)
    without = privileges_left_out(dossier, reference, places, line.item.id, describing)
    papers = {
        "claimedPrivilege": claimed_privileges(dossier, without),
        "conditionShown": conditions_on_papers(dossier, without),
        "safeguardOnFile": safeguards_on_file(dossier, without),
    }
    return replace(
        line, papers_left_out=frozenset(without), members=line.members | papers,
        warnings=(*line.warnings, *without.values()),
    )  # fmt: skip


def _may_describe(line: Line, asked: Asked, lines: dict[str, Line]) -> Iterator[Norm]:
    """The entries that may describe an item, where what it serves is one of the dossier's items: of these, as little is
    known as of any item before the entries are asked, but what cannot describe them is served by nothing."""
    served = {
        term: frozenset(
            above
            for item in items
            for entry, view in _asked_of(lines[item], asked.entries)
            if entry.condition.possible(view) is not False
            for above in ancestors(entry.provision)
        )
        for term, items in line.targets.items()
        if items
    }
    for entry, view in _asked_of(line, asked.entries):
        if served and not entry.condition.terms.isdisjoint(served):
            open_members = dict(view.open_members)
            for term, provisions in served.items():
                stated = line.open_members.get(term, frozenset())
                open_members[term] = stated | (open_members.get(term, frozenset()) & provisions)
            view = replace(view, open_members=open_members, told={})
        if entry.condition.possible(view) is not False:
            yield entry


def _asked_of(line: Line, entries: Iterable[Norm]) -> Iterator[tuple[Norm, View]]:
    """Each entry with what is known of a line to it: one view for all that ask nothing derived, which keeps what it was
    asked."""
    derived, plain = line.derived, line.view()
    for entry in entries:
        asks = not entry.condition.terms.isdisjoint(derived)
        yield entry, line.widest_view([entry.condition]) if asks else plain


def _item_words(item: Item, dossier: Dossier, reference: Reference) -> dict[str, frozenset[str]]:
    """What is stated of an item in words, of which several may hold at once; a place counts as its state too."""
    stated = item.claims.get("personalData")
    if item.claims.get("specialCategories") is True:
        stated = True  # special categories are categories of personal data (Regulation (EU) 2016/679, Article 9(1))
    return {
        "itemType": frozenset({item.type}),
        "designedFor": frozenset(item.designed_for),
        "personalData": frozenset({"not-stated" if stated is None else str(stated).lower()}),
        "principleStated": principles_stated(item),
        "certificateOnFile": certificates_on_file(item, dossier.date),
        "activity": _words(item.claims.get("activity")),
        **{
            term: frozenset(name for place in _words(item.claims.get(term)) for name in reference.belongs_to(place))
            for term in ("storedIn", "subjectsFrom")
        },
    }


def principles_stated(item: Item) -> frozenset[str]:
    """On which principles of Regulation (EU) 2016/679, Article 5(1)(b), (c) and (e), something is stated of an item: a
    purpose that names one, a period of keeping, and whether it is limited to what is needed."""
    found = set()
    if str(item.claims.get("purpose") or "").strip(" .").casefold() not in NO_PURPOSE:
        found.add("purpose")
    if "retention" in item.claims:
        found.add("retention")
    if (limited := item.claims.get("minimised")) is not None:
        found.add("minimised" if limited else "not-minimised")
    return frozenset(found)


def _may_state(item: Item, term: str) -> bool:
    return not set(lexicon().superclasses(item.type)).isdisjoint(lexicon().terms[term].used_on)


def _may_hold_personal_data(item: Item, dossier: Dossier) -> bool:
    """Whether silence leaves it open that the item is personal data: data and algorithms, and whatever is sent as data
    (Regulation (EU) 2016/679, Article 4(1)). Qubits and apparatus as such say nothing of a person."""
    return "personalData" not in item.claims and (_may_state(item, "personalData") or dossier.type == "DataTransfer")


def _words(claim: object) -> frozenset[str]:
    return frozenset(() if claim is None else claim if isinstance(claim, tuple) else (claim,))


def _transfer_terms(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()
) -> tuple[dict, dict, list[str]]:
    day = dossier.date
    warnings: list[str] = []
    everywhere, perhaps_everywhere, somewhere, perhaps_somewhere = received_groups(dossier, reference, stored)
    behind, perhaps_behind = left_groups(dossier, reference, stored)
    licensed, notes = licensed_provisions(dossier, reference, received_in(dossier, reference, stored))
    warnings.extend(notes)
    warnings.extend((*silent_receivers(dossier), *perhaps_citizens(dossier, reference)))
    if any(item.claims.get("personalData") or _may_hold_personal_data(item, dossier) for item in dossier.items):
        warnings.extend(read_as_senders(dossier, reference))
    warnings.extend((*clauses_without_module(dossier), *repealed_clauses(dossier)))
    left, perhaps_left, in_doubt = borders_left(dossier, reference, stored)
    warnings.extend((*in_doubt, *_great_britain(dossier), *_divided(dossier)))
    released, perhaps_released = released_within(dossier, reference)
    if UNION in released and not left:
        warnings.append(
            "A release inside the Union is no export (Regulation (EU) 2021/821, Article 2(2)), whatever describes the"
            " item: what is asked is technical assistance to one who resides outside (Article 8) and embargoes."
        )
    nationality, perhaps_nationality = nationality_terms(dossier, reference)
    roles, perhaps_roles = data_roles(dossier, reference)
    kinds, perhaps_kinds = recipient_kinds(dossier, reference)
    homes, perhaps_homes = recipient_homes(dossier, reference)
    sending, perhaps_sending = sender_kinds(dossier, reference)
    seats, perhaps_seats = exporter_seats(dossier, reference)
    control, perhaps_control = seats_of_control(dossier, reference)
    actors, perhaps_actors = actor_homes(dossier, reference)
    statuses, perhaps_statuses = party_statuses(dossier)
    certain = {
        "transferType": frozenset({dossier.type}),
        "destination": reference.belongs_to(dossier.destination),
        "exportFrom": left,
        "importInto": import_into(dossier, reference),
        "within": frozenset(reference.jurisdictions(dossier.origin, day)) - left - perhaps_left,
        "transitThrough": frozenset(j for place in dossier.transit for j in reference.jurisdictions(place, day)),
        "placeReached": places_reached(dossier),
        "participantIn": places_of_participants(dossier),
        "receivedIn": frozenset(reference.state_name(place) for place in received_in(dossier, reference, stored)),
        "destinationGroup": everywhere,
        "reachedGroup": somewhere,
        "leftGroup": behind,
        "endUseIndication": end_use_indications(dossier),
        "licensedProvision": licensed,
        "claimedPrivilege": claimed_privileges(dossier),
        "safeguardOnFile": safeguards_on_file(dossier),
        "releasedWithin": released,
        "recipientKind": kinds,
        "recipientHome": homes,
        "senderKind": sending,
        "exporterSeat": seats,
        "exporterControlSeat": control,
        "actorHome": actors,
        "recipientOwnership": ownership_of_recipients(dossier),
        "recipientEmployment": employment_of_recipients(dossier),
        **statuses,
        **nationality,
        **roles,
    }
    possible = {
        "exportFrom": perhaps_left,
        "within": perhaps_left,
        "destinationGroup": perhaps_everywhere,
        "reachedGroup": perhaps_somewhere,
        "leftGroup": perhaps_behind,
        "releasedWithin": perhaps_released,
        "recipientKind": perhaps_kinds,
        "recipientHome": perhaps_homes,
        "senderKind": perhaps_sending,
        "exporterSeat": perhaps_seats,
        "exporterControlSeat": perhaps_control,
        "actorHome": perhaps_actors,
        **perhaps_statuses,
        **perhaps_nationality,
        **perhaps_roles,
    }
    return certain, possible, warnings


def _divided(dossier: Dossier) -> list[str]:
    """What is said where a state is named alone of which some regions are under embargo."""
    places = places_of_participants(dossier)
    return [
        f"{state} is stated alone, and may be one of its regions under embargo: give the part of every place and party"
        " there (ISO 3166-2, such as UA-30 for the capital)."
        for state in sorted(DIVIDED & places)
    ]


def _great_britain(dossier: Dossier) -> list[str]:
    """What is said where the United Kingdom is named alone: in Northern Ireland the Regulation of the Union is the law
    on dual-use items (Export Control Order 2008, article 2(1))."""
    if "GB" not in (dossier.origin, dossier.destination) or dossier.origin == dossier.destination:
        return []
    if dossier.type == "DataTransfer":
        return []
    return ["GB is read as Great Britain; for Northern Ireland, where the Union's Regulation applies, give GB-NIR."]


def stored_abroad(dossier: Dossier, item: Item) -> tuple[str, ...]:
    """Where an item is stored besides, if it holds personal data, or may and its transfer is one of data: to store them
    elsewhere than with the receiver makes them available there too (Regulation (EU) 2016/679, Article 44)."""
    personal = any(item.claims.get(term) is True for term in ("personalData", "specialCategories"))
    if item.claims.get("personalData") is False or not (personal or dossier.type == "DataTransfer"):
        return ()
    return tuple(place for place in _words(item.claims.get("storedIn")) if place != dossier.destination)


def received_in(dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Where the item ends: the destination, where those are who receive it, and where it is stored besides. What a
    destination permits holds for a transfer only if it holds for all of these. A party inside the state or the Union of
    origin adds no place; one that handles personal data abroad receives them there. A place that lies in the customs
    territory of the Union alone, as Monaco, is not inside the Union."""
    day = dossier.date
    home = reference.laws_at(dossier.origin, day)
    parties = [party.country for party in _received_by(dossier) if party.country]
    abroad = [place for place in (*parties, *stored) if not home & reference.laws_at(place, day)]
    return tuple(dict.fromkeys((dossier.destination, *abroad)))


def _received_by(dossier: Dossier) -> list[Party]:
    """Who may add a place of receipt: who receives, and who handles personal data, wherever it is."""
    found = receivers(dossier)
    return [party for party in dossier.parties if party.role in (*RECEIVING, *DATA_ROLES) or party in found]


def left_groups(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """The groups of the places that the item leaves, certain and open: of its origin, and of its destination where it
    is stored further on, as personal data go out of a territory from wherever in it they were (Regulation (EU)
    2016/679, Article 44)."""
    places = (dossier.origin, dossier.destination) if stored else (dossier.origin,)
    found = [reference.groups_of(place, dossier.date) for place in places]
    certain = frozenset.union(*(sure for sure, _ in found))
    return certain, frozenset.union(*(perhaps for _, perhaps in found)) - certain


def received_groups(dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()) -> tuple[frozenset[str], ...]:
    """The groups to which every place belongs where the item is received, and those to which some does: certain and
    open for each."""
    places = received_in(dossier, reference, stored)
    found = {place: reference.groups_of(place, dossier.date) for place in places}
    every = _shared(dossier, reference, {place: certain for place, (certain, _) in found.items()})
    perhaps = _shared(dossier, reference, {place: certain | possible for place, (certain, possible) in found.items()})
    some = frozenset.union(*(certain for certain, _ in found.values()))
    return every, perhaps - every, some, frozenset.union(*(possible for _, possible in found.values())) - some


def assumed_groups(dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()) -> dict[str, frozenset[str]]:
    """The groups as the edition nearest to the day has them, verified for that day or not."""
    places = received_in(dossier, reference, stored)
    found = {place: reference.assumed_groups(place, dossier.date) for place in places}
    return {
        "destinationGroup": _shared(dossier, reference, found),
        "reachedGroup": frozenset.union(*found.values()),
    }


def _shared(dossier: Dossier, reference: Reference, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    """The groups that all places have.

    Of the destinations of the Union's general authorisations only places outside its customs territory are asked: what
    starts inside and stops in another Member State on its way is exported to where it leaves for, under an
    authorisation that holds throughout that territory (Regulation (EU) 2021/821, Article 2(2), Article 11(2)(b) and
    the last sentence of Article 12(1)).
    """
    every = frozenset.intersection(*groups.values())
    if not reference.in_union(dossier.origin, dossier.date):
        return every
    outside = [held for place, held in groups.items() if not reference.in_union(place, dossier.date)]
    abroad = frozenset.intersection(*outside) if outside else frozenset()
    return every | frozenset(group for group in abroad if group.startswith(_UNION_DESTINATIONS))


def export_from(dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()) -> frozenset[str]:
    """The jurisdictions that the item leaves, for its destination or for where those are who receive it; also those of
    the destination, for where it is stored besides.

    A release to a foreign person inside the state leaves nothing: that is ``releasedWithin``.
    """
    origin = frozenset(reference.jurisdictions(dossier.origin, dossier.date))
    inside = [reference.territories_of(place, dossier.date) for place in received_in(dossier, reference, stored)]
    left = frozenset(code for code in origin if not all(code in territories for territories in inside))
    return left | _sent_on(dossier, reference, stored)


def _sent_on(dossier: Dossier, reference: Reference, stored: tuple[str, ...]) -> frozenset[str]:
    """The jurisdictions of the destination that personal data leave again, as they arrive there and are stored in a
    further place (Regulation (EU) 2016/679, Article 44). What stays stored where it came from was never there."""
    home = set(reference.jurisdictions(dossier.origin, dossier.date))
    further = [reference.territories_of(place, dossier.date) for place in stored]
    arrived = reference.jurisdictions(dossier.destination, dossier.date)
    return frozenset(code for code in arrived if any(not (home | {code}) & there for there in further))


def borders_left(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()
) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """The jurisdictions that the item leaves (``export_from``), certainly and perhaps, and what is said of the latter.

    Where the destination is a part of a state whose law differs, such as Northern Ireland, a party that states the
    state alone may be in that part: then whether the item leaves for it is open.
    """
    left = export_from(dossier, reference, stored)
    further, onward = _by_way_of(dossier, reference, left, stored)
    there = reference.territories_of(dossier.destination, dossier.date)
    vague = [
        party for party in _received_by(dossier)
        if party.country not in (None, dossier.destination)
        and party.country == state_of(dossier.destination)
        and reference.territories_of(party.country, dossier.date) != there
    ]  # fmt: skip
    if not vague:
        return left, further, onward
    parties = tuple(replace(p, country=dossier.destination) if p in vague else p for p in dossier.parties)
    certain = export_from(replace(dossier, parties=parties), reference, stored)
    if certain == left:
        return left, further, onward
    said = [
        f"{party.name or party.id} is in {party.country} and the item goes to {dossier.destination}: whether that is"
        f" where the party is too is open; give the party's country as a part of {party.country} (ISO 3166-2)."
        for party in vague
    ]
    return certain, (left | further) - certain, [*said, *onward]


def _by_way_of(
    dossier: Dossier, reference: Reference, left: frozenset[str], stored: tuple[str, ...]
) -> tuple[frozenset[str], list[str]]:
    """The Member State by way of which goods go from another one to somebody outside the Union, and what is said of it.

    Each Member State may list goods besides Annex I for their export, and who exports from where it is not established
    needs a licence under the list of another one at least where its authority says so (Regulation (EU) 2021/821,
    Articles 9(1) and 10(1)): whether the list of that state is asked is open. What is sent as data or shown to a person
    stops nowhere.
    """
    day = dossier.date
    abroad = any(not reference.in_union(place, day) for place in received_in(dossier, reference, stored))
    # Northern Ireland is inside for the Regulation, and no Member State.
    inside = reference.in_union(dossier.origin, day) and reference.in_union(state_of(dossier.destination), day)
    if dossier.type != "Export" or not (abroad and inside):
        return frozenset(), []
    home = frozenset(reference.jurisdictions(dossier.origin, day)) | left
    codes = frozenset(reference.jurisdictions(dossier.destination, day)) - home
    return codes, [
        f"The items go by way of {code} to somebody outside the Union: whether the list of {code} is asked for their"
        " export is open (Regulation (EU) 2021/821, Articles 9 and 10)."
        for code in sorted(codes)
    ]


def import_into(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """The jurisdictions that the item enters."""
    destination = reference.jurisdictions(dossier.destination, dossier.date)
    return frozenset(destination) - reference.territories_of(dossier.origin, dossier.date)


def places_reached(dossier: Dossier) -> frozenset[str]:
    """What places the transfer touches after its origin: destination, transit, and where those are who take part in it.

    For a release to a person, also the most recent citizenship and residency (15 CFR 734.13(b)).
    """
    nationalities = (
        place
        for party in (*receivers(dossier), *persons(dossier))
        if dossier.type in _RELEASES
        for place in party.citizenship[-1:] + party.residency[-1:]
    )
    return places_of_participants(dossier) | _with_states(nationalities)


def places_of_participants(dossier: Dossier) -> frozenset[str]:
    """Destination, transit, and where those are who take part in the transfer, whatever their nationality."""
    receive = receivers(dossier)
    parties = (party.country for party in dossier.parties if party.role not in NO_ACTORS or party in receive)
    return _with_states({dossier.destination, *dossier.transit, *filter(None, parties)})


def _with_states(places: Iterable[str]) -> frozenset[str]:
    """Places, and the states of those that are parts of one."""
    places = frozenset(places)
    return places | (frozenset(state_of(place) for place in places if "-" in place) - DIVIDED)


def end_use_indications(dossier: Dossier) -> frozenset[str]:
    """What is declared or shown of a military or weapons end use, or of having been informed by an authority."""
    found = set()
    declared = dossier.declarations
    military = any(party.kind == "military" for party in receivers(dossier))
    if declared.military_end_use or dossier.end_use == "military" or military:
        found.add("military")
    if declared.wmd_end_use:
        found.add("wmd")
    if declared.informed_by_authority:
        found.add("informed")
    if declared.internal_repression:
        found.add("human-rights")
    return frozenset(found)


def item_origin(dossier: Dossier, item: Item, reference: Reference) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """Whose item it is by origin: where it was made, and the United States above the share of 15 CFR 734.4."""
    origin: set[str] = set()
    possible: set[str] = set()
    notes: list[str] = []
    if item.origin_country is not None:
        origin.update(reference.jurisdictions(item.origin_country, dossier.date))
        if dossier.type in ABROAD and item.us_content is None and "US" not in origin:
            possible.add("US")
            notes.append(f"The United States content of {item.id} is not stated: give usContent (0 if there is none).")
    elif dossier.type in ABROAD:
        possible.add("US")
        notes.append(
            f"The origin of {item.id} is not stated; in a {dossier.type} it may be the United States:"
            " give originCountry."
        )
    else:
        origin.update(reference.jurisdictions(dossier.origin, dossier.date))
        if "US" not in origin:
            notes.append(f"originCountry of {item.id} is not stated; read as {dossier.origin}, where it leaves from.")
    if not {"US"} & (origin | possible) and item.us_content is None and dossier.type != "DataTransfer":
        notes.append(
            f"The United States content of {item.id} is not stated; read as none, so that the United States rules on"
            " reexports (15 CFR 734.4) were not asked: give usContent."
        )
    if "US" not in origin:
        reached, perhaps, said = content_reaches(dossier, item, reference)
        origin.update({"US"} if reached else ())
        possible.update({"US"} if perhaps else ())
        notes.extend(said)
    # What comes home, or never leaves, is neither an export nor a reexport under the law of its origin.
    home = reference.territories_of(dossier.destination, dossier.date)
    return frozenset(origin - home), frozenset(possible - origin - home), notes


def aimed_at(
    item: Item, term: str, wanted: frozenset[str], item_ids: frozenset[str]
) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """What an item is specially designed for, or relates to: provisions with their ancestors, those left open, items.

    An instrument of which nothing is declared leaves its provisions open, as does a provision that is declared without
    its paragraph, or with one that no norm knows; nothing declared leaves all of them open.
    """
    declared = item.claims.get(term)
    if declared is None:
        return frozenset(), wanted if _may_state(item, term) else frozenset(), ()
    values = declared if isinstance(declared, tuple) else (declared,)
    items = tuple(value for value in values if value in item_ids)
    provisions = [value for value in values if value not in item_ids]
    certain = frozenset(above for provision in provisions for above in ancestors(provision))
    instruments = {provision.split(":")[0] for provision in provisions}
    unanswered = frozenset(
        w for w in wanted if provisions and (w.split(":")[0] not in instruments or set(ancestors(w)) & set(provisions))
    )
    unanswered = unanswered.union(*(perhaps_meant(provision, wanted) for provision in provisions))
    return certain, unanswered - certain, items


def related_types(item: Item, dossier: Dossier) -> frozenset[str]:
    """The types of the dossier's items that technology or software is stated to relate to, and ``provision`` where it
    is stated to relate to what an entry names; none where nothing is stated."""
    types = {other.id: other.type for other in dossier.items}
    return frozenset(types.get(value, "provision") for value in _words(item.claims.get("relatesTo")))


def span_of(fact: Fact) -> Span:
    """What conditions may know of a fact."""
    if fact.values is not None:
        return Span(words=fact.values, possibly_absent=fact.possibly_absent)
    return Span(fact.lower, fact.upper, None, fact.possibly_absent)
