"""A line is one item in one transfer, with everything that conditions read of it.

The functions below are the closed list of derivations; each names the provision or the rule it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier, Item
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.conditions import Condition, Span, View
from qgov.norms.model import Norm
from qgov.situation.aims import aimed_at, designs_unsaid
from qgov.situation.asked import NOTHING_ASKED, Asked, line_facts, unstated
from qgov.situation.certificates import (
    certificates_by_place,
    certificates_on_file,
    certificates_perhaps_on_file,
    certificates_recognised,
    unknown_schemes,
)
from qgov.situation.components import COMPONENT_QUESTIONS, component_questions
from qgov.situation.contract import values_of_such_goods
from qgov.situation.data_borders import foreign_authorities, personal_data_from
from qgov.situation.de_minimis import content_reaches
from qgov.situation.item_hints import item_hints, only_spoken_of, personal_all_the_same
from qgov.situation.licences import licensed_provisions
from qgov.situation.modules import modules_for_roles
from qgov.situation.privileges import claimed_privileges, conditions_on_papers, privileges_left_out
from qgov.situation.recipients import (
    PRIVATE_QUESTIONS,
    actor_homes,
    broker_seats,
    data_roles,
    employment_of_recipients,
    exporter_seats,
    nationality_terms,
    ownership_of_recipients,
    perhaps_citizens,
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
from qgov.situation.remote_use import REMOTE_QUESTIONS, remote_questions
from qgov.situation.route import (
    assumed_groups,
    borders_left,
    divided_states,
    great_britain,
    import_into,
    left_groups,
    places_of_participants,
    places_reached,
    received_groups,
    received_in,
)
from qgov.situation.safeguards import clauses_without_module, repealed_clauses, safeguards_on_file
from qgov.situation.screening import Screening, screen
from qgov.situation.sides import receivers
from qgov.situation.statuses import party_statuses
from qgov.situation.storage import ELECTRONIC, NOWHERE, Storage, stored_abroad
from qgov.situation.twins import twins

ABROAD = ("Reexport", "InCountryTransfer")
# What stands where a purpose should, and specifies none (Regulation (EU) 2016/679, Article 5(1)(b)).
NO_PURPOSE = frozenset(
    ("", *"various any all other others general miscellaneous misc tbd tba n/a none unknown".split())
)


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
    same = twins(dossier.date)
    private = private_questions(dossier, reference)
    lines = []
    for item in dossier.items:
        classes = frozenset(lexicon().superclasses(item.type))
        stored = stored_abroad(dossier, item)
        members, open_members, notes = dict(certain), dict(possible), list(warnings)
        if stored.places:
            members, open_members, notes = _transfer_terms(dossier, reference, stored)
            members, open_members = members | screening.certain, open_members | screening.possible
        origin, maybe_origin, note = item_origin(dossier, item, reference, stored)
        members["itemOrigin"], open_members["itemOrigin"] = origin, maybe_origin
        notes.extend((*note, *item_hints(item, dossier.date), *only_spoken_of(dossier, item), *unknown_schemes(item)))
        members |= _item_words(item, dossier, reference)
        notes.extend(principles_unstated(item, members))
        designs, open_designs, parts = aimed_at(item, "speciallyDesignedFor", asked.designs, item_ids, same)
        notes.extend(designs_unsaid(item, asked.designs))
        members["designedForProvision"], open_members["designedForProvision"] = designs, open_designs
        relations, open_relations, related = aimed_at(item, "relatesTo", asked.relations, item_ids, same)
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
        unraised = (PRIVATE_QUESTIONS - private) | (REMOTE_QUESTIONS - remote_questions(dossier, item))
        answered = ELECTRONIC & asked.questions if set(stored.places) & set(places) else frozenset()
        members["openQuestion"] = answered
        open_members["openQuestion"] = asked.questions - answered - unraised - set(COMPONENT_QUESTIONS)
        known = facts.get(item.id, {}) | line_facts(dossier, item)
        known |= unstated(item, classes, known, asked)
        line = Line(
            item, classes, {term: span_of(fact) for term, fact in known.items()}, members,
            {term: values for term, values in open_members.items() if values},
            known, parts, related, assumed_groups(dossier, reference, stored) if stored.places else assumed,
            tuple(notes), screening.compared,
        )  # fmt: skip
        lines.append((line, places))
    perhaps = {line.item.id: line for line, _ in lines}
    lines = [(_with_questions(line, component_questions(line, perhaps, asked)), places) for line, places in lines]
    values = values_of_such_goods(dossier, perhaps, asked, reference)
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
        "safeguardOnFile": safeguards_on_file(dossier, without) | modules_for_roles(dossier, reference),
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


def principles_unstated(item: Item, members: dict[str, frozenset[str]]) -> list[str]:
    """What is asked of personal data under the law of the Union of which a purpose, a period or its limits are not
    stated (Regulation (EU) 2016/679, Article 5(1)(b), (c) and (e))."""
    here = any(UNION in members[term] for term in ("exportFrom", "importInto", "within"))
    if not here or "true" not in members["personalData"]:
        return []
    stated = {word.removeprefix("not-") for word in principles_stated(item)}
    missing = [term for term in ("purpose", "retention", "minimised") if term not in stated]
    said = f"{', '.join(missing)} of {item.id} is not stated: give it (gdpr:5(1)); until then a condition is left open."
    return [said] if missing else []


def _may_state(item: Item, term: str) -> bool:
    return not set(lexicon().superclasses(item.type)).isdisjoint(lexicon().terms[term].used_on)


def _may_hold_personal_data(item: Item, dossier: Dossier) -> bool:
    """Whether silence leaves it open that the item is personal data: data and algorithms, and whatever is sent as data
    (Regulation (EU) 2016/679, Article 4(1)). Qubits and apparatus as such say nothing of a person."""
    return "personalData" not in item.claims and (_may_state(item, "personalData") or dossier.type == "DataTransfer")


def _words(claim: object) -> frozenset[str]:
    return frozenset(() if claim is None else claim if isinstance(claim, tuple) else (claim,))


def _transfer_terms(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> tuple[dict, dict, list[str]]:
    day = dossier.date
    warnings: list[str] = []
    everywhere, perhaps_everywhere, somewhere, perhaps_somewhere = received_groups(dossier, reference, stored)
    behind, perhaps_behind = left_groups(dossier, reference, stored)
    licensed, notes = licensed_provisions(dossier, reference, received_in(dossier, reference, stored))
    warnings.extend(notes)
    warnings.extend((*silent_receivers(dossier), *perhaps_citizens(dossier, reference)))
    if any(item.claims.get("personalData") or _may_hold_personal_data(item, dossier) for item in dossier.items):
        warnings.extend(read_as_senders(dossier, reference))
    warnings.extend((*clauses_without_module(dossier), *repealed_clauses(dossier), *personal_all_the_same(dossier)))
    left, perhaps_left, in_doubt = borders_left(dossier, reference, stored)
    warnings.extend((*in_doubt, *great_britain(dossier), *divided_states(dossier, stored)))
    data_left, perhaps_data_left = personal_data_from(dossier, reference, stored.personal)
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
    brokers, perhaps_brokers = broker_seats(dossier, reference)
    control, perhaps_control = seats_of_control(dossier, reference)
    actors, perhaps_actors = actor_homes(dossier, reference)
    statuses, perhaps_statuses = party_statuses(dossier)
    certain = {
        "transferType": frozenset({dossier.type}),
        "destination": reference.belongs_to(dossier.destination),
        "exportFrom": left,
        "importInto": import_into(dossier, reference),
        "personalDataFrom": data_left,
        "within": frozenset(reference.jurisdictions(dossier.origin, day)) - left - perhaps_left,
        "transitThrough": frozenset(j for place in dossier.transit for j in reference.jurisdictions(place, day)),
        "placeReached": places_reached(dossier, stored),
        "participantIn": places_of_participants(dossier),
        "foreignAuthorityIn": foreign_authorities(dossier, reference),
        "receivedIn": frozenset(reference.state_name(place) for place in received_in(dossier, reference, stored)),
        "destinationGroup": everywhere,
        "reachedGroup": somewhere,
        "leftGroup": behind,
        "endUseIndication": end_use_indications(dossier),
        "licensedProvision": licensed,
        "claimedPrivilege": claimed_privileges(dossier),
        "safeguardOnFile": safeguards_on_file(dossier) | modules_for_roles(dossier, reference),
        "releasedWithin": released,
        "recipientKind": kinds,
        "recipientHome": homes,
        "senderKind": sending,
        "exporterSeat": seats,
        "brokerSeat": brokers,
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
        "personalDataFrom": perhaps_data_left,
        "within": perhaps_left,
        "destinationGroup": perhaps_everywhere,
        "reachedGroup": perhaps_somewhere,
        "leftGroup": perhaps_behind,
        "releasedWithin": perhaps_released,
        "recipientKind": perhaps_kinds,
        "recipientHome": perhaps_homes,
        "senderKind": perhaps_sending,
        "exporterSeat": perhaps_seats,
        "brokerSeat": perhaps_brokers,
        "exporterControlSeat": perhaps_control,
        "actorHome": perhaps_actors,
        **perhaps_statuses,
        **perhaps_nationality,
        **perhaps_roles,
    }
    return certain, possible, warnings


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


def item_origin(
    dossier: Dossier, item: Item, reference: Reference, stored: Storage = NOWHERE
) -> tuple[frozenset[str], frozenset[str], list[str]]:
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
        reached, perhaps, said = content_reaches(dossier, item, reference, stored.places)
        origin.update({"US"} if reached else ())
        possible.update({"US"} if perhaps else ())
        notes.extend(said)
    # What comes home, or never leaves, is neither an export nor a reexport under the law of its origin.
    ends = (dossier.destination, *stored.places)
    home = frozenset.intersection(*(reference.territories_of(place, dossier.date) for place in ends))
    return frozenset(origin - home), frozenset(possible - origin - home), notes


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
