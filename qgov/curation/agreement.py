"""The run-time entailment against the complete reasoner: on the modules, and on data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qgov.base.iri import local
from qgov.curation.random_data import defined_data, random_data
from qgov.curation.reasoner import Reasoned, consistent, reason
from qgov.lexicon.axioms import OWL, RDF, THING, shipped_axioms
from qgov.lexicon.classify import subsumptions
from qgov.lexicon.entail import Closure, entailment
from qgov.lexicon.terms import ontology_triples

DataSet = tuple[list, list[str]]  # triples, and the names of the individuals that they are about


@dataclass
class Agreement:
    """How much was compared, and every difference in words."""

    classes: int = 0
    individuals: int = 0
    consistent: int = 0
    inconsistent: int = 0
    differences: list[str] = field(default_factory=list)


def agreement(sets: Sequence[DataSet] = (), contradictions: int = 3) -> Agreement:
    """Consistency, coherence and the hierarchy of the modules, and what follows from some sets of data.

    Every set has individuals of its own. Those that the rules find consistent go to the reasoner together with the
    modules; of the others, ``contradictions`` go one by one.
    """
    result = Agreement()
    good, bad = [], []
    for triples, names in sets:
        closure = entailment().close(triples)
        (good if closure.consistent else bad).append((triples, names, closure))
    result.consistent, result.inconsistent = len(good), len(bad)
    found = _reasoned(good) if consistent(ontology_triples()) else Reasoned(False)
    if not found.consistent:
        _find_contradiction(good, result)
        return result
    _compare_classes(found, result)
    for _, names, closure in good:
        _compare_data(found, set(names), closure, result)
    for triples, names, closure in bad[:contradictions]:
        if consistent([*ontology_triples(), *triples], names):
            result.differences.append(f"only the rules find a contradiction: {'; '.join(closure.clashes)}")
    return result


def _reasoned(sets: list) -> Reasoned:
    every = [triple for triples, _, _ in sets for triple in triples]
    groups = [names for _, names, _ in sets]
    return reason([*_without_idle_words(every), *every], [name for names in groups for name in names], groups)


def _without_idle_words(data: list) -> list:
    """The modules without the named individuals that neither an axiom about classes nor the data mentions.

    In modules that do not contradict themselves nothing follows from these for anything else, and they are most of what
    the reasoner would have to work through.
    """
    import pyoxigraph as ox

    triples = list(ontology_triples())
    kind, named, different = (
        ox.NamedNode(name) for name in (RDF + "type", OWL + "NamedIndividual", OWL + "AllDifferent")
    )
    individuals = {t.subject for t in triples if t.predicate == kind and t.object == named}
    first, rest = (
        {t.subject: t.object for t in triples if t.predicate.value == RDF + end} for end in ("first", "rest")
    )

    def cells(node) -> list:
        found = []
        while node in first:
            found.append(node)
            node = rest[node]
        return found

    dropped = {t.subject for t in triples if t.predicate == kind and t.object == different}
    used = {node for t in data for node in (t.subject, t.object)}
    for t in triples:
        if t.subject in dropped:
            dropped = dropped.union(cells(t.object))
        elif t.predicate.value == OWL + "oneOf":
            used.update(first[cell] for cell in cells(t.object))
        elif t.predicate.value == OWL + "hasValue":
            used.add(t.object)
    dropped |= individuals - used
    return [t for t in triples if t.subject not in dropped and t.object not in dropped]


def _find_contradiction(sets: list, result: Agreement) -> None:
    """Which set of data the reasoner rejects, by halving; the modules themselves where there is none."""
    if not consistent(ontology_triples()):
        result.differences.append("the modules contradict themselves")
        return
    waiting = [sets]
    while waiting:
        some = waiting.pop()
        every = [triple for triples, _, _ in some for triple in triples]
        names = [name for _, found, _ in some for name in found]
        if not some or consistent([*ontology_triples(), *every], names if len(some) == 1 else ()):
            continue
        if len(some) == 1:
            result.differences.append(f"only the reasoner finds a contradiction in {_said(every)}")
            continue
        waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
    if not result.differences:
        result.differences.append("the reasoner finds a contradiction that no set of data has by itself")


def _compare_classes(found: Reasoned, result: Agreement) -> None:
    result.classes = len(found.above)
    result.differences += [f"{local(name)} can have no member" for name in sorted(found.unsatisfiable)]
    ours = subsumptions(shipped_axioms())
    for name, above in sorted(found.above.items()):
        mine = ours.get(name, frozenset()) - {THING}
        result.differences += [f"only the reasoner: {local(name)} below {local(one)}" for one in sorted(above - mine)]
        result.differences += [f"only the rules: {local(name)} below {local(one)}" for one in sorted(mine - above)]


def _compare_data(found: Reasoned, own: set[str], closure: Closure, result: Agreement) -> None:
    for name in sorted(own):
        result.individuals += 1
        mine, theirs = closure.classes(name), found.types.get(name, frozenset())
        for one in sorted(mine ^ theirs):
            who = "rules" if one in mine else "reasoner"
            result.differences.append(f"only the {who}: {name} is of {local(one)}")
    mine = {row for row in closure.relations if row[0] in own}
    theirs = {row for row in found.relations if row[0] in own}
    for begin, path, end in sorted(mine ^ theirs):
        who = "rules" if (begin, path, end) in mine else "reasoner"
        result.differences.append(f"only the {who}: {begin} {local(path)} {end}")


def _said(triples: list) -> str:
    return "; ".join(
        " ".join(local(node.value).rsplit("#", 1)[-1] for node in (t.subject, t.predicate, t.object)) for t in triples
    )


def random_sets(seed: int, number: int) -> list[DataSet]:
    """Sets of random data over the shipped lexicon, after one for each class that is defined by conditions."""
    axioms = list(shipped_axioms())
    return [*(defined_data(axioms) if number else ()), *(random_data(axioms, seed, index) for index in range(number))]
