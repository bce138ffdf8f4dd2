"""Memberships of country groups that are not verified for the day of a transfer: which they are, in words, and how what
conditions read would stand if the edition that was read held on that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from qgov.base.places import name_of, state_of
from qgov.dossier.model import Dossier
from qgov.situation.recipients import most_recent, nationality_terms, persons
from qgov.situation.reference import Reference
from qgov.situation.route import left_groups, received_groups, received_in
from qgov.situation.storage import NOWHERE, Storage

DESTINATION, NATIONALITY = ("destinationGroup", "reachedGroup"), ("nationalityGroup", "anyNationalityGroup")
LEFT, CITIZENSHIP, TOLD = "leftGroup", "citizenshipGroup", "nationalityTold"
GROUP_TERMS = frozenset({*DESTINATION, *NATIONALITY, LEFT, CITIZENSHIP, TOLD})

Members = dict[str, frozenset[str]]
_as_read: dict[int, tuple[Reference, Reference]] = {}


def group_terms(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> tuple[Members, Members]:
    """The groups that conditions read of places and of nationalities: certain and open values by term."""
    everywhere, perhaps_everywhere, somewhere, perhaps_somewhere = received_groups(dossier, reference, stored)
    behind, perhaps_behind = left_groups(dossier, reference, stored)
    told, perhaps_told = nationality_terms(dossier, reference)
    certain = {"destinationGroup": everywhere, "reachedGroup": somewhere, "leftGroup": behind, **told}
    perhaps = {
        "destinationGroup": perhaps_everywhere, "reachedGroup": perhaps_somewhere, "leftGroup": perhaps_behind,
        **perhaps_told,
    }  # fmt: skip
    return ({term: certain.get(term, frozenset()) for term in GROUP_TERMS},
            {term: perhaps.get(term, frozenset()) for term in GROUP_TERMS})  # fmt: skip


def as_read(tables: Reference) -> Reference:
    """The tables with what was read taken as verified and their first editions as those of all days before them."""
    kept = _as_read.get(id(tables))
    if kept is not None and kept[0] is tables:
        return kept[1]
    editions = {}
    for instrument, found in tables.editions.items():
        doubtful = tables.doubtful.get(instrument, {})
        whole = {
            start: {group: places | doubtful.get(start, {}).get(group, frozenset()) for group, places in groups.items()}
            for start, groups in found.items()
        }
        editions[instrument] = whole | {date.min: whole[min(whole)]}
    rows = {
        group: tuple(replace(row, verification="verified") for row in rows)
        for group, rows in tables.memberships.items()
    }
    made = replace(tables, editions=editions, doubtful={}, memberships=rows)
    _as_read.clear()
    _as_read[id(tables)] = tables, made
    return made


def doubts(tables: Reference, place: str, day: date) -> dict[str, tuple[bool | None, str]]:
    """Of each group in which a place may be on a day: whether it is by what was read, and why that is not certain."""
    certain, possible = as_read(tables).groups_of(place, day)
    held = {**dict.fromkeys(possible), **dict.fromkeys(certain, True)}
    return {
        group: (held.get(group, False), _why(tables, place, day, group))
        for group in sorted(tables.groups_of(place, day)[1])
    }


def _why(tables: Reference, place: str, day: date, group: str) -> str:
    instrument = group.partition(":")[0]
    editions = tables.editions.get(instrument, {})
    if any(group in groups for groups in editions.values()):
        if day < min(editions):
            return f"edition of {min(editions)}"
        edition = tables.edition(instrument, day)
        if place in tables.doubtful.get(instrument, {}).get(edition, {}).get(group, frozenset()):
            return f"its row in the edition of {edition} was not read in the official text"
    kinds = {
        row.verification for row in tables.memberships.get(group, ())
        if not row.verified and row.holds(day) and row.place in (place, state_of(place))
    }  # fmt: skip
    if kinds:
        return f"its row in the table is {', '.join(sorted(kinds))}"
    return "it was not read whether what names its state means it"


def statements(
    dossier: Dossier, tables: Reference, stored: Storage, wanted: dict[str, Iterable[str]]
) -> tuple[str, ...]:
    """The memberships that are not verified for the day, of the groups that are wanted by term: in one statement those
    of a place of which the same is said."""
    said: dict[tuple[str, bool | None, str], list[str]] = {}
    for term in sorted(wanted):
        for place in _places(dossier, tables, term, stored):
            why = doubts(tables, place, dossier.date)
            about = f"{name_of(place) or place} ({_NAMES[term]})"
            for group in sorted(set(wanted[term]) & why.keys()):
                groups = said.setdefault((about, *why[group]), [])
                if group not in groups:
                    groups.append(group)
    return tuple(
        f"that {about} is {_HELD[held]} {', '.join(sorted(groups))} on {dossier.date} ({why})"
        for (about, held, why), groups in said.items()
    )


_HELD = {True: "in", False: "not in", None: "perhaps in"}
_NAMES = {
    **dict.fromkeys(DESTINATION, "place"), LEFT: "origin", CITIZENSHIP: "citizenship",
    **dict.fromkeys((*NATIONALITY, TOLD), "nationality"),
}  # fmt: skip


def _places(dossier: Dossier, tables: Reference, term: str, stored: Storage) -> tuple[str, ...]:
    """The places of which a term reads the groups."""
    if term in DESTINATION:
        return received_in(dossier, tables, stored)
    if term == LEFT:
        return (dossier.origin, dossier.destination) if stored.personal else (dossier.origin,)
    people = persons(dossier)
    if term == CITIZENSHIP:
        return tuple(dict.fromkeys(place for person in people for place in person.citizenship))
    return tuple(sorted({place for person in people for place in most_recent(person)}))
