"""Two pairs with a common qubit: what is physical stands, what no joint state has is refuted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption
from qgov.grounding.checks.entanglement.monogamy import pairs
from qgov.grounding.services import ground_services

from ..builders import q
from ..cases import cases_of, items_of
from ..entanglement.items import item

RECORDS = cases_of("sharing")
IMPOSSIBLE = [record for record in RECORDS if record["expect"] == "refuted"]
SHARED = {"sharedQubit": True}


def link(name: str, nodes: tuple[str, ...], assume: dict | None = None, **claims):
    return replace(item("EntanglementLink", SHARED | (assume or {}), nodes=nodes, **claims), id=name)


def verdicts(*items) -> list[str]:
    return [found.verdict for found in ground_services(items, simulate=False)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_experiments(record):
    found = ground_services(items_of(record), simulate=False)
    assert found and {one.check for one in found} == {"monogamy"}
    assert ("refuted" in {one.verdict for one in found}) == (record["expect"] == "refuted")


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_pairs_in_turn_or_of_several_qubits_are_not_refuted(record):
    in_turn = [replace(one, assumptions=one.assumptions | {"sameState": Assumption(False)}) for one in items_of(record)]
    assert set(verdicts(*in_turn)) == {"undetermined"}
    assert verdicts(*(replace(one, assumptions={}) for one in items_of(record))) == []


@pytest.mark.parametrize("record", IMPOSSIBLE, ids=lambda record: record["id"])
def test_pairs_without_a_common_node_say_nothing_of_each_other(record):
    apart = [
        replace(one, claims=one.claims | {"nodes": (f"{at}", f"{at}'")}) for at, one in enumerate(items_of(record))
    ]
    assert verdicts(*apart) == [] and list(pairs(apart)) == []


@settings(max_examples=60)
@given(st.lists(st.floats(-1, 1), min_size=16, max_size=16), st.integers(0, 3))
def test_no_state_of_three_qubits_is_refuted(numbers, spread):
    import numpy as np

    state = np.array(numbers[:8]) + 1j * np.array(numbers[8:])
    state[0] += spread  # near to a product as well as far from it
    norm = np.linalg.norm(state)
    if norm < 1e-3:
        return
    tensor = (state / norm).reshape(2, 2, 2)
    joint = np.einsum("abc,xyz->abcxyz", tensor, tensor.conj())
    reduced = [np.einsum("abcxyc->abxy", joint).reshape(4, 4), np.einsum("abcxbz->acxz", joint).reshape(4, 4)]
    bell = np.array([1, 0, 0, 1]) / np.sqrt(2)
    flip = np.fliplr(np.diag([-1, 1, 1, -1]))
    paulis = [np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]
    claims = []
    for rho in reduced:
        values = np.sort(np.sqrt(np.abs(np.linalg.eigvals(rho @ flip @ rho.conj() @ flip))))[::-1]
        table = np.array([[np.trace(rho @ np.kron(one, two)).real for two in paulis] for one in paulis])
        first, second = np.sort(np.linalg.eigvalsh(table.T @ table))[::-1][:2]
        claims.append({
            "bellFidelity": q(f"{(bell @ rho @ bell).real:.9f}"), "chsh": q(f"{2 * np.sqrt(abs(first) + abs(second)):.9f}"),
            "concurrence": q(f"{max(0.0, values[0] - values[1:].sum()):.9f}"),
        })  # fmt: skip
    ab, ac = (link(name, ("a", name), {"sameState": True}, **claim) for name, claim in zip("bc", claims, strict=True))
    assert verdicts(ab, ac) == ["supported"] or max(abs(number) for number in numbers) == 0


def test_at_a_node_of_many_the_strongest_is_held_against_each():
    links = [link(f"l{at}", ("hub", f"n{at}"), bellFidelity=(0.4, 0.001)) for at in range(300)]
    assert set(verdicts(*links)) == {"supported"}
    links[7] = link("l7", ("hub", "n7"), bellFidelity=(0.95, 0.001))
    assert set(verdicts(*links)) == {"supported"}
    links[120] = link("l120", ("hub", "n120"), bellFidelity=(0.9, 0.001))
    assert verdicts(*links).count("refuted") == 1
