"""Who is owned by listed persons: half or more, directly or through others, alone or together.

15 CFR 744.11(a)(1): a body of which listed persons own half or more is itself restricted, and so its own share of
another body counts in full. The aggregate is therefore the sum of the shares of restricted holders, not a product along
the chain. Which lists are added up is a matter of the law that each belongs to (``POOLS``).

In the United Kingdom a body is owned by one person who holds more than half of it, directly or through such holdings;
the shares of several count together under a joint arrangement alone; short of that it may still be controlled (S.I.
2019/855, regulation 7(2) to (4) and Schedule 1, paragraph 3). Half of it, or more than half together, therefore
leaves open for its list whether the body is owned or controlled (``ALONE``).
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
ALONE = frozenset({"uk-asset-freeze"})
"""Lists of which one holder alone has to have more than half."""

Listed = Mapping[str, frozenset[str]]


def owned_by(stakes: Iterable[Stake], listed: Listed, perhaps: Listed) -> tuple[dict, dict]:
    """For each party the lists whose persons own it, by half or more or as ``ALONE`` says: certainly, and perhaps.

    ``listed`` and ``perhaps`` give each party's own lists, certain and open. A share that is not known may be any that
    the other shares of the body leave.
    """
    stakes = tuple(stakes)
    either = {party: listed.get(party, frozenset()) | perhaps.get(party, frozenset()) for party in {*listed, *perhaps}}
    certain: dict[str, frozenset[str]] = {}
    possible: dict[str, frozenset[str]] = {}
    for pool in POOLS:
        for found, lists, least in ((certain, listed, True), (possible, either, False)):
            among = {key: names & pool for key, names in lists.items()}
            for party, names in _spread(stakes, among, least, alone=least and bool(pool & ALONE)).items():
                found[party] = found.get(party, frozenset()) | names
    return certain, {party: names - certain.get(party, frozenset()) for party, names in possible.items()}


def _spread(stakes: tuple[Stake, ...], listed: Listed, least: bool, alone: bool) -> dict[str, frozenset[str]]:
    """The lists that reach each party by ownership, when unknown shares are as small, or as large, as they may be; by
    one holder ``alone`` with more than half, or by half together."""
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
            by_holder: dict[str, Decimal] = {}
            for stake, _ in restricted:
                by_holder[stake.holder] = by_holder.get(stake.holder, Decimal(0)) + (stake.share or Decimal(0))
            enough = sum(by_holder.values(), Decimal(0)) >= HALF
            if alone:
                enough = any(share > HALF for share in by_holder.values())
            if not least and any(stake.share is None for stake, _ in restricted):
                enough = True
            if enough:
                found[held] = frozenset(name for _, lists in restricted for name in lists)
        if found == reached:
            return reached
        reached = found
