"""What counts together with an item where an exemption goes by the value of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.situation.asked import Asked, contract_value
from qgov.situation.reference import Reference

if TYPE_CHECKING:
    from qgov.situation.lines import Line

_LIST = "de-awv"


def values_of_such_goods(
    dossier: Dossier, lines: Mapping[str, Line], asked: Asked, reference: Reference
) -> dict[str, Fact]:
    """The contract value of each line, by item, in dossiers of several.

    Only "such goods" count for an export (Außenwirtschaftsverordnung, sections 8(3) and 9(3) no. 2): of a listed item
    what the same list names, of an unlisted one what it does not name. By what is known of the items before the entries
    are asked, an item that may be listed counts perhaps with either, and one that is not may be for another use. For
    a movement inside the Union the text says goods, not such goods (section 11(5) no. 3): there all counts perhaps.
    """
    if len(lines) < 2:
        return {}
    inside = reference.in_union(dossier.destination, dossier.date)
    entries = [entry for entry in asked.entries if entry.instrument == _LIST]
    listed = {name: _listed(line, entries) for name, line in lines.items()}
    found = {}
    for name, line in lines.items():
        own = listed[name]
        surely = {name} | {other for other, told in listed.items() if own is True and told is True}
        perhaps = {other for other, told in listed.items() if inside or None in (own, told) or own is told}
        found[name] = contract_value(dossier, line.item, surely, perhaps)
    return found


def _listed(line: Line, entries: list) -> bool | None:
    told = {entry.condition.possible(line.widest_view([entry.condition])) for entry in entries}
    return True if True in told else None if None in told else False
