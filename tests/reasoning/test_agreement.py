"""What the reference engine says of a world, pySHACL says too; what the cautious reading decides, the exact one does.

Random dossiers are judged by the engine. Its worlds are written as RDF and read by pySHACL: the shipped shapes as they
stand in ``shapes/`` on items and lines, and the generated duty shapes. The outcome is composed anew from those answers
alone. pySHACL reports nothing where nothing is targeted, so every run carries a shape that all nodes must violate.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import count

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qgov.base.iri import ancestors
from qgov.base.resources import resource
from qgov.dossier.model import Declarations, Dossier, Item
from qgov.dossier.read import read_dossier
from qgov.grounding.model import Fact
from qgov.norms import norm_book
from qgov.norms.conditions import Always, And, Every, Has, ItemIs, Not, OneOf, Or, Present, Span, View, Within, World
from qgov.norms.duty_shapes import duty_shape_iri, duty_shapes, predicate_iri, predicate_shapes, shown_privilege
from qgov.norms.model import (
    ENTRY,
    EXCEPTION,
    NORM,
    NOTHING,
    OPEN,
    PERMITTED,
    POINTER,
    PROHIBITED,
    REQUIRED,
    SEVERITY,
    Norm,
)
from qgov.reasoning.cautious import judge_cautiously
from qgov.reasoning.combine import line_verdict
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.reasoning.variables import cells
from qgov.situation import Line, reference
from qgov.situation.world_graph import item_node, line_node, world_triples

REPEATABLE = {"derandomize": True, "deadline": None, "database": None}
SH = "http://www.w3.org/ns/shacl#"
THRESHOLDS = [Decimal(t) / 10000 for t in (1, 10, 20, 30, 40, 50, 60)]
COUNTS = (34, 100, 200, 350, 500, 700, 1100, 2000)


def sample(strategy, number: int) -> list:
    """That many draws, the same every time; one run of pySHACL over all of them is far cheaper than one for each."""
    found = []

    @settings(max_examples=number, phases=(Phase.generate,), **REPEATABLE)
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found


# Random dossiers.

ORIGINS = ("US", "DE", "JP", "GB", "FR", "NO", "IN", "US-CA", "US", "DE")
PLACES = ("IN", "JP", "CH", "US", "FR", "DE", "GB", "NO", "CN", "IR", "US-CA", "IN", "JP", "CH")
ENTRIES_INTO_FORCE = (date(2024, 4, 1), date(2024, 9, 6), date(2024, 9, 8), date(2025, 11, 15), date(2025, 12, 16))


@st.composite
def errors(draw, near):
    """A mean C-NOT error as a point, with an uncertainty or with bounds, near a threshold more often than not."""
    near *= draw(st.sampled_from([1, 1, Decimal("0.99"), Decimal("1.01"), Decimal("1.5")]))
    error = {"value": near, "metric": "average-gate-infidelity", "statistic": "mean", "basis": "measured"}
    kind = draw(st.sampled_from(["point", "point", "uncertain", "uncertain", "uncertain", "bounds", "best"]))
    if kind == "uncertain":
        spread = draw(st.sampled_from([Decimal("0.001"), Decimal("0.1"), Decimal("0.3"), Decimal(1)]))
        error["uncertainty"] = near * spread
    elif kind == "bounds":
        error |= {"lower": near * Decimal("0.9"), "upper": near * draw(st.sampled_from([1, 2]))}
        del error["value"]
    elif kind == "best":
        error["statistic"] = "best"
    return error


@st.composite
def computers(draw):
    """A computer near the bounds of one entry of the lists, seldom with something missing."""
    item = {"id": "qpu", "type": "QuantumComputer"}
    band = draw(st.integers(0, len(THRESHOLDS) - 1))
    number = COUNTS[band] + draw(st.sampled_from([0, 0, 1, 30, -1]))
    if draw(st.integers(0, 9)):
        item["computingModel"] = draw(st.sampled_from(["circuit"] * 5 + ["measurement-based", "annealing"]))
    if draw(st.integers(0, 9)):
        item["physicalQubits"] = number + draw(st.sampled_from([0, 0, 5]))
        if draw(st.integers(0, 4)):
            item["workingQubits"] = {"value": number, "basis": "measured"}
    if draw(st.integers(0, 9)):
        item["cnotError"] = draw(errors(THRESHOLDS[band]))
    return item


@st.composite
def dossiers(draw):
    day = draw(st.sampled_from(ENTRIES_INTO_FORCE)) + timedelta(days=draw(st.sampled_from([-1, 0, 1, 40])))
    if draw(st.booleans()):
        day = date(2026, 5, 5)
    origin = draw(st.sampled_from(ORIGINS))
    destination = draw(st.sampled_from([place for place in PLACES if place != origin]))
    found = {
        "id": "urn:example:transfer:random", "date": day.isoformat(), "origin": origin, "destination": destination,
        "type": draw(st.sampled_from(["Export"] * 6 + ["Reexport", "Transit", "RemoteAccess"])),
        "parties": [{"id": "user", "role": "endUser", "name": "Example University", "country": destination}],
    }  # fmt: skip
    if found["type"] == "Transit" or draw(st.integers(0, 4)) == 0:
        found["transit"] = [draw(st.sampled_from([p for p in PLACES if p not in (origin, destination)]))]
    declarations = {}
    for name in ("militaryEndUse", "wmdEndUse", "informedByAuthority", "internalRepression"):
        if draw(st.integers(0, 11)):
            declarations[name] = draw(st.integers(0, 19)) == 19
    if draw(st.integers(0, 11)):
        declarations["partiesScreened"] = (day - timedelta(days=draw(st.sampled_from([0, 1, 1, 1, -1])))).isoformat()
    found["declarations"] = declarations
    items = [draw(computers())] if draw(st.integers(0, 7)) else []
    if not items or draw(st.integers(0, 3)) == 0:
        part = {"id": "part", "type": draw(st.sampled_from(["QubitDevice", "QuantumControlComponent"]))}
        aim = [["us-ear:4A906.a"], ["eu-dual-use:4A506.a.2"], ["uk-dual-use:4A506.b", "jp-goods:7(6)(i)"], None]
        aim = draw(st.sampled_from([["qpu"]] * 4 + aim if items else aim))
        if aim:
            part["speciallyDesignedFor"] = aim
        items.append(part)
    for item in items:
        if draw(st.integers(0, 7)):
            item["originCountry"] = draw(st.sampled_from([origin[:2], origin[:2], "US", "DE", "NO"]))
            if draw(st.integers(0, 3)) == 0:
                item["usContent"] = draw(st.sampled_from([0, Decimal("0.2"), Decimal("0.3")]))
    found["items"] = items
    papers = []
    if draw(st.integers(0, 2)) == 0:
        covers = draw(st.sampled_from([["us-ear:4A906", "jp-goods:7(6)"], ["us-ear:4A906.a.2"], ["eu-dual-use:4A506"]]))
        until = (day + timedelta(days=draw(st.sampled_from([300, 0, -1])))).isoformat()
        papers.append(
            {"type": "licence", "code": "L-1", "covers": covers, "validFrom": "2024-01-01", "validUntil": until}
        )
    if draw(st.booleans()):
        met = draw(st.sampled_from([["register", "notify"], ["register"], ["notify", "register"]]))
        papers.append({"type": "general-authorisation", "code": "EU001", "conditionsMet": met})
    found["authorisations"] = papers
    return found


# pySHACL.


def validate(data: list[str], shapes, canaries: list[str]) -> set[tuple[str, str]]:
    """The violations as (shape, focus node). ``canaries`` must all be found guilty: proof that shapes were read."""
    import pyshacl
    from rdflib import BNode, Graph, Namespace, URIRef
    from rdflib.namespace import RDF

    sh = Namespace(SH)
    graph = Graph().parse(data="\n".join(data), format="nt")
    subjects = {str(subject) for subject in graph.subjects()}
    targets = {str(node) for node in shapes.objects(None, sh.targetNode)} | set(canaries)
    assert targets <= subjects, targets - subjects
    whole, canary = Graph() + shapes, URIRef("urn:example:canary")
    whole.add((canary, RDF.type, sh.NodeShape))
    for node in canaries:
        whole.add((canary, sh.targetNode, URIRef(node)))
    nothing = BNode()
    whole.add((nothing, RDF.type, sh.NodeShape))
    whole.add((canary, sh["not"], nothing))
    _, report, _ = pyshacl.validate(graph, shacl_graph=whole, inplace=True, advanced=False)
    found = {
        (str(report.value(result, sh.sourceShape)), str(report.value(result, sh.focusNode)))
        for result in report.objects(None, sh.result)
    }
    assert {node for shape, node in found if shape == str(canary)} == set(canaries)
    return {pair for pair in found if pair[0] != str(canary)}


@cache
def shipped_shapes():
    """The shapes as they stand in their files, and for each norm the IRI of the shape that states its condition."""
    from rdflib import Graph, URIRef

    graph = Graph()
    for path in sorted(resource("shapes").rglob("*.ttl")):
        graph.parse(path, format="turtle")
    named = {}
    for norm in norm_book().norms:
        if norm.kind == ENTRY:
            named[norm.iri] = norm.iri
        else:
            shape = graph.value(URIRef(norm.iri), URIRef("https://w3id.org/qgov/appliesWhen"))
            named[norm.iri] = str(shape) if shape is not None else ""
    return graph, named


def probe(wanted: dict, data: list[str]) -> dict[tuple[str, str], bool]:
    """Whether nodes conform to norms' conditions: ``wanted`` has the nodes to ask about, by norm.

    The shapes are those of the files; for norms that stand in tables or have no condition, the
    generated one.
    """
    from rdflib import Graph, Namespace, URIRef
    from rdflib.namespace import RDF

    sh = Namespace(SH)
    shipped, named = shipped_shapes()
    generated = [norm for norm in wanted if not named.get(norm.iri)]
    shapes = Graph().parse(data=predicate_shapes(generated), format="turtle") if generated else Graph()
    for norm, nodes in wanted.items():
        shape = named.get(norm.iri) or predicate_iri(norm)
        if norm not in generated:
            _copy(shipped, URIRef(shape), shapes)
        question = URIRef(norm.iri + "#probe")
        shapes.add((question, RDF.type, sh.NodeShape))
        shapes.add((question, sh["not"], URIRef(shape)))
        for node in nodes:
            shapes.add((question, sh.targetNode, URIRef(node)))
    every = sorted({node for nodes in wanted.values() for node in nodes})
    broken = validate(data, shapes, every) if every else set()
    return {(norm.iri, node): (norm.iri + "#probe", node) in broken for norm, nodes in wanted.items() for node in nodes}


def _copy(source, node, into) -> None:
    """The statements about a shape and the nodes it is made of."""
    from rdflib import BNode, URIRef

    for _, predicate, value in source.triples((node, None, None)):
        fresh = (node, predicate, value) not in into
        into.add((node, predicate, value))
        if fresh and (isinstance(value, BNode) or predicate == URIRef(SH + "node")):
            _copy(source, value, into)


# Worlds of the engine, read by pySHACL.


@dataclass
class Tried:
    """One world of one line, and what pySHACL says of it."""

    case: Case
    judgment: LineJudgment
    number: int
    assignment: dict
    complete: bool
    designs: set = field(default_factory=set)
    described: list = field(default_factory=list)
    applies: list = field(default_factory=list)
    scope: set = field(default_factory=set)
    violated: set = field(default_factory=set)

    @property
    def line(self):
        return self.judgment.line

    def world(self, line, designs=()) -> World:
        """The line in this world. What the engine does not vary may be any point that is known: here the upper end."""
        scalars = {}
        for term, span in line.spans.items():
            key = ("fact", line.item.id, term)
            if key in self.assignment:
                scalars[term] = self.assignment[key]
            elif span.words is not None:
                scalars[term] = max(span.words)
            else:
                scalars[term] = span.upper if span.upper is not None else span.lower
        members = {term: set(values) for term, values in line.members.items()}
        for key, value in self.assignment.items():
            if key[0] == "member" and key[1] in ("", line.item.id) and value:
                members.setdefault(key[2], set()).add(key[3])
        members.setdefault("designedForProvision", set()).update(designs)
        return World(line.classes, scalars, {term: frozenset(values) for term, values in members.items()})

    def law(self, norm) -> bool:
        return self.assignment.get(("law", norm.iri), True)

    def node(self, line=None) -> str:
        return line_node(self.case.name, line or self.line, self.number)

    def item(self, line=None) -> str:
        return item_node(self.case.name, line or self.line, self.number)

    def triples(self, shown=()) -> list[str]:
        described = {entry.provision for entry in self.described}
        world = self.world(self.line, self.designs)
        return world_triples(self.case.name, self.line, world, self.number, described=described, shown=shown)


@dataclass
class Case:
    """One random dossier as the engine judged it."""

    name: str
    dossier: object
    norms: tuple
    judged: object
    tried: list[Tried] = field(default_factory=list)


def reachable(norms: tuple, lines: tuple) -> tuple:
    """The norms of the jurisdictions that some tie of some line names; pySHACL need not be asked about the others."""
    factors = ("exportFrom", "importInto", "transitThrough", "within", "releasedWithin", "itemOrigin")
    codes = {code for line in lines for factor in factors for code in line.values(factor)}
    return tuple(norm for norm in norms if norm.jurisdiction in codes or "anywhere" in norm.connects_by)


MOST = 8  # worlds of a line that are all tried; of more, some


def case_of(data: dict, number: int) -> Case:
    dossier, book, tables = read_dossier(data), norm_book(), reference()
    norms = norms_for(dossier, book, tables, dossier.date)
    judged = judge(dossier, ground_dossier(dossier, simulate=False).facts, norms, tables, dossier.date, book)
    case = Case(f"{dossier.id}:{number}", dossier, reachable(norms, judged.lines), judged)
    for judgment in judged.judgments:
        if judgment.cautious:
            chosen = [{v.key: v.values[end] for v in judgment.variables} for end in (0, -1)]
        else:
            chosen = [reading.assignment for reading in judgment.readings]
        complete = not judgment.cautious and len(chosen) <= MOST
        if not complete and len(chosen) > 2:
            chosen = [chosen[0], chosen[len(chosen) // 2], chosen[-1]]
        for assignment in chosen:
            case.tried.append(Tried(case, judgment, len(case.tried), assignment, complete))
    return case


def connected(norm, world: World) -> bool:
    return "anywhere" in norm.connects_by or any(
        norm.jurisdiction in world.members.get(f, ()) for f in norm.connects_by
    )


def deciding(norm) -> bool:
    return norm.kind == NORM and norm.effect in (PROHIBITED, REQUIRED)


def reading_of(tried: list[Tried]) -> None:
    """Ask pySHACL, in the order of the strata: targets of designs, items, lines."""
    acting = norm_book().acting_on_entries
    wanted, data = {}, []
    for world in tried:
        targets = [line for line in world.case.judged.lines if line.item.id in world.line.designed_for_items]
        for line in targets:
            data += world_triples(world.case.name, line, world.world(line), world.number)
            for norm in world.case.norms:
                if norm.kind == ENTRY:
                    wanted.setdefault(norm, set()).add(world.item(line))
    held = probe(wanted, data)
    for world in tried:
        for line in world.case.judged.lines:
            if line.item.id in world.line.designed_for_items:
                for norm in world.case.norms:
                    if norm.kind == ENTRY and world.law(norm) and held[norm.iri, world.item(line)]:
                        world.designs |= set(ancestors(norm.provision))

    wanted, data = {}, []
    for world in tried:
        data += world.triples()
        for norm in world.case.norms:
            if norm.kind == ENTRY:
                wanted.setdefault(norm, set()).add(world.item())
    held = probe(wanted, data)
    for world in tried:
        known = world.world(world.line, world.designs)
        for norm in world.case.norms:
            if norm.kind == ENTRY:
                assert held[norm.iri, world.item()] == norm.condition.holds(known), (norm.iri, known)
                if world.law(norm) and held[norm.iri, world.item()]:
                    world.described.append(norm)

    wanted, data = {}, []
    for world in tried:
        data += world.triples()
        known = world.world(world.line, world.designs)
        for norm in world.case.norms:
            if norm.kind == EXCEPTION or (norm.kind in (NORM, POINTER) and connected(norm, known)):
                wanted.setdefault(norm, set()).add(world.node())
    held = probe(wanted, data)
    for world in tried:
        for norm in world.case.norms:
            if not held.get((norm.iri, world.node()), False):
                continue
            if norm.kind == EXCEPTION:
                world.scope.add(norm.iri)
            elif world.law(norm):
                describing = [entry for entry in world.described if norm.provision in entry.controlled_under]
                if norm.provision not in acting or describing:
                    world.applies.append(norm)

    runs: dict[tuple, list[Tried]] = {}
    for world in tried:
        norms = tuple(norm for norm in world.case.norms if norm.kind != POINTER and world.law(norm))
        runs.setdefault(norms, []).append(world)
    for norms, worlds in runs.items():
        from rdflib import Graph

        shapes = Graph().parse(data=duty_shapes(norms, acting), format="turtle")
        data = [
            triple
            for world in worlds
            for triple in world.triples({shown_privilege(*pair) for pair in privileges(world)})
        ]
        broken = validate(data, shapes, [world.node() for world in worlds])
        for world in worlds:
            world.violated = {n.iri for n in norms if (duty_shape_iri(n), world.node()) in broken}


# The outcome composed anew.


def answer(dossier, name: str) -> bool | None:
    declared = dossier.declarations
    if name == "partiesScreened":
        return None if declared.parties_screened is None or declared.parties_screened > dossier.date else False
    words = {
        "militaryEndUse": "military_end_use",
        "wmdEndUse": "wmd_end_use",
        "informedByAuthority": "informed_by_authority",
        "internalRepression": "internal_repression",
    }
    return getattr(declared, words[name])


def privileges(world: Tried) -> set[tuple]:
    """The exceptions that are shown and not ruled out, each with the provision that it is shown for.

    Where every world was tried, pySHACL's answers show them; else what the engine read in the others is believed.
    """
    dossier, judgment = world.case.dossier, world.judgment
    if world.complete:
        worlds = [other for other in world.case.tried if other.judgment is judgment]
        read = [({n.provision for n in other.applies if deciding(n)}, other.scope) for other in worlds]
    else:
        of = {norm.iri: norm.provision for norm in world.case.norms if deciding(norm)}
        read = [({of[iri] for iri in r.applies if iri in of}, r.scope) for r in judgment.readings]
    shown = set()
    for norm in world.case.norms:
        if norm.kind == EXCEPTION and norm.verified and norm.in_force(dossier.date):
            for provision in norm.defeats:
                where = [scope for applying, scope in read if provision in applying]
                sure = judgment.cautious and norm.condition.possible(world.line.view()) is True
                if sure or (where and all(norm.iri in scope for scope in where)):
                    shown.add((norm, provision))
    if world.complete:
        assert {norm.iri for norm, _ in shown} == set(judgment.shown)
    return {(n, p) for n, p in shown if not any(answer(dossier, name) for name in n.disqualified_by)}


def outcomes(world: Tried) -> dict[str, set[str]]:
    """Per jurisdiction, the outcomes that this world has under the pointers' possible answers."""
    dossier, known = world.case.dossier, world.world(world.line, world.designs)
    shown = privileges(world)
    licensed = known.members["licensedProvision"]
    parts: dict[str, list[set[str]]] = {code: [] for code in world.judgment.jurisdictions}
    for norm in filter(deciding, world.applies):
        describing = [entry for entry in world.described if norm.provision in entry.controlled_under]
        provisions = [entry.provision for entry in describing] or [norm.provision]
        satisfied = "licence" in norm.satisfied_by and all(licensed & set(ancestors(p)) for p in provisions)
        excepting = [exception for exception, provision in shown if provision == norm.provision]
        assert (norm.iri in world.violated) == (not satisfied and not excepting), norm.iri
        if norm.iri in world.violated:
            outcome = norm.effect
        else:
            free = satisfied or any(not open_conditions(n, dossier) for n in excepting)
            outcome = PERMITTED if free else OPEN
        parts.setdefault(norm.jurisdiction, []).append({outcome})
    assert world.violated <= {norm.iri for norm in world.applies}
    for norm in world.case.norms:
        if (norm.kind == POINTER or deciding(norm)) and asking(norm, world, known):
            parts.setdefault(norm.jurisdiction, []).append({OPEN})
        if norm.kind == POINTER:
            if norm in world.applies:
                parts.setdefault(norm.jurisdiction, []).append(set(norm.may_yield))
    return {code: folded(sets) for code, sets in parts.items()}


SHOWN_BY = {
    "militaryEndUse": "military",
    "wmdEndUse": "wmd",
    "informedByAuthority": "informed",
    "internalRepression": "human-rights",
}


def asking(norm, world: Tried, known: World) -> bool:
    """Whether a declaration that is missing leaves the outcome open: the norm would hold if some of the missing ones
    were made; one for which no indication stands counts wherever the norm reaches."""
    indicated = known.members.get("endUseIndication", frozenset())
    missing = [
        name
        for name in norm.asks_for
        if answer(world.case.dossier, name) is None and SHOWN_BY.get(name) not in indicated
    ]
    if not missing or not connected(norm, known):
        return False
    describing = [entry for entry in world.described if norm.provision in entry.controlled_under]
    if norm.provision in norm_book().acting_on_entries and not describing:
        return False
    if any(name not in SHOWN_BY for name in missing):
        return True
    above = frozenset(p for entry in world.described for p in ancestors(entry.provision))
    for number in range(1, 2 ** len(missing)):
        made = {SHOWN_BY[name] for index, name in enumerate(missing) if number >> index & 1}
        members = known.members | {"describedBy": above, "endUseIndication": indicated | made}
        if norm.condition.holds(World(known.classes, known.scalars, members)):
            return True
    return False


def open_conditions(norm, dossier) -> bool:
    met = {
        word
        for paper in dossier.authorisations
        if paper.code == norm.authorisation_code
        for word in paper.conditions_met
    }
    return not met >= set(norm.conditions_of_use) or any(answer(dossier, name) is None for name in norm.disqualified_by)


def folded(sets: list[set[str]]) -> set[str]:
    found = {NOTHING}
    for options in sets:
        found = {max(one, other, key=SEVERITY.__getitem__) for one in found for other in options}
    return found


def strata(origin: str, count: object, error: dict | None) -> dict:
    """A computer with a device designed for it, all declared: what describes the one decides about the other."""
    computer = {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": count,
                "workingQubits": count, "originCountry": origin}  # fmt: skip
    device = {"id": "part", "type": "QubitDevice", "speciallyDesignedFor": ["qpu"], "originCountry": origin}
    cleared = {
        "militaryEndUse": False,
        "wmdEndUse": False,
        "informedByAuthority": False,
        "partiesScreened": "2026-05-05",
    }
    return {"id": "urn:example:transfer:strata", "type": "Export", "date": "2026-05-05", "origin": origin,
            "destination": "CH", "declarations": cleared,
            "items": [computer | ({"cnotError": error} if error else {}), device]}  # fmt: skip


NEAR = {
    "value": Decimal("0.001"),
    "uncertainty": Decimal("0.0002"),
    "metric": "average-gate-infidelity",
    "statistic": "mean",
}
STRATA = [strata("US", 2500, None), strata("US", 150, NEAR), strata("DE", 2500, None)]
drawn_intervals: list[bool] = []


def test_every_world_through_pyshacl_has_an_outcome_that_the_decision_leaves_possible():
    cases = [case_of(data, number) for number, data in enumerate([*STRATA, *sample(dossiers(), 44)])]
    tried = [world for case in cases for world in case.tried]
    reading_of(tried)
    for case in cases:
        for line in case.judged.lines:
            for term, bounds in (("meanCnotInfidelity", THRESHOLDS), ("operationalQubits", COUNTS)):
                span = line.spans.get(term)
                if span and line.facts[term].known and span.lower != span.upper:
                    drawn_intervals.append(any(span.lower <= bound <= span.upper for bound in bounds))
        for judgment in case.judged.judgments:
            worlds = [world for world in case.tried if world.judgment is judgment]
            found = [outcomes(world) for world in worlds]
            for one in found:
                for code, possible in one.items():
                    assert possible <= judgment.possible.get(code, {NOTHING}), (case.dossier, code)
            if all(world.complete for world in worlds):
                for code, possible in judgment.possible.items():
                    assert possible == set().union(*(one.get(code, {NOTHING}) for one in found)), (case.dossier, code)
            overall = set().union(*(folded(list(one.values())) for one in found))
            verdict = line_verdict(judgment)
            assert overall <= {*verdict.possible, *({PERMITTED, NOTHING} if verdict.outcome == PERMITTED else ())}
            if len(judgment.readings) == 1 and len(overall) == 1:
                assert verdict.outcome in overall


def test_a_fifth_of_the_intervals_drawn_span_two_cells():
    assert len(drawn_intervals) >= 10
    assert sum(drawn_intervals) * 5 >= len(drawn_intervals)


def test_every_shipped_entry_is_read_alike_at_each_of_its_bounds_and_beside_them():
    """The law is made of these points; random facts seldom hit them."""
    entries = [norm for norm in norm_book().norms if norm.kind == ENTRY]
    triples, worlds = [], {}
    for band, least in enumerate(COUNTS):
        error = THRESHOLDS[min(band, len(THRESHOLDS) - 1)]
        for qubits in (least - 1, least):
            for infidelity in (error, error + Decimal("1e-12"), None):
                facts = {
                    "computingModel": "circuit",
                    "operationalQubits": Decimal(qubits),
                    "meanCnotInfidelity": infidelity,
                }
                world = World(frozenset({"QuantumComputer", "Item"}), facts, {})
                line = line_of(View(world.classes))
                number = len(worlds)
                triples += world_triples("urn:example:bounds", line, world, number)
                worlds[item_node("urn:example:bounds", line, number)] = world
    expected = {(norm.iri, node): norm.condition.holds(world) for norm in entries for node, world in worlds.items()}
    assert probe({norm: set(worlds) for norm in entries}, triples) == expected
    met = {iri for (iri, node), held in expected.items() if held}
    assert all(norm.iri in met for norm in entries if ItemIs("QuantumComputer") in norm.condition.leaves())


# Conditions alone: shapes, worlds and views of invented terms.

NUMBERS, WORDS, SETS = ("one", "two"), ("word",), ("many", "several")
GRID = [Decimal(n) / 2 for n in range(0, 13)]
BOUNDS = [Decimal(n) for n in range(1, 6)]
VALUES = ("a", "b", "c")
some_values = st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True).map(tuple)
subsets = st.frozensets(st.sampled_from(VALUES))


@st.composite
def ranges(draw):
    low, high = ("min_inclusive", "min_exclusive"), ("max_inclusive", "max_exclusive")
    ends = draw(st.sampled_from([(end,) for end in low + high] + [(one, other) for one in low for other in high]))
    return Within(draw(st.sampled_from(NUMBERS)), **{end: draw(st.sampled_from(BOUNDS)) for end in ends})


conditions = st.recursive(
    st.one_of(
        ranges(),
        st.builds(OneOf, st.sampled_from(WORDS), some_values),
        st.builds(Has, st.sampled_from(SETS), some_values),
        st.builds(Every, st.sampled_from(SETS), some_values),
        st.builds(Present, st.sampled_from(NUMBERS + WORDS + SETS)),
        st.builds(ItemIs, st.sampled_from(["Computer", "Part"])),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


@st.composite
def views(draw):
    spans = {}
    for term in NUMBERS:
        if draw(st.booleans()):
            low, high = sorted(draw(st.tuples(st.sampled_from(GRID), st.sampled_from(GRID))))
            open_low, open_high = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
            spans[term] = Span(low if open_low else None, high if open_high else None, None, draw(st.booleans()))
    for term in WORDS:
        if draw(st.booleans()):
            spans[term] = Span(words=frozenset(draw(some_values)), possibly_absent=draw(st.booleans()))
    certain = {term: draw(subsets) for term in SETS}
    undecided = {term: draw(subsets) - certain[term] for term in SETS}
    return View(frozenset({draw(st.sampled_from(["Computer", "Part"]))}), spans, certain, undecided)


def world_in(draw, view: View) -> World:
    """One of the worlds that a view leaves open."""
    scalars = {}
    for term, span in view.spans.items():
        if span.possibly_absent and draw(st.booleans()):
            scalars[term] = None
        elif span.words is not None:
            scalars[term] = draw(st.sampled_from(sorted(span.words)))
        else:
            low = span.lower if span.lower is not None else Decimal(-7)
            high = span.upper if span.upper is not None else Decimal(13)
            inside = [bound for bound in BOUNDS if low <= bound <= high]
            scalars[term] = draw(st.sampled_from([low, high, (low + high) / 2, *inside, *inside]))
    members = {term: values | draw(st.frozensets(st.sampled_from(sorted(view.open_members[term])))
                                   if view.open_members[term] else st.just(frozenset()))
               for term, values in view.members.items()}  # fmt: skip
    return World(view.classes, scalars, members)


@settings(max_examples=600, **REPEATABLE)
@given(st.data(), conditions, views())
def test_what_the_cautious_reading_of_a_condition_decides_holds_in_every_world(data, condition, view):
    decided = condition.possible(view)
    for _ in range(3):
        held = condition.holds(world_in(data.draw, view))
        assert decided is None or held is decided


@settings(max_examples=300, **REPEATABLE)
@given(ranges(), ranges(), views(), st.sampled_from([Decimal(n) / 16 for n in range(17)]), st.booleans())
def test_every_point_of_an_interval_has_a_cell_that_reads_alike(first, second, view, share, integer):
    span = view.spans.get("one")
    if span is None:
        return
    first, second = replace(first, term="one"), replace(second, term="one")
    low = span.lower if span.lower is not None else Decimal(-8)
    high = span.upper if span.upper is not None else Decimal(16)
    point = low + (high - low) * share
    if integer:
        low, high, point = (value.to_integral_value() for value in (low, high, point))
        span = Span(None if span.lower is None else low, None if span.upper is None else high)
        point = min(max(point, low), high)
    points = cells(span.lower, span.upper, [*first.bounds(), *second.bounds()], integer)
    assert all((span.lower is None or span.lower <= p) and (span.upper is None or p <= span.upper) for p in points)

    def read(value):
        return tuple(leaf.holds(World(frozenset(), {"one": value})) for leaf in (first, second))

    assert read(point) in {read(p) for p in points}


@st.composite
def conditions_in_worlds(draw):
    view = draw(views())
    return draw(conditions), view, [world_in(draw, view) for _ in range(2)]


def each_leaf():
    """Every kind of condition without parts at its bounds, on sets of every size, and on nothing."""
    view = View(frozenset({"Computer"}))
    values = [None, Decimal(2), Decimal(3), Decimal(4)]
    for end in ("min_inclusive", "min_exclusive", "max_inclusive", "max_exclusive"):
        yield Within("one", **{end: Decimal(3)}), view, [World(view.classes, {"one": value}) for value in values]
    words = [World(view.classes, {"word": word}) for word in (None, "a", "c")]
    sets = [World(view.classes, {}, {"many": frozenset(chosen)}) for chosen in ("", "a", "c", "ac", "abc")]
    yield OneOf("word", ("a", "b")), view, words
    yield Present("word"), view, words
    for condition in (Has("many", ("a",)), Has("many", ("a", "b")), Every("many", ("a", "b")), Present("many")):
        yield condition, view, sets
    yield ItemIs("Computer"), view, [World(frozenset({name})) for name in ("Computer", "Part")]


def test_the_generated_shape_of_a_condition_holds_where_the_condition_does():
    wanted, triples, expected, nodes = {}, [], {}, count()
    for number, (condition, view, worlds) in enumerate([*each_leaf(), *sample(conditions_in_worlds(), 200)]):
        norm = norm_of(f"duty-{number}", condition)
        for world in worlds:
            which = next(nodes)
            triples += world_triples("urn:example:random", line_of(view), world, which)
            node = line_node("urn:example:random", line_of(view), which)
            wanted.setdefault(norm, set()).add(node)
            expected[norm.iri, node] = condition.holds(world)
    assert probe(wanted, triples) == expected
    truths = list(expected.values())
    assert min(truths.count(True), truths.count(False)) * 5 >= len(truths)


# Whole norms, invented: the cautious judgment never excludes what some world has.

DAY = date(2026, 5, 5)


def norm_of(name: str, condition, kind: str = NORM, **more) -> Norm:
    start = date(2026, 1, 1)
    return Norm(
        iri=f"https://w3id.org/qgov/{ENTRY if kind == ENTRY else 'norm'}/test/{name}/{start}",
        kind=kind,
        provision=f"test:{name}",
        jurisdiction=more.pop("jurisdiction", "US"),
        label=name,
        definition=name,
        citation=name,
        in_force_from=start,
        condition=condition,
        **{"verification": "verified", "effect": REQUIRED} | more,
    )


def line_of(view: View) -> Line:
    members = {
        "exportFrom": frozenset({"US"}),
        "itemOrigin": frozenset(),
        "endUseIndication": frozenset(),
        "licensedProvision": frozenset(),
        "designedForProvision": frozenset(),
    }
    facts = {term: Fact(term, "qpu", span.lower, span.upper) for term, span in view.spans.items()}
    return Line(
        Item("qpu", "QuantumComputer"),
        view.classes,
        view.spans,
        members | view.members,
        {term: values for term, values in view.open_members.items() if values},
        facts,
    )


factors = st.sampled_from([("exportFrom",), ("itemOrigin",), ("exportFrom", "itemOrigin"), ("anywhere",)])


@st.composite
def invented_norms(draw):
    verified = st.sampled_from(["verified", "verified", "verified", "unverified"])
    found = []
    for name in ("control", "ban"):
        effect = REQUIRED if name == "control" else PROHIBITED
        listed = draw(st.booleans())
        found.append(
            norm_of(
                name,
                Always() if listed else draw(conditions),
                effect=effect,
                satisfied_by=("licence",),
                connects_by=draw(factors),
                verification=draw(verified),
            )
        )
        for number in range(2 if listed else 0):
            found.append(
                norm_of(
                    f"{name}-list.{number}",
                    draw(conditions),
                    ENTRY,
                    effect="describes",
                    controlled_under=(f"test:{name}",),
                    verification=draw(verified),
                )
            )
    for number in range(draw(st.integers(0, 2))):
        defeats = draw(st.sampled_from([("test:control",), ("test:control", "test:ban")]))
        found.append(
            norm_of(
                f"exception-{number}",
                draw(conditions),
                EXCEPTION,
                effect="exception",
                defeats=defeats,
                disqualified_by=draw(st.sampled_from([(), ("wmdEndUse",), ("militaryEndUse",)])),
                conditions_of_use=draw(st.sampled_from([(), ("register",)])),
                verification=draw(verified),
            )
        )
    for number in range(draw(st.integers(0, 1))):
        found.append(
            norm_of(
                f"pointer-{number}",
                draw(conditions),
                POINTER,
                effect="unmodelled",
                connects_by=draw(factors),
                may_yield=draw(st.sampled_from([(REQUIRED, NOTHING), (PROHIBITED, REQUIRED), (OPEN,)])),
                asks_for=draw(st.sampled_from([(), ("wmdEndUse",)])),
            )
        )
    return tuple(found)


@settings(max_examples=250, **REPEATABLE)
@given(invented_norms(), views(), st.sampled_from([(), ("US",)]), st.sampled_from([(), ("test:control-list.0",)]))
def test_the_cautious_judgment_leaves_possible_what_some_world_has(norms, view, maybe_origin, licensed):
    line = line_of(
        replace(
            view,
            members=view.members | {"licensedProvision": frozenset(licensed)},
            open_members=view.open_members | {"itemOrigin": frozenset(maybe_origin)},
        )
    )
    dossier = Dossier(
        "urn:example:transfer:invented",
        "Export",
        DAY,
        "US",
        "IN",
        (line.item,),
        declarations=Declarations(military_end_use=False),
    )
    acting = frozenset(provision for norm in norms for provision in norm.controlled_under)
    engine = Engine(dossier, (line,), norms, DAY, acting)
    exact = engine.judge(line, ("US",))
    deciding = engine.deciding(line)
    cautious = judge_cautiously(engine, LineJudgment(line, norms, ("US",), exact.variables, []), deciding)
    for code, possible in exact.possible.items():
        assert possible <= cautious.possible[code]


@settings(max_examples=60, **REPEATABLE)
@given(dossiers())
def test_the_cautious_judgment_of_the_shipped_norms_leaves_possible_what_some_world_has(data):
    case = case_of(data, 0)
    engine = case.judged.engine
    for exact in case.judged.judgments:
        deciding = engine.deciding(exact.line)
        blank = LineJudgment(exact.line, exact.norms, exact.jurisdictions, exact.variables, [])
        cautious = judge_cautiously(engine, blank, deciding)
        for code, possible in exact.possible.items():
            assert possible <= cautious.possible[code], code
