"""The norms that may be in force on a day, looked up by what connects, lists and defeats them.

A law is read for many dossiers; what does not depend on one is worked out once here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from qgov.base.iri import ancestors
from qgov.norms.conditions import Condition
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, PROHIBITED, REQUIRED, Norm
from qgov.norms.pointers import TABLE, of_data_transfers
from qgov.reasoning.setaside import only_accompanies
from qgov.situation.asked import Asked, asked_of

ANYWHERE = "anywhere"
# What is derived from other findings or items, and therefore open before any world is built.
DERIVED = ("describedBy", "designedForProvision", "relatedProvision")
MOST_LAWS = 64
MOST_DAYS = 64  # of one law
KEPT = 4096  # sets of ties whose rules are remembered
_ORDER = {ENTRY: 0, NORM: 1, EXCEPTION: 2, POINTER: 3}


class Law:
    """The norms of one day; ``acting_on_entries`` are the provisions that act on listed items."""

    def __init__(self, norms: tuple[Norm, ...], acting_on_entries: frozenset[str]):
        self.norms, self.acting_on_entries = norms, acting_on_entries
        self.entries = tuple(norm for norm in norms if norm.kind == ENTRY)
        self.controls = tuple(norm for norm in norms if norm.kind == NORM)
        self.exceptions = tuple(norm for norm in norms if norm.kind == EXCEPTION)
        self.place = {norm.iri: index for index, norm in enumerate(norms)}
        self._asked: Asked | None = None
        self._rules: dict[frozenset, tuple[Norm, ...]] = {}
        self._looked_up: dict[object, tuple[Norm, ...]] = {}
        self._in_force: dict[date, frozenset[str]] = {}
        self._standing: dict[date, frozenset[tuple[str, bool | None]]] = {}

    def order(self, norm: Norm) -> tuple:
        """By jurisdiction, entries first: the order in which findings are told."""
        return norm.jurisdiction, _ORDER[norm.kind], norm.effect, norm.provision, norm.iri

    def in_order(self, norms: Iterable[Norm]) -> list[Norm]:
        """Norms, some perhaps made for one transfer, in that order."""
        norms, rank = list(norms), self._rank
        known = all(norm.iri in rank for norm in norms)
        return sorted(norms, key=(lambda norm: rank[norm.iri]) if known else self.order)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {norm.iri: index for index, norm in enumerate(sorted(self.norms, key=self.order))}

    def in_force_on(self, day: date) -> frozenset[str]:
        """The norms that surely are in force on a day."""
        found = self._in_force.get(day)
        if found is None:
            if len(self._in_force) >= MOST_DAYS:
                self._in_force.clear()
            found = self._in_force[day] = frozenset(norm.iri for norm in self.norms if norm.in_force(day))
        return found

    def standing(self, day: date) -> frozenset[tuple[str, bool | None]]:
        """The norms by IRI, each with whether it is in force on a day; None where that is not known."""
        found = self._standing.get(day)
        if found is None:
            if len(self._standing) >= MOST_DAYS:
                self._standing.clear()
            found = self._standing[day] = frozenset((norm.iri, norm.in_force(day)) for norm in self.norms)
        return found

    def rules(self, reached: frozenset[tuple[str, str]], pointers: tuple[Norm, ...] = ()) -> tuple[Norm, ...]:
        """The rules and pointers that these pairs of a connecting factor and a jurisdiction tie to a line; ``pointers``
        are those made for one transfer."""
        tied = _tied_by(reached)
        return (*_once(self._rules, reached, lambda: tuple(filter(tied, self.norms))), *filter(tied, pointers))

    def entries_of(self, listed: Iterable[str], read: Iterable[str]) -> tuple[Norm, ...]:
        """The entries that get their effect from a listed provision, or stand at or below one that is read."""
        by_control, by_ancestor = self._entries
        listed, read = frozenset(listed), frozenset(read)
        if not read and len(listed) == 1:
            return tuple(by_control.get(next(iter(listed)), ()))

        def work() -> tuple[Norm, ...]:
            found = {entry.iri: entry for provision in listed for entry in by_control.get(provision, ())}
            found |= {entry.iri: entry for provision in read for entry in by_ancestor.get(provision, ())}
            return tuple(sorted(found.values(), key=lambda entry: self.place[entry.iri]))

        return _once(self._looked_up, (listed, read), work)

    def controls_of(self, provisions: Iterable[str]) -> list[Norm]:
        """The norms of these provisions."""
        return [norm for provision in provisions for norm in self._controls.get(provision, ())]

    def exceptions_to(self, provisions: Iterable[str]) -> tuple[Norm, ...]:
        """The exceptions that defeat one of these provisions."""
        asked = frozenset(provisions)

        def work() -> tuple[Norm, ...]:
            found = {norm.iri: norm for provision in asked for norm in self._exceptions.get(provision, ())}
            return tuple(sorted(found.values(), key=lambda norm: self.place[norm.iri]))

        return _once(self._looked_up, asked, work)

    def read_provisions(self, norm: Norm, term: str) -> frozenset[str]:
        """The provisions that a norm names under a term that is derived from what describes items."""
        if norm.iri not in self.place:
            return named(norm.condition, term)
        return self._named.get(norm.iri, {}).get(term, frozenset())

    def controls_read_for(self, exception: Norm) -> tuple[Norm, ...]:
        """What an exception defeats: the controls, and the entries that get their effect from them."""
        if exception.iri not in self._defeated:
            wanted = set(exception.defeats)
            self._defeated[exception.iri] = tuple(
                n
                for n in self.norms
                if n.kind != POINTER and (n.provision in wanted or not wanted.isdisjoint(n.controlled_under))
            )
        return self._defeated[exception.iri]

    @cached_property
    def _defeated(self) -> dict[str, tuple[Norm, ...]]:
        return {}

    @cached_property
    def authorisation_codes(self) -> frozenset[str]:
        """The codes of the exceptions and general authorisations that are encoded."""
        return frozenset(norm.authorisation_code for norm in self.exceptions if norm.authorisation_code)

    @cached_property
    def accompanying(self) -> frozenset[str]:
        """The norms on which no outcome rests: duties, review policies, foreclosures and exceptions to these."""
        return frozenset(norm.iri for norm in self.norms if only_accompanies(norm))

    @cached_property
    def pointed(self) -> frozenset[str]:
        """The jurisdictions whose lists the table of pointers speaks of."""
        return frozenset(n.jurisdiction for n in self.norms if n.kind == POINTER and n.origin == TABLE)

    @cached_property
    def of_data_transfers(self) -> frozenset[str]:
        """The jurisdictions of which something is known on personal data that leaves them."""
        return of_data_transfers(self.norms)

    @cached_property
    def _entries(self) -> tuple[dict[str, list[Norm]], dict[str, list[Norm]]]:
        by_control, by_ancestor = defaultdict(list), defaultdict(list)
        for entry in self.entries:
            for provision in entry.controlled_under:
                by_control[provision].append(entry)
            for provision in ancestors(entry.provision):
                by_ancestor[provision].append(entry)
        return dict(by_control), dict(by_ancestor)

    @cached_property
    def _controls(self) -> dict[str, list[Norm]]:
        found = defaultdict(list)
        for norm in self.controls:
            found[norm.provision].append(norm)
        return dict(found)

    @cached_property
    def _exceptions(self) -> dict[str, list[Norm]]:
        found = defaultdict(list)
        for norm in self.exceptions:
            for provision in norm.defeats:
                found[provision].append(norm)
        return dict(found)

    @cached_property
    def _named(self) -> dict[str, dict[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = {}
        for norm in self.norms:
            for term in norm.condition.terms.intersection(DERIVED):
                found.setdefault(norm.iri, {})[term] = named(norm.condition, term)
        return found

    def asked(self, questions: frozenset[str]) -> Asked:
        """What the norms ask of items."""
        if self._asked is None or self._asked.questions != questions:
            self._asked = asked_of(self.norms, questions)
        return self._asked

    @cached_property
    def derived_values(self) -> dict[str, frozenset[str]]:
        """Every value that some norm names of a derived term."""
        found: dict[str, frozenset[str]] = {}
        for terms in self._named.values():
            for term, values in terms.items():
                found[term] = found.get(term, frozenset()) | values
        return found


def _once(kept: dict, key: object, work: Callable[[], tuple[Norm, ...]]) -> tuple[Norm, ...]:
    """Norms that dossiers of the same kind look up again and again."""
    found = kept.get(key)
    if found is None:
        if len(kept) >= KEPT:
            kept.clear()
        found = kept[key] = work()
    return found


def _tied_by(reached: frozenset[tuple[str, str]]) -> Callable[[Norm], bool]:
    def tied(norm: Norm) -> bool:
        return norm.kind in (NORM, POINTER) and (
            ANYWHERE in norm.connects_by or any((factor, norm.jurisdiction) in reached for factor in norm.connects_by)
        )

    return tied


def named(condition: Condition, term: str) -> frozenset[str]:
    """The values that a condition names of a term."""
    return frozenset(
        value for leaf in condition.all_leaves if getattr(leaf, "term", None) == term for value in leaf.values
    )


def decides(norm: Norm) -> bool:
    """Whether an outcome can rest on a norm; review policies and duties only accompany one."""
    return norm.kind != NORM or norm.effect in (PROHIBITED, REQUIRED)


_laws: dict[tuple[int, frozenset[str]], Law] = {}


def law_of(norms: tuple[Norm, ...], acting_on_entries: frozenset[str]) -> Law:
    """The law that these norms are, worked out once: a book hands out the same norms for all days with the same law."""
    key = id(norms), acting_on_entries
    found = _laws.get(key)
    if found is None or found.norms is not norms:
        if len(_laws) >= MOST_LAWS:
            _laws.pop(next(iter(_laws)), None)
        found = _laws[key] = Law(norms, acting_on_entries)
    return found
