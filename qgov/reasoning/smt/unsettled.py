"""The residual by solver: which unknowns settle the outcome, proved by asking for two worlds that agree on them."""

from __future__ import annotations

from fractions import Fraction

from qgov.norms.model import NOTHING, PERMITTED, POINTER
from qgov.reasoning.smt.formulas import FALSE
from qgov.reasoning.smt.lines import LEVELS, search_of
from qgov.reasoning.smt.search import Batch, Search
from qgov.reasoning.smt.unknowns import Number
from qgov.reasoning.smt.whole import together
from qgov.reasoning.variables import ABSENT, Variable
from qgov.reasoning.variables import POINTER as POINTER_KIND


def settling(engine, judgments, candidates: list[Variable]):
    """The unknowns that settle the outcome of some lines, and worlds that show what each answer leads to.

    Those are all with which alone the outcome changes in some world, in the order of ``candidates``; permitted and not
    controlled are one. The worlds are pairs of an assignment and the outcomes of the jurisdictions. OutOfTime where it
    takes too long.
    """
    search = search_of(engine)
    with search:
        twin = _Twin(search, judgments, candidates)
        chosen = twin.deciding()
        return chosen, twin.shown(chosen)


class _Twin:
    """Two worlds in one question: do they agree on some unknowns and differ in outcome?"""

    def __init__(self, search: Search, judgments, candidates: list[Variable]):
        import z3

        self.search, self.formulas = search, search.formulas
        self.candidates = {variable.key: variable for variable in candidates}
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
        terms: tuple[dict, dict] = ({}, {})
        self.differ = z3.FreshBool("differ", context)
        pairs = [[search.build(term, *copy) for copy in zip(terms, self.copies, strict=True)] for term in self.classes]
        self.solver.add(z3.Implies(self.differ, z3.Or([z3.And(one, z3.Not(other)) for one, other in pairs])))
        # The outcome does not depend on an unknown that was not spoken of.
        self.known = [key for key in self.candidates if key in self.copies[0].known]
        self.agree = {key: z3.FreshBool("agree", context) for key in self.known}
        for key, literal in self.agree.items():
            self.solver.add(z3.Implies(literal, self.copies[0].same(self.copies[1], key)))

    def deciding(self) -> list[tuple]:
        """The unknowns with which alone the outcome changes: two worlds of unlike outcome that agree on those found
        show another, until there are no such worlds."""
        found: set[tuple] = set()
        while self.search.check(self.solver, self.differ, *(self.agree[key] for key in self.known if key in found)):
            model = self.solver.model()
            fresh = self._flips(*(self.search.world_of(model, copy) for copy in self.copies)) - found
            if not fresh:
                break
            found |= fresh
        return [key for key in self.known if key in found]

    def _flips(self, one: dict, other: dict) -> set[tuple]:
        """Unknowns with which alone the outcome changes on the way from one world to another, one after the other."""
        steps, changed, now = [one], [], dict(one)
        for key in one:
            if now[key] != other[key]:
                now = {**now, key: other[key]}
                steps.append(now)
                changed.append(key)
        batch = Batch(steps)
        self.formulas.extend(batch.values, batch.everywhere, batch.atom)
        bits = [batch.term(term) for term in self.classes]
        outcome = [next(i for i, one in enumerate(bits) if one >> step & 1) for step in range(len(steps))]
        flips = {key for step, key in enumerate(changed) if outcome[step] != outcome[step + 1]}
        return flips.intersection(self.candidates)

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

        world = batch.world(bit)
        assignment = {
            key: world[key]
            for key in self.candidates
            if key in world and (key not in self.active or held(self.active[key]))
        }
        outcomes = {code: next(o for o in LEVELS if held(terms[o])) for code, terms in self.each.items()}
        return assignment, outcomes
