"""The gates that a query cannot say: the profile, circular definitions, shapes of terms, use by questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.curation.gates import Gate
from qgov.lexicon.questions import PREFIXES
from qgov.store.graphs import GRAPH

_LINKS = (
    "that which who whose of for by in from with without to at on as between and or where when made used given held"
).split()
_GENUS_ENDS = re.compile(rf" (?:{'|'.join(_LINKS)})\b|[,;:(]")


def lexicon_triples(store) -> list:
    """The triples of the lexicon's graph."""
    import pyoxigraph as ox

    graph = ox.NamedNode(GRAPH + "lexicon")
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]


def outside_of_profile(store) -> Iterator[tuple[str, str]]:
    """What OWL 2 DL forbids."""
    from qgov.base.errors import LexiconError
    from qgov.curation.profile import violations
    from qgov.lexicon.axioms import axioms

    triples = lexicon_triples(store)
    try:
        yield from violations(axioms(triples), triples)
    except LexiconError as error:
        yield "ontology", str(error)


def unsatisfiable_classes(store) -> Iterator[tuple[str, str]]:
    """Classes that can have no member, as far as the run-time rules see; the reasoner sees the rest."""
    from qgov.lexicon.axioms import axioms
    from qgov.lexicon.classify import complete
    from qgov.lexicon.normal import normal_form, unsatisfiable

    normal = normal_form(axioms(lexicon_triples(store)))
    for atom in unsatisfiable(complete(normal), normal):
        if isinstance(atom, str):
            yield atom, "no individual can belong to it"


def circular(label: str, definition: str) -> bool:
    """Whether a definition has its label as the genus, or a label of several words anywhere."""
    label, definition = label.lower(), definition.lower()
    genus = _GENUS_ENDS.split(definition)[0]
    word = re.compile(rf"\b{re.escape(label)}\b")
    return bool(word.search(genus) or (" " in label and word.search(definition)))


def _texts(store) -> list[tuple[str, str, str]]:
    """Term, English label and English definition of all that has them."""
    query = """SELECT ?term ?label ?text WHERE {
        ?term rdfs:isDefinedBy ?module ; rdfs:label ?label ; skos:definition ?text
        FILTER (LANG(?label) = "en" && LANG(?text) = "en") }"""
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    return sorted({(row["term"].value, row["label"].value, row["text"].value) for row in rows})


def circular_definitions(store) -> Iterator[tuple[str, str]]:
    """Definitions that use what they define."""
    for term, label, text in _texts(store):
        if circular(label, text):
            yield term, text


def mutual_definitions(store) -> Iterator[tuple[str, str]]:
    """Terms whose genus, followed from definition to definition, comes back to themselves."""
    rows = _texts(store)
    genus = {label.lower(): _GENUS_ENDS.split(text.lower())[0].strip() for _, label, text in rows}
    for term, label, _ in rows:
        trail, current = [], label.lower()
        while current in genus and current not in trail:
            trail.append(current)
            current = genus[current]
        if current == label.lower() and len(trail) > 1:
            yield term, " is a ".join([*trail, current])


def undistinguished(store) -> Iterator[tuple[str, str]]:
    """Classes that exclude nothing, themselves or through a class above them."""
    from qgov.lexicon.axioms import axioms
    from qgov.lexicon.classify import complete
    from qgov.lexicon.normal import normal_form

    stated = axioms(lexicon_triples(store))
    normal = normal_form(stated)
    above = complete(normal)
    for axiom in stated:
        if axiom[0] == "DeclarationClass" and not any(normal.disjoint.get(one) for one in above[axiom[1]]):
            yield axiom[1], "no class is disjoint with it or with a class above it"


def unshapely(store) -> Iterator[tuple[str, str]]:
    """Headers and terms that do not have the form that ``shapes/lexicon.ttl`` asks for."""
    import pyshacl
    import rdflib

    text = _ntriples(store)
    data = rdflib.Graph().parse(data=text, format="nt")
    shapes = rdflib.Graph().parse(str(resource("shapes/lexicon.ttl")), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, js=False)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        yield str(report.value(result, sh.focusNode)), str(report.value(result, sh.resultMessage))


def _ntriples(store) -> str:
    import pyoxigraph as ox

    return ox.serialize(lexicon_triples(store), format=ox.RdfFormat.N_TRIPLES).decode()


def unused_terms(store) -> Iterator[tuple[str, str]]:
    """Terms that no competency question uses."""
    from qgov.lexicon.questions import questions, used_by

    used = used_by(questions())
    rows = store.query(
        "SELECT DISTINCT ?term WHERE { ?term rdfs:isDefinedBy ?module }",
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
    )
    for row in rows:
        name = row["term"].value
        if name.startswith(QGOV) and not used.get(name.removeprefix(QGOV)):
            yield name, "no competency question uses it"


PYTHON_GATES = (
    Gate(
        "profile",
        "The ontology stays in OWL 2 DL.",
        "error",
        "see what the profile forbids",
        "OWL 2 DL",
        find=outside_of_profile,
    ),
    Gate(
        "unsatisfiable",
        "Every class can have members.",
        "error",
        "correct the axioms that contradict each other",
        find=unsatisfiable_classes,
    ),
    Gate(
        "definition-circular",
        "No definition uses what it defines.",
        "error",
        "define it by something wider",
        "OOPS! P24; FIBO circular definition",
        find=circular_definitions,
    ),
    Gate(
        "definition-cycle",
        "No terms are defined by each other alone.",
        "error",
        "define one of them by something wider",
        "OOPS! P24; FIBO circular definition",
        find=mutual_definitions,
    ),
    Gate(
        "disjointness-missing",
        "Sibling classes are told apart where that is certain.",
        "info",
        "say owl:disjointWith where it is certain",
        "OOPS! P10",
        find=undistinguished,
    ),
    Gate(
        "term-shape",
        "Every header and every term has the form that shapes/lexicon.ttl asks for.",
        "error",
        "complete it",
        find=unshapely,
    ),
    Gate(
        "unused",
        "Every term is used by a competency question.",
        "error",
        "write the question that needs it, or drop it",
        "FIBO",
        find=unused_terms,
    ),
)
