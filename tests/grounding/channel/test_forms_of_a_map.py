"""Trace preservation, complete positivity, and how matrices are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ..builders import q
from .claims import all_of, channel, judged, kraus, matrix, rounded

TP = {"tracePreserving": True}
DAMPING = "1 0;0 0.9|0 0.4359;0 0"


def test_kraus_operators_within_their_rounding_keep_probability():
    found = judged(channel(TP, kraus=kraus(DAMPING)), "trace-preservation")
    assert (found.verdict, found.kind) == ("supported", "theorem") and found.bound == 1
    assert judged(channel(kraus=kraus(DAMPING)), "complete-positivity").verdict == "supported"


@pytest.mark.parametrize("last, verdict", [("0.4359", "supported"), ("0.44", "supported"), ("0.4459", "refuted"),
                                           ("0.43", "supported"), ("0.4300", "refuted"), ("0.5", "refuted")])  # fmt: skip
def test_more_digits_leave_less_room(last, verdict):
    assert judged(channel(TP, kraus=kraus(f"1 0;0 0.9|0 {last};0 0")), "trace-preservation").verdict == verdict


@pytest.mark.parametrize("text", ["0.9 0;0 0.9|0.45 0;0 -0.45", "1 0;0 0.9|0 0.45;0 0", "0.87 0;0 0.87|0.48 0;0 -0.48"])
def test_what_rounding_hardly_explains_is_asked_about(text):
    """1.0125 and 0.9873 keep probability only if every entry was rounded the same way and by nearly half a digit."""
    found = judged(channel(TP, kraus=kraus(text)), "trace-preservation")
    assert found.verdict == "undetermined" and found.needs == ("kraus with more digits",)
    finer = text.replace("0.45", "0.4500").replace("0.48", "0.4800")
    assert judged(channel(TP, kraus=kraus(finer)), "trace-preservation").verdict == "refuted"


def test_what_makes_more_than_it_was_given_is_refuted_without_assumptions():
    for assume in (None, {"tracePreserving": False}, TP):
        found = judged(channel(assume, kraus=kraus("1 0;0 1|0 1;1 0")), "trace-preservation")
        assert found.verdict == "refuted" and found.value == 2 and found.assumptions == ()


def test_what_loses_is_one_branch_unless_the_claim_says_that_nothing_is_lost():
    lossy = kraus("1 0;0 0.5")
    unsaid = judged(channel(kraus=lossy), "trace-preservation")
    assert unsaid.verdict == "undetermined" and unsaid.needs == ("tracePreserving: true",)
    assert judged(channel(TP, kraus=lossy), "trace-preservation").verdict == "refuted"
    assert judged(channel({"tracePreserving": False}, kraus=lossy), "trace-preservation").verdict == "supported"


@pytest.mark.parametrize("text", ["1 0 0 0;0 0 1 0;0 1 0 0;0 0 0 1", "0.5 0 0 0;0 0 0.5 0;0 0.5 0 0;0 0 0 0.5"])
def test_the_transposition_is_no_channel(text):
    found = judged(channel(TP, choi=matrix(text)), "complete-positivity")
    assert found.verdict == "refuted" and found.value == 2


def test_a_reconstruction_may_be_slightly_negative():
    noisy = matrix("0.500 0 0 0.512;0 0.004 0 0;0 0 -0.003 0;0.512 0 0 0.499")
    assert judged(channel(TP, choi=noisy), "complete-positivity").verdict == "undetermined"
    assert judged(channel(TP, choi=noisy), "trace-preservation").verdict == "undetermined"


def test_rounding_excuses_a_negative_eigenvalue():
    assert judged(channel(choi=matrix("0.5 0 0 0.4;0 0 0 0;0 0 0.19 0;0.4 0 0 0.31")), "complete-positivity").verdict == (
        "supported"
    )


def test_a_choi_matrix_in_either_scale_and_either_order():
    state = "0.5 0 0 0.4472;0 0 0 0;0 0 0.1 0;0.4472 0 0 0.4"
    large = "1 0 0 0.8944;0 0 0 0;0 0 0.2 0;0.8944 0 0 0.8"
    turned = "0.5 0 0 0.4472;0 0.1 0 0;0 0 0 0;0.4472 0 0 0.4"
    for text, note in ((state, ""), (large, "divided"), (turned, "output first")):
        found = judged(channel(TP, choi=matrix(text)), "trace-preservation")
        assert found.verdict == "supported" and note in found.reason
        assert judged(channel(choi=matrix(text)), "quantum-channel").verdict == "met"


def test_a_lossy_map_in_the_scale_of_the_input_is_no_gain():
    uniform = matrix("0.6 0 0 0.6;0 0 0 0;0 0 0 0;0.6 0 0 0.6")
    assert judged(channel(choi=uniform), "trace-preservation").needs == ("tracePreserving: true",)


def test_a_matrix_without_a_positive_trace_is_refuted():
    assert judged(channel(choi=matrix("-0.5 0 0 0;0 0 0 0;0 0 0 0;0 0 0 -0.5")), "complete-positivity").verdict == "refuted"


@pytest.mark.parametrize(
    "claims, words",
    [
        ({"kraus": [[[1, 0], [0, 1]]] * 65}, "65 Kraus operators is refused"),
        ({"kraus": [[[0] * 4096] * 4096]}, "4096 x 4096 are refused"),
        ({"kraus": [[[0] * 13] * 5]}, "13 x 5 are refused"),
        ({"choi": [[0] * 65] * 65}, "65 rows is refused"),
        ({"choi": [[0] * 6] * 6}, "no square number"),
        ({"kraus": [[[1, 0], [0, 1]], [[1, 0]]]}, "different sizes"),
        ({"kraus": [[[1, 0], [0]]]}, "different lengths"),
        ({"kraus": [[[1, 0], [0, [1, 2, 3]]]]}, "neither a number"),
        ({"kraus": [[[1, 0], [0, Decimal("1e300")]]]}, "above 1e+06"),
        ({"kraus": [[[True, 0], [0, 1]]]}, "neither a number"),
        ({"kraus": []}, "no list of matrices"),
        ({"kraus": [[[]]]}, "no list of matrices"),
        ({"choi": "matrix"}, "no list of matrices"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_judged(claims, words):
    for check in ("trace-preservation", "complete-positivity", "quantum-channel"):
        found = judged(channel(TP, **claims), check)
        assert found.verdict == "undetermined" and words in found.reason and found.needs


def test_tuples_and_single_operators_are_read():
    assert judged(channel(kraus=(((1, 0), (0, 1)),)), "trace-preservation").verdict == "supported"
    assert judged(channel(kraus=((0, 1), (1, 0))), "trace-preservation").verdict == "supported"
    assert judged(channel(kraus=kraus("1 0;0 0,1")), "trace-preservation").verdict == "supported"


def test_the_input_dimension_of_a_choi_matrix_is_asked_for_or_taken():
    erasure = [[Decimal(0)] * 6 for _ in range(6)]
    for place in ((0, 0), (0, 4), (4, 0), (4, 4)):
        erasure[place[0]][place[1]] = Decimal("0.25")
    erasure[2][2] = erasure[5][5] = Decimal("0.25")
    found = judged(channel({**TP, "dimension": 2}, choi=erasure), "trace-preservation")
    assert found.verdict == "supported"
    assert judged(channel({"dimension": 2}, choi=erasure), "quantum-channel").verdict == "met"
    assert "dimension" in judged(channel({"dimension": 4}, choi=erasure), "trace-preservation").needs[0]


@pytest.mark.parametrize(
    "model, convention, value, verdict",
    [
        ("depolarizing", "pauli-probability", "1", "supported"),
        ("depolarizing", "pauli-probability", "1.01", "refuted"),
        ("depolarizing", "mixing-probability", "1.33", "supported"),
        ("depolarizing", "mixing-probability", "1.34", "refuted"),
        ("depolarizing", None, "1.2", "undetermined"),
        ("depolarizing", None, "1.4", "refuted"),
        ("dephasing", "pauli-probability", "1.1", "refuted"),
        ("dephasing", "coherence-loss", "1.9", "supported"),
        ("dephasing", None, "2.1", "refuted"),
        ("amplitude-damping", None, "1.1", "refuted"),
        ("amplitude-damping", "transmissivity", "1.1", "refuted"),
        ("erasure", None, "1.5", "refuted"),
        ("pure-loss", None, "1.5", "refuted"),
        ("thermal-loss", "transmissivity", "2", "refuted"),
        ("erasure", "pauli-probability", "0.1", "undetermined"),
    ],
)
def test_a_parameter_lies_in_the_range_of_its_model(model, convention, value, verdict):
    assume = {} if convention is None else {"parameterConvention": convention}
    found = judged(channel(assume, model=model, parameter=value), "complete-positivity")
    assert found.verdict == verdict
    assert (verdict == "undetermined") == any("parameterConvention" in need for need in found.needs)


def test_a_parameter_is_refuted_beyond_three_standard_uncertainties():
    for u, verdict in (("0.03", "undetermined"), ("0.01", "refuted"), ("0.2", "undetermined")):
        assert judged(channel(model="erasure", parameter=q("1.05", u)), "complete-positivity").verdict == verdict


def test_forms_of_one_channel_agree():
    ours = {"kraus": kraus(DAMPING), "model": "amplitude-damping"}
    assert judged(channel(**ours, parameter="0.19"), "channel-forms").verdict == "supported"
    found = judged(channel(**ours, parameter="0.6"), "channel-forms")
    assert (found.verdict, found.kind) == ("undetermined", "model") and found.needs
    assert all_of(channel(kraus=kraus(DAMPING)), "channel-forms") == []


def test_forms_show_which_convention_is_meant():
    import numpy as np

    p = 0.45
    paulis = [np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]
    operators = [np.sqrt(1 - p) * paulis[0], *(np.sqrt(p / 3) * one for one in paulis[1:])]
    both = channel(kraus=rounded(operators), model="depolarizing", parameter="0.6")
    assert judged(both, "channel-forms").verdict == "supported"
    stated = channel({"parameterConvention": "pauli-probability"}, kraus=rounded(operators), model="depolarizing", parameter="0.6")
    assert judged(stated, "channel-forms").verdict == "undetermined"
