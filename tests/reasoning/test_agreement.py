"""Conditions and invented norms: what the cautious reading decides, the exact one decides alike, and SHACL too.

The shipped norms are compared on random dossiers by ``qgov readings``; see ``tests/curation/test_readings.py``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qgov.curation.readings.shacl_engines import Probes
from qgov.dossier.model import Declarations, Dossier, Item
from qgov.grounding.model import Fact
from qgov.norms import norm_book
from qgov.norms.conditions import Always, And, Every, Has, ItemIs, Not, OneOf, Or, Present, Span, View, Within, World
from qgov.norms.model import ENTRY, EXCEPTION, NORM, NOTHING, OPEN, POINTER, PROHIBITED, REQUIRED, Norm
from qgov.reasoning.cautious import judge_cautiously
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.variables import cells
from qgov.situation import Line
from qgov.situation.world_graph import item_node, line_node, world_triples

THRESHOLDS = [Decimal(t) / 10000 for t in (1, 10, 20, 30, 40, 50, 60)]
COUNTS = (34, 100, 200, 350, 500, 700, 1100, 2000)


def sample(strategy, number: int) -> list:
    """That many draws, the same every time; one run of pySHACL over all of them is far cheaper than one for each."""
    found = []

    @settings(max_examples=number, phases=(Phase.generate,))
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found


def probe(wanted: dict[Norm, set[str]], triples: list[str], engine: str = "shacl") -> dict[tuple[str, str], bool]:
    """Whether nodes conform to norms' conditions: ``wanted`` has the nodes to ask about, by norm."""
    asked: dict[str, list[Norm]] = {}
    for norm, nodes in wanted.items():
        for node in nodes:
            asked.setdefault(node, []).append(norm)
    held = Probes(engine, wanted).held(asked, triples)
    return {(norm.iri, node): (node, norm.iri) in held for norm, nodes in wanted.items() for node in nodes}


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
    computers = [norm for norm in entries if ItemIs("QuantumComputer") in norm.condition.leaves()]
    assert all(norm.iri in met for norm in computers if "designedForProvision" not in norm.condition.terms)


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


@settings(max_examples=600)
@given(st.data(), conditions, views())
def test_what_the_cautious_reading_of_a_condition_decides_holds_in_every_world(data, condition, view):
    decided = condition.possible(view)
    for _ in range(3):
        held = condition.holds(world_in(data.draw, view))
        assert decided is None or held is decided


@settings(max_examples=300)
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


@settings(max_examples=250)
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
