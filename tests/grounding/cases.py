"""Cases of all families: published results, their careless variants, traps, and claims that cannot be true.

A case that counts as ``published`` has a DOI and either ``seen``, the text in which its number was read and what was
read there, or ``"verified": "unverified"``; ``unseen`` names what that text did not say. A ``variant`` states a published
result otherwise: fewer assumptions, rounded percentages, another statistic. A ``trap`` is honest and looks impossible.
An ``impossible`` case names the check that must refute it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qgov.base.parse import parse_data
from qgov.dossier.model import Item
from qgov.dossier.read import from_data
from qgov.grounding import Grounding, ground_item
from qgov.grounding.services import ground_services
from qgov.reasoning.pipeline import domain

HERE = Path(__file__).parent
FAMILIES = tuple(sorted(path.parent.name for path in HERE.glob("*/experiments.json")))
ROUTE = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}


@cache
def cases_of(family: str) -> list[dict]:
    """The cases of a family, numbers as decimals."""
    return parse_data((HERE / family / "experiments.json").read_bytes(), f"{family}/experiments.json")


def items_of(entry: dict) -> tuple[Item, ...]:
    items = entry["items"] if "items" in entry else [entry["item"]]
    return from_data({"id": f"urn:example:{entry['id']}", **ROUTE, "items": items}).items


def grounded(entry: dict) -> list[Grounding]:
    """Everything that is found of a case: of its item, or of a service and its parts."""
    items = items_of(entry)
    if "items" in entry:
        return list(ground_services(items, simulate=False))
    return list(ground_item(items[0], simulate=False, domain=domain).groundings)


def refuted_by(entry: dict) -> set[str]:
    """The checks that refute a case, of which at least something must be found."""
    found = grounded(entry)
    assert found, "nothing was judged"
    return {one.check for one in found if one.verdict == "refuted"}
