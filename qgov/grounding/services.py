"""End-to-end services of a dossier, grounded from the links and nodes that it describes.

What an item claims alone is judged by ``ground_item``. Here a claimed service is held against its parts, with the same
two doubts before a refutation counts: the rounding of quoted percentages (of the service and of every part), and the
number of claims that are judged together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Context, localcontext

from qgov.dossier.model import Item

from .domain import Domain
from .domain import domain as default_domain
from .model import REFUTED, Grounding


def ground_services(
    items: Iterable[Item], simulate: bool = True, *, domain: Domain = default_domain
) -> tuple[Grounding, ...]:
    """The verdicts on every service whose links stand in the same dossier; none where there is no such service."""
    from . import PRECISION
    from .checks.network import CHECKS, services
    from .evidence import corroborate
    from .family import weakened

    found: list[Grounding] = []
    with localcontext(Context(prec=PRECISION)):
        for service in services(items):
            judged = weakened([_withstanding(check, service, domain) for check in CHECKS])
            for entries in judged:
                found += corroborate(entries) if simulate else [entry.grounding for entry in entries]
    return tuple(found)


def _withstanding(check, service, domain: Domain):
    """What a check finds; a refutation that the rounding of any number explains is left undetermined."""
    from .rounding import doubted, explained, rounded_item

    found = check.judge(check, service)
    if not any(entry.grounding.verdict == REFUTED for entry in found):
        return found
    widened = replace(
        service,
        item=rounded_item(service.item, domain),
        links={name: (rounded_item(link, domain), ends) for name, (link, ends) in service.links.items()},
        nodes={name: rounded_item(node, domain) for name, node in service.nodes.items()},
    )
    again = {
        (entry.grounding.claims, entry.grounding.count is None): entry.grounding
        for entry in check.judge(check, widened)
    }
    return [
        doubted(entry) if entry.grounding.verdict == REFUTED and explained(entry.grounding, again) else entry
        for entry in found
    ]
