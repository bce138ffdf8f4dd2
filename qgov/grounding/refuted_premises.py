"""What rests on a claim that is not believed: a capability shown by a refuted number, a word that another overrides."""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from .checks.check import Judged
from .facts import Refuted
from .model import CAPABILITY, UNDETERMINED


def open_capabilities(found: list[Judged], refuted: Refuted) -> list[Judged]:
    """The findings of one check; what a true claim would amount to is open where the claim is refuted."""
    if not refuted or not any(entry.grounding.kind == CAPABILITY for entry in found):
        return found
    return [_opened(entry, refuted) for entry in found]


def _opened(entry: Judged, refuted: Refuted) -> Judged:
    grounding = entry.grounding
    if grounding.kind != CAPABILITY or grounding.verdict == UNDETERMINED:
        return entry
    lost = [claim for claim in grounding.claims if (claim.term, claim.index) in refuted]
    if not lost:
        return entry
    what = ", ".join(f"{claim.term} (by the check {refuted[claim.term, claim.index]})" for claim in lost)
    reason = f"it rests on what is refuted: {what}"
    needs = tuple(f"{claim.term} that physics allows" for claim in lost)
    return replace(entry, grounding=replace(grounding, verdict=UNDETERMINED, reason=reason, needs=needs))


def overridden(item: Item) -> list[str]:
    """Warnings of a word that says less than another claim of the item does."""
    if item.claims.get("personalData") is False and item.claims.get("specialCategories") is True:
        return [
            f"personalData of {item.id} is false and specialCategories true: special categories are categories of"
            " personal data, so that they count as personal data"
        ]
    return []
