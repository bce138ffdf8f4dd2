"""The search for worlds: many at random first, then those that only a solver finds, and proof that no others are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from random import Random
from time import monotonic

from qgov.reasoning.smt.encode import Encoding
from qgov.reasoning.smt.exhaustive import holds_nowhere
from qgov.reasoning.smt.formulas import FALSE, TRUE, Formulas
from qgov.reasoning.smt.unknowns import Declared, holds

SECONDS = 5.0  # for all questions about one dossier
AT_RANDOM = 256  # worlds drawn before the solver is asked
NEARBY = 64  # worlds tried beside each that the solver finds
SEED = 20261126


class OutOfTime(Exception):
    """The worlds could not be solved for in the time allowed; the cautious reading answers instead."""


class Batch:
    """Some worlds, and in which of them each node holds: one bit a world.

    ``worlds`` are values by unknown; what they do not say is drawn, for all of them at once.
    """

    def __init__(self, worlds: list[dict[tuple, object]]):
        self._worlds, self.everywhere = worlds, (1 << len(worlds)) - 1
        self.values: list[int] = []
        self._where: dict[tuple, dict[object, int]] = {}

    def knows(self, key: tuple) -> bool:
        return key in self._where or key in self._worlds[0]

    def draw(self, key: tuple, values: tuple, random: Random) -> None:
        """Draw a value of an unknown for each world."""
        many = len(self._worlds)
        if len(values) == 2:
            first = random.getrandbits(many)
            bits = [first, self.everywhere ^ first]
        else:
            bits, here = [0] * len(values), 1
            for index in random.choices(range(len(values)), k=many):
                bits[index] |= here
                here <<= 1
        self._where[key] = {value: where for value, where in zip(values, bits, strict=True) if where}

    def world(self, bit: int) -> dict[tuple, object]:
        """One of the worlds."""
        drawn = {
            key: next(value for value, where in found.items() if where >> bit & 1)
            for key, found in self._where.items()
            if key not in self._worlds[bit]
        }
        return self._worlds[bit] | drawn

    def where(self, key: tuple) -> dict[object, int]:
        """The worlds in which an unknown has each of its values."""
        if key not in self._where:
            found: dict[object, int] = {}
            here = 1
            for world in self._worlds:
                value = world[key]
                found[value] = found.get(value, 0) | here
                here <<= 1
            self._where[key] = found
        return self._where[key]

    def atom(self, atom: tuple) -> int:
        bits = 0
        for value, worlds in self.where(atom[1]).items():
            if holds(atom, value):
                bits |= worlds
        return bits

    def term(self, term: int) -> int:
        """The worlds in which a term holds."""
        value = self.values[term >> 1]
        return value ^ self.everywhere if term & 1 else value


class Search:
    """Answers which terms of a dossier hold in some world, with worlds that show it.

    All methods raise OutOfTime once SECONDS are spent on the dossier.
    """

    def __init__(self, engine, seconds: float | None = None):
        self.engine = engine
        self.left = SECONDS if seconds is None else seconds
        self.queries = 0
        self._started: float | None = None
        self._random = Random(SEED)  # noqa: S311
        self.batches: list[Batch] = []
        self._built: dict[int, object] = {}
        self._nowhere: set[int] = set()
        self._atoms_of: dict[tuple, list[tuple]] = {}
        self._atoms_seen = 0

    @cached_property
    def encoding(self) -> Encoding:
        return Encoding(self.engine, self.remaining)

    @cached_property
    def formulas(self) -> Formulas:
        return self.encoding.formulas

    # The clock: only what runs inside ``with search`` is counted.

    def __enter__(self) -> Search:
        self._started = monotonic()
        if self.left <= 0:
            raise OutOfTime
        return self

    def __exit__(self, kind, error, trace) -> None:
        self.left -= monotonic() - self._started
        self._started = None
        if kind is None and self.left <= 0:
            raise OutOfTime

    def remaining(self) -> float:
        """Seconds left; OutOfTime if there are none."""
        left = self.left - (monotonic() - self._started if self._started is not None else 0)
        if left <= 0:
            raise OutOfTime
        return left

    # Worlds.

    def _near(self, world: dict[tuple, object]) -> dict[tuple, object]:
        """A world that differs from another in some unknowns."""
        changed = dict(world)
        keys = list(self.encoding.unknowns)
        for key in self._random.sample(keys, min(len(keys), self._random.choice((1, 1, 2, 3, 5)))):
            changed[key] = self._random.choice(self.encoding.unknowns[key].values)
        return changed

    def add(self, worlds: list[dict[tuple, object]]) -> Batch:
        batch = Batch(worlds)
        self.batches.append(batch)
        return batch

    def values(self) -> list[Batch]:
        """The batches with every node worked out; unknowns that came later are drawn for worlds that came before."""
        self.remaining()
        if not self.batches:
            self.add([{} for _ in range(AT_RANDOM)])
        for batch in self.batches:
            if len(batch.values) < len(self.formulas.nodes):
                for key, unknown in self.encoding.unknowns.items():
                    if not batch.knows(key):
                        batch.draw(key, unknown.values, self._random)
                self.formulas.extend(batch.values, batch.everywhere, batch.atom)
        return self.batches

    # The solver.

    @cached_property
    def context(self):
        """What z3 keeps of this dossier, and of no other: answers do not depend on what was asked before, nor on what
        other threads ask."""
        import z3

        return z3.Context()

    def new_solver(self):
        import z3

        return z3.SimpleSolver(ctx=self.context)

    def declared(self, solver, copy: str = "") -> Declared:
        return Declared(solver, self.encoding.unknowns, copy)

    @cached_property
    def _asked(self) -> tuple:
        solver = self.new_solver()
        return solver, self.declared(solver)

    def build(self, term: int, terms: dict[int, object], declared: Declared):
        """A term for the solver; ``terms`` keeps those of nodes that were built before."""
        import z3

        formulas = self.formulas
        for count, node in enumerate(formulas.below(term, terms.__contains__)):
            if count % 256 == 0:
                self.remaining()
            parts = formulas.nodes[node]
            if parts is None:
                terms[node] = declared.atom(formulas.atoms[node])
            else:
                built = [z3.Not(terms[part >> 1]) if part & 1 else terms[part >> 1] for part in parts]
                terms[node] = z3.And(built) if built else z3.BoolVal(True, self.context)
        return z3.Not(terms[term >> 1]) if term & 1 else terms[term >> 1]

    def check(self, solver, *assumed) -> bool:
        """Whether the solver finds a world; what it cannot say in time is not taken for an answer."""
        import z3

        solver.set("timeout", max(1, int(self.remaining() * 1000)))
        self.queries += 1
        answer = solver.check(*assumed)
        if answer == z3.unknown:
            self.left = 0
            raise OutOfTime
        return answer == z3.sat

    def world_of(self, model, declared: Declared) -> dict[tuple, object]:
        """The world that a model describes."""
        while self._atoms_seen < len(self.formulas.nodes):
            atom = self.formulas.atoms.get(self._atoms_seen)
            if atom is not None:
                self._atoms_of.setdefault(atom[1], []).append(atom)
            self._atoms_seen += 1
        return {key: declared.value(model, key, self._atoms_of.get(key, [])) for key in self.encoding.unknowns}

    # Questions.

    def cover(self, terms: Iterable[int]) -> dict[int, tuple[Batch, int]]:
        """A world, as a batch and a bit, for each of the terms that holds in some; all others hold in none."""
        wanted = dict.fromkeys(terms)
        batches = self.values()
        left = [term for term in wanted if term != FALSE and not any(batch.term(term) for batch in batches)]
        if not all(map(self._holds_nowhere, left)):
            self._solve(left)
        return self._chosen([term for term in wanted if term != FALSE])

    def _holds_nowhere(self, term: int) -> bool:
        self.remaining()
        if term in self._nowhere:
            return True
        if not holds_nowhere(self.formulas, self.encoding.unknowns, term):
            return False
        self._nowhere.add(term)
        return True

    def possible(self, term: int) -> bool:
        return bool(self.cover([term]))

    def _solve(self, left: list[int]) -> None:
        """Find worlds until each of the terms holds in one or provably in none."""
        import z3

        solver, declared = self._asked
        built = {term: self.build(term, self._built, declared) for term in left}
        while left:
            some = z3.FreshBool("some", self.context)
            solver.add(z3.Implies(some, z3.Or([built[term] for term in left])))
            if not self.check(solver, some):
                self._nowhere.update(left)
                return
            world = self.world_of(solver.model(), declared)
            self.add([world, *(self._near(world) for _ in range(NEARBY - 1))])
            batch = self.values()[-1]
            found = {term for term in left if batch.term(term)}
            if not any(batch.term(term) & 1 for term in left):
                raise AssertionError("the solver and the terms disagree about a world")
            left = [term for term in left if term not in found]

    def _chosen(self, terms: list[int]) -> dict[int, tuple[Batch, int]]:
        """Few worlds that show all of these terms that any world shows: the rarest are served first."""
        batches = self.values()
        where = [(term, [batch.term(term) for batch in batches]) for term in terms]
        where.sort(key=lambda pair: sum(bits.bit_count() for bits in pair[1]))
        taken = [0] * len(self.batches)
        found: dict[int, tuple[Batch, int]] = {}
        for term, each in where:
            index = next((i for i, bits in enumerate(each) if bits & taken[i]), None)
            bits = 0 if index is None else each[index] & taken[index]
            if index is None:
                index = next((i for i, bits in enumerate(each) if bits), None)
                if index is None:
                    continue
                bits = each[index]
            bit = (bits & -bits).bit_length() - 1
            taken[index] |= 1 << bit
            found[term] = self.batches[index], bit
        return found


def everywhere(search: Search, term: int) -> bool:
    """Whether a term holds in every world."""
    return term == TRUE or not search.possible(term ^ 1)
