"""A world of a line as RDF, so that any SHACL engine can read norms on it.

A condition's focus is the line, an entry's is the item: facts stand on both, what is known of the item itself stands on
both, and everything else on the line alone. No blank nodes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from qgov.base.iri import QGOV, ancestors, safe_fragment
from qgov.lexicon import lexicon
from qgov.norms.conditions import World
from qgov.norms.duty_shapes import ITEM, LINE
from qgov.norms.shacl import ITEM_TERMS
from qgov.situation.lines import Line

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"


def item_node(dossier: str, line: Line, world: int | None = None) -> str:
    """The IRI of a line's item; ``world`` tells worlds of one line apart (``;`` and ``=`` stand in no local id)."""
    return f"{dossier}#{safe_fragment(line.item.id)}" + ("" if world is None else f";world={world}")


def line_node(dossier: str, line: Line, world: int | None = None) -> str:
    """The IRI of a line of a dossier, in one world."""
    return item_node(dossier, line, world) + ";line"


def world_triples(
    dossier: str,
    line: Line,
    world: World,
    number: int | None = None,
    *,
    described: Iterable[str] = (),
    shown: Iterable[str] = (),
) -> list[str]:
    """One world of a line as N-Triples, one statement a string, sorted.

    ``dossier`` is the dossier's IRI, ``described`` the provisions of the entries that describe the item (written with
    what stands above them), ``shown`` the exceptions that are shown and not ruled out, each for a control that it
    defeats (``duty_shapes.shown_privilege``).
    """
    item, whole = item_node(dossier, line, number), line_node(dossier, line, number)
    above = frozenset(higher for provision in described for higher in ancestors(provision))
    members = world.members | {
        "describedBy": world.members.get("describedBy", frozenset()) | above,
        "shownPrivilege": frozenset(shown),
    }
    found = {
        f"<{whole}> <{_TYPE}> <{QGOV}{LINE}> .",
        f"<{whole}> <{QGOV}{ITEM}> <{item}> .",
        *(f"<{item}> <{_TYPE}> <{QGOV}{name}> ." for name in world.classes),
    }
    found.update(_facts(line, world, (item, whole)))
    for term, values in members.items():
        for node in (item, whole) if term in ITEM_TERMS else (whole,):
            found.update(f"<{node}> <{QGOV}{term}> {json.dumps(value, ensure_ascii=False)} ." for value in values)
    return sorted(found)


def _facts(line: Line, world: World, nodes: tuple[str, str]) -> Iterator[str]:
    for term, value in world.scalars.items():
        if value is None:
            continue
        if isinstance(value, Decimal):
            if lexicon().is_day(term):
                yield from _day(term, value, nodes)
                continue
            fact = line.facts.get(term)
            whole = bool(fact and fact.integer) and value == value.to_integral_value()
            text = format(value.to_integral_value() if whole else value, "f")
            literal = f'"{text}"^^<{_XSD}{"integer" if whole else "decimal"}>'
        else:
            literal = json.dumps(value, ensure_ascii=False)
        for node in nodes:
            yield f"<{node}> <{QGOV}{term}> {literal} ."


def _day(term: str, value: Decimal, nodes: tuple[str, str]) -> Iterator[str]:
    day = date.fromordinal(int(value)).isoformat()
    for node in nodes:
        yield f'<{node}> <{QGOV}{term}> "{day}"^^<{_XSD}date> .'
