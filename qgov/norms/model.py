"""A norm: one rule of one provision of one instrument, for one jurisdiction, from a day to a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qgov.norms.conditions import ALWAYS, Condition

ENTRY, NORM, POINTER, EXCEPTION = "entry", "norm", "pointer", "exception"
PROHIBITED, REQUIRED, OPEN, PERMITTED, NOTHING = (
    "prohibited",
    "authorisation-required",
    "conditions-open",
    "permitted",
    "no-control-found",
)
# The effect of a norm that takes exceptions away.
FORECLOSURE = "foreclosure"
_SAFEGUARD = "safeguardOnFile"
_VARIANT = re.compile(r"(~[a-z0-9-]+)/[^/]+$")
SEVERITY = {PROHIBITED: 4, REQUIRED: 3, OPEN: 2, PERMITTED: 1, NOTHING: 0}
# What ties a transfer to a jurisdiction; a norm may also reach it from anywhere.
FACTORS = (
    "exportFrom", "importInto", "transitThrough", "within", "releasedWithin", "itemOrigin", "personalDataFrom",
)  # fmt: skip


@dataclass(frozen=True)
class Instrument:
    """A law, regulation, order or list, and the day as of which its text was read."""

    code: str
    label: str
    jurisdiction: str
    citation: str = ""
    text_as_of: date | None = None


@dataclass(frozen=True)
class OpenQuestion:
    """A question that the text leaves open; its answer varies over the worlds."""

    id: str
    provision: str
    definition: str


@dataclass(frozen=True)
class Norm:
    """One rule with its citation, its days, its verification and its condition.

    ``condition`` is about the item for a control entry and about the line for everything else. ``verification`` is that
    of the text; the first day may have its own, with the window ``earliest`` to ``latest`` in which it lies.
    ``defeats`` are provisions of norms, or of exceptions where the effect is a foreclosure. On a day, ``condition`` is
    cut by what forecloses an exception or outranks a rule: ``foreclosed_by`` names it, ``own_condition`` is without it.
    """

    iri: str
    kind: str
    provision: str
    jurisdiction: str
    label: str
    definition: str
    citation: str
    in_force_from: date
    in_force_until: date | None = None
    verification: str = "unverified"
    verification_note: str = ""
    day_verification: str | None = None
    earliest: date | None = None
    latest: date | None = None
    effect: str = "describes"
    condition: Condition = ALWAYS
    connects_by: tuple[str, ...] = ()
    controlled_under: tuple[str, ...] = ()
    defeats: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    policy: str = ""
    satisfied_by: tuple[str, ...] = ()
    may_yield: tuple[str, ...] = ()
    asks_for: tuple[str, ...] = ()
    disqualified_by: tuple[str, ...] = ()
    authorisation_code: str | None = None
    conditions_of_use: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    origin: str = ""
    foreclosed_by: tuple[str, ...] = ()
    own_condition: Condition | None = None

    def __hash__(self) -> int:
        """By IRI: conditions are deep, and norms are looked up all the time."""
        return hash(self.iri)

    @property
    def verified(self) -> bool:
        """Whether the official text was read; a first day with its own verification is judged by its window."""
        return self.verification == "verified"

    @property
    def safeguards(self) -> frozenset[str]:
        """The safeguards that the norm rests on: those that its own condition reads, and those it asks for by type."""
        leaves = (self.own_condition or self.condition).leaves_by_term.get(_SAFEGUARD, ())
        return frozenset(kind for leaf in leaves for kind in leaf.values).union(self.conditions_of_use)

    @property
    def instrument(self) -> str:
        return self.provision.split(":", 1)[0]

    @property
    def name(self) -> str:
        """The provision, with the word after the tilde in the IRI where several norms share one provision."""
        variant = _VARIANT.search(self.iri)
        return self.provision + (variant.group(1) if variant else "")

    def in_force(self, day: date) -> bool | None:
        """Whether the norm is in force on a day of its jurisdiction; None where the first day is not verified."""
        if self.in_force_until is not None and day > self.in_force_until:
            return False
        if self.earliest is not None and self.latest is not None:
            if day < self.earliest:
                return False
            return True if day >= self.latest else None
        return day >= self.in_force_from
