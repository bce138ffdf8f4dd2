"""The exceptions and general authorisations on file: which are relied on, and for which lines they are none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from qgov.base.iri import ancestors
from qgov.dossier.model import Authorisation, Dossier
from qgov.norms import Norm, norm_book
from qgov.norms.model import ENTRY
from qgov.situation.deemed import names_deemed, of_these_regulations
from qgov.situation.reference import Reference
from qgov.situation.safeguards import ground_relied_on
from qgov.situation.sides import receivers
from qgov.situation.standing import PRIVILEGES, on_day, standing_safeguards


def claimed_privileges(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The codes of the exceptions and general authorisations that the parties rely on, valid on the day; ``without``
    those that are not for this line (``privileges_left_out``). A derogation names its ground as reference."""
    found = {ground_relied_on(row, dossier) for row in standing_safeguards(dossier)} - {None}
    held = (paper for index, paper in enumerate(dossier.authorisations) if index not in without)
    return frozenset(found).union(
        paper.code
        for paper in held
        if paper.type in PRIVILEGES and paper.code and on_day(paper.valid_from, paper.valid_until, dossier.date)
    )


def conditions_on_papers(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The conditions of use that the papers of ``claimed_privileges`` show to be met, each after the code of its paper
    and a colon, for pointers that cannot name their paper as a norm does."""
    return frozenset(
        f"{paper.code}:{condition}"
        for index, paper in enumerate(dossier.authorisations)
        if index not in without and paper.type in PRIVILEGES and paper.code
        and on_day(paper.valid_from, paper.valid_until, dossier.date)
        for condition in paper.conditions_met
    )  # fmt: skip


def privileges_left_out(
    dossier: Dossier, reference: Reference, places: tuple[str, ...], item: str, describing: Iterable[Norm]
) -> dict[int, str]:
    """The exceptions and general authorisations on file that are not for an item, its recipients or its places of
    receipt, by their index among the authorisations, and why not.

    Where a paper says what it covers, it is for an item only if it covers, as a licence has to, every entry that may
    describe the item (``describing``) of the lists that it speaks of; for one that none of them describes, only if it
    speaks of no entry.
    """
    found = {}
    entries: tuple[Norm, ...] | None = None
    for index, held in enumerate(dossier.authorisations):
        if held.type not in PRIVILEGES or not held.code:
            continue
        place = not_named(held, reference, places)
        if place is not None and not (of_these_regulations(held.code) and names_deemed(held, dossier, reference)):
            found[index] = f"{held.code} does not count: it names {', '.join(held.destinations)}, not {place}."
        elif held.parties and (missing := recipients_left_out(held, dossier)):
            found[index] = f"{held.code} does not count: it does not name the recipient {', '.join(missing)}."
        elif held.covers:
            entries = tuple(describing) if entries is None else entries
            gap = _not_covered(held, entries)
            if gap is not None:
                found[index] = f"{held.code} does not count for {item}: it covers {', '.join(held.covers)}, not {gap}."
    return found


def _not_covered(paper: Authorisation, describing: tuple[Norm, ...]) -> str | None:
    """What a privilege that says what it covers leaves out of an item; None where it covers the item."""
    covers = set(paper.covers)
    lists = {provision.partition(":")[0] for provision in covers}
    perhaps = [entry for entry in describing if entry.instrument in lists]
    if not perhaps:
        return None if covers.isdisjoint(entry_names()) else "this item"
    return next((entry.provision for entry in perhaps if covers.isdisjoint(ancestors(entry.provision))), None)


@cache
def entry_names() -> frozenset[str]:
    """The control entries that are encoded, and all above them."""
    return frozenset(above for norm in norm_book().norms if norm.kind == ENTRY for above in ancestors(norm.provision))


def recipients_left_out(paper: Authorisation, dossier: Dossier) -> list[str]:
    return [party.id for party in receivers(dossier) if party.id not in paper.parties]


def not_named(paper: Authorisation, reference: Reference, places: tuple[str, ...]) -> str | None:
    """A place that the destinations of a paper leave out; None where it names none at all."""
    named = set(paper.destinations)
    return next((place for place in places if named and not {place, *reference.belongs_to(place)} & named), None)
