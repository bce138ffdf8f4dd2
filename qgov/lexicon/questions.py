"""The competency questions: what the lexicon must be able to answer, with data and the rows that must come back.

The form of a question file is described in ``ontology/README.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from qgov.base.errors import LexiconError
from qgov.base.iri import QGOV, local
from qgov.base.parse import parse_plain_yaml
from qgov.base.resources import resource

PREFIXES = {
    "qgov": QGOV,
    "ex": "https://example.org/",
    "module": QGOV + "ontology/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
    "prov": "http://www.w3.org/ns/prov#",
}
_KEYS = {"question", "serves", "data", "dossier", "sparql", "rows", "inconsistent", "note"}
_NAME = re.compile(r"qgov:([A-Za-z][\w-]*)")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question in words, its query, its data and the rows expected.

    ``rows`` is True or False for a question of yes or no, and None where the data must contradict the lexicon.
    """

    name: str
    module: str
    text: str
    serves: tuple[str, ...]
    sparql: str
    data: str
    dossier: str
    rows: tuple[Row, ...] | bool | None

    def triples(self) -> list:
        """The data as pyoxigraph triples."""
        import pyoxigraph as ox

        head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        return [quad.triple for quad in ox.parse((head + self.data).encode(), format=ox.RdfFormat.TURTLE)]

    def terms(self) -> frozenset[str]:
        """The names of the lexicon that stand in the query, the data or the rows."""
        found = set(_NAME.findall(self.sparql))
        if isinstance(self.rows, tuple):
            found.update(name for row in self.rows for cell in row for name in _NAME.findall(cell))
        for triple in self.triples():
            for node in (triple.subject, triple.predicate, triple.object):
                if type(node).__name__ == "NamedNode" and node.value.startswith(QGOV):
                    found.add(local(node.value))
        return frozenset(found)


@cache
def questions() -> tuple[Question, ...]:
    """Every question, by module and name."""
    return tuple(
        read_question(path.read_text("utf-8"), path.stem, path.parent.name)
        for path in sorted(resource("ontology").glob("questions/*/*.yaml"))
    )


def read_question(text: str, name: str, module: str) -> Question:
    """One question from the text of its file. LexiconError says what is wrong with it."""
    where = f"questions/{module}/{name}.yaml"
    try:
        found = parse_plain_yaml(text)
    except Exception as error:
        raise LexiconError(f"{where}: {error}") from None
    if not isinstance(found, dict) or not isinstance(found.get("question"), str):
        raise LexiconError(f"{where}: a question in words is missing")
    if unknown := set(found) - _KEYS:
        raise LexiconError(f"{where}: unknown keys {', '.join(sorted(unknown))}")
    contradicts = found.get("inconsistent") == "true"
    if contradicts == bool("rows" in found or "sparql" in found) or ("rows" in found) != ("sparql" in found):
        raise LexiconError(f"{where}: give sparql and rows, or inconsistent: true")
    if contradicts and not found.get("data"):
        raise LexiconError(f"{where}: a contradiction needs data")
    serves = found.get("serves") or ()
    return Question(
        name=name,
        module=module,
        text=" ".join(found["question"].split()),
        serves=tuple(_served(one) for one in ([serves] if isinstance(serves, str | dict) else serves)),
        sparql=found.get("sparql", ""),
        data=found.get("data", ""),
        dossier=found.get("dossier", ""),
        rows=None if contradicts else _rows(found["rows"], where),
    )


def _served(found: object) -> str:
    """A system such as S7, or a topic, which YAML may read as a key and its value."""
    return ": ".join(next(iter(found.items()))) if isinstance(found, dict) else str(found)


def _rows(found: object, where: str) -> tuple[Row, ...] | bool:
    if found in ("true", "false"):
        return found == "true"
    if not isinstance(found, list) or not all(isinstance(row, list | str) for row in found):
        raise LexiconError(f"{where}: rows is true, false, or a list of lists")
    return tuple(sorted(tuple([row] if isinstance(row, str) else row) for row in found))


def used_by(every: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """Term name -> the questions in which it stands."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in every:
        for name in question.terms():
            found[name].append(question)
    return {name: tuple(rows) for name, rows in found.items()}


def shortened(value: object) -> str:
    """A value of a result as it stands in the rows of a question file."""
    if value is None:
        return ""
    text = getattr(value, "value", str(value))
    if type(value).__name__ == "NamedNode":
        for prefix, namespace in PREFIXES.items():
            if text.startswith(namespace) and "/" not in text.removeprefix(namespace):
                return f"{prefix}:{text.removeprefix(namespace)}"
    return text
