"""Two SHACL engines that others wrote, asked the same: which nodes conform to which norms' conditions.

``shacl`` (Rust) is asked about every world, ``pyshacl`` (Python) about few: it is some hundred times slower. Neither
reports anything where nothing is targeted, so every run carries a shape that all nodes must violate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from qgov.base.errors import NormError
from qgov.base.iri import QGOV
from qgov.base.resources import resource
from qgov.norms import norm_book
from qgov.norms.duty_shapes import duty_shapes, predicate_iri, predicate_shapes
from qgov.norms.model import ENTRY, Norm

CANARY = "urn:example:canary"
ENGINES = ("shacl", "pyshacl")
_HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
_MARK = "urn:example:asked:"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Run = Callable[[list[str], Iterable[str]], set[tuple[str, str]]]


@cache
def shipped_text() -> str:
    """The shapes as they stand in their files."""
    return "\n".join(path.read_text() for path in sorted(resource("shapes").rglob("*.ttl")))


@cache
def shipped_shape() -> dict[str, str]:
    """The IRI of the shape of the files that states each norm's condition; norms of tables have none."""
    import pyoxigraph as ox

    stated, written = {}, set()
    for quad in ox.parse(shipped_text().encode(), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == QGOV + "appliesWhen":
            stated[quad.subject.value] = quad.object.value
        written.add(quad.subject.value)
    return {
        norm.iri: norm.iri if norm.kind == ENTRY else stated[norm.iri]
        for norm in norm_book().norms
        if norm.iri in written and (norm.kind == ENTRY or norm.iri in stated)
    }


class Probes:
    """Norms' conditions compiled for one engine, each asked of the nodes that are marked for it.

    The shapes are those of the files; of norms that stand in tables, and of those that something defeats on a day, the
    generated ones.
    """

    def __init__(self, engine: str, norms: Iterable[Norm]):
        if engine not in ENGINES:
            raise NormError(f"{engine!r} is no SHACL engine that is known here; these are: {', '.join(ENGINES)}")
        named, shipped = shipped_shape(), {norm.iri: norm for norm in norm_book().norms}
        self.asked = list({_key(norm): norm for norm in norms}.values())
        self.number = {_key(norm): index for index, norm in enumerate(self.asked)}
        parts = [shipped_text(), _HEAD]
        for index, norm in enumerate(self.asked):
            written = norm.iri in named and shipped[norm.iri].condition == norm.condition
            shape = named[norm.iri] if written else f"{predicate_iri(norm)}:{index}"
            if not written:
                parts.append(predicate_shapes([norm]).replace(f"<{predicate_iri(norm)}>", f"<{shape}>"))
            probe = f"<{_MARK}{index}#probe> a sh:NodeShape ; sh:targetClass <{_MARK}{index}> ; sh:not <{shape}> ."
            parts.append(probe)
        self.run = compiled(engine, "\n".join(parts))

    def held(self, wanted: dict[str, Iterable[Norm]], triples: list[str]) -> set[tuple[str, str]]:
        """The pairs (node, norm IRI) of which the node conforms to the norm's condition; ``wanted`` has the norms asked
        of each node, ``triples`` describe the nodes."""
        marks = [
            f"<{node}> <{_TYPE}> <{_MARK}{self.number[_key(norm)]}> ."
            for node, norms in wanted.items()
            for norm in norms
        ]
        broken = self.run([*triples, *marks], wanted)
        start, end = len(_MARK), -len("#probe")
        return {(node, self.asked[int(shape[start:end])].iri) for shape, node in broken if shape.startswith(_MARK)}


def _key(norm: Norm) -> tuple[str, int]:
    """A norm as it stands on a day; the same norm may be cut otherwise on another."""
    return norm.iri, id(norm.condition)


def duties(engine: str, day: date) -> Run:
    """The generated duty shapes of a day, compiled; a violation means that a control has its effect on a line."""
    book = norm_book()
    return _duties(engine, book.in_force(day), book.acting_on_entries)


@cache
def _duties(engine: str, norms: tuple[Norm, ...], acting_on_entries: frozenset[str]) -> Run:
    return compiled(engine, duty_shapes(norms, acting_on_entries))


def compiled(engine: str, shapes: str) -> Run:
    """A function from N-Triples, and the nodes that must be looked at, to the violations as (shape, focus node)."""
    validate = _ENGINES[engine](
        f"{shapes}\n{_HEAD}<{CANARY}:nothing> a sh:NodeShape .\n"
        f"<{CANARY}> a sh:NodeShape ; sh:targetClass <{CANARY}> ; sh:not <{CANARY}:nothing> ."
    )

    def run(triples: list[str], nodes: Iterable[str]) -> set[tuple[str, str]]:
        guilty = set(nodes)
        seen = validate("\n".join([*triples, *(f"<{node}> <{_TYPE}> <{CANARY}> ." for node in guilty)]))
        missed = guilty - {node for shape, node in seen if shape == CANARY}
        if missed:
            raise NormError(f"{engine} did not look at {len(missed)} of {len(guilty)} nodes, such as {min(missed)}")
        return {pair for pair in seen if pair[0] != CANARY}

    return run


def _by_shacl(shapes: str):
    import shacl

    prepared = shacl.Shapes.from_text(shapes, "turtle")

    def validate(data: str) -> set[tuple[str, str]]:
        report = prepared.validate_text(data, "ntriples")
        return {(result.root_shape.strip("<>"), result.focus_node.strip("<>")) for result in report.results}

    return validate


def _by_pyshacl(shapes: str):
    import pyshacl
    from rdflib import Graph, Namespace

    sh = Namespace("http://www.w3.org/ns/shacl#")
    whole = Graph().parse(data=shapes, format="turtle")

    def validate(data: str) -> set[tuple[str, str]]:
        graph = Graph().parse(data=data, format="nt")
        _, report, _ = pyshacl.validate(graph, shacl_graph=whole, inplace=True, advanced=False)
        return {
            (str(report.value(result, sh.sourceShape)), str(report.value(result, sh.focusNode)))
            for result in report.objects(None, sh.result)
        }

    return validate


_ENGINES = {"shacl": _by_shacl, "pyshacl": _by_pyshacl}
