"""Who receives: nationality, kind and employment of those to whom something is sent or released."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Party
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.situation.reference import UNION, Reference
from qgov.situation.sides import (
    AGENTS,
    DATA_ROLES,
    NO_ACTORS,
    NOTIFIED,
    RECEIVING,
    RELEASED,
    SUBJECT,
    named_receivers,
    receivers,
)

ELSEWHERE = "elsewhere"
"""Some other state: of a party that states no country."""
SINGLED_OUT = "singled-out"
"""Some nationality that a norm names by itself: of a person of whom none is told."""
# The groups by which releases are divided (15 CFR part 736, Supplement No. 1, (f)(3); 15 CFR 742.4(a)(5)(ii)(B)).
COUNTRY_GROUPS = frozenset({"us-ear:D:1", "us-ear:D:5", "us-ear:E:1", "us-ear:E:2"})
HOUSEHOLD, NO_IMPORTER = "gdpr-household-activity", "gdpr-no-importer"
ARMED_FORCES = "gdpr-armed-forces"
PRIVATE_QUESTIONS = frozenset({HOUSEHOLD, NO_IMPORTER, ARMED_FORCES})
"""Open questions that only some senders and receivers raise: whether a natural person who sends acts for a purely
personal or household activity (Regulation (EU) 2016/679, Article 2(2)(c)); whether a natural person who receives is the
person concerned or one of the sender's own staff, so that no other controller or processor receives (Article 44); and
whether armed forces that send do so outside the scope of Union law (Article 2(2)(a) and (b))."""
_HALF = Decimal("0.5")

Members = dict[str, frozenset[str]]
Kinds = tuple[frozenset[str], frozenset[str]]


def silent_receivers(dossier: Dossier) -> list[str]:
    """What is said of receivers of whom no place is stated: embargoes and groups of countries are read for the places
    that a dossier names."""
    found = [party for party in dossier.parties if party.role in (*RECEIVING, *DATA_ROLES)]
    read = f"read as in {dossier.destination}" if dossier.destination else "read as nowhere"
    if not found and (read_so := receivers(dossier)):
        names = ", ".join(party.name or party.id for party in read_so)
        return [f"Nobody but {names} (authority) is named at the destination, and is read as receiving: say recipient."]
    if not found:
        return [f"Nobody is named who receives; {read}: give the endUser or consignee with country and kind."]
    silent = [party for party in found if not (party.country or party.citizenship or party.residency)]
    return [f"The country of {party.name or party.id} ({party.role}) is not stated; {read}." for party in silent]


def persons(dossier: Dossier) -> list[Party]:
    """The natural persons who receive, also as controller or processor inside the state of an exporter who releases
    something to them. A release to nobody in particular is read as one to a person not known."""
    among = receivers(dossier)
    if dossier.type in RELEASED and any(party.role == "exporter" for party in dossier.parties):
        among = among + [party for party in dossier.parties if party.role in DATA_ROLES and party not in among]
    found = [p for p in among if p.kind == "person" or p.citizenship or p.residency]
    if not found and not receivers(dossier) and dossier.type in RELEASED:
        return [Party("", "recipient")]
    return found


def most_recent(person: Party) -> frozenset[str]:
    """The places that may be a person's most recent citizenship or permanent residency (15 CFR 734.13(b)).

    Each list has the most recent one last; of two lists that end differently the dossier does not say which is later.
    """
    return frozenset((*person.citizenship[-1:], *person.residency[-1:]))


def nationality_terms(dossier: Dossier, reference: Reference) -> tuple[Members, Members]:
    """``nationality``, ``nationalityGroup`` (of every person who receives), ``anyNationalityGroup`` (of some),
    ``citizenshipGroup`` (of every citizenship of every such person) and ``nationalityTold`` (``latest`` where of every
    such person the latest nationality is told and its country groups are known): certain and open values of each.

    Of a release to somebody of whom none is told one unknown stands for all nationalities that norms name one by one,
    so that each of them may apply and worlds are doubled but once.
    """
    people = persons(dossier)
    if not people:
        return {}, {}
    candidates = [most_recent(person) for person in people]
    groups = [_groups(places, dossier.date, reference) for places in candidates]
    every = frozenset.intersection(*(certain for certain, _ in groups))
    some = frozenset.union(*(certain for certain, _ in groups))
    known = frozenset(place for places in candidates if len(places) == 1 for place in places)
    held = [_groups_of_all(person.citizenship, dossier.date, reference) for person in people]
    throughout = frozenset.intersection(*(certain for certain, _ in held))
    told = all(candidates) or (not receivers(dossier) and any(party.role in DATA_ROLES for party in dossier.parties))
    unnamed = frozenset({SINGLED_OUT} if dossier.type in RELEASED and not told else ())
    one_each = all(len(places) == 1 for places in candidates)
    settled = one_each and all(COUNTRY_GROUPS.isdisjoint(possible) for _, possible in groups)
    certain = {
        "nationalityTold": frozenset({"latest"} if settled else ()),
        "nationality": known, "nationalityGroup": every, "anyNationalityGroup": some, "citizenshipGroup": throughout,
    }  # fmt: skip
    return certain, {
        "citizenshipGroup": frozenset.intersection(*(c | p for c, p in held)) - throughout,
        "nationality": frozenset(place for places in candidates for place in places) - known | unnamed,
        "nationalityGroup": frozenset.intersection(*(c | p for c, p in groups)) - every,
        "anyNationalityGroup": frozenset.union(*(c | p for c, p in groups)) - some,
    }


def _groups(places: frozenset[str], day: date, reference: Reference) -> tuple[frozenset[str], frozenset[str]]:
    if not places:
        return frozenset(), reference.all_groups
    found = [reference.groups_of(place, day) for place in places]
    certain = frozenset.intersection(*(sure for sure, _ in found))
    return certain, frozenset.union(*(sure | maybe for sure, maybe in found)) - certain


def _groups_of_all(places: tuple[str, ...], day: date, reference: Reference) -> tuple[frozenset[str], frozenset[str]]:
    """The groups in which all of these places are, certainly and perhaps; with none stated, any group may be one."""
    if not places:
        return frozenset(), reference.all_groups
    found = [reference.groups_of(place, day) for place in places]
    certain = frozenset.intersection(*(sure for sure, _ in found))
    return certain, frozenset.intersection(*(sure | maybe for sure, maybe in found)) - certain


def released_within(dossier: Dossier, reference: Reference) -> tuple[frozenset[str], frozenset[str]]:
    """The jurisdictions inside which something is released to a foreign person: certainly, and perhaps.

    Foreign to a jurisdiction is a person with neither citizenship nor permanent residency there (15 CFR 772.1); to the
    Union, who resides in a third country and is there for a time, whatever the citizenship (Regulation (EU) 2021/821,
    Article 2(10)(c)). Of several citizenships only the last is certainly still held: the others may have been given up.
    """
    if dossier.type not in RELEASED:
        return frozenset(), frozenset()
    certain: set[str] = set()
    possible: set[str] = set()
    inside = reference.territories_of(dossier.destination, dossier.date)
    for code in reference.jurisdictions(dossier.origin, dossier.date):
        for person in persons(dossier):
            here = inside if dossier.destination else frozenset()
            if code not in here and code not in reference.territories_of(person.country or "", dossier.date):
                continue
            held, once = (*person.citizenship[-1:], *person.residency), person.citizenship[:-1]
            if code == UNION and (person.residency or person.country):
                held, once = person.residency, ()
                if not person.residency:
                    lives = _lives_in(person, dossier.date, reference)
                    held, once = lives[-1:], lives[:-1]
            if any(code in reference.jurisdictions(place, dossier.date) for place in held):
                continue
            if not held or any(code in reference.jurisdictions(place, dossier.date) for place in once):
                possible.add(code)
            else:
                certain.add(code)
    return frozenset(certain), frozenset(possible - certain)


def perhaps_citizens(dossier: Dossier, reference: Reference) -> list[str]:
    """What is said of persons to whom something is released in a state of which they may be citizens no more."""
    found = []
    for person in persons(dossier) if dossier.type in RELEASED else ():
        here = reference.state_name(person.country or dossier.destination)
        held = {reference.state_name(place) for place in (*person.citizenship[-1:], *person.residency)}
        if here not in held and here in {reference.state_name(place) for place in person.citizenship[:-1]}:
            found.append(
                f"Whether {person.name or person.id} still is a citizen of {here} is not said, since a later one"
                f" follows: if so, add {here} to residency, the places where one has the right to reside."
            )
    return found


def _lives_in(person: Party, day: date, reference: Reference) -> tuple[str, ...]:
    """Where a person who states no residency is taken to live: outside the Union where it is said to be there, else in
    the states of its citizenship."""
    return person.citizenship if reference.in_union(person.country, day) else (person.country,)


def recipient_kinds(dossier: Dossier, reference: Reference) -> Kinds:
    """The kinds of those who receive; where one is not stated, any kind may be among them. An authority is of the kind
    government; that it receives is read from nobody else doing so, so that any other kind may be among them too."""
    found = [*named_receivers(dossier), *_handlers(dossier, reference, at_home=False)] or receivers(dossier)
    certain, possible = _kinds([replace(party, kind=party.kind or "government") if party.role == NOTIFIED else party
                                for party in found])  # fmt: skip
    if any(party.role == NOTIFIED for party in found):
        possible = frozenset(lexicon().words("PartyKind")) - certain
    return certain, possible


def recipient_homes(dossier: Dossier, reference: Reference) -> Kinds:
    """The states in which those who receive are established, located or ordinarily resident.

    Of several residencies the last one is certain, a person who states none may live where it is a citizen, and one of
    whom nothing is known anywhere (S.I. 2019/855, regulation 21(2); Foreign Exchange and Foreign Trade Act of Japan,
    Article 6(1)(v) and (vi)).
    """
    certain: set[str] = set()
    possible: set[str] = set()
    for party in receivers(dossier) or [Party("", "recipient")]:
        certain.update(reference.state_name(place) for place in (party.country, *party.residency[-1:]) if place)
        others = party.residency[:-1] or (() if party.residency else party.citizenship)
        possible.update(reference.state_name(place) for place in others)
        if not (party.country or party.residency or party.citizenship):
            possible.update((reference.state_name(dossier.destination), ELSEWHERE))
    return frozenset(certain), frozenset(possible - certain)


def sender_kinds(dossier: Dossier, reference: Reference) -> Kinds:
    """The kinds of those who send: the exporter, and who handles personal data on the side of the origin; where one is
    not stated, any kind may be among them."""
    exporters = [party for party in dossier.parties if party.role == "exporter"]
    return _kinds([*exporters, *_handlers(dossier, reference, at_home=True)])


def exporter_seats(dossier: Dossier, reference: Reference) -> Kinds:
    """The states, and the Union, in which every exporter is established; where that is not stated of one, those of the
    origin may be among them."""
    exporters = [party for party in dossier.parties if party.role == "exporter"]
    seats = [reference.jurisdictions(state_of(party.country), dossier.date) for party in exporters if party.country]
    stated = frozenset.intersection(*map(frozenset, seats)) if seats else frozenset()
    if exporters and len(seats) == len(exporters):
        return stated, frozenset()
    home = frozenset(reference.jurisdictions(dossier.origin, dossier.date))
    return frozenset(), stated or home


def broker_seats(dossier: Dossier, reference: Reference) -> Kinds:
    """The states, and the Union, in which some broker is established; of one that states no country those are open for
    which norms ask."""
    brokers = [party for party in dossier.parties if party.role == "broker"]
    stated = [party.country for party in brokers if party.country]
    certain = frozenset(code for place in stated for code in reference.jurisdictions(place, dossier.date))
    return certain, frozenset({UNION, "GB"} if len(stated) < len(brokers) else ()) - certain


def actor_homes(dossier: Dossier, reference: Reference) -> Kinds:
    """The states, and the Union, to whose law somebody who takes part is bound wherever the transfer takes place: where
    those who send, broker, carry or handle data are established, reside or are citizens, and where one who receives is
    established (Regulation (EU) No 269/2014, Article 17, and its like; Außenwirtschaftsverordnung, section 49(1)).

    Of several residencies or citizenships the last one is certain; the others may have been given up.
    """
    certain: set[str] = set()
    possible: set[str] = set()
    for party in dossier.parties:
        if party.role in NO_ACTORS:
            continue
        held = (party.residency, party.citizenship) if party.role not in RECEIVING else ()
        now = (party.country, *(place for places in held for place in places[-1:]))
        once = (place for places in held for place in places[:-1])
        for places, found in ((now, certain), (once, possible)):
            found.update(code for place in places if place for code in reference.laws_at(place, dossier.date))
    return frozenset(certain), frozenset(possible - certain)


def seats_of_control(dossier: Dossier, reference: Reference) -> Kinds:
    """The states outside the Union, or the Union, in which the exporters sit and those who are said to hold half of one
    or more, or a share that is not stated, directly or through others; of one who states no country it is open
    (Regulation (EU) 2021/821, Annex II, Section G, Part 3, point 1(a))."""
    parties = {party.id: party for party in dossier.parties}
    holders = [(s.holder, s.held) for s in dossier.ownership if s.share is None or s.share >= _HALF]
    found = {party.id for party in dossier.parties if party.role == "exporter"}
    waiting = list(found)
    while waiting:
        held = waiting.pop()
        above = {holder for holder, below in holders if below == held} - found
        found |= above
        waiting.extend(above)
    places = [parties[name].country if name in parties else None for name in found]
    certain = frozenset(
        UNION if reference.in_union(place, dossier.date) else reference.state_name(place) for place in places if place
    )
    return certain, frozenset() if all(places) else frozenset({UNION, ELSEWHERE}) - certain


def ownership_of_recipients(dossier: Dossier) -> frozenset[str]:
    """``partly`` where a stated share in one who receives is less than the whole: no single owner has it all."""
    held = {party.id for party in receivers(dossier)}
    partly = any(s.held in held and s.share is not None and s.share < 1 for s in dossier.ownership)
    return frozenset({"partly"} if partly else ())


def _handlers(dossier: Dossier, reference: Reference, at_home: bool) -> list[Party]:
    """The controllers and processors on the side of the origin, or on the other: in the destination's state, or outside
    the state and the Union of origin. One without a country is at home."""
    handlers = [party for party in dossier.parties if party.role in DATA_ROLES]
    return [party for party in handlers if _is_home(party, dossier, reference) == at_home]


def _is_home(party: Party, dossier: Dossier, reference: Reference) -> bool:
    home = reference.laws_at(dossier.origin, dossier.date)
    start, end = (reference.state_name(place) for place in (dossier.origin, dossier.destination))
    place = party.country or dossier.origin
    arrived = reference.state_name(place) == end != start
    return not arrived and bool(home & reference.laws_at(place, dossier.date))


def private_questions(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """Those of ``PRIVATE_QUESTIONS`` that a transfer raises: the first where all who send are stated to be natural
    persons, the second where all who receive are, and nobody there is controller or processor; the third where all who
    send are armed forces."""
    senders = [p for p in dossier.parties if p.role == "exporter"] + _handlers(dossier, reference, at_home=True)
    abroad = _handlers(dossier, reference, at_home=False)
    who = named_receivers(dossier) or _concerned_abroad(dossier)
    forces = bool(senders) and all(party.kind == "military" for party in senders)
    alone = _all_persons(who) and not abroad
    raised = ((HOUSEHOLD, _all_persons(senders)), (NO_IMPORTER, alone), (ARMED_FORCES, forces))
    return frozenset(question for question, open_ in raised if open_)


def _concerned_abroad(dossier: Dossier) -> list[Party]:
    """The persons concerned, where nobody else receives and they are stated to be outside the state of origin."""
    start = state_of(dossier.origin)
    subjects = [p for p in dossier.parties if p.role == SUBJECT and p.country and state_of(p.country) != start]
    others = [p for p in dossier.parties if p.role in (*AGENTS, NOTIFIED)]
    return [replace(party, kind=party.kind or "person") for party in subjects] if not others else []


def _all_persons(parties: list[Party]) -> bool:
    return bool(parties) and all(party.kind == "person" for party in parties)


def _kinds(parties: list[Party]) -> Kinds:
    stated = frozenset(party.kind for party in parties if party.kind)
    if parties and all(party.kind for party in parties):
        return stated, frozenset()
    return stated, frozenset(lexicon().words("PartyKind")) - stated


def data_roles(dossier: Dossier, reference: Reference) -> tuple[Members, Members]:
    """``senderRole`` and ``receiverRole``: who determines the purposes of personal data, and who acts on behalf; or
    that only the person concerned sends (``subjects_that_send``)."""
    certain = {
        term: frozenset(party.role for party in _handlers(dossier, reference, at_home))
        for term, at_home in (("senderRole", True), ("receiverRole", False))
    }
    if subjects_that_send(dossier, reference):
        certain["senderRole"] = frozenset({SUBJECT})
    return certain, {term: frozenset() if roles else frozenset(DATA_ROLES) for term, roles in certain.items()}


def subjects_that_send(dossier: Dossier, reference: Reference) -> list[Party]:
    """The persons concerned, where nobody but they can send: they are in the state of origin, and whoever else takes
    part is stated to be outside it and its Union. To send data on oneself is no transfer by a controller or processor
    (Guidelines 05/2021 of the European Data Protection Board, the second of three criteria)."""
    start = state_of(dossier.origin)
    subjects = [p for p in dossier.parties if p.role == SUBJECT and p.country and state_of(p.country) == start]
    others = [p for p in dossier.parties if p not in subjects and p.role != "owner"]
    away = all(
        party.role not in ("exporter", *AGENTS) and party.country and not _is_home(party, dossier, reference)
        for party in others
    )
    natural = all(party.kind in (None, "person") for party in subjects)
    return subjects if others and away and natural else []


def read_as_senders(dossier: Dossier, reference: Reference) -> list[str]:
    """What is said of persons concerned who are read as sending the data on themselves."""
    names = ", ".join(party.name or party.id for party in subjects_that_send(dossier, reference))
    said = f"{names} (dataSubject) is read as sending data on himself or herself: name who else sends."
    return [said] if names else []


def employment_of_recipients(dossier: Dossier) -> frozenset[str]:
    """``stated`` where every natural person who receives has a stated first day of employment."""
    people = persons(dossier)
    return frozenset({"stated"} if people and all(person.employed_since for person in people) else ())


def employed_since(dossier: Dossier, item: str) -> Fact:
    """The latest first day of employment among the persons who receive, as a day number."""
    term = "recipientEmployedSince"
    people = persons(dossier)
    if people and all(person.employed_since for person in people):
        day = Decimal(max(person.employed_since for person in people).toordinal())
        return Fact(term, item, lower=day, upper=day, estimate=day, as_declared=True, integer=True)
    return Fact(term, item, known=False, possibly_absent=True, integer=True, notes=("needs employedSince",))
