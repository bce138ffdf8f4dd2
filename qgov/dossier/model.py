"""A dossier in normal form: every word known, every number a Decimal in its canonical unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Quantity:
    """A claimed number in the canonical unit of its term.

    ``value`` is the estimate; ``lower`` and ``upper`` are given bounds, used without guard factor;
    ``standard_uncertainty`` is u = U / k. At least one of ``value``, ``lower``, ``upper`` is given.
    """

    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    standard_uncertainty: Decimal | None = None
    metric: str | None = None
    statistic: str | None = None
    basis: str | None = None
    measured_on: date | None = None
    method: str | None = None
    source: str | None = None
    frequency: Decimal | None = None
    given: str = ""


@dataclass(frozen=True)
class Assumption:
    """An assumption that a claim states, such as ``errorCorrection: none``, with where it comes from."""

    value: str | bool | Decimal | tuple
    source: str | None = None


@dataclass(frozen=True)
class Pair:
    """One row of ``pairs[]``: two qubits, the gate between them, and what was measured on both.

    ``t1`` and ``t2`` are in the order of ``qubits``; an entry that is missing is None.
    """

    index: int
    qubits: tuple[str, str]
    gate: str | None = None
    cnot_error: Quantity | None = None
    two_qubit_gate_time: Quantity | None = None
    t1: tuple[Quantity | None, Quantity | None] = (None, None)
    t2: tuple[Quantity | None, Quantity | None] = (None, None)
    dead: bool = False


@dataclass(frozen=True)
class Item:
    """One item: its claims by term (Quantity, word, bool, text or a tuple of them), pair rows and assumptions."""

    id: str
    type: str
    claims: dict[str, object] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    assumptions: dict[str, Assumption] = field(default_factory=dict)
    origin_country: str | None = None
    us_content: Quantity | None = None
    designed_for: tuple[str, ...] = ()
    part_of: str | None = None
    value: dict | None = None
    count: Decimal | None = None
    certificates: tuple[dict, ...] = ()
    note: str | None = None

    def quantity(self, term: str) -> Quantity | None:
        """The claim for a term if it is a single quantity."""
        claim = self.claims.get(term)
        return claim if isinstance(claim, Quantity) else None


@dataclass(frozen=True)
class Party:
    id: str
    role: str
    name: str | None = None
    country: str | None = None
    kind: str | None = None
    citizenship: tuple[str, ...] = ()
    residency: tuple[str, ...] = ()
    employed_since: date | None = None
    regulated_as: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    birth_date: date | None = None


@dataclass(frozen=True)
class Stake:
    """A share of one party (``held``) that belongs to another (``holder``); a share of None is not known."""

    holder: str
    held: str
    share: Decimal | None = None


@dataclass(frozen=True)
class Match:
    """A likeness between a party and an entry of a list, and what was decided on it.

    ``status`` is ``open``, ``confirmed`` or ``dismissed``; a dismissal is good for its one entry only.
    """

    party: str
    list: str
    status: str
    entry: str | None = None
    reason: str | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Authorisation:
    """A licence, exception or general authorisation on file; no ``destinations`` or ``parties`` means unrestricted."""

    type: str
    code: str | None = None
    authority: str | None = None
    covers: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    conditions_met: tuple[str, ...] = ()


# The declarations that are yes or no, by their key, and the field that holds each.
DECLARED = {
    "militaryEndUse": "military_end_use",
    "wmdEndUse": "wmd_end_use",
    "informedByAuthority": "informed_by_authority",
    "internalRepression": "internal_repression",
}


@dataclass(frozen=True)
class Declarations:
    """Knowledge that the law asks for; None means that nothing was declared."""

    military_end_use: bool | None = None
    wmd_end_use: bool | None = None
    informed_by_authority: bool | None = None
    internal_repression: bool | None = None
    parties_screened: date | None = None


@dataclass(frozen=True)
class Dossier:
    id: str
    type: str
    date: date
    origin: str
    destination: str
    items: tuple[Item, ...]
    transit: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    end_use: str | None = None
    declarations: Declarations = Declarations()
    authorisations: tuple[Authorisation, ...] = ()
    safeguards: tuple[dict, ...] = ()
    ownership: tuple[Stake, ...] = ()
    matches: tuple[Match, ...] = ()
    normal: dict = field(default_factory=dict, compare=False, repr=False)

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)
