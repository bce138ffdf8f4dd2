"""Claims meet physics: which are possible, and which facts follow. This room knows no law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, localcontext
from types import MappingProxyType

from qgov.dossier.model import Item

from .domain import Counts, Domain
from .domain import domain as default_domain
from .domain import is_count as default_is_count
from .model import Fact, Grounding

__all__ = ["Fact", "Grounding", "ItemGrounding", "ground_item"]

PRECISION = 100  # digits of decimal arithmetic in checks; facts are computed with exact fractions


@dataclass(frozen=True)
class ItemGrounding:
    """What physics says about one item: the verdicts, the facts by term, and what a reader should be warned of."""

    item: Item
    groundings: tuple[Grounding, ...]
    facts: dict[str, Fact]
    warnings: tuple[str, ...]


def ground_item(
    item: Item,
    simulate: bool = True,
    *,
    domain: Domain = default_domain,
    is_count: Counts = default_is_count,
    refuted_elsewhere: Mapping[tuple[str, int | None], str] = MappingProxyType({}),
) -> ItemGrounding:
    """Judge the claims of an item and establish its facts.

    A refutation must outlast two doubts before it counts: the rounding of quoted percentages, and the number of claims
    that are judged together.

    ``simulate`` runs the circuits that corroborate the formulas; without it the closed forms stand alone. Facts rest
    on the closed forms in either case, so that a fault of the simulator never revives a refuted claim. ``domain``
    gives the ends of a term's domain and ``is_count`` whether it counts things; the lexicon supplies both.
    ``refuted_elsewhere`` names claims of the item that a judgment of several items refutes, with its check.
    """
    from .checks import CHECKS
    from .checks.ceiling import unusual
    from .evidence import FAULT, corroborate
    from .facts import claim_facts, refutations
    from .family import weakened
    from .measurand_registry import MEASURANDS
    from .refuted_premises import open_capabilities, overridden
    from .rounding import withstanding

    with localcontext(Context(prec=PRECISION)):
        judged = weakened([withstanding(check, item, check(item), domain) for check in CHECKS.get(item.type, ())])
        closed = [entry.grounding for found in judged for entry in found]
        refuted = dict(refuted_elsewhere) | refutations(closed)
        judged = [open_capabilities(found, refuted) for found in judged]
        facts, warnings = claim_facts(item, refuted, domain, is_count)
        if item.type in MEASURANDS:
            measured, found = MEASURANDS[item.type](item, facts, refuted, domain)
            facts |= measured
            warnings += found
        if item.type == "QuantumComputer":
            warnings += unusual(item)
        warnings += overridden(item)
        groundings = [grounding for found in judged for grounding in corroborate(found)] if simulate else [
            entry.grounding for found in judged for entry in found
        ]  # fmt: skip
    faults = [
        f"{grounding.check}: {grounding.reason}" for grounding in groundings if grounding.reason.startswith(FAULT)
    ]
    return ItemGrounding(item, tuple(groundings), facts, tuple(dict.fromkeys(warnings + faults)))
