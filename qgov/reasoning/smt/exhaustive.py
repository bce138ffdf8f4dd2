"""That a term holds in no world, seen by trying every answer to what it is made of: a bit for each.

Most terms that no random world shows hold in none, and most of these speak of few unknowns; then a solver is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, prod

from qgov.reasoning.smt.formulas import Formulas
from qgov.reasoning.smt.unknowns import Number, Unknown, holds
from qgov.reasoning.variables import ABSENT

MOST = 1 << 20  # combinations of answers that are tried


def holds_nowhere(formulas: Formulas, unknowns: Mapping[tuple, Unknown], term: int) -> bool:
    """Whether a term provably holds in no world; False also where its answers have too many combinations to try."""
    return _Trial(formulas, unknowns).nowhere(term)


class _Trial:
    def __init__(self, formulas: Formulas, unknowns: Mapping[tuple, Unknown]):
        self.formulas, self.unknowns = formulas, unknowns

    def nowhere(self, term: int) -> bool:
        parts = self.formulas.nodes[term >> 1]
        if parts is not None and term & 1:  # one of several, each of which has to hold nowhere
            return all(self.nowhere(part ^ 1) for part in parts)
        return any(self._never(together) for together in self._apart(self._conjuncts(term)))

    def _conjuncts(self, term: int) -> list[int]:
        """What has to hold at once."""
        found: dict[int, None] = {}
        waiting = [term]
        while waiting:
            one = waiting.pop()
            parts = None if one & 1 else self.formulas.nodes[one >> 1]
            if parts is None:
                found[one] = None
            else:
                waiting.extend(parts)
        return list(found)

    def _apart(self, terms: list[int]) -> list[list[int]]:
        """Terms in groups that share no unknown: each of them holds somewhere or nowhere whatever the others do."""
        groups: list[tuple[set[tuple], list[int]]] = []
        for term in terms:
            keys, joined = set(self._atoms(self._below([term]))), [term]
            apart = []
            for known, others in groups:
                if known.isdisjoint(keys):
                    apart.append((known, others))
                else:
                    keys |= known
                    joined += others
            groups = [*apart, (keys, joined)]
        return [terms for _, terms in groups]

    def _below(self, terms: list[int]) -> list[int]:
        return sorted({node for term in terms for node in self.formulas.below(term, lambda node: False)})

    def _atoms(self, nodes: list[int]) -> dict[tuple, list[tuple]]:
        """The atoms among some nodes, by their unknown."""
        found: dict[tuple, list[tuple]] = {}
        for node in nodes:
            atom = self.formulas.atoms.get(node)
            if atom is not None:
                found.setdefault(atom[1], []).append(atom)
        return found

    def _never(self, terms: list[int]) -> bool:
        """Whether terms hold at once for no combination of answers."""
        nodes = self._below(terms)
        about = self._atoms(nodes)
        answers = {key: list(_answers(self.unknowns[key], atoms)) for key, atoms in about.items()}
        count = prod(map(len, answers.values()))
        if not 0 < count <= MOST:
            return False
        everywhere = (1 << count) - 1
        found: dict[int, int] = {}

        def value(parts: Iterable[int]) -> int:
            bits = everywhere
            for part in parts:
                bits &= found[part >> 1] ^ everywhere if part & 1 else found[part >> 1]
                if not bits:
                    break
            return bits

        period = count
        for key, atoms in about.items():
            step = period // len(answers[key])
            run = _repeated((1 << step) - 1, period, count)
            for atom in atoms:
                bits = 0
                for index, answer in enumerate(answers[key]):
                    if holds(atom, answer):
                        bits |= run << step * index
                found[self.formulas.atom(atom) >> 1] = bits
            period = step
        for node in nodes:
            parts = self.formulas.nodes[node]
            if parts is not None:
                found[node] = value(parts)
        return not value(terms)


def _repeated(run: int, period: int, count: int) -> int:
    """A pattern of ``period`` bits again and again, up to ``count`` bits."""
    while period < count:
        run |= run << period
        period *= 2
    return run & ((1 << count) - 1)


def _answers(unknown: Unknown, atoms: list[tuple]) -> Iterator[object]:
    """Answers of which for any other one says the same of all these atoms."""
    if not isinstance(unknown, Number):
        yield from unknown.values
        return
    if unknown.may_be_absent:
        yield ABSENT
        if unknown.values == (ABSENT,):
            return
    bounds = {atom[2] for atom in atoms if len(atom) > 2}
    lower, upper = unknown.lower, unknown.upper
    ends = {end for end in (lower, upper) if end is not None}
    edges = sorted({Fraction(edge) for edge in (bounds | ends or {Fraction(0)})})
    if unknown.integer:
        points = {whole + step for edge in edges for whole in (floor(edge), ceil(edge)) for step in (-1, 0, 1)}
    else:
        points = {*edges, edges[0] - 1, edges[-1] + 1, *((one + other) / 2 for one, other in pairwise(edges))}
    for point in sorted(points):
        if (lower is None or lower <= point) and (upper is None or point <= upper):
            yield point
