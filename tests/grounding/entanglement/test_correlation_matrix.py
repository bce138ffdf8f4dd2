"""The correlation matrix of two qubits against a Bell value, a fidelity and itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item
from qgov.grounding import ground_item
from qgov.grounding.checks.entanglement.correlation_matrix import chsh_most, fidelity_most, singular_values

from ..builders import q

CHECK = "correlation-matrix"
ONE = {"sameState": True, "postselection": "none"}


def matrix(*rows):
    return [[Decimal(str(number)) for number in row] for row in rows]


def diagonal(x, y, z):
    return matrix((x, 0, 0), (0, y, 0), (0, 0, z))


def source(given, assume=ONE, **claims):
    stated = {term: Assumption(word) for term, word in assume.items()}
    return Item("it", "EntanglementSource", claims={"correlationMatrix": given} | claims, assumptions=stated)


def found(item, simulate=False):
    return [one for one in ground_item(item, simulate=simulate).groundings if one.check == CHECK]


def test_a_bell_pair_with_noise():
    of_matrix, of_chsh, of_fidelity = found(
        source(diagonal("0.95", "-0.94", "0.96"), chsh=q("2.65", "0.02"), bellFidelity=q("0.96", "0.005")), True
    )
    assert {one.verdict for one in (of_matrix, of_chsh, of_fidelity)} == {"supported"}
    assert float(of_chsh.bound) == pytest.approx(2 * (0.96**2 + 0.95**2) ** 0.5)
    assert float(of_fidelity.bound) == pytest.approx((1 + 0.95 + 0.94 + 0.96) / 4)
    assert of_chsh.simulated["difference"] < Decimal("1e-9")


@pytest.mark.parametrize(
    "claims, verdict",
    [
        ({"chsh": q("2.6", "0.02")}, "refuted"),
        ({"chsh": q("2.05", "0.02")}, "undetermined"),
        ({"chsh": q("2.6", "0.4")}, "undetermined"),
        ({"bellFidelity": q("0.95", "0.01")}, "refuted"),
        ({"chsh": q("2.6", "0.02", statistic="best")}, "undetermined"),
    ],
)
def test_more_than_the_correlations_allow(claims, verdict):
    weak = source(diagonal("0.7", "-0.7", "0.7"), **claims)
    assert found(weak)[1].verdict == verdict


def test_what_is_not_stated_is_asked_for():
    weak = diagonal("0.7", "-0.7", "0.7")
    asked = found(source(weak, {}, chsh=q("2.6", "0.02")))[1]
    assert (asked.verdict, asked.needs) == ("undetermined", ("sameState: true",))
    selected = found(source(weak, ONE | {"postselection": "coincidence"}, chsh=q("2.6", "0.02")))[1]
    assert selected.verdict == "undetermined" and "postselection" in selected.needs[0]


def test_no_correlation_is_above_one():
    assert found(source(diagonal("1.01", "-1", "1")))[0].verdict == "undetermined"  # an estimate of a good state
    assert found(source(diagonal("1.3", "-1", "1")))[0].verdict == "refuted"
    # each number within 1, and no two-valued measurement has such a matrix
    assert found(source(matrix((1, 1, 1), (1, 1, 1), (1, 1, 1))))[0].verdict == "refuted"


@pytest.mark.parametrize(
    "given",
    [
        [],
        [[1, 2], [3, 4]],
        [[1, 2, 3]] * 2,
        [[1, 2, True]] * 3,
        "text",
        [[Decimal("NaN")] * 3] * 3,
        [[10**400] * 3] * 3,
        [[[1, 0]] * 3] * 3,
    ],
)
def test_what_is_no_such_matrix_is_asked_about(given):
    (one,) = found(source(given, chsh=q("2.6")))
    assert one.verdict == "undetermined" and "three lists" in one.needs[0]


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_no_state_of_two_qubits_is_refuted(seed):
    """The bounds hold for random states, their overlap with random maximally entangled states and random settings."""
    import numpy

    random = numpy.random.default_rng(seed)
    raw = random.normal(size=(4, random.integers(1, 5), 2)) @ [1, 1j]
    state = raw @ raw.conj().T
    state /= numpy.trace(state).real
    pauli = [numpy.array(one) for one in ([[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]])]
    table = [[numpy.trace(state @ numpy.kron(a, b)).real for b in pauli] for a in pauli]
    singular = singular_values([[Decimal(repr(float(number))) for number in row] for row in table])
    assert singular[0] <= 1 + 1e-9
    turned, _ = numpy.linalg.qr(random.normal(size=(2, 2, 2)) @ [1, 1j])
    bell = numpy.kron(turned, numpy.eye(2)) @ (numpy.array([1, 0, 0, 1]) / numpy.sqrt(2))
    assert (bell.conj() @ state @ bell).real <= fidelity_most(singular) + 1e-9
    a, b, c, d = (one / numpy.linalg.norm(one) for one in random.normal(size=(4, 3)))
    t = numpy.array(table)
    assert abs(a @ t @ (b + d) + c @ t @ (b - d)) <= chsh_most(singular) + 1e-9
