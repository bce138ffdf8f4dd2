"""Defeat in strata: what sets a norm aside, what takes that away again, and which rule gives way to a higher one.

A control stands below the exceptions that defeat it, an exception below the foreclosures that take it away, a
foreclosure below the exceptions that open it again, and so on; a cycle is refused by name. Helping and harming take
turns from stratum to stratum: exceptions help the transfer, foreclosures do not.

On a day the strata are read from the top down into plain conditions, so that every reading of norms has the same defeat
and none depends on an order. This is exact: an exception counts where, in every world in which its control applies, it
holds and nothing that forecloses it does. What speaks against the transfer needs no verification here, what speaks for
it does: a foreclosure whose text or first day was not read takes its exceptions away as if it had been, an exception to
a foreclosure that was not read counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from qgov.base.errors import NormError
from qgov.base.iri import ancestors
from qgov.norms.conditions import Condition, Not, conjunction
from qgov.norms.model import EXCEPTION, FORECLOSURE, NORM, Norm

_OWN = ("satisfied_by", "may_yield", "asks_for", "disqualified_by", "conditions_of_use", "authorisation_code")


def targets_of(norm: Norm, by_provision: dict[str, list[Norm]]) -> list[Norm]:
    """What a rule sets aside: of what it names by provision, exceptions by a foreclosure, norms by an exception."""
    wanted = EXCEPTION if norm.effect == FORECLOSURE else NORM
    return [other for provision in norm.defeats for other in by_provision.get(provision, ()) if other.kind == wanted]


def names_of(norm: Norm) -> tuple[str, ...]:
    """The names by which a rule above may mean a norm: its provision; an exception also by ``us-ear:740*``, all that
    stands below a provision, since the law forecloses exceptions by the part."""
    below = ancestors(norm.provision) if norm.kind == EXCEPTION else ()
    return (norm.provision, *(f"{provision}*" for provision in below))


def strata(norms: Iterable[Norm]) -> dict[str, int]:
    """The stratum of everything that defeats or is defeated, by IRI: 0 for what defeats nothing.

    Raises NormError naming the norms where they defeat one another in a circle.
    """
    norms = tuple(norms)
    by_provision = by_name(norms)
    below = {norm.iri: sorted(other.iri for other in targets_of(norm, by_provision)) for norm in norms if norm.defeats}
    found: dict[str, int] = {}
    path: list[str] = []

    def visit(iri: str) -> int:
        if iri in path:
            circle = [*path[path.index(iri) :], iri]
            raise NormError("these defeat one another in a circle: " + " defeats ".join(circle))
        if iri not in found:
            path.append(iri)
            found[iri] = 1 + max(map(visit, below[iri]), default=-1) if iri in below else 0
            path.pop()
        return found[iri]

    for iri in sorted(below):
        visit(iri)
    return found


def connected(norms: tuple[Norm, ...]) -> tuple[Norm, ...]:
    """The same norms, where foreclosures and exceptions to these know the controls that the exceptions below defeat.

    They accompany these as a review policy does: they reach what these reach and are found only where one applies.
    Raises NormError where such a rule states for itself what it takes from the controls, or what only a privilege has.
    """
    by_provision = by_name(norms)
    strata(norms)
    return tuple(_accompanying(norm, by_provision) if _stands_above(norm, by_provision) else norm for norm in norms)


def _stands_above(norm: Norm, by_provision: dict[str, list[Norm]]) -> bool:
    """Whether a rule is a foreclosure or an exception to one; what mixes foreclosures and controls is refused."""
    if norm.effect == FORECLOSURE:
        return True
    if norm.kind != EXCEPTION:
        return False
    against = {other.effect == FORECLOSURE for other in targets_of(norm, by_provision)}
    if len(against) > 1:
        raise NormError(f"{norm.origin}: {norm.iri}: defeats a control and a foreclosure; write two exceptions")
    return against == {True}


def _accompanying(norm: Norm, by_provision: dict[str, list[Norm]]) -> Norm:
    stated = [name for name in (*_OWN, "connects_by", "reviews") if getattr(norm, name)]
    if stated:
        raise NormError(
            f"{norm.origin}: {norm.iri}: a rule about exceptions states no {stated[0]}; it follows the controls"
        )
    controls, waiting, seen = {}, [norm], set()
    while waiting:
        for other in targets_of(waiting.pop(), by_provision):
            if other.defeats and other.iri not in seen:
                seen.add(other.iri)
                waiting.append(other)
            elif not other.defeats:
                controls[other.iri] = other
    return replace(
        norm, reviews=tuple(sorted({control.provision for control in controls.values()})),
        connects_by=tuple(sorted({factor for control in controls.values() for factor in control.connects_by})),
    )  # fmt: skip


def defeated_on(norms: tuple[Norm, ...], day: date) -> tuple[Norm, ...]:
    """The norms in force on a day, each exception cut by what forecloses it then."""
    above: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        if norm.effect == FORECLOSURE or (norm.kind == EXCEPTION and norm.reviews):
            for provision in norm.defeats:
                above[provision].append(norm)
    if not above:
        return norms

    def rules_above(norm: Norm) -> Iterator[Norm]:
        """What opens a foreclosure again, as far as it was read and is in force; what forecloses an exception."""
        if norm.effect == FORECLOSURE:
            rules = (rule for rule in above.get(norm.provision, ()) if rule.kind == EXCEPTION)
            return (rule for rule in rules if rule.verified and rule.in_force(day) is True)
        if norm.kind != EXCEPTION:
            return iter(())
        named = (rule for name in names_of(norm) for rule in above.get(name, ()))
        return (rule for rule in named if rule.effect == FORECLOSURE)

    def cut(norm: Norm) -> Norm:
        rules = {rule.iri: rule for rule in map(cut, rules_above(norm))}
        return _unless(norm, tuple(rules[iri] for iri in sorted(rules))) if rules else norm

    return tuple(cut(norm) for norm in norms)


@lru_cache(maxsize=4096)
def _unless(norm: Norm, rules: tuple[Norm, ...]) -> Norm:
    """A norm that holds only where none of these rules does; the same object every time."""
    parts: list[Condition] = [norm.condition, *(Not(rule.condition) for rule in rules)]
    return replace(
        norm, condition=conjunction(parts), own_condition=norm.condition,
        foreclosed_by=tuple(rule.iri for rule in rules),
    )  # fmt: skip


def by_name(norms: Iterable[Norm]) -> dict[str, list[Norm]]:
    """The norms by each of their names."""
    found: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        for name in names_of(norm):
            found[name].append(norm)
    return found
