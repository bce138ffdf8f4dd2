"""Claims about one shared state: Werner identities, concurrence, entanglement, monogamy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding.checks.entanglement import states

from ..builders import q
from .items import WERNER, judged, needs, verdict

SOURCE, LINK = "EntanglementSource", "EntanglementLink"
CHECK = "werner-identities"


def test_werner_claims_that_agree_are_supported():
    found = judged(CHECK, LINK, WERNER, visibility=(0.9, 0.01), bellFidelity=(0.93, 0.01), concurrence=(0.85, 0.02),
                   chsh=(2.5, 0.02), qber=(0.055, 0.005))  # fmt: skip
    assert [grounding.verdict for grounding in found] == ["supported"] * 4
    assert {grounding.claims[1].term for grounding in found} == {"visibility"}


def test_without_a_stated_werner_state_nothing_is_said():
    claims = {"visibility": (0.5, 0.01), "bellFidelity": (0.99, 0.01)}
    assert judged(CHECK, LINK, **claims) == []
    assert judged(CHECK, LINK, {"stateModel": "bell-diagonal"}, **claims) == []
    assert verdict(CHECK, LINK, {"stateModel": "isotropic"}, **claims) == "refuted"


@pytest.mark.parametrize(
    "fidelity, expected",
    [
        ((0.925, 0.01), "supported"),
        ((0.940, 0.01), "supported"),  # 1.2 combined u
        ((0.955, 0.01), "undetermined"),  # 2.4
        ((0.895, 0.01), "undetermined"),
        ((0.970, 0.01), "refuted"),  # 3.6
        ((0.880, 0.01), "refuted"),
    ],
)
def test_identities_hold_from_both_sides(fidelity, expected):
    assert verdict(CHECK, LINK, WERNER, visibility=(0.9, 0.01), bellFidelity=fidelity) == expected


@pytest.mark.parametrize("fidelity, expected", [(0.93, "supported"), (0.95, "undetermined"), (0.8, "refuted")])
def test_numbers_without_uncertainty_agree_within_their_rounding(fidelity, expected):
    assert verdict(CHECK, LINK, WERNER, visibility=0.9, bellFidelity=fidelity) == expected


def test_settings_may_be_worse_than_the_best_but_not_better():
    assert verdict(CHECK, LINK, WERNER, visibility=(0.9, 0.01), chsh=(1.5, 0.02)) == "supported"
    assert verdict(CHECK, LINK, WERNER, visibility=(0.9, 0.01), qber=(0.2, 0.01)) == "supported"
    assert verdict(CHECK, LINK, WERNER, visibility=(0.9, 0.01), chsh=(2.75, 0.02)) == "refuted"
    assert verdict(CHECK, LINK, WERNER, visibility=(0.9, 0.01), qber=(0.01, 0.002)) == "refuted"


def test_a_fidelity_is_the_reference_where_there_is_no_visibility():
    (found,) = judged(CHECK, SOURCE, WERNER, bellFidelity=(0.8, 0.01), concurrence=(0.6, 0.02))
    assert found.verdict == "supported" and found.claims[1].term == "bellFidelity"
    (found,) = judged(CHECK, SOURCE, WERNER, concurrence=(0.6, 0.02), chsh=(2.7, 0.02))
    assert found.verdict == "refuted" and found.claims[1].term == "concurrence"
    assert judged(CHECK, SOURCE, WERNER, concurrence=0, chsh=(1.0, 0.02)) == []


def test_statistics_and_selections():
    best = q("0.99", "0.01", statistic="best")
    assert verdict(CHECK, LINK, WERNER, visibility=(0.5, 0.01), bellFidelity=best) == "undetermined"
    selected = WERNER | {"postselection": "conditional"}
    assert verdict(CHECK, LINK, selected, visibility=(0.5, 0.01), chsh=(2.7, 0.01)) == "undetermined"


def test_two_numbers_of_one_model_need_not_be_of_one_state():
    # the best error rate of one day beside the mean fidelity of another
    odd = {"bellFidelity": (0.93, 0.001), "qber": (0.01, 0.002)}
    assert verdict(CHECK, LINK, WERNER, **odd) == "refuted"
    assert needs(CHECK, LINK, WERNER | {"sameState": False}, **odd) == ("sameState: true (stated: false)",)
    identity = {"bellFidelity": (0.93, 0.001), "visibility": (0.6, 0.01)}
    assert verdict(CHECK, LINK, WERNER, **identity) == "refuted"
    assert needs(CHECK, LINK, WERNER | {"sameState": False}, **identity) == ("sameState: true (stated: false)",)
    best = odd | {"qber": q("0.01", "0.002", statistic="best")}
    assert needs(CHECK, LINK, WERNER, **best) == ("qber and bellFidelity with equal statistic",)
    mean = odd | {"qber": q("0.01", "0.002", statistic="mean")}
    assert verdict(CHECK, LINK, WERNER, **mean) == "refuted"


def test_fidelity_and_concurrence():
    check, same = "fidelity-concurrence", {"sameState": True}
    assert verdict(check, SOURCE, same, bellFidelity=0.8, concurrence=0.6) == "supported"
    assert verdict(check, SOURCE, same, bellFidelity=(0.82, 0.01), concurrence=(0.6, 0.01)) == "undetermined"
    assert verdict(check, SOURCE, same, bellFidelity=(0.9, 0.01), concurrence=(0.6, 0.01)) == "refuted"
    assert needs(check, SOURCE, bellFidelity=(0.9, 0.01), concurrence=(0.6, 0.01)) == ("sameState: true",)


@pytest.mark.parametrize(
    "claims, assume, expected",
    [
        ({"bellFidelity": (0.63, 0.03)}, None, "met"),  # Moehring et al. 2007, 10.1038/nature06118
        ({"bellFidelity": (0.54, 0.03)}, None, "undetermined"),
        ({"bellFidelity": 0.5}, None, "not-met"),
        ({"concurrence": (0.1, 0.02)}, None, "met"),
        ({"concurrence": (0.1, 0.2)}, None, "undetermined"),
        ({"concurrence": 0}, None, "not-met"),
        ({"visibility": (0.6, 0.01)}, WERNER, "met"),
        ({"visibility": (0.3, 0.01)}, WERNER, "not-met"),
        ({"visibility": (0.6, 0.01)}, None, "undetermined"),
    ],
)
def test_entangled(claims, assume, expected):
    assert verdict("entangled", LINK, assume, **claims) == expected


def test_only_in_a_werner_state_does_a_low_fidelity_exclude_entanglement():
    assert "excludes none" in judged("entangled", LINK, bellFidelity=0.4)[0].reason
    assert "excludes it" in judged("entangled", LINK, WERNER, bellFidelity=0.4)[0].reason


NODES = ("a", "b", "c")


def test_monogamy():
    shared = {"sharedQubit": True}
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, chsh=(1.9, 0.02)) == "supported"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, chsh=(2.04, 0.02)) == "undetermined"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, chsh=(2.1, 0.02)) == "refuted"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, concurrence=(0.7, 0.01)) == "supported"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, concurrence=(0.8, 0.01)) == "refuted"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, bellFidelity=(0.75, 0.01)) == "supported"
    assert verdict("monogamy", SOURCE, shared, nodes=NODES, bellFidelity=(0.8, 0.01)) == "refuted"
    # of one pair alone nothing follows: the other may be as poor as need be
    assert needs("monogamy", SOURCE, shared, bellFidelity=(0.8, 0.01)) == ("nodes: the qubit and its partners",)
    assert judged("monogamy", LINK, shared, nodes=("a", "b"), bellFidelity=(0.99, 0.001)) == []


def test_a_network_is_not_a_shared_qubit():
    assert needs("monogamy", LINK, nodes=NODES, bellFidelity=(0.95, 0.01)) == ("sharedQubit: true",)
    in_turn = {"sharedQubit": True, "sameState": False}  # one qubit that serves its partners one after another
    assert needs("monogamy", LINK, in_turn, nodes=NODES, bellFidelity=(0.95, 0.01)) == (
        "sameState: true (stated: false)",
    )
    assert judged("monogamy", LINK, {"sharedQubit": False}, nodes=NODES, bellFidelity=0.95) == []
    assert judged("monogamy", LINK, nodes=("a", "b"), bellFidelity=0.95) == []


@pytest.mark.parametrize("statistic, count", [("best", 0), ("median", 0), ("mean", 1), ("worst", 1)])
def test_the_best_pair_alone_may_be_strongly_entangled(statistic, count):
    one = q("0.95", "0.01", statistic=statistic)
    assert len(judged("monogamy", LINK, {"sharedQubit": True}, nodes=NODES, bellFidelity=one)) == count


@settings(max_examples=50)
@given(st.floats(0.34, 1.0))
def test_the_relations_of_werner_states_are_consistent(visibility):
    fidelity = states.fidelity_of_visibility(visibility)
    concurrence = states.concurrence_of_fidelity(fidelity)
    assert states.visibility_of_fidelity(fidelity) == pytest.approx(visibility)
    assert states.fidelity_of_concurrence(concurrence) == pytest.approx(fidelity)
    assert states.chsh_of_visibility(visibility) <= states.chsh_of_concurrence(concurrence) + 1e-12
    assert states.chsh_of_fidelity(fidelity) == pytest.approx(states.chsh_of_concurrence(concurrence))
    assert 0 <= states.werner_entropy(fidelity) <= 2
