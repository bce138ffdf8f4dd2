"""The bounds of a graph against all of its paths and all of its cuts, one by one."""

from __future__ import annotations

from itertools import combinations
from math import inf, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding.network import Link, path_bounds

NODES = "abcde"
SHARE = st.floats(0, 1)
EDGE = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), SHARE, st.floats(0, 1e9))


def paths(links, start, end):
    """All simple paths, each as its links and the nodes between."""
    found = []

    def walk(node, used, between):
        if node == end:
            found.append((used, between[1:]))
            return
        for link in links:
            if node in link.ends and link.ends[0] != link.ends[1]:
                other = link.ends[0] if link.ends[1] == node else link.ends[1]
                if other not in between and other != node:
                    walk(other, (*used, link), (*between, node))

    walk(start, (), ())
    return found


def smallest_cut(links, start, end):
    others = [node for node in NODES if node not in (start, end)]
    sides = [{start, *some} for size in range(len(others) + 1) for some in combinations(others, size)]
    return min(sum(link.rate for link in links if (link.ends[0] in side) != (link.ends[1] in side)) for side in sides)


@settings(max_examples=150)
@given(st.lists(EDGE, max_size=8), st.dictionaries(st.sampled_from(NODES), SHARE))
def test_bounds_are_those_of_the_best_path_and_the_smallest_cut(edges, swaps):
    links = [Link(str(at), (one, other), v, rate) for at, (one, other, v, rate) in enumerate(edges)]
    found, all_paths = path_bounds(links, "a", "b", swaps), paths(links, "a", "b")
    assert (found is None) == (not all_paths)
    if found is None:
        return
    products = [
        prod(link.visibility for link in used) * prod(swaps.get(node, 1.0) for node in between)
        for used, between in all_paths
    ]
    assert found.visibility == pytest.approx(max(products), rel=1e-9, abs=1e-300)
    assert found.rate == max(min(link.rate for link in used) for used, _ in all_paths)
    assert found.flow == pytest.approx(smallest_cut(links, "a", "b"), rel=1e-9, abs=1e-6)
    assert found.flow >= found.rate * (1 - 1e-9)
    by_name = {link.name: link for link in links}
    assert sum(by_name[name].rate for name in found.cut) == pytest.approx(found.flow, rel=1e-6, abs=1e-5)
    assert min(by_name[name].rate for name in found.widest) == found.rate
    assert not paths([link for link in links if link.name not in found.cut], "a", "b") or found.flow == 0


@settings(max_examples=50)
@given(st.lists(st.tuples(SHARE, st.floats(0, 1e9)), min_size=1, max_size=6), st.randoms())
def test_a_chain_is_its_product_and_its_worst_link_in_any_order(values, random):
    links = [Link(str(at), (str(at), str(at + 1)), v, rate) for at, (v, rate) in enumerate(values)]
    random.shuffle(links)
    found = path_bounds(links, "0", str(len(values)))
    assert found.visibility == pytest.approx(prod(v for v, _ in values), rel=1e-9, abs=1e-300)
    assert found.rate == found.flow == min(rate for _, rate in values)


def test_links_whose_rate_has_no_bound():
    open_end = [Link("x", ("a", "m")), Link("y", ("m", "b"), rate=5.0)]
    assert path_bounds(open_end, "a", "b").flow == 5.0
    assert path_bounds(open_end[:1], "a", "m") == path_bounds(open_end[:1], "m", "a")
    whole = path_bounds([*open_end, Link("z", ("a", "b"))], "a", "b")
    assert (whole.flow, whole.rate, whole.cut) == (inf, inf, ())


@pytest.mark.parametrize("start, end", [("a", "a"), ("a", "z"), ("z", "a"), ("a", "d")])
def test_no_path(start, end):
    assert path_bounds([Link("x", ("a", "b")), Link("y", ("c", "d"))], start, end) is None


def test_a_long_chain_is_quick():
    links = [Link(str(at), (str(at), str(at + 1)), 0.999, float(at + 1)) for at in range(2000)]
    assert path_bounds(links, "0", "2000").cut == ("0",)
