"""What several items of a dossier say together: services from their links and nodes, pairs that share a qubit.

What an item claims alone is judged by ``ground_item``. Here a claimed service is held against its parts, and two links
with a common qubit against each other, with the same two doubts before a refutation counts: the rounding of quoted
percentages (of the service and of every part), and the number of claims that are judged together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Context, localcontext
from itertools import chain

from qgov.dossier.model import Item

from .domain import Domain
from .domain import domain as default_domain
from .model import REFUTED, Grounding


def ground_services(
    items: Iterable[Item], simulate: bool = True, *, domain: Domain = default_domain
) -> tuple[Grounding, ...]:
    """The verdicts on every service whose links stand in the same dossier, and on every two pairs that share a qubit;
    none where there is neither.
    """
    from . import PRECISION
    from .checks.entanglement import monogamy
    from .checks.network import CHECKS, services
    from .evidence import corroborate
    from .family import weakened

    items, found = tuple(items), []
    with localcontext(Context(prec=PRECISION)):
        judged = [weakened([_of_service(check, service, domain) for check in CHECKS]) for service in services(items)]
        judged.append(weakened([_of_pair(monogamy.CHECK, pair, domain) for pair in monogamy.pairs(items)]))
        for entries in chain.from_iterable(judged):
            found += corroborate(entries) if simulate else [entry.grounding for entry in entries]
    return tuple(found)


def _of_service(check, service, domain: Domain):
    from .rounding import rounded_item

    return _withstanding(lambda one: check.judge(check, one), service, lambda: replace(
        service,
        item=rounded_item(service.item, domain),
        links={name: (rounded_item(link, domain), ends) for name, (link, ends) in service.links.items()},
        nodes={name: rounded_item(node, domain) for name, node in service.nodes.items()},
    ))  # fmt: skip


def _of_pair(check, pair, domain: Domain):
    from .checks.entanglement import monogamy
    from .rounding import rounded_item

    return _withstanding(lambda one: monogamy.judge_pair(check, one), pair,
                         lambda: tuple(rounded_item(item, domain) for item in pair))  # fmt: skip


def _withstanding(judge: Callable, whole, widened: Callable):
    """What is found of the whole; a refutation that the rounding of any number explains is left undetermined."""
    from .rounding import doubted, explained

    found = judge(whole)
    if not any(entry.grounding.verdict == REFUTED for entry in found):
        return found
    again = {(entry.grounding.claims, entry.grounding.count is None): entry.grounding for entry in judge(widened())}
    return [
        doubted(entry) if entry.grounding.verdict == REFUTED and explained(entry.grounding, again) else entry
        for entry in found
    ]
