"""Where personal data leave the law that protects them, and to whom.

The law on personal data has borders of its own: not those of customs, in which the Isle of Man lies with the United
Kingdom and Liechtenstein with Switzerland, and it treats an international organisation like a place abroad, wherever
its seat is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from qgov.dossier.model import Dossier, Party
from qgov.situation.adequacy import adequacy_findings
from qgov.situation.reference import UNION, Reference
from qgov.situation.sides import AGENTS, DATA_ROLES, NO_ACTORS, NOTIFIED, RECEIVING, receivers, sides

ORGANISATION = "international-organisation"
TREATIES = "gdpr:union"
"""The group of places where the Treaties apply, and with them Regulation (EU) 2016/679 (Article 3(1))."""
NAMING_ORGANISATIONS = frozenset({"gdpr", "uk-gdpr", "ch-fadp", "br-lgpd"})
"""The laws that name transfers to international organisations beside those abroad: a finding on the place where one
sits is none on it (Regulation (EU) 2016/679, Articles 44 and 45(1), also as law of the United Kingdom; Federal Act on
Data Protection of Switzerland, Article 16(1); Lei nº 13.709/2018 of Brazil, art. 33)."""


def received_by(dossier: Dossier) -> list[Party]:
    """Who may add a place of receipt: who receives, and who handles personal data, wherever it is."""
    found = receivers(dossier)
    return [party for party in dossier.parties if party.role in (*RECEIVING, *DATA_ROLES) or party in found]


def data_received_in(dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Where personal data end: the destination, where those are who receive them, and where they are stored besides. A
    party under the same law on personal data as the origin adds no place."""
    day = dossier.date
    home = reference.data_laws_at(dossier.origin, day)
    parties = [party.country for party in received_by(dossier) if party.country]
    abroad = [place for place in (*parties, *stored) if not home & reference.data_laws_at(place, day)]
    return tuple(dict.fromkeys((dossier.destination, *abroad)))


def organisation_receives(dossier: Dossier) -> bool | None:
    """Whether an international organisation receives; None where one may. A party of which no kind is stated is
    read as none."""
    if all(party.kind != ORGANISATION for party in dossier.parties):
        return False
    who = sides(dossier)
    if any(party.kind == ORGANISATION for party in who.receive):
        return True
    perhaps = (party for party in who.perhaps_receive if party.role not in (*AGENTS, *NO_ACTORS))
    return None if any(party.kind == ORGANISATION for party in perhaps) else False


def foreign_authorities(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """Where the authorities are that are parties and stand outside the law on personal data of the origin: for the
    Union's, outside the European Economic Area, to which Regulation (EU) 2016/679 was extended."""
    day = dossier.date
    home = reference.data_laws_at(dossier.origin, day)
    places = {party.country for party in dossier.parties if party.role == NOTIFIED and party.country}
    extended = {UNION: "gdpr:eea"}
    return frozenset(
        place
        for place in places
        if not home & reference.data_laws_at(place, day)
        and not any(extended.get(law) in reference.groups_of(place, day)[0] for law in home)
    )


def personal_data_from(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """The jurisdictions whose law on personal data a line leaves, certainly and perhaps: of the origin, and of the
    destination where it is stored further on.

    The Union's reaches where the Treaties apply, and each state's where its law does. To an international organisation
    the data leave all of them, wherever it sits.
    """
    day = dossier.date
    places = data_received_in(dossier, reference, stored)
    laws = {place: reference.data_laws_at(place, day) for place in (*places, *stored)}
    home = reference.data_laws_at(dossier.origin, day)
    arrived = reference.data_laws_at(dossier.destination, day) if stored else frozenset()
    left = {code for code in home if any(code not in laws[place] for place in places)}
    left |= {code for code in arrived if any(not (home | {code}) & laws[place] for place in stored)}
    starts = (dossier.origin, dossier.destination) if stored else (dossier.origin,)
    treaties, perhaps_treaties = _under_the_treaties(dossier, reference, starts)
    outside, perhaps_outside = _outside_the_treaties(dossier, reference, places)
    to_organisation = organisation_receives(dossier)
    if to_organisation:
        left, outside = left | home, True
    certain = frozenset(left - {UNION}) | frozenset({UNION} if treaties and outside else ())
    possible = frozenset({UNION} if perhaps_treaties and (outside or perhaps_outside) else ())
    if to_organisation is None:
        possible |= (home - {UNION}) | frozenset({UNION} if perhaps_treaties else ())
    return certain, possible - certain


def _under_the_treaties(dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether some of these places are where the Treaties apply: certainly, and at least perhaps."""
    found = [reference.groups_of(place, dossier.date) for place in places]
    certain = any(TREATIES in sure for sure, _ in found)
    return certain, certain or any(TREATIES in maybe for _, maybe in found)


def _outside_the_treaties(dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether some of these places are where the Treaties do not apply: certainly, and at least perhaps."""
    found = [reference.groups_of(place, dossier.date) for place in places]
    certain = any(TREATIES not in sure | maybe for sure, maybe in found)
    return certain, certain or any(TREATIES not in sure for sure, _ in found)


def for_data(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...], every: frozenset[str], perhaps: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The groups that all places of receipt have, certainly and at least perhaps, those of laws on personal data by
    where the data are received and by whom: a finding on a place is none on an international organisation there."""

    def certain(place: str, day: date) -> frozenset[str]:
        return reference.groups_of(place, day)[0]

    def possible(place: str, day: date) -> frozenset[str]:
        return frozenset.union(*reference.groups_of(place, day))

    sure = read_for_data(dossier, reference, stored, every, certain)
    if organisation_receives(dossier) is None:
        sure = frozenset(group for group in sure if not _names_organisations(group))
    return sure, read_for_data(dossier, reference, stored, perhaps, possible)


def read_for_data(
    dossier: Dossier, reference: Reference, stored: tuple[str, ...], groups: frozenset[str],
    read: Callable[[str, date], frozenset[str]],
) -> frozenset[str]:  # fmt: skip
    """These groups, which all places of receipt have, with those of laws on personal data as ``read`` of the places
    where the data are received, but for those in the state of origin, of which it makes no finding; without these where
    an international organisation certainly receives."""
    day = dossier.date
    places = data_received_in(dossier, reference, stored)
    home = reference.data_laws_at(dossier.origin, day) - {UNION}
    abroad = [place for place in places if not home & reference.data_laws_at(place, day)] or places
    held = frozenset.intersection(*(read(place, day) for place in abroad))
    found = frozenset(group for group in groups if group.partition(":")[0] not in _issuers())
    found |= frozenset(group for group in held if group.partition(":")[0] in _issuers())
    if not organisation_receives(dossier):
        return found
    return frozenset(group for group in found if not _names_organisations(group))


@cache
def _issuers() -> frozenset[str]:
    """The laws on personal data under which findings are made."""
    return frozenset(finding.issuer for finding in adequacy_findings())


def _names_organisations(group: str) -> bool:
    return group.partition(":")[0] in NAMING_ORGANISATIONS
