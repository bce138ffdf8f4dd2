"""The text of N-Quads is cut and learnt as the parser would have it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qgov.registers.quads import Known, blocks, even_blocks, taken_out

GRAPHS = ("<urn:a>", "<urn:ab>", "_:g", "<urn:b>")
NODES = ("<urn:a#i>", "<urn:ab#i>", "<urn:b>", "_:n", "<urn:a>")
LITERALS = ('"5"', '"a <urn:a> ."', '"\\" <urn:b> .\\n"', '"1"^^<urn:t>')


@st.composite
def lines(draw):
    """A line: in a graph or, more rarely, in none; sometimes of odd form."""
    subject, object_ = draw(st.sampled_from(NODES)), draw(st.sampled_from(NODES + LITERALS))
    graph = draw(st.sampled_from(("", *GRAPHS, *GRAPHS, *GRAPHS)))
    text = f"{subject} <urn:p> {object_} {graph} ." if graph else f"{subject} <urn:p> {object_} ."
    return draw(st.sampled_from((text, text, text, text, text.replace(" .", "."), "", "# note", " " + text)))


@st.composite
def files(draw):
    """Lines of few graphs, each repeated, so that runs come about."""
    found = []
    for line in draw(st.lists(lines(), max_size=12)):
        found += [line] * draw(st.integers(1, 3))
    return ("\n".join(found) + "\n").encode()


@given(files())
@settings(max_examples=400)
def test_even_blocks_are_blocks(text):
    """Where the quick reading finds blocks, the other one finds the same and the same is taken out, whatever it has met
    before."""
    known = Known()
    for _ in range(2):
        found = even_blocks(text, known)
        if found is not None:
            assert found[0] == list(blocks(text))
            assert found[1] == [taken_out(block, key) for _, key, block in found[0]]


def test_even_blocks_of_a_plain_file():
    text = b"".join(b'<urn:x:%d#i> <urn:p> "%d" <urn:x:%d> .\n' % (n, k, n) for n in range(300) for k in range(n % 90 + 1))
    rows, taken = even_blocks(text, Known())
    assert rows == list(blocks(text))
    assert len(rows) == len(taken) == 300


def test_a_triple_without_a_graph_is_held_against_the_lines():
    """Its object stands where others have their graph."""
    text = b'<urn:x#i> <urn:p> "1" <urn:x> .\n<urn:list> <urn:has> <urn:x> .\n'
    assert even_blocks(text, Known()) is None
    assert len(list(blocks(text))) == 2


@given(st.lists(files(), min_size=2, max_size=4))
@example([b"_:n <urn:p> <urn:a> .\n<urn:a#i> <urn:p> <urn:a#i> <urn:a> .\n"])
@settings(max_examples=200)
def test_what_one_text_taught_holds_of_the_next(texts):
    """A text of a known form is not held against the other reading again; it is cut as that would."""
    known = Known()
    for text in texts:
        found = even_blocks(text, known)
        assert found is None or found[0] == list(blocks(text))


@pytest.mark.parametrize("other", ["<urn:x:10#i>", "<urn:x:1>", "<urn:x:1/i>"])
def test_what_is_taken_out_can_be_put_back(other):
    block = f'<urn:x:1#i> <https://w3id.org/qgov/items> <urn:x:1#i> <urn:x:1> .\n<urn:x:1#i> <urn:p> {other} <urn:x:1> .\n'.encode()
    stem, rest, values, item = taken_out(block, b"<urn:x:1>")
    assert (stem, item, values) == (b"urn:x:1", b"i", [])
    again = rest.replace(b"<\0#\3", b"<\0#i").replace(b"<\0", b"<urn:x:1")
    assert again == block and list(ox.parse(again, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("mark", ["\0", "\1", "\2", "\3"])
def test_a_text_with_the_marks_themselves_is_parsed(mark):
    block = f'<urn:x#i> <urn:p> "{mark}" <urn:x> .\n'.encode()
    assert taken_out(block, b"<urn:x>")[0] is None
