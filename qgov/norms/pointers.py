"""Pointer norms that stand in a table: control lists of other states, known or not, that qgov has not encoded.

Nothing is known of most states' lists; their silence here is not clearance, so each state gets a pointer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache

from qgov.base import limits
from qgov.base.iri import norm_iri
from qgov.base.resources import resource
from qgov.norms.conditions import Always, And, Condition, Every, Has, Not, OneOf, Or
from qgov.norms.model import NOTHING, OPEN, POINTER, PROHIBITED, REQUIRED, Norm

GENERATED = "generated"
TABLE = "data/reference/national-lists.csv"
ENCODED = ("US", "GB", "JP", "DE", "ES")
# Those whose embargoes are encoded or pointed to; the members of the Union give effect to the Union's.
SANCTIONS_ENCODED = ("US", "GB", "JP", "EU")
# States of which it is known that no general law holds back personal data: federal law of the United States does so for
# bulk data to countries of concern alone (28 CFR part 202), before whose first day it did not.
NO_SUCH_DATA_LAW = ("US",)
# Places against which the Security Council, or several of the Union, the United Kingdom, Canada, Switzerland and
# others, hold an arms or dual-use embargo; Ukraine for its occupied regions, since the bare code tells of none.
# China is left out: the arms embargo of 1989 is a declaration of a few states and concerns arms alone.
WIDELY_SANCTIONED = tuple(
    "AF BY CD CF HT IQ IR KP LB LY MM RU SD SO SS SY UA UA-09 UA-14 UA-23 UA-40 UA-43 UA-65 VE YE ZW".split()
)
# A set of personal data is none of the goods, software and technology that lists of dual-use items name: technology is
# information necessary for the development, production or use of goods (Regulation (EU) 2021/821, Articles 2(1) and
# 9(1), Annex I, definitions). For a use of concern it is asked all the same.
PERSONAL_DATA_ALONE = And(
    (
        Has("itemType", ("QuantumDataset",)),
        Has("personalData", ("true",)),
        Every("transferType", ("Export", "Reexport", "RemoteAccess", "DataTransfer")),
        Not(Has("endUseIndication", ("military", "wmd", "informed", "human-rights"))),
    )
)
# Article 9(1) of Regulation (EU) 2021/821 is for items that Annex I does not list; Notes 2 and 3 to Category 5, Part 2
# take an item out of it that its entries describe, Note 3 none of 5A004, 5D002.a.3, 5D002.c.3 and 5E002. Cryptology law
# of a Member State is no list under Article 9 and has pointers of its own where it is known (fr-lcen).
_NOT_BY_NOTE_2 = Not(Has("claimedPrivilege", ("5-2-Note-2",)))
_BEYOND_NOTE_3 = ("eu-dual-use:5A004", "eu-dual-use:5D002.a.3", "eu-dual-use:5D002.c.3", "eu-dual-use:5E002")
LISTED_CRYPTOGRAPHY = And(
    (
        _NOT_BY_NOTE_2,
        Or(
            (
                Has("describedBy", _BEYOND_NOTE_3),
                And(
                    (
                        Has("describedBy", ("eu-dual-use:5A002", "eu-dual-use:5D002")),
                        Not(OneOf("massMarket", ("true",))),
                    )
                ),
            )
        ),
    )
)
# Of a state of which no list with a quantum entry is known it is not asked either whether quantum cryptography is sold
# to the public.
QUANTUM_CRYPTOGRAPHY = And((_NOT_BY_NOTE_2, Has("describedBy", ("eu-dual-use:5A002.c",))))
# A state of which no list with a quantum entry is known is not asked of what is in the public domain; Annex I, which
# such lists supplement, leaves that free by its General Notes. For a use of concern it is asked all the same.
IN_THE_PUBLIC_DOMAIN = And(
    (
        Every("itemType", ("Technology", "Software")),
        OneOf("published", ("true",)),
        Not(Has("endUseIndication", ("military", "wmd", "informed", "human-rights"))),
    )
)
# Groups 1 to 4, 6 and 7 of the Canadian list are what Canada agreed to control under the Wassenaar Arrangement, the
# Nuclear Suppliers Group and the missile, chemical and biological regimes, Group 9 is arms (SOR/89-202, section 2 and
# Schedule). The list of the Union that gives effect to the same regimes names these goods in its 500 series alone,
# which is of none of them (Regulation (EU) 2021/821, Annex I), and technology for use only with the goods that it
# serves. For a use of concern they stay asked, and so do goods that are designed for what entries of the regimes are
# about: cryptography and its defeat, communication and surveillance (Category 5), sensors (Category 6, which knows
# coolers as support components of optical sensors). That item 5506 leaves out what Group 1 refers to changes nothing
# for the rest: either lists it.
_QUANTUM_GOODS = ("QuantumComputer", "CryogenicCooler", "PulseTubeCryocooler", "CryogenicProber")
_ITEM_5506 = "ca-ecl:5506"
_USE_ALONE = Every("activity", ("use",))
_OF_THE_REGIMES = ("communication", "cryptanalysis", "cyber-surveillance", "data-confidentiality", "sensing")
BEYOND_REGIMES = And(
    (
        Not(Has("endUseIndication", ("military", "wmd", "informed", "human-rights"))),
        Or(
            (
                And((Has("itemType", _QUANTUM_GOODS), Not(Has("designedFor", _OF_THE_REGIMES)))),
                And((Has("itemType", ("Technology",)), Every("relatedItemType", _QUANTUM_GOODS), _USE_ALONE)),
                And((Has("itemType", ("Technology", "Software")), Has("relatedProvision", (_ITEM_5506,)), _USE_ALONE)),
                # What item 5506 describes is listed, whether it or Group 1 refers to it.
                Has("describedBy", (_ITEM_5506,)),
            )
        ),
    )
)
_SAYS = {
    "known": (
        "control list of {name}, not encoded",
        "{name} is known to control quantum items by a list of its own that is not encoded here.",
    ),
    "partly-encoded": (
        "control list of {name}: the part that was not read",
        "{name} controls quantum items by a list of its own; the part of it that was not read may describe the item.",
    ),
}
_SILENT = (
    "control lists of {name}: no quantum entry found",
    "No quantum entry of {name} was found, which does not show that there is none.",
)


@cache
def table_pointers() -> tuple[Norm, ...]:
    """One pointer norm per row of the table of national control lists."""
    with resource(TABLE).open(encoding="utf-8", newline="") as handle:
        return tuple(_pointer(row) for row in csv.DictReader(handle))


def unsearched(place: str, name: str, why: str = "", union: bool = False) -> Norm:
    """The pointer for law that was not searched: that of a state in no table, or of a time before the search begins.

    ``union``: the place lies in the European Union, whose members' lists concern exports out of the Union alone.
    """
    provision = f"national-law:{place}"
    law = f"the law of {name}" + (f" {why}" if why else "")
    return Norm(
        iri=norm_iri("norm", provision, limits.FIRST_DAY.isoformat()), kind=POINTER, provision=provision,
        jurisdiction=place,
        label=f"{law}: not searched", definition=f"Whether {law} controls this transfer has not been searched.",
        citation=f"none: {law} was not searched", in_force_from=limits.FIRST_DAY, effect="unmodelled",
        condition=Has("exportFrom", ("EU",)) if union else Always(),
        connects_by=("exportFrom", "transitThrough", "itemOrigin", "within", "releasedWithin"),
        may_yield=(REQUIRED, NOTHING), origin=GENERATED,
    )  # fmt: skip


def unsearched_sanctions(place: str, name: str, why: str = "") -> Norm:
    """The pointer for the embargoes and sanctions of a state of origin or transit that were not searched, at all or,
    with ``why``, for a time before or after the search.

    What goes to a place that many states sanction may be prohibited there too. A state is taken not to sanction itself.
    """
    provision = f"sanctions:{place}"
    sanctions = f"sanctions of {name}" + (f" {why}" if why else "")
    # The rules of the United States follow items of its origin, and stand against Cuba, which others do not sanction.
    alone, ties = (("CU",), ("itemOrigin",)) if place == "US" else ((), ())
    return Norm(
        iri=norm_iri("norm", provision, limits.FIRST_DAY.isoformat()), kind=POINTER, provision=provision,
        jurisdiction=place,
        label=f"{sanctions}: not searched",
        definition=f"Whether embargoes or {sanctions} forbid or restrict this transfer has not been searched.",
        citation=f"none: the {sanctions} were not searched", in_force_from=limits.FIRST_DAY,
        verification_note="The places are those under an arms or dual-use embargo of the Security Council or of several"
        " states, taken from the lists that the Union and the United Kingdom keep; the lists and their days were not"
        " read for this pointer, and it stands for every day.",
        effect="unmodelled",
        condition=Or(
            (
                Has("placeReached", tuple(c for c in (*WIDELY_SANCTIONED, *alone) if c != place)),
                Has("nationality", ("singled-out",)),
            )
        ),
        connects_by=("exportFrom", "transitThrough", "releasedWithin", "within", *ties),
        may_yield=(PROHIBITED, REQUIRED, NOTHING), origin=GENERATED,
    )  # fmt: skip


def of_data_transfers(norms: Iterable[Norm]) -> frozenset[str]:
    """The jurisdictions of which some of these norms is about personal data that leaves them, be it a pointer."""
    return frozenset(
        norm.jurisdiction
        for norm in norms
        if norm.effect in (PROHIBITED, "unmodelled") and norm.origin != TABLE
        and "personalData" in norm.condition.terms
        and {"exportFrom", "personalDataFrom"}.intersection(norm.connects_by)
    )  # fmt: skip


def unsearched_data_law(place: str, name: str) -> Norm:
    """The pointer for law on personal data that was not searched: many states forbid transfers abroad but on grounds
    that their law lists, so that it may do so too."""
    provision = f"data-law:{place}"
    return Norm(
        iri=norm_iri("norm", provision, limits.FIRST_DAY.isoformat()), kind=POINTER, provision=provision,
        jurisdiction=place,
        label=f"the law on personal data of {name}: not searched",
        definition=f"Whether the law of {name} forbids that personal data leaves it has not been searched.",
        citation=f"none: the law on personal data of {name} was not searched", in_force_from=limits.FIRST_DAY,
        effect="unmodelled", condition=Has("personalData", ("true",)), connects_by=("personalDataFrom",),
        may_yield=(PROHIBITED, OPEN, NOTHING), origin=GENERATED,
    )  # fmt: skip


def _pointer(row: dict[str, str]) -> Norm:
    place, name = row["place"], row["name"]
    provision = row["provision"] or f"national-law:{place}"
    start = date.fromisoformat(row["from"]) if row["from"] else limits.FIRST_DAY
    label, definition = (text.format(name=name) for text in _SAYS.get(row["status"], _SILENT))
    # A law that was read may speak of what leaves alone, as Canada's (R.S.C. 1985, c. E-19, section 2(1), "transfer").
    ties = ("exportFrom",) if row["scope"] == "leaving-only" else ("exportFrom", "within", "releasedWithin")
    # Member states' own lists rest on Article 9 of Regulation (EU) 2021/821, which speaks of exports out of the Union.
    parts: list[Condition] = [Has("exportFrom", ("EU",))] if row["scope"] == "eu-export-only" else []
    outside = row["outside"].split()
    if "personal-data" in outside:
        parts.append(Not(PERSONAL_DATA_ALONE))
    if "beyond-regimes" in outside:
        parts.append(Not(BEYOND_REGIMES))
    if "category-5-2" in outside:
        parts.append(Not(LISTED_CRYPTOGRAPHY))
    if "quantum-cryptography" in outside:
        parts.append(Not(QUANTUM_CRYPTOGRAPHY))
    if "published" in outside:
        parts.append(Not(IN_THE_PUBLIC_DOMAIN))
    # A licence that names the list as the pointer does is one for the item, whichever entry of it describes the item.
    parts.append(Not(Has("licensedProvision", (provision,))))
    exempt = tuple(row["exempt_destinations"].split())
    groups = tuple(code for code in exempt if ":" in code)
    if groups:
        parts.append(Not(Has("destinationGroup", groups)))
    if set(exempt) - set(groups):
        parts.append(Not(Every("receivedIn", tuple(code for code in exempt if ":" not in code))))
    return Norm(
        iri=norm_iri("norm", provision, start.isoformat()), kind=POINTER, provision=provision, jurisdiction=place,
        label=label, definition=definition,
        citation=row["citation"] or f"none found for {name}", in_force_from=start,
        in_force_until=date.fromisoformat(row["until"]) if row["until"] else None,
        verification=row["verification"] or "unverified",
        verification_note="; ".join(filter(None, [row["note"], row["source"]])),
        effect="unmodelled",
        condition=And(tuple(parts)), connects_by=ties,
        may_yield=tuple(NOTHING if word == "nothing" else word for word in row["outcomes"].split()), origin=TABLE,
    )  # fmt: skip
