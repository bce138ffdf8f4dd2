"""A dossier in RDF: the same keys as properties, local ids as fragments of the dossier's IRI, no blank nodes in what is
written. What is read may use blank nodes and RDF lists; both become plain data, which is then checked like JSON."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.iri import QGOV, local, safe_fragment
from qgov.base.parse import BadNumber, fault, pointer, read_number
from qgov.dossier.model import Dossier
from qgov.lexicon import Term, lexicon

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {XSD + name for name in ("decimal", "integer", "double", "float", "int", "long", "nonNegativeInteger")}
_TREE_LIMIT = 100_000


def dossier_text(dossier: Dossier, format: str = "turtle") -> str:
    """The dossier as Turtle or TriG text, sorted, without blank nodes."""
    import pyoxigraph as ox

    formats = {"turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG}
    triples = dossier_triples(dossier)
    prefixes = {"qgov": QGOV, "xsd": XSD}
    return ox.serialize(triples, format=formats[format], prefixes=prefixes).decode()


def dossier_triples(dossier: Dossier) -> list:
    """The dossier as pyoxigraph triples."""
    return _Writer(dossier.id).dossier(dossier.normal)


class _Writer:
    def __init__(self, root: str):
        self.root = root
        self.triples: list = []
        self.words = lexicon()

    def dossier(self, data: dict) -> list:
        self.node(self.root, {k: v for k, v in data.items() if k != "id"}, self.words.keys_on("Dossier"))
        return sorted(self.triples, key=str)

    def add(self, subject: str, predicate: str, value: object) -> None:
        import pyoxigraph as ox

        self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value))

    def node(self, subject: str, data: dict, keys: dict[str, Term]) -> None:
        import pyoxigraph as ox

        for key, value in data.items():
            if (
                key == "type"
                and isinstance(value, str)
                and value in self.words.terms
                and "Class" in self.words.terms[value].kinds
            ):
                self.add(subject, RDF + "type", ox.NamedNode(QGOV + value))
                continue
            term = keys.get(key)
            predicate = term.iri if term else QGOV + key
            if isinstance(value, list):
                for index, row in enumerate(value):
                    self.row(subject, predicate, key, term, row, index)
            else:
                self.value(subject, predicate, key, term, value)

    def row(self, subject: str, predicate: str, key: str, term: Term | None, row: object, index: int) -> None:
        import pyoxigraph as ox

        if isinstance(row, dict) and key in ("items", "parties") and "id" in row:
            self.value(subject, predicate, key, term, row)
            iri = f"{self.root}#{safe_fragment(str(row['id']))}"
            self.add(iri, QGOV + "index", ox.Literal(str(index), datatype=ox.NamedNode(XSD + "integer")))
            return
        iri = f"{self._below(subject)}{key}/{index}"
        self.add(subject, predicate, ox.NamedNode(iri))
        self.add(iri, QGOV + "index", ox.Literal(str(index), datatype=ox.NamedNode(XSD + "integer")))
        if isinstance(row, dict):
            self.node(iri, row, self._keys(key, term))
        elif isinstance(row, list):
            for position, child in enumerate(row):
                self.row(iri, QGOV + "value", "value", None, child, position)
        elif row is not None:
            self.add(iri, QGOV + "value", self.literal(row))

    def value(self, subject: str, predicate: str, key: str, term: Term | None, value: object) -> None:
        import pyoxigraph as ox

        if isinstance(value, dict):
            identifier = str(value["id"]) if key in ("items", "parties") and "id" in value else None
            iri = f"{self.root}#{safe_fragment(identifier)}" if identifier else f"{self._below(subject)}{key}"
            self.add(subject, predicate, ox.NamedNode(iri))
            if identifier:
                self.add(iri, QGOV + "id", ox.Literal(identifier))
            self.node(iri, {k: v for k, v in value.items() if not (identifier and k == "id")}, self._keys(key, term))
        elif value is not None:
            self.add(subject, predicate, self.literal(value))

    def _keys(self, key: str, term: Term | None) -> dict[str, Term]:
        if key == "items":
            return self.words.item_keys()
        if term is not None and term.role == "assumption":
            return self.words.keys_on("AssumptionValue")
        if term is not None and term.value_kind in ("quantity", "count"):
            return self.words.keys_on("QuantityValue") | self.words.keys_on(term.node_class or "")
        return self.words.keys_on(term.node_class or "") if term else {}

    def _below(self, subject: str) -> str:
        return f"{subject}#" if subject == self.root else f"{subject}/"

    def literal(self, value: object) -> object:
        import pyoxigraph as ox

        if isinstance(value, bool):
            return ox.Literal(str(value).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        if isinstance(value, int):
            return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
        if isinstance(value, Decimal):
            return ox.Literal(format(value, "f"), datatype=ox.NamedNode(XSD + "decimal"))
        return ox.Literal(str(value))


def from_quads(quads: list) -> dict:
    """The plain data of the one dossier in some quads. InputError where there is none, or several."""
    return _Tree(quads).dossier()


@cache
def _terms_by_iri() -> dict[str, Term]:
    return {term.iri: term for term in lexicon().terms.values()}


class _Tree:
    def __init__(self, quads: list):
        self.words = lexicon()
        self.by_iri = _terms_by_iri()
        self.graph: dict = defaultdict(lambda: defaultdict(list))
        once: dict = defaultdict(dict)  # the same triple may stand in several graphs
        for quad in quads:
            value = quad.object
            if type(value).__name__ == "Triple":
                raise fault("", "a triple stands as a value", "leave out triple terms (RDF 1.2)")
            once[quad.subject, quad.predicate.value][value] = None
        for (subject, predicate), values in once.items():
            self.graph[subject][predicate] = list(values)
        self.size = 0
        self.read: set = set()

    def dossier(self) -> dict:
        transfers = self.words.transfer_types()
        roots = [s for s, properties in self.graph.items()
                 if any(type(v).__name__ == "NamedNode" and local(v.value) in transfers
                        for v in properties.get(RDF + "type", []))]  # fmt: skip
        if len(roots) != 1:
            raise fault(
                "",
                f"the RDF describes {len(roots)} transfers",
                "give one node typed as a transfer, such as qgov:Export",
            )
        root = roots[0]
        data = self.node(root, (), "")
        rest = sorted(str(subject) for subject in self.graph if subject not in self.read)
        if rest:
            raise fault("", f"the RDF says something of {rest[0][:200]}, which is no part of the transfer", "remove it")
        if hasattr(root, "value") and type(root).__name__ == "NamedNode":
            data["id"] = root.value
        return data

    def node(self, subject: object, path: tuple, where: str) -> dict:
        self.enter(subject, path, where)
        data: dict = {}
        for predicate, values in self.graph[subject].items():
            if predicate == RDF + "type":
                names = [local(v.value) for v in values if type(v).__name__ == "NamedNode" and v.value.startswith(QGOV)]
                if len(names) != len(values) or len(names) != 1:
                    raise fault(where, "a node has one qgov type and no other", "remove the others")
                data["type"] = names[0]
                continue
            if not predicate.startswith(QGOV):
                raise InputError(
                    [
                        Fault(
                            where,
                            f"the property {predicate[:200]} is not qgov's",
                            "only properties of the lexicon are read",
                        )
                    ]
                )
            term = self.by_iri.get(predicate)
            key = term.key if term else local(predicate)
            if key == "index" and predicate == QGOV + "index":
                continue
            if key in data or (key == "type" and RDF + "type" in self.graph[subject]):
                raise fault(pointer(where, key), f"two properties say {key!r}", "keep one of them")
            data[key] = self.values(term, key, values, (*path, subject), pointer(where, key))
        return data

    def values(self, term: Term | None, key: str, values: list, path: tuple, where: str) -> object:
        indexed = sorted(values, key=self._index)
        places = [self._index(value) for value in values if self._index(value) >= 0]
        if len(set(places)) < len(places):
            raise fault(where, "two rows have the same index", "count the rows from 0")
        if key == "citizenship" and 1 < len(values) != len(places):
            raise fault(where, "the order of several citizenships is not given", "give an RDF list, most recent last")
        rows = []
        for value in indexed:
            read = self.value(term, key, value, path, where)
            rows.extend(read) if isinstance(read, _Rows) else rows.append(read)
        ordered = any(self._index(value) >= 0 for value in values)
        collection = any(self._collection(value) for value in values)
        wants_list = (
            (term is not None and (term.many or term.value_kind == "nodes")) or ordered or collection or len(rows) > 1
        )
        return rows if wants_list else rows[0]

    def _collection(self, value: object) -> bool:
        return _is_nil(value) or RDF + "first" in self.graph.get(value, {})

    def _index(self, value: object) -> int:
        found = self.graph.get(value, {}).get(QGOV + "index") if value in self.graph else None
        number = read_number(found[0].value) if found else -1
        return number if isinstance(number, int) else -1

    def value(self, term: Term | None, key: str, value: object, path: tuple, where: str) -> object:
        kind = type(value).__name__
        if kind == "Literal":
            return self.literal(value)
        if self._collection(value):
            return self.collection(term, key, value, path, where)
        if value in self.graph and value not in path:
            if self._index(value) >= 0 and set(self.graph[value]) == {QGOV + "index", QGOV + "value"}:
                self.enter(value, path, where)
                return self.values(None, "value", self.graph[value][QGOV + "value"], (*path, value), where)
            if self._index(value) >= 0 and set(self.graph[value]) == {QGOV + "index"}:
                self.read.add(value)
                return None
            reference = term is not None and term.value_kind in ("reference", "provision-or-reference")
            if not reference:
                data = self.node(value, path, where)
                if key in ("items", "parties") and "id" not in data and kind == "NamedNode" and "#" in value.value:
                    data["id"] = value.value.rsplit("#", 1)[1]
                return data
        if kind == "NamedNode":
            known = self.by_iri.get(value.value)
            if known is not None:
                return known.notation or known.name
            if "#" in value.value and value in self.graph:
                return value.value.rsplit("#", 1)[1]
            return value.value
        raise fault(where, "a blank node has no properties", "give it some, or a literal")

    def collection(self, term: Term | None, key: str, head: object, path: tuple, where: str) -> list:
        rows, seen = _Rows(), set()
        while not _is_nil(head):
            cell = self.graph.get(head, {})
            if head in seen or {name: len(found) for name, found in cell.items()} != {
                RDF + "first": 1,
                RDF + "rest": 1,
            }:
                raise fault(where, "not a well-formed RDF list", "")
            seen.add(head)
            self.enter(head, path, where)
            rows.append(self.value(term, key, cell[RDF + "first"][0], (*path, head), where))
            head = cell[RDF + "rest"][0]
        return rows

    def enter(self, subject: object, path: tuple, where: str) -> None:
        self.size += 1
        if subject in path or self.size > _TREE_LIMIT:
            raise fault(where, "the RDF refers back to itself", "a dossier is a tree of nodes")
        self.read.add(subject)
        if len(path) > limits.MAX_DEPTH:
            raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")

    def literal(self, value: object) -> object:
        datatype = value.datatype.value
        if datatype in _NUMBERS:
            return read_number(value.value)
        if datatype == XSD + "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(
                value.value, BadNumber(repr(value.value[:40]), "is not a boolean", "write true or false")
            )
        return value.value


def _is_nil(value: object) -> bool:
    return type(value).__name__ == "NamedNode" and value.value == RDF + "nil"


class _Rows(list):
    """The members of an RDF list, to be spliced into the values of a key."""
