"""The residual by solver: which unknowns settle the outcome, proved by asking for two worlds that agree on them."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from qgov.norms.model import NOTHING, PERMITTED, POINTER
from qgov.reasoning.smt.formulas import FALSE
from qgov.reasoning.smt.lines import LEVELS, search_of
from qgov.reasoning.smt.search import Batch, Search
from qgov.reasoning.smt.unknowns import Number
from qgov.reasoning.smt.whole import together
from qgov.reasoning.variables import ABSENT, Variable
from qgov.reasoning.variables import POINTER as POINTER_KIND


def settling(engine, judgments, candidates: list[Variable], cost: dict[str, int], largest: int):
    """The unknowns that settle the outcome of some lines, and worlds that show what each answer leads to.

    ``candidates`` are in order of preference; of the smallest sets that settle the outcome, at most ``largest`` in
    number, the cheapest is taken, then that whose terms come first. Where none is so small, all are given that the
    outcome changes with. The worlds are pairs of an assignment and the outcomes of the jurisdictions. OutOfTime where
    it takes too long.
    """
    search = search_of(engine)
    with search:
        twin = _Twin(search, judgments, candidates)
        chosen = twin.smallest(cost, largest)
        if chosen is None:
            chosen = twin.all_that_matter()
        return chosen, twin.shown(chosen)


class _Twin:
    """Two worlds in one question: do they agree on some unknowns and differ in outcome?"""

    def __init__(self, search: Search, judgments, candidates: list[Variable]):
        import z3

        self.search, self.formulas = search, search.formulas
        self.candidates = {variable.key: variable for variable in candidates}
        self.place = {key: index for index, key in enumerate(self.candidates)}
        self.overall, self.each = together(search, judgments)
        self.active: dict[tuple, int] = {}
        for judgment in judgments:
            terms = search.encoding.line(judgment.line)
            for norm in judgment.norms:
                if norm.kind == POINTER:
                    applies = (self.active.get((POINTER_KIND, norm.iri), FALSE), terms.applies.get(norm.iri, FALSE))
                    self.active[POINTER_KIND, norm.iri] = self.formulas.any(applies)
        settled = self.formulas.any((self.overall[PERMITTED], self.overall[NOTHING]))
        self.classes = [self.overall[level] for level in LEVELS if level not in (PERMITTED, NOTHING)] + [settled]
        self.solver, context = search.new_solver(), search.context
        self.copies = (search.declared(self.solver, "a"), search.declared(self.solver, "b"))
        self.terms: tuple[dict, dict] = ({}, {})
        self.differ = self._differ(self.classes)
        self.differ_at_all = self._differ(list(self.overall.values()))
        self.agree = {key: z3.FreshBool("agree", context) for key in self.candidates}
        for key, literal in self.agree.items():
            self.solver.add(z3.Implies(literal, self._same(key)))
        self._alone: dict[tuple, bool] = {}

    def _both(self, term: int) -> list:
        return [self.search.build(term, *pair) for pair in zip(self.terms, self.copies, strict=True)]

    def _same(self, key: tuple):
        """That both worlds answer an unknown alike; a pointer that does not apply answers nothing."""
        import z3

        if key in self.active:
            one, other = self._both(self.active[key])
            if key not in self.copies[0].known:
                return one == other
            return z3.And(one == other, z3.Implies(one, self.copies[0].same(self.copies[1], key)))
        if key not in self.copies[0].known:  # the outcome does not depend on it
            return z3.BoolVal(True, self.search.context)
        return self.copies[0].same(self.copies[1], key)

    def _differ(self, classes: list[int]):
        import z3

        literal = z3.FreshBool("differ", self.search.context)
        pairs = [self._both(term) for term in classes]
        self.solver.add(z3.Implies(literal, z3.Or([z3.And(one, z3.Not(other)) for one, other in pairs])))
        return literal

    def smallest(self, cost: dict[str, int], largest: int) -> list[tuple] | None:
        """The best of the smallest settling sets, or None if it would be too large.

        Every settling set has an unknown of each set on which two worlds of unlike outcome differ; the best that has is
        tried, and where it does not settle the outcome it gives another such set.
        """
        differing: set[frozenset[tuple]] = set()
        while True:
            best = self._hitting(differing, cost, largest)
            if best is None:
                return None
            pair = self._pair(best, self.differ)
            if pair is None:
                return best
            fresh = self._differences(*pair, self.classes) - differing
            if not fresh:
                return None
            differing |= fresh

    def all_that_matter(self) -> list[tuple]:
        """The unknowns with which alone the outcome changes, and the pointers that are open."""
        found = {key for key in self.active if key in self.candidates and self._moving(key)}
        while True:
            pair = self._pair(sorted(found, key=self.place.__getitem__), self.differ_at_all)
            fresh = set() if pair is None else set().union(*self._differences(*pair, list(self.overall.values())))
            if not fresh - found:
                return sorted(found, key=self.place.__getitem__)
            found |= fresh

    def _moving(self, key: tuple) -> bool:
        values = self.search.encoding.unknowns[key].values if key in self.search.encoding.unknowns else ()
        worlds = self.search.cover([self.active[key], self.active[key] ^ 1])
        return (self.active[key] in worlds) * len(values) + (self.active[key] ^ 1 in worlds) > 1

    def _pair(self, agreed: list[tuple], differ) -> tuple[dict, dict] | None:
        """Two worlds that agree on some unknowns and differ in outcome."""
        if not self.search.check(self.solver, differ, *(self.agree[key] for key in agreed)):
            return None
        model = self.solver.model()
        one, other = (self.search.world_of(model, copy) for copy in self.copies)
        return one, other

    def _differences(self, one: dict, other: dict, classes: list[int]) -> set[frozenset[tuple]]:
        """Small sets on which worlds of unlike outcome differ: between two such, one unknown is changed at a time."""
        steps, changed, now = [one], [], dict(one)
        for key in sorted(one, key=lambda key: self.place.get(key, -1)):
            if now[key] != other[key]:
                now = {**now, key: other[key]}
                steps.append(now)
                changed.append(key)
        batch = Batch(steps)
        self.formulas.extend(batch.values, batch.everywhere, batch.atom)
        bits = [batch.term(term) for term in classes]
        outcome = [next(i for i, one in enumerate(bits) if one >> step & 1) for step in range(len(steps))]
        active = {key: batch.term(term) for key, term in self.active.items() if key in self.candidates}
        found = set()
        for step, key in enumerate(changed):
            if outcome[step] == outcome[step + 1]:
                continue
            turned = {pointer for pointer, on in active.items() if (on >> step ^ on >> step + 1) & 1}
            if key in self.candidates and (not turned or self._matters_alone(key)):
                turned.add(key)
            if turned:
                found.add(frozenset(turned))
        return found

    def _matters_alone(self, key: tuple) -> bool:
        if key not in self._alone:
            others = [other for other in self.candidates if other != key]
            self._alone[key] = self._pair(others, self.differ_at_all) is not None
        return self._alone[key]

    def _hitting(self, sets: set[frozenset[tuple]], cost: dict[str, int], largest: int) -> list[tuple] | None:
        """The best set that has an element of each."""
        forced = {next(iter(one)) for one in sets if len(one) == 1}
        rest = [one for one in sets if not one & forced]
        open_ = sorted(set().union(*rest), key=self.place.__getitem__)
        for size in range(max(0, largest - len(forced)) + 1):
            hitting = [
                sorted({*forced, *group}, key=self.place.__getitem__)
                for group in combinations(open_, size)
                if all(one.intersection(group) for one in rest)
            ]
            if hitting and len(forced) + size <= largest:
                return min(hitting, key=lambda group: self._rank(group, cost))
        return None

    def _rank(self, group: list[tuple], cost: dict[str, int]) -> tuple:
        variables = [self.candidates[key] for key in group]
        return sum(cost[v.kind] for v in variables), [v.term for v in variables], [self.place[key] for key in group]

    def shown(self, chosen: list[tuple]) -> list[tuple[dict, dict]]:
        """Worlds that show every outcome that every answer to the chosen unknowns leaves."""
        formulas = self.formulas
        goals = [
            formulas.all([self._answered(key, value), term])
            for key in chosen
            for value in self.candidates[key].values
            for term in self.overall.values()
        ]
        worlds = self.search.cover(goals)
        return [self._row(batch, bit) for batch, bit in dict.fromkeys(worlds.values())]

    def _answered(self, key: tuple, value: object) -> int:
        encoding, formulas = self.search.encoding, self.formulas
        unknown = encoding.unknowns.get(key)
        if unknown is None:
            return FALSE
        if key in self.active:
            return formulas.any((self.active[key] ^ 1, encoding.is_(key, value)))
        if not isinstance(unknown, Number):
            return encoding.is_(key, value)
        if value is ABSENT:
            return formulas.atom(("present", key)) ^ 1
        exact = Fraction(value)
        above = formulas.atom(("above", key, exact))
        return formulas.all([formulas.atom(("present", key)), formulas.atom(("from", key, exact)), above ^ 1])

    def _row(self, batch: Batch, bit: int) -> tuple[dict, dict]:
        def held(term: int) -> bool:
            return bool(batch.term(term) >> bit & 1)

        world = batch.worlds[bit]
        assignment = {
            key: world[key]
            for key in self.candidates
            if key in world and (key not in self.active or held(self.active[key]))
        }
        outcomes = {code: next(o for o in LEVELS if held(terms[o])) for code, terms in self.each.items()}
        return assignment, outcomes
