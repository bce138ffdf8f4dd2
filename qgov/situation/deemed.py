"""Releases that the law of the United States takes for exports to the country of a person.

To release technology or source code to a foreign person in the United States is an export to the most recent country of
citizenship or permanent residency of that person, and anywhere else a reexport to it (15 CFR 734.13(b), 734.14(b)):
that is the destination which a licence under these Regulations names, inside one state alone, and from one to another
beside the state in which the person is.
"""

from __future__ import annotations

from collections.abc import Iterable

from qgov.base.places import state_of
from qgov.dossier.model import Authorisation, Dossier, Party
from qgov.norms import norm_book
from qgov.situation.item_hints import INFORMATION
from qgov.situation.recipients import most_recent, persons
from qgov.situation.reference import Reference
from qgov.situation.sides import RELEASED

INSTRUMENT = "us-ear"


def deemed_destinations(dossier: Dossier) -> frozenset[str]:
    """The countries to which a release is deemed to go: of each person who receives and is foreign to the place of
    receipt, every one that may be the latest; none where nothing is released so, or of somebody no country is told."""
    if dossier.type not in RELEASED and not all(item.type in INFORMATION for item in dossier.items):
        return frozenset()
    countries = [most_recent(person) for person in persons(dossier) if not _at_home(person, dossier)]
    return frozenset().union(*countries) if all(countries) else frozenset()


def inside_one_state(dossier: Dossier) -> bool:
    """Whether a release has no destination but that of the persons to whom it is made."""
    return dossier.type in RELEASED and state_of(dossier.origin) == state_of(dossier.destination)


def names_deemed(paper: Authorisation, dossier: Dossier, reference: Reference) -> bool | None:
    """Whether a paper that names destinations names those of a deemed export; None where there is none.

    One that names the persons themselves may say where they are instead: who is meant is told.
    """
    deemed = deemed_destinations(dossier)
    if not deemed or not paper.destinations:
        return None
    there = _all_named((dossier.destination,), paper, reference)
    return (_all_named(deemed, paper, reference) and (there or inside_one_state(dossier))) or (
        bool(paper.parties) and there
    )


def of_these_regulations(code: str | None) -> bool:
    """Whether some norm of these Regulations grants what is claimed by a code."""
    return any(norm.authorisation_code == code and norm.instrument == INSTRUMENT for norm in norm_book().norms)


def _all_named(places: Iterable[str], paper: Authorisation, reference: Reference) -> bool:
    return all(not {place, *reference.belongs_to(place)}.isdisjoint(paper.destinations) for place in places)


def _at_home(person: Party, dossier: Dossier) -> bool:
    """Whether a person is none who is foreign to the state of receipt, or to the United States: a citizen, or one who
    may reside there for good. Of several citizenships the latest counts."""
    homes = {state_of(dossier.destination or dossier.origin), "US"}
    return not homes.isdisjoint(state_of(place) for place in (*person.citizenship[-1:], *person.residency))
