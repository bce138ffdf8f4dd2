"""15 CFR 734.4: from which share of controlled United States content a foreign-made item is subject to the EAR."""

from __future__ import annotations

from decimal import Decimal, localcontext

from qgov.base.iri import ancestors
from qgov.dossier.model import Dossier, Item, Quantity
from qgov.situation.conditions import conditions_on_file
from qgov.situation.reference import Reference

# 734.4(d) and (c): items with a larger share are subject to the Regulations; the smaller one is for E:1 and E:2.
LEVEL = Decimal("0.25")
LEVEL_E = Decimal("0.10")
STRICT = frozenset({"us-ear:E:1", "us-ear:E:2"})
_REPORT = frozenset({"report"})
_INTANGIBLE = ("Technology", "Software")
_CRYPTOGRAPHIC = ("QkdSystem", "QkdLink", "KeyManagementSystem")
_LISTED = ("5A002", "5A004", "5D002", "5E002")


def content_reaches(
    dossier: Dossier, item: Item, reference: Reference, stored: tuple[str, ...] = ()
) -> tuple[bool, bool, list[str]]:
    """Whether the stated share of United States content makes an item subject to the EAR: for certain, perhaps, and
    what is to be said of it. The smaller share counts where it goes to one such place, or is stored in one besides."""
    share = item.us_content
    if share is None:
        return False, False, []
    low, high = ends(share)
    found = [reference.groups_of(place, dossier.date) for place in (dossier.destination, *stored)]
    least = LEVEL_E if any((certain | maybe) & STRICT for certain, maybe in found) else LEVEL
    surely = LEVEL_E if any(certain & STRICT for certain, _ in found) else LEVEL
    if low is not None and low > surely:
        return True, False, []
    if high is None or high > least:
        return False, True, []
    if high > 0:
        notes = below_the_level(dossier, item)
        return False, bool(notes), notes
    return False, False, []


def below_the_level(dossier: Dossier, item: Item) -> list[str]:
    """Why a share that is not above the level may not be de minimis: encryption, and technology without its report."""
    notes = []
    if may_be_cryptographic(dossier, item):
        notes.append(
            f"{item.id} has United States content and may be cryptographic: technology of 5E002 is never de minimis,"
            " other encryption items only after classification (15 CFR 734.4(a)(2), (b))."
        )
    if item.type == "Technology" and not conditions_on_file(dossier, "734.4", _REPORT, without=_others(dossier, item)):
        notes.append(
            f"{item.id} is technology with United States content: its share counts as de minimis only after a one-time"
            " report (15 CFR 734.4(c)(3), (d)(3))."
        )
    return notes


def _others(dossier: Dossier, item: Item) -> list[int]:
    """The authorisations that say what they cover, and nothing that the technology is said to relate to."""
    stated = item.claims.get("relatesTo") or ()
    related = {above for name in (stated if isinstance(stated, tuple) else (stated,)) for above in ancestors(name)}
    return [n for n, held in enumerate(dossier.authorisations) if held.covers and related.isdisjoint(held.covers)]


def may_be_cryptographic(dossier: Dossier, item: Item) -> bool:
    """Whether the content may be an encryption item; technology and software say so by what they relate to."""
    if item.type in _CRYPTOGRAPHIC:
        return True
    if item.type not in _INTANGIBLE:
        return False
    stated = item.claims.get("relatesTo")
    if stated is None:
        return True
    related = stated if isinstance(stated, tuple) else (stated,)
    others = {other.id: other.type for other in dossier.items}
    return any(
        others.get(name) in (*_CRYPTOGRAPHIC, *_INTANGIBLE) or name.split(":")[-1].startswith(_LISTED)
        for name in related
    )


def ends(quantity: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """The interval of a stated share; a standard uncertainty spans 90 % of a normal distribution."""
    if quantity.lower is not None or quantity.upper is not None or quantity.value is None:
        return quantity.lower, quantity.upper
    if quantity.standard_uncertainty is None:
        return quantity.value, quantity.value
    with localcontext() as context:
        context.prec = 90
        spread = Decimal("1.645") * quantity.standard_uncertainty
        return quantity.value - spread, quantity.value + spread
