"""Short ways to write a service and its parts."""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item
from qgov.grounding.model import Grounding
from qgov.grounding.services import ground_services

from ..entanglement.items import item

PLAIN = {"distillation": "none", "errorCorrection": "none"}
FIBRE = {"memoryNode": False, "opticalAmplifiers": "none", "lossIncludesReceiver": False, "modes": 1}


def part(name: str, kind: str = "EntanglementLink", of: str | None = "service", assume: dict | None = None, **claims):
    return replace(item(kind, assume, **claims), id=name, part_of=of)


def service(kind: str = "EntanglementLink", assume: dict | None = None, **claims) -> Item:
    return part("service", kind, None, assume, **claims)


def chain(count: int, kind: str = "EntanglementLink", assume: dict | None = None, **claims) -> list[Item]:
    """Equal links between the nodes n0, n1, ..."""
    return [
        part(f"l{at}", kind, assume=assume, nodes=(f"n{at}", f"n{at + 1}"), **claims) for at in range(count)
    ]  # fmt: skip


def only(items: list[Item], check: str, simulate: bool = False) -> Grounding:
    (grounding,) = [one for one in ground_services(items, simulate=simulate) if one.check == check]
    return grounding
