"""Who is owned by listed persons: half or more, directly or through others, alone or together.

15 CFR 744.11(a)(1): a body of which listed persons own half or more is itself restricted, and so its own share of
another body counts in full. The aggregate is therefore the sum of the shares of restricted holders, not a product along
the chain. Which lists are added up is a matter of the law that each belongs to (``POOLS``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from qgov.dossier.model import Stake

HALF = Decimal("0.5")
# The lists whose holders count together. The first: 15 CFR 744.11(a)(1), 744.8(a)(2) and 744.21(a)(3), in combination;
# the others: holders under the sanctions of one authority. A list that stands in none has no rule on ownership.
POOLS = (
    frozenset({"us-entity-list", "us-entity-list-all-items", "us-military-end-user", "us-sdn-744.8"}),
    frozenset({"us-sdn", "us-sdn-744.8"}),
    frozenset({"eu-financial-sanctions", "eu-financial-sanctions-ukr"}),
    frozenset({"uk-asset-freeze"}),
)

Listed = Mapping[str, frozenset[str]]


def owned_by(stakes: Iterable[Stake], listed: Listed, perhaps: Listed) -> tuple[dict, dict]:
    """For each party the lists whose persons own half of it or more: certainly, and perhaps.

    ``listed`` and ``perhaps`` give each party's own lists, certain and open. A share that is not known may be any that
    the other shares of the body leave.
    """
    stakes = tuple(stakes)
    either = {party: listed.get(party, frozenset()) | perhaps.get(party, frozenset()) for party in {*listed, *perhaps}}
    certain: dict[str, frozenset[str]] = {}
    possible: dict[str, frozenset[str]] = {}
    for pool in POOLS:
        for found, lists, least in ((certain, listed, True), (possible, either, False)):
            for party, names in _spread(stakes, {key: names & pool for key, names in lists.items()}, least).items():
                found[party] = found.get(party, frozenset()) | names
    return certain, {party: names - certain.get(party, frozenset()) for party, names in possible.items()}


def _spread(stakes: tuple[Stake, ...], listed: Listed, least: bool) -> dict[str, frozenset[str]]:
    """The lists that reach each party by ownership, when unknown shares are as small, or as large, as they may be."""
    reached: dict[str, frozenset[str]] = {}
    while True:
        found = {}
        for held in {stake.held for stake in stakes}:
            restricted = [
                (stake, listed.get(stake.holder, frozenset()) | reached.get(stake.holder, frozenset()))
                for stake in stakes
                if stake.held == held
            ]
            restricted = [(stake, lists) for stake, lists in restricted if lists]
            known = sum((stake.share for stake, _ in restricted if stake.share is not None), Decimal(0))
            if not least and any(stake.share is None for stake, _ in restricted):
                known = Decimal(1)
            if known >= HALF:
                found[held] = frozenset(name for _, lists in restricted for name in lists)
        if found == reached:
            return reached
        reached = found
