"""The claim to change so that a measurand takes a value: in the dossier's objects and as a machine-readable edit."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal

from qgov.dossier.edit import operation
from qgov.dossier.model import Dossier, Item, Quantity
from qgov.grounding.domain import QUBIT_COUNTS
from qgov.grounding.model import Fact

ERROR, QUBITS, VALUE = "meanCnotInfidelity", "operationalQubits", "contractValueEur"
_ROUNDED = Context(prec=15, rounding=ROUND_HALF_EVEN)
_COVERAGE = 2


def with_value(dossier: Dossier, item: Item, fact: Fact, value: Decimal) -> tuple[Dossier, list[dict]] | None:
    """The dossier in which the claims that a fact comes from say ``value``, and the edit; None where no single claim
    does. A number keeps its uncertainty, metric and statistic; it is stated in the canonical unit."""
    index = dossier.items.index(item)
    at = f"/items/{index}"
    if fact.term == VALUE:
        return _worth(dossier, item, fact, value)
    if fact.term == QUBITS:
        changes = _counts(item, fact, value)
    elif fact.term == ERROR and item.pairs:
        changes = {"cnotError": _rated(fact, value)}
    else:
        changes = _scaled(item, fact, value)
    if not changes:
        return None
    edit = [operation(dossier.normal, f"{at}/{term}", as_data(claim)) for term, claim in changes.items()]
    changed = replace(item, claims=item.claims | changes)
    if fact.term == ERROR and item.pairs:
        changed = replace(changed, pairs=())
        edit.append({"op": "remove", "path": f"{at}/pairs"})
    items = tuple(changed if one is item else one for one in dossier.items)
    return replace(dossier, items=items), edit


def with_uncertainty(dossier: Dossier, item: Item, fact: Fact, u: Decimal) -> tuple[Dossier, list[dict]] | None:
    """The same for another standard uncertainty of the fact, its value kept; None where no single claim states it."""
    if item.pairs or fact.term == QUBITS or not fact.standard_uncertainty or fact.estimate is None:
        return None
    ((term, claim),) = _scaled(item, fact, fact.estimate).items() or ((None, None),)
    if term is None or item.quantity(term).standard_uncertainty is None:
        return None
    share = _ROUNDED.divide(u, fact.standard_uncertainty)
    stated = item.quantity(term)
    claim = replace(claim, value=stated.value, standard_uncertainty=stated.standard_uncertainty * share)
    index = dossier.items.index(item)
    changed = replace(item, claims=item.claims | {term: claim})
    items = tuple(changed if one is item else one for one in dossier.items)
    edit = [operation(dossier.normal, f"/items/{index}/{term}", as_data(claim))]
    return replace(dossier, items=items), edit


def as_data(claim: Quantity) -> object:
    """A quantity as a dossier writes it, in the canonical unit and with k = 2."""
    found: dict = {"value": claim.value}
    if claim.standard_uncertainty is not None:
        found["uncertainty"] = claim.standard_uncertainty * _COVERAGE
    for key, word in (("metric", claim.metric), ("statistic", claim.statistic), ("basis", claim.basis)):
        if word:
            found[key] = word
    return found["value"] if len(found) == 1 else found


def _number(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else _ROUNDED.plus(value)


def _counts(item: Item, fact: Fact, value: Decimal) -> dict[str, Quantity]:
    """Fewer qubits: fewer of those in the smallest count; more: every smaller count becomes so many."""
    claims = {term: item.quantity(term) for term in reversed(QUBIT_COUNTS) if item.quantity(term)}
    stated = {term: claim for term, claim in claims.items() if claim.value is not None}
    if not stated or len(stated) < len(claims):
        return {}
    low = min(claim.value for claim in stated.values())
    if value < low:
        chosen = [next(term for term, claim in stated.items() if claim.value == low)]
    else:
        chosen = [term for term, claim in stated.items() if claim.value < value]
    return {term: _again(stated[term], Decimal(_number(value))) for term in chosen}


def _scaled(item: Item, fact: Fact, value: Decimal) -> dict[str, Quantity]:
    """The one number that the fact is in proportion to, such as the process infidelity of an error."""
    names = [fact.term] if item.quantity(fact.term) else [term for term in fact.derived_from if item.quantity(term)]
    if not names or (claim := item.quantity(names[0])).value is None:
        return {}
    if not claim.value or not fact.estimate:
        return {names[0]: _again(claim, value)} if claim.value == fact.estimate else {}
    # The factor is a short fraction; the quotient of two rounded numbers is not.
    wanted = _ROUNDED.divide(_ROUNDED.multiply(value, claim.value), fact.estimate)
    return {names[0]: _again(claim, value if claim.value == fact.estimate else wanted)}


def _again(claim: Quantity, value: Decimal) -> Quantity:
    """The same kind of number with another value. Where it came from is not where the new one would come from."""
    return Quantity(
        value=value, standard_uncertainty=claim.standard_uncertainty, metric=claim.metric, statistic=claim.statistic,
        basis=claim.basis, frequency=claim.frequency,
    )  # fmt: skip


def _rated(fact: Fact, value: Decimal) -> Quantity:
    """An error for which a device is rated, in place of a table of pairs."""
    return Quantity(
        value=value, standard_uncertainty=fact.standard_uncertainty, metric="average-gate-infidelity",
        statistic="mean", basis="specified",
    )  # fmt: skip


def _worth(dossier: Dossier, item: Item, fact: Fact, value: Decimal) -> tuple[Dossier, list[dict]] | None:
    """The item's own value changed so that all items together are worth so much."""
    amount = (item.value or {}).get("value")
    if amount is None or fact.estimate is None:
        return None
    fresh = amount + value - fact.estimate
    if fresh < 0:
        return None
    worth = {**item.value, "value": fresh}
    items = tuple(replace(one, value=worth) if one is item else one for one in dossier.items)
    path = f"/items/{dossier.items.index(item)}/value/value"
    return replace(dossier, items=items), [{"op": "replace", "path": path, "value": fresh}]
