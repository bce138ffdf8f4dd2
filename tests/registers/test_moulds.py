"""What the text of N-Quads is taken to say is what the parser reads, whatever stands in it."""

from __future__ import annotations

from hashlib import blake2b
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.base.errors import InputError
from qgov.base.parse import check_tree, parse_rdf
from qgov.dossier.rdf import dossier_triples, from_quads
from qgov.dossier.read import from_data, is_iri
from qgov.registers.days import Days
from qgov.registers.engine import Engine
from qgov.registers.keys import Patterns
from qgov.registers.moulds import Moulds
from qgov.registers.patterns import shred
from qgov.registers.quad_text import blocks, plain_graph, plain_iri, taken_out
from qgov.registers.quads import Known, Quads, even_blocks
from qgov.registers.sources import Span
from qgov.registers.task import LawOptions, Task

SCREEN = Task((LawOptions(),))
PREPARED = SCREEN.prepared()
CALENDAR = Days(PREPARED.laws, PREPARED.cuts)


def _helper():
    spec = spec_from_file_location("random_registers", Path(__file__).with_name("registers.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_quads(row: dict, graph: str | None = None) -> bytes:
    name = ox.NamedNode(graph or row["id"])
    triples = dossier_triples(from_data(check_tree(row)))
    return ox.serialize([ox.Quad(t.subject, t.predicate, t.object, name) for t in triples],
                        format=ox.RdfFormat.N_QUADS)  # fmt: skip


def computer(number: int, **changes: object) -> dict:
    item = {"id": f"item-{number}", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 98 + number,
            "cnotError": {"value": 0.001 + number / 1e4, "uncertainty": 0.0001}}  # fmt: skip
    return {"id": f"urn:example:line:{number}", "type": "Export", "date": f"2026-03-{1 + number % 28:02}", "origin": "US",
            "destination": "IN", "items": [item],
            "parties": [{"id": "lab", "role": "endUser", "name": f"Example {number}", "country": "IN"}]} | changes  # fmt: skip


REGISTER = [as_quads(row) for row in _helper().register(11, 24, patterns=5)]
COMPUTERS = [as_quads(computer(number)) for number in range(6)]
ELSEWHERE = [as_quads(computer(number), f"urn:graph:{number}") for number in range(6, 9)]


def reader() -> Quads:
    return Quads("register.nq", {})


def said(source: Quads, text: bytes) -> list[tuple | None]:
    """What the batch takes each row of a text to say, None where it is left to the parser; the rows and their numbers
    are those of the plain reading."""
    batch = source.read(Span(0, len(text), 1), text).batch
    whole = text if text.endswith(b"\n") else text + b"\n"
    assert [(int(n) - 1, k, b) for n, k, b in zip(batch.numbers, batch.keys, batch._blocks, strict=True)] == list(
        blocks(whole)
    )
    patterns = Patterns(PREPARED.cuts, CALENDAR)
    source._memory.forms.clear()  # they have the numbers of other patterns
    for known in source._memory.moulds.by_size.values():
        for mould in known:
            mould.codes, mould.forms, mould.shape_of, mould._shapes = {}, [], [], {}
    found: list[tuple | None] = [None] * batch.rows
    groups = batch.groups(patterns)
    names, items = (column.to_pylist() for column in batch.ids)
    for group in groups:
        for place, row in enumerate(group.rows.tolist()):
            assert found[row] is None
            digest = patterns.by_number[int(group.patterns[place])].digest
            found[row] = (digest, group.numbers[place].tolist(), group.days[place].tolist(), names[row], items[row])
    return found


def parsed(block: bytes) -> tuple | None:
    """The same by the parser; None where there is no dossier."""
    try:
        tree = check_tree(from_quads(parse_rdf(block, "nquads")))
    except InputError:
        return None
    pattern, slots = shred(tree)
    digest = blake2b(repr(pattern).encode(), digest_size=20).digest()
    return digest, [float(number) for number in slots.numbers], slots.days, str(tree.get("id")), slots.item_id


def check(source: Quads, text: bytes) -> int:
    """See that every row says what the parser reads of it; how many rows are not left to that."""
    found = said(source, text)
    whole = text if text.endswith(b"\n") else text + b"\n"
    for (_, _, block), one in zip(blocks(whole), found, strict=True):
        assert one is None or one == parsed(block), block
    return sum(one is not None for one in found)


def test_a_register_is_told_by_moulds():
    text = b"".join(COMPUTERS + REGISTER + ELSEWHERE)
    source = reader()
    assert check(source, text) == check(source, text) == len(COMPUTERS + REGISTER + ELSEWHERE)
    rows, taken = even_blocks(text, source._memory.known, source._memory.moulds)
    assert len(rows) == len(taken) and taken == [None] * len(taken)
    fitted = source._memory.moulds.gathered()
    assert sorted(row for one in fitted for row in one.rows) == list(range(len(rows)))


def test_what_was_learnt_is_not_parsed_again():
    """Of the dossiers of a plain register only one of each text is parsed, to learn what its places mean."""
    text = b"".join(COMPUTERS + REGISTER + ELSEWHERE)
    source = reader()
    for _ in range(2):  # as single texts, then by moulds
        batch = source.read(Span(0, len(text), 1), text).batch
        batch.groups(Patterns(PREPARED.cuts, CALENDAR))
        assert batch.rows == len(COMPUTERS + REGISTER + ELSEWHERE) and not batch._trees
        source._memory.forms.clear()


PIECES = (
    b"\\", b'"', b'\\"', b"\\u0041", b"@en", b"_:b1 ", b"# c\n", b"\r", b"\xef\xbb\xbf", b" ", b"{", b"\0", b"\1", b"\3",
    b"\xc3\xa9", b"\xff", b"<", b">", b"\n", b".", b"#", b"5", b"<urn:example:line:2>", b"^^<urn:t>", b"-", b"e5", b"0",
    b"/id> ", b"item-2", b"items", b"", b"", b"\t", b" .\n", b'" <urn:g> .\n',
)  # fmt: skip


@st.composite
def broken(draw):
    """Blocks of a register, some with a piece in place of some bytes."""
    found = []
    for block in draw(st.lists(st.sampled_from(COMPUTERS + ELSEWHERE + REGISTER[:8]), min_size=2, max_size=7)):
        for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
            at = draw(st.integers(0, len(block)))
            block = block[:at] + draw(st.sampled_from(PIECES)) + block[at + draw(st.integers(0, 3)) :]
        found.append(block)
    return b"".join(found)


@given(st.lists(broken(), min_size=1, max_size=3))
@settings(max_examples=250)
def test_broken_text_says_what_the_parser_reads(texts):
    """Whatever was met before: what one text taught does not mislead of the next."""
    source = reader()
    check(source, b"".join(COMPUTERS[:3] + ELSEWHERE[:1]))
    for text in texts:
        check(source, text)


_INTEGER = b'"^^<http://www.w3.org/2001/XMLSchema#integer>'
_DECIMAL = b'"^^<http://www.w3.org/2001/XMLSchema#decimal>'
_SWAPS = {
    "a literal for a graph": (b" <urn:example:line:5> .\n", b' "foo" .\n'),
    "a graph that is no IRI": (b" <urn:example:line:5> .\n", b" <urn:{}> .\n"),
    "a relative graph": (b" <urn:example:line:5> .\n", b" <foo> .\n"),
    "a graph with a bad port": (b" <urn:example:line:5> .\n", b" <http://a:b/> .\n"),
    "two spaces before the end": (b" <urn:example:line:5> .\n", b" <urn:example:line:5>/id>  .\n"),
    "another graph": (b" <urn:example:line:5> .\n", b" <urn:g:5> .\n"),
    "a blank graph": (b" <urn:example:line:5> .\n", b" _:g5 .\n"),
    "a blank graph with a dot": (b" <urn:example:line:5> .\n", b" _:g5. .\n"),
    "no graph": (b" <urn:example:line:5> .\n", b" .\n"),
    "an id of a part of the dossier": (b"item-5", b"items"),
    "an id of another node": (b"item-5", b"parties"),
    "the id of a party": (b"item-5", b"lab"),
    "an id that is a day": (b"item-5", b"2026-01-01"),
    "an id of other characters": (b"item-5", b"item~5"),
    "an IRI that is none": (b"urn:example:line:5", b"urn:{}"),
    "a relative IRI": (b"urn:example:line:5", b"abc"),
    "a bad port": (b"urn:example:line:5", b"http://a:b/"),
    "an IRI of a term": (b"urn:example:line:5", b"https://w3id.org/qgov/x"),
    "an IRI above the terms": (b"urn:example:line:5", b"https://w3id.org"),
    "a longer IRI": (b"urn:example:line:5", b"urn:example:line:55"),
    "a fraction of a count": (b'"103' + _INTEGER, b'"103.5' + _INTEGER),
    "a count with a nought": (b'"103' + _INTEGER, b'"0103' + _INTEGER),
    "a count with a sign": (b'"103' + _INTEGER, b'"+103' + _INTEGER),
    "a count below nought": (b'"103' + _INTEGER, b'"-103' + _INTEGER),
    "no count": (b'"103' + _INTEGER, b'"' + _INTEGER),
    "a number with an exponent": (b'"0.0015' + _DECIMAL, b'"1.5e-3' + _DECIMAL),
    "a number with many digits": (b'"0.0015' + _DECIMAL, b'"0.0015' + b"0" * 60 + b"1" + _DECIMAL),
    "a day that is none": (b'"2026-03-06"', b'"2026-02-30"'),
    "a day in words": (b'"2026-03-06"', b'"soon"'),
    "a name of a letter beyond": (b'"Example 5"', b'"Ex\xc3\xa4mple"'),
    "a name of nothing": (b'"Example 5"', b'" "'),
    "no name": (b'"Example 5"', b'""'),
    "a name with an IRI": (b'"Example 5"', b'"<urn:example:line:5"'),
    "a name in a language": (b'"Example 5"', b'"Example"@en'),
    "an escape": (b'"Example 5"', b'"Ex\\u0061mple"'),
    "a line break in a name": (b'"Example 5"', b'"Exam\nple"'),
    "another word": (b'"circuit"', b'"annealing"'),
    "a word with the IRI": (b'"circuit"', b'"<urn:example:line:5>"'),
    "line ends of another kind": (b" .\n", b" .\r\n"),
    "two spaces": (b" <urn:example:line:5> .\n", b"  <urn:example:line:5> .\n"),
    "a comment": (b" <urn:example:line:5> .\n", b" <urn:example:line:5> . # so\n"),
}


@pytest.mark.parametrize("what", list(_SWAPS))
def test_a_dossier_of_odd_text_is_judged_or_refused_as_parsed(what):
    """Between dossiers of the same mould, and judged whole: refused exactly where the parser or the reader refuses."""
    old, new = _SWAPS[what]
    odd = COMPUTERS[5].replace(old, new)
    assert odd != COMPUTERS[5]
    text = b"".join([*COMPUTERS[:3], odd, *COMPUTERS[3:5]])
    check(reader(), text)
    batch = reader().read(Span(0, len(text), 1), text).batch
    answered = Engine(SCREEN).answer(batch)
    for row, (_, _, block) in enumerate(blocks(text)):
        try:
            from_data(check_tree(from_quads(parse_rdf(block, "nquads"))))
        except InputError as error:
            assert [str(fault) for fault in answered.faults[row]] == [str(fault) for fault in error.faults]
            assert answered.block[row] < 0
        else:
            assert row not in answered.faults and answered.block[row] >= 0
            assert batch.ids[1][row].as_py() == parsed(block)[4]


@pytest.mark.parametrize("part", [b"#item-%d/cnotError", b"#item-%d", b"#lab", b"#item-%d/none"])
def test_a_part_that_nothing_is_said_of_is_an_iri_of_its_own_dossier(part):
    """Where a part has no quads its IRI is a value, which differs by dossier though nothing else does."""
    source, texts = reader(), []
    for number in (3, 4, 5):
        node = b"<urn:example:line:%d" % number + (part % number if b"%" in part else part)
        lines = COMPUTERS[number].splitlines(keepends=True)
        pointed = node + b"> <urn:example:line:%d> .\n" % number
        texts.append(b"".join(line for line in lines if not line.startswith(node)))
        if pointed not in texts[-1]:
            texts[-1] += b"<urn:example:line:%d> <https://w3id.org/qgov/t1> " % number + pointed
    for _ in range(2):
        check(source, b"".join(texts))


def test_equal_values_of_one_property_are_one():
    """Two values of a property are a list, two equal ones a single value: a text of the one says nothing of the other."""
    line = b'<urn:example:line:5#item-5> <https://w3id.org/qgov/t1> "%s"^^<http://www.w3.org/2001/XMLSchema#decimal> <urn:example:line:5> .\n'
    texts = [COMPUTERS[5] + line % one + line % other for one, other in ((b"1.5", b"2.5"), (b"3.5", b"3.5"))]
    source = reader()
    for block in (*texts, *texts):
        check(source, COMPUTERS[0] + block)


@given(st.text("ab:/?#[]@!$&'()*+,;=-._~09%{} ", max_size=12))
@settings(max_examples=400)
def test_plain_iris_are_iris(text):
    for one in (text, "urn:" + text, "a:" + text, "http://" + text):
        if plain_iri(one.encode()):
            assert is_iri(one)
    for graph in (f"<{text}>", f"<urn:{text}>", f"<http://{text}>", f"_:{text}"):
        if plain_graph(graph.encode()):
            line = f"<urn:a> <urn:p> <urn:b> {graph} .\n".encode()
            (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
            assert type(quad.graph_name).__name__ == ("BlankNode" if graph.startswith("_") else "NamedNode")


def test_what_a_mould_finds_is_what_is_taken_out():
    known, moulds = Known(), Moulds()
    text = b"".join(COMPUTERS + ELSEWHERE)
    for _ in range(2):
        rows, _ = even_blocks(text, known, moulds)
        fitted = moulds.gathered()
        assert sum(len(one.rows) for one in fitted) == len(rows)
        for one in fitted:
            for row, pieces, stem, item in zip(one.rows, one.pieces, one.stems, one.items, strict=True):
                taken = taken_out(rows[row][2], rows[row][1])
                assert taken[0] == stem and taken[3] == item
                assert taken[2] == [pieces[place] for place in one.mould.slots]
        assert even_blocks(text, Known())[0] == rows
