"""Boolean terms, each kept once, and their values in many worlds at a time.

A term is a number: an even one stands for a node, the odd one after it for its negation. A node is an atom or a
conjunction of terms that were made before it, so that the nodes in order of making are in order of evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

TRUE, FALSE = 0, 1


class Formulas:
    """The terms of one dossier. ``nodes`` are conjunctions (tuples of terms) or None; ``atoms`` name the latter."""

    def __init__(self) -> None:
        self.nodes: list[tuple[int, ...] | None] = [()]  # the empty conjunction is true
        self.atoms: dict[int, Hashable] = {}
        self._atoms: dict[Hashable, int] = {}
        self._conjunctions: dict[tuple[int, ...], int] = {(): TRUE}

    def atom(self, name: Hashable) -> int:
        if name not in self._atoms:
            self._atoms[name] = 2 * len(self.nodes)
            self.atoms[len(self.nodes)] = name
            self.nodes.append(None)
        return self._atoms[name]

    def all(self, parts: Iterable[int]) -> int:
        """The conjunction of some terms."""
        kept = set(parts)
        kept.discard(TRUE)
        if FALSE in kept or any(part ^ 1 in kept for part in kept):
            return FALSE
        if len(kept) == 1:
            return kept.pop()
        key = tuple(sorted(kept))
        if key not in self._conjunctions:
            self._conjunctions[key] = 2 * len(self.nodes)
            self.nodes.append(key)
        return self._conjunctions[key]

    def any(self, parts: Iterable[int]) -> int:
        """The disjunction of some terms."""
        return self.all(part ^ 1 for part in parts) ^ 1

    def extend(self, known: list[int], everywhere: int, atom: Callable[[Hashable], int]) -> None:
        """The value of every node in many worlds, one bit each, for the nodes that ``known`` does not have yet.

        ``everywhere`` has a bit for each world; ``atom`` gives the worlds in which an atom holds.
        """
        nodes, atoms = self.nodes, self.atoms
        for index in range(len(known), len(nodes)):
            parts = nodes[index]
            if parts is None:
                known.append(atom(atoms[index]))
                continue
            value = everywhere
            for part in parts:
                value &= known[part >> 1] ^ everywhere if part & 1 else known[part >> 1]
                if not value:
                    break
            known.append(value)

    def below(self, term: int, done: Callable[[int], bool]) -> list[int]:
        """The nodes that a term is made of and that are not done yet, in order of evaluation."""
        found: set[int] = set()
        waiting = [term >> 1]
        while waiting:
            node = waiting.pop()
            if node not in found and not done(node):
                found.add(node)
                waiting.extend(part >> 1 for part in self.nodes[node] or ())
        return sorted(found)
