"""Bell values: the bound of Tsirelson, violation, and what concurrence and fidelity allow."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

import pytest

from qgov.grounding.checks.entanglement.bell_violation import local_model_p_value

from ..builders import q
from .items import judged, needs, verdict

SOURCE, LINK = "EntanglementSource", "EntanglementLink"
ALL_RUNS = {"postselection": "none"}


@pytest.mark.parametrize(
    "chsh, expected",
    [
        (2.8, "supported"),
        (2.8284271247461, "supported"),
        (2.83, "undetermined"),  # as declared: within the tolerance of a measured value
        (2.8849, "undetermined"),
        (2.8850, "refuted"),
        (3.1113, "refuted"),
        ((2.83, 0.01), "undetermined"),
        ((2.86, 0.0106), "undetermined"),  # 2.98 u
        ((2.86, 0.0105), "refuted"),  # 3.007 u
        (0, "supported"),
    ],
)
def test_tsirelson(chsh, expected):
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=chsh) == expected
    assert verdict("tsirelson-bound", SOURCE, chsh=chsh) in ("supported", "undetermined")


def test_that_all_runs_count_is_asked_for():
    # a Popescu-Rohrlich box imitated by postselection: 10.1103/PhysRevLett.107.170404 leaves S up to 4
    assert needs("tsirelson-bound", SOURCE, chsh=(3.6, 0.01)) == ("postselection: none or heralded",)


def test_more_levels_have_other_limits():
    # an inequality of ten settings or of more levels has another limit: 10.1103/PhysRevLett.88.040404
    assert needs("tsirelson-bound", SOURCE, ALL_RUNS | {"dimension": 3}, chsh=(2.9, 0.01)) == (
        "dimension: 2 (stated: 3)",
    )
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS | {"dimension": 2}, chsh=(2.9, 0.01)) == "refuted"


def test_an_interval_counts_with_the_end_that_is_hardest_to_explain():
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=q(lower="2.7", upper="3.5")) == "supported"
    assert verdict("tsirelson-bound", SOURCE, chsh=q(upper="3.5")) == "supported"
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=q(lower="3.3")) == "refuted"


@pytest.mark.parametrize("word", ["conditional", "coincidence", "other"])
def test_a_stated_selection_of_runs_keeps_the_theorem_away(word):
    assert needs("tsirelson-bound", SOURCE, {"postselection": word}, chsh=(3.4, 0.01)) == (
        f"postselection: none (stated: {word})",
    )
    assert verdict("tsirelson-bound", SOURCE, {"postselection": "heralded"}, chsh=(3.4, 0.01)) == "refuted"


def test_a_number_of_trials_is_an_uncertainty():
    # Hensen et al. 2015, 10.1038/nature15759: 245 trials, u = 0.20
    (found,) = judged("tsirelson-bound", LINK, chsh=2.42, trials=245)
    assert float(found.z_score) == pytest.approx((2 * sqrt(2) - 2.42) / 0.2035, rel=1e-3)
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=2.9, trials=100) == "undetermined"
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=2.9, trials=100000) == "refuted"


def test_a_counted_value_is_rounded_too():
    # Poh et al. 2015, 10.1103/PhysRevLett.115.180408: 2.82759 with two digits is 2.83, above 2 sqrt(2)
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=2.83, trials=10**9) == "supported"
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=2.834, trials=10**9) == "refuted"
    assert verdict("tsirelson-bound", SOURCE, ALL_RUNS, chsh=2.84, trials=10**9) == "refuted"


@pytest.mark.parametrize(
    "chsh, expected",
    [((2.42, 0.20), "met"), ((2.3, 0.20), "undetermined"), ((1.6, 0.2), "not-met"), (2, "not-met"), (2.0001, "met")],
)
def test_violation(chsh, expected):
    (found,) = judged("bell-violation", SOURCE, chsh=chsh)
    assert (found.verdict, found.kind) == (expected, "capability")


def test_the_p_value_of_the_first_loophole_free_test():
    # Hensen et al. 2015: 196 of 245 trials won, p = 0.039
    assert local_model_p_value(245, 196 / 245) == pytest.approx(0.0385, abs=0.001)
    (found,) = judged("bell-violation", LINK, {"postselection": "heralded"}, chsh=2.42, trials=245)
    assert "p-value of all local models 0.039 over 245 trials" in found.reason and "loophole" not in found.reason


def test_p_values_are_probabilities_that_fall_with_the_number_of_trials():
    values = [local_model_p_value(trials, 0.78) for trials in (1, 50, 1000, 5000, 6000, 10**6, 10**12)]
    assert all(0 <= value <= 1 for value in values) and values[1:] == sorted(values[1:], reverse=True)
    assert local_model_p_value(100, 1.0) == pytest.approx(0.75**100)
    assert local_model_p_value(10**6, 1.0) == 0


def test_open_loopholes_are_named():
    (found,) = judged("bell-violation", SOURCE, {"postselection": "coincidence"}, chsh=(2.7, 0.01))
    assert found.verdict == "met" and "detection loophole is open" in found.reason
    (found,) = judged("bell-violation", SOURCE, chsh=(2.7, 0.01))
    assert "not stated (postselection)" in found.reason


@pytest.mark.parametrize("kind", ["QkdSystem", "QkdLink", "RandomNumberGenerator", "QuantumRepeater", "Teleporter"])
def test_bell_values_of_other_items_are_judged_too(kind):
    assert verdict("tsirelson-bound", kind, ALL_RUNS, chsh=(3.2, 0.01)) == "refuted"
    assert verdict("bell-violation", kind, chsh=(2.2, 0.01)) == "met"


def test_concurrence():
    same = {"sameState": True}
    assert verdict("chsh-concurrence", SOURCE, same, chsh=(2.2, 0.02), concurrence=(0.5, 0.02)) == "supported"
    assert verdict("chsh-concurrence", SOURCE, same, chsh=(2.3, 0.02), concurrence=(0.5, 0.03)) == "undetermined"
    assert verdict("chsh-concurrence", SOURCE, same, chsh=(2.6, 0.02), concurrence=(0.5, 0.03)) == "refuted"
    assert needs("chsh-concurrence", SOURCE, chsh=(2.6, 0.02), concurrence=(0.5, 0.03)) == ("sameState: true",)
    assert needs("chsh-concurrence", SOURCE, {"sameState": False}, chsh=(2.6, 0.02), concurrence=0.5) == (
        "sameState: true (stated: false)",
    )


def test_a_lower_bound_of_the_concurrence_bounds_nothing():
    assert verdict("chsh-concurrence", SOURCE, {"sameState": True}, chsh=(2.8, 0.01), concurrence=q(lower="0.5")) == (
        "supported"
    )
    upper = q(upper="0.5")
    assert verdict("chsh-concurrence", SOURCE, {"sameState": True}, chsh=(2.8, 0.01), concurrence=upper) == "refuted"


def test_different_statistics_are_not_compared():
    best = q("2.7", "0.01", statistic="best")
    assert needs("chsh-concurrence", SOURCE, {"sameState": True}, chsh=best, concurrence=0.5) == (
        "chsh and concurrence with equal statistic",
    )
    mean = q("0.5", statistic="mean")
    assert verdict("chsh-concurrence", SOURCE, {"sameState": True}, chsh=(2.7, 0.01), concurrence=mean) == "refuted"


def test_the_limit_by_fidelity_never_refutes():
    # Zhang et al. 2022, 10.1038/s41586-022-04891-y: S = 2.578 +- 0.075 with F = 0.892 +- 0.023
    assert verdict("chsh-fidelity", LINK, chsh=(2.578, 0.075), bellFidelity=(0.892, 0.023)) == "undetermined"
    (found,) = judged("chsh-fidelity", LINK, {"sameState": True}, chsh=(2.8, 0.001), bellFidelity=(0.6, 0.001))
    assert (found.verdict, found.kind) == ("undetermined", "model") and "concurrence" in found.needs
    assert found.bound == Decimal("2.03960780544")
    (found,) = judged("chsh-fidelity", LINK, chsh=(1.9, 0.001), bellFidelity=(0.3, 0.001))
    assert (found.verdict, found.bound) == ("supported", Decimal(2))
