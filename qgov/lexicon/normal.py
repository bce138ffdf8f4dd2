"""The axioms in the normal form that classification and entailment read: small rules over atoms.

An atom is the IRI of a class, or a class expression that stands for itself. Rules: ``A -> B``; ``A and B -> C``;
``some p A -> B``; ``A -> some p B``; ``A -> all p B``; ``A -> value p v``; ``value p v -> A``; ``A -> max n p B``; and
what properties carry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from qgov.base.errors import LexiconError
from qgov.lexicon.axioms import NOTHING, THING, Axiom, Expression, written


class Normal:
    """The rules, indexed by what sets them off."""

    def __init__(self):
        self.atoms: set[Expression] = set()
        self.sub: dict[Expression, set[Expression]] = defaultdict(set)
        self.both: dict[Expression, set[tuple[Expression, Expression]]] = defaultdict(set)
        self.some_left: dict[tuple[str, Expression], set[Expression]] = defaultdict(set)
        self.some_right: dict[Expression, set[tuple[str, Expression]]] = defaultdict(set)
        self.all_right: dict[Expression, set[tuple[str, Expression]]] = defaultdict(set)
        self.value_right: dict[Expression, set[tuple[str, str]]] = defaultdict(set)
        self.value_left: dict[tuple[str, str], set[Expression]] = defaultdict(set)
        self.min_left: dict[str, set[tuple[int, Expression, Expression]]] = defaultdict(set)
        self.individual_types: dict[str, set[Expression]] = defaultdict(set)
        self.max_right: dict[Expression, set[tuple[int, str, Expression]]] = defaultdict(set)
        self.disjoint: dict[Expression, set[Expression]] = defaultdict(set)
        self.super_properties: dict[str, set[str]] = defaultdict(set)
        self.inverses: dict[str, set[str]] = defaultdict(set)
        self.domains: dict[str, set[Expression]] = defaultdict(set)
        self.ranges: dict[str, set[Expression]] = defaultdict(set)
        self.data_ranges: dict[str, set[str]] = defaultdict(set)
        self.chains: set[tuple[str, str, str]] = set()
        self.characteristics: dict[str, set[str]] = defaultdict(set)
        self.disjoint_properties: set[frozenset[str]] = set()

    def above(self, path: str) -> set[str]:
        """A property and those above it."""
        found, waiting = set(), [path]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.super_properties.get(current, ()))
        return found

    def ranges_of(self, path: str) -> set[Expression]:
        """The ranges of a property and of those above it."""
        return {expression for name in self.above(path) for expression in self.ranges.get(name, ())} - {THING}

    def is_functional(self, path: str) -> bool:
        """Whether a thing has at most one by the property, as stated of it or of its inverse."""
        return "FunctionalProperty" in self.characteristics.get(path, ()) or any(
            "InverseFunctionalProperty" in self.characteristics.get(inverse, ())
            for inverse in self.inverses.get(path, ())
        )


def normal_form(axioms: Iterable[Axiom]) -> Normal:
    """The rules of some axioms. Declarations of properties and relations of individuals say nothing here."""
    normal = Normal()
    for axiom in axioms:
        _add(normal, axiom)
    return normal


def _add(normal: Normal, axiom: Axiom) -> None:
    kind, *parts = axiom
    if kind == "DeclarationClass":
        normal.atoms.add(parts[0])
    elif kind == "SubClassOf":
        _implies(normal, _left(normal, parts[0]), parts[1])
    elif kind == "EquivalentClasses":
        for one, other in (parts, reversed(parts)):
            _implies(normal, _left(normal, one), other)
    elif kind == "DisjointClasses":
        one, other = (_left(normal, part) for part in parts)
        normal.disjoint[one].add(other)
        normal.disjoint[other].add(one)
    elif kind == "ClassAssertion":
        normal.individual_types[parts[1]].add(_right(normal, parts[0]))
    elif kind == "SubPropertyOf":
        normal.super_properties[parts[0]].add(parts[1])
    elif kind == "InverseProperties":
        normal.inverses[parts[0]].add(parts[1])
        normal.inverses[parts[1]].add(parts[0])
    elif kind == "PropertyDomain":
        atom = _right(normal, parts[1])
        normal.domains[parts[0]].add(atom)
    elif kind == "ObjectPropertyRange":
        normal.ranges[parts[0]].add(_right(normal, parts[1]))
    elif kind == "DataPropertyRange":
        normal.data_ranges[parts[0]].add(parts[1])
    elif kind == "PropertyChain":
        _chain(normal, parts[0], parts[1])
    elif kind == "DisjointProperties":
        normal.disjoint_properties.add(frozenset(parts))
    elif kind.endswith("Property") and len(parts) == 1 and not kind.startswith("Declaration"):
        normal.characteristics[parts[0]].add(kind)
        if kind == "TransitiveProperty":
            normal.chains.add((parts[0], parts[0], parts[0]))
        elif kind == "SymmetricProperty":
            normal.inverses[parts[0]].add(parts[0])


def _chain(normal: Normal, steps: tuple[str, ...], whole: str) -> None:
    """A chain of more than two steps goes through names for its beginnings."""
    begin = steps[0]
    for index, step in enumerate(steps[1:], 1):
        name = whole if index == len(steps) - 1 else f"{begin} o {step}"
        normal.chains.add((begin, step, name))
        begin = name


def _left(normal: Normal, expression: Expression) -> Expression:
    """An atom that holds of everything of which the expression holds."""
    normal.atoms.add(expression)
    if isinstance(expression, str):
        return expression
    word = expression[0]
    if word == "and":
        parts = [_left(normal, part) for part in expression[1]]
        whole = parts[0]
        for index, part in enumerate(parts[1:], 1):
            name = expression if index == len(parts) - 1 else ("and", (whole, part))
            normal.both[whole].add((part, name))
            normal.both[part].add((whole, name))
            whole = name
        return expression
    if word == "or":
        for part in expression[1]:
            normal.sub[_left(normal, part)].add(expression)
        return expression
    if word == "some":
        normal.some_left[expression[1], _left(normal, expression[2])].add(expression)
        return expression
    if word == "min" and expression[1] == 1:
        normal.some_left[expression[2], _left(normal, expression[3])].add(expression)
        return expression
    if word == "min":
        normal.min_left[expression[2]].add((expression[1], _left(normal, expression[3]), expression))
        return expression
    if word == "value":
        normal.value_left[expression[1], expression[2]].add(expression)
        return expression
    # Universal, negated and exactly counted conditions never follow from data in an open world: nothing sets them off.
    return expression


def _right(normal: Normal, expression: Expression) -> Expression:
    """An atom, with what follows from it."""
    if isinstance(expression, str):
        normal.atoms.add(expression)
        return expression
    _implies(normal, expression, expression)
    return expression


def _implies(normal: Normal, atom: Expression, expression: Expression) -> None:
    """What holds where the atom holds."""
    normal.atoms.add(atom)
    if isinstance(expression, str):
        if expression not in (THING, atom):
            normal.sub[atom].add(expression)
            normal.atoms.add(expression)
        return
    word = expression[0]
    if atom != expression:
        normal.sub[atom].add(expression)
    if word == "and":
        for part in expression[1]:
            _implies(normal, expression, part)
    elif word == "some":
        normal.some_right[expression].add((expression[1], _right(normal, expression[2])))
    elif word in ("min", "exactly"):
        if expression[1] > 0:
            normal.some_right[expression].add((expression[2], _right(normal, expression[3])))
        if word == "exactly":
            normal.max_right[expression].add((expression[1], expression[2], _left(normal, expression[3])))
    elif word == "max":
        normal.max_right[expression].add((expression[1], expression[2], _left(normal, expression[3])))
    elif word == "all":
        normal.all_right[expression].add((expression[1], _right(normal, expression[2])))
    elif word == "value":
        normal.value_right[expression].add((expression[1], expression[2]))
    elif word == "not":
        other = _left(normal, expression[1])
        normal.disjoint[expression].add(other)
        normal.disjoint[other].add(expression)
    elif word == "or":
        # A choice between alternatives adds nothing to what is certain.
        for part in expression[1]:
            _left(normal, part)
    else:
        raise LexiconError(f"{written(('SubClassOf', atom, expression))} is not read")


def unsatisfiable(above: dict[Expression, set[Expression]], normal: Normal) -> set[Expression]:
    """The atoms that can have no member, as far as disjointness says."""
    return {
        atom
        for atom, held in above.items()
        if NOTHING in held or any(normal.disjoint.get(one, set()) & held for one in held)
    }
