from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.grounding.domain import COMPUTING_MODELS

from .builders import STATED, computer, ground, q, row

QUBITS, ERROR = "operationalQubits", "meanCnotInfidelity"


def fact(term, item):
    return ground(item).facts[term]


def loose(index, error, **rest):
    """A row without T1, so that no floor judges it."""
    return row(index, error, t1=None, t2=None, **rest)


# operational qubits


def test_the_smallest_count_is_read():
    found = fact(QUBITS, computer(physicalQubits=127, workingQubits=125, logicalQubits=3))
    assert (found.lower, found.upper, found.integer, found.as_declared) == (125, 125, True, True)
    assert found.derived_from == ("physicalQubits", "workingQubits")
    assert "connectedQubits, controlledQubits" in found.notes[0]


def test_the_minimum_of_intervals():
    found = fact(QUBITS, computer(physicalQubits=q(100, 10), workingQubits=q(lower=95, upper=105), connectedQubits=104))
    assert (found.lower, found.upper) == (84, 104)


def test_no_count_no_qubits_known():
    found = fact(QUBITS, computer())
    assert (found.lower, found.upper, found.known, found.possibly_absent) == (0, None, False, True)


def test_logical_qubits_are_carried_by_as_many_qubits_or_more():
    found = fact(QUBITS, computer(logicalQubits=2100))
    assert (found.lower, found.upper, found.known, found.possibly_absent) == (2100, None, True, False)
    for assume in ({"errorCorrection": "bosonic-code"}, {"dimension": "3"}):
        assert not fact(QUBITS, computer(logicalQubits=2100, assume=assume)).known
    assert fact(QUBITS, computer(logicalQubits=48, physicalQubits=280)).upper == 280
    assert not fact(QUBITS, computer(logicalQubits=0)).known


@pytest.mark.parametrize("claims", [{"physicalQubits": 156, "logicalQubits": 200},
                                    {"physicalQubits": 156, "workingQubits": 33, "logicalQubits": 34}])  # fmt: skip
def test_more_logical_qubits_than_qubits_leave_the_count_unknown(claims):
    found = ground(computer(**claims))
    assert not found.facts[QUBITS].known and found.facts[QUBITS].lower == 0
    assert any("logicalQubits" in warning for warning in found.warnings)
    bosonic = ground(computer(**claims, assume={"errorCorrection": "bosonic-code"}))
    assert bosonic.facts[QUBITS].known


def test_a_refuted_count_leaves_everything_open():
    found = ground(computer(physicalQubits=127, workingQubits=5, quantumVolume=2**10))
    assert (found.facts[QUBITS].lower, found.facts[QUBITS].upper, found.facts[QUBITS].known) == (0, None, False)
    assert not found.facts[QUBITS].possibly_absent
    assert len(found.warnings) == 2


# mean C-NOT infidelity


@pytest.mark.parametrize("statistic", ["mean", None])
def test_the_declared_mean(statistic):
    found = fact(ERROR, computer(cnotError=q("7.5e-3", "2e-4", statistic=statistic, basis="measured")))
    assert (found.lower, found.upper) == (Decimal("0.007171"), Decimal("0.007829"))
    assert found.basis == "measured" and not found.as_declared and found.derived_from == ("cnotError",)


def test_process_infidelity_is_converted():
    found = fact(ERROR, computer(cnotError=q("0.01", "0.001", metric="process-infidelity")))
    assert (found.lower, found.upper) == (Decimal("0.006684"), Decimal("0.009316"))
    assert found.estimate == Decimal("0.008") and "converted" in found.notes[0]


def test_a_median_leaves_the_ends_of_the_mean():
    """A quarter of it at the least: where a third of the pairs is dead and counted, so many of the others lie above."""
    found = fact(ERROR, computer(cnotError=q("0.01", statistic="median"), physicalQubits=127))
    assert (found.lower, found.upper, found.known) == (Decimal("0.0025"), Decimal("0.505"), True)
    live, dead = [Decimal("0.01")] * 50 + [Decimal(0)] * 50, [Decimal(1)] * 50
    ordered = sorted(live + dead)
    assert (ordered[74] + ordered[75]) / 2 == Decimal("0.01") and sum(live) / len(live) >= found.lower


@pytest.mark.parametrize("number, low", [("0.08", "0.0008"), ("0.25", "0.0025"), ("0.05", "0.0005")])
@pytest.mark.parametrize("statistic", ["mean", None])
def test_a_large_error_may_be_a_percentage(number, low, statistic):
    found = ground(computer(cnotError=q(number, given=number, statistic=statistic), physicalQubits=156))
    mean = found.facts[ERROR]
    assert (mean.lower, mean.upper, mean.estimate) == (Decimal(low), Decimal(number), None)
    assert any("in percent it would be" in warning for warning in found.warnings)


def test_a_large_error_of_the_median_or_of_a_table_may_be_a_percentage_too():
    median = ground(computer(cnotError=q("0.08", statistic="median"), physicalQubits=156))
    assert (median.facts[ERROR].lower, median.facts[ERROR].upper) == (Decimal("0.0002"), Decimal("0.54"))
    rows = [loose(index, "0.08") for index in range(155)]
    table = ground(computer(rows, physicalQubits=156))
    assert (table.facts[ERROR].lower, table.facts[ERROR].upper) == (Decimal("0.0008"), Decimal("0.08"))
    assert any("in percent" in warning for warning in median.warnings)
    assert any("in percent" in warning for warning in table.warnings)


@pytest.mark.parametrize(
    "error, count",
    [
        (q("0.08", given="8 %"), 156),
        (q("0.08"), 33),
        (q("0.049"), 156),
    ],
    ids=["said to be a percentage", "fewer qubits than any entry names", "as large as some are"],
)
def test_an_error_that_is_what_it_says(error, count):
    found = ground(computer(cnotError=error, physicalQubits=count))
    assert found.facts[ERROR].lower == found.facts[ERROR].upper == error.value
    assert not any("percent" in warning for warning in found.warnings)


@pytest.mark.parametrize("words", [{"metric": "rb-error-per-clifford"}, {"metric": "interleaved-rb"}])
def test_what_is_no_mean_of_one_gate_is_unknown(words):
    found = fact(ERROR, computer(cnotError=q("0.01", **words)))
    assert (found.lower, found.upper, found.known, found.possibly_absent) == (0, 1, False, False)
    assert "needs" in found.notes[0]


def test_nothing_claimed():
    found = fact(ERROR, computer())
    assert (found.lower, found.upper, found.known, found.possibly_absent) == (0, 1, False, True)


def test_the_mean_of_the_rows_without_the_dead():
    rows = [loose(0, "0.01"), loose(2, "0.02"), loose(4, "1"), loose(6, "0.5", dead=True), loose(8, None)]
    found = fact(ERROR, computer(rows))
    assert found.lower == found.upper == Decimal("0.015")
    assert not found.as_declared and found.derived_from == ("pairs.cnotError",)
    assert "mean of 2 pair rows" in found.notes


def test_only_dead_rows_are_nothing():
    assert fact(ERROR, computer([loose(0, "1")])).possibly_absent


def test_rows_in_other_metrics_are_converted():
    rows = [loose(0, q("0.01", metric="pauli-error")), loose(2, "0.02")]
    assert fact(ERROR, computer(rows)).lower == Decimal("0.014")


def test_a_row_that_cannot_be_converted_leaves_the_mean_open():
    rows = [loose(0, q("0.01", metric="xeb-error-per-cycle")), loose(2, "0.02")]
    found = fact(ERROR, computer(rows))
    assert not found.known and "xeb-error-per-cycle" in found.notes[0]
    assert fact(ERROR, computer(rows, cnotError="0.01")).upper == Decimal("0.01")


def test_a_mean_without_end_has_forty_digits():
    found = fact(ERROR, computer([loose(0, "0.01"), loose(2, "0.01"), loose(4, "0.02")]))
    assert found.lower == found.upper == Decimal("0.01" + "3" * 39)


def test_the_uncertainty_of_the_mean_is_the_mean_of_those_of_the_rows():
    """Rows of one machine may share what their benchmark shares: JCGM 100:2008, 5.2.4."""
    rows = [loose(0, q("0.01", "0.003")), loose(2, q("0.02", "0.004"))]
    found = fact(ERROR, computer(rows))
    assert found.standard_uncertainty == Decimal("0.0035")
    assert (found.lower, found.upper) == (Decimal("0.0092425"), Decimal("0.0207575"))
    assert not found.as_declared and "rows may share" in found.notes[-1]


def test_a_row_without_uncertainty_takes_nothing_from_those_of_the_others():
    found = fact(ERROR, computer([loose(0, q("0.01", "0.003")), loose(2, "0.02")]))
    assert found.standard_uncertainty == Decimal("0.0015") and found.estimate == Decimal("0.015")
    assert (found.lower, found.upper) == (Decimal("0.0125325"), Decimal("0.0174675"))
    assert not found.as_declared and "1 of them without one count as exact" in found.notes[-1]
    silent = fact(ERROR, computer([loose(0, "0.01"), loose(2, "0.02")]))
    assert silent.lower == silent.upper and silent.standard_uncertainty is None
    assert not any("uncertainty" in note for note in silent.notes)


@given(st.lists(st.decimals(min_value="0.0001", max_value="0.002", places=6), min_size=1, max_size=8), st.data())
def test_saying_less_of_a_row_never_leaves_more_known(errors, data):
    """Nor does a mean of rows know more than the declared mean with the mean uncertainty."""
    us = [data.draw(st.decimals(min_value=0, max_value="0.002", places=6)) for _ in errors]
    full = fact(ERROR, computer([loose(2 * i, q(e, u)) for i, (e, u) in enumerate(zip(errors, us, strict=True))]))
    declared = fact(ERROR, computer(cnotError=q(full.estimate, full.standard_uncertainty)))
    for one, other in ((full.lower, declared.lower), (full.upper, declared.upper)):
        assert abs(Fraction(one) - Fraction(other)) <= Fraction(1, 10**38)
    lost = [q(e) if i else q(e, us[0]) for i, e in enumerate(errors)]
    less = fact(ERROR, computer([loose(2 * i, error) for i, error in enumerate(lost)]))
    guard = Fraction(us[0]) * Fraction(Decimal("1.645")) / len(errors)
    assert Fraction(less.upper) - Fraction(less.estimate) >= guard * Fraction(999, 1000)


def test_rows_with_bounds_are_averaged_end_by_end():
    found = fact(ERROR, computer([loose(0, q(lower="0.01", upper="0.03")), loose(2, q("0.02", "0.01"))]))
    assert (found.lower, found.upper) == (Decimal("0.006775"), Decimal("0.033225"))


def test_a_refuted_row_may_be_anything():
    item = computer([row(0, "1e-5"), row(2, "0.02"), row(4, "0.02"), row(6, "0.02")], assume=STATED)
    found = ground(item)
    assert (found.facts[ERROR].lower, found.facts[ERROR].upper) == (Decimal("0.015"), Decimal("0.265"))
    assert found.facts[ERROR].known and found.facts[ERROR].estimate is None
    assert "1 of 4 pair rows" in found.warnings[0]


def test_all_rows_refuted_leave_nothing():
    found = fact(ERROR, computer([row(0, "1e-5"), row(2, "1e-5")], assume=STATED))
    assert not found.known and (found.lower, found.upper) == (0, 1)


def test_a_refuted_declared_mean_leaves_nothing_even_beside_sound_rows():
    item = computer([row(0, "0.02")], cnotError="1e-6", t1=q("100e-6", statistic="best"), twoQubitGateTime="500e-9",
                    assume=STATED)  # fmt: skip
    found = ground(item)
    assert not found.facts[ERROR].known and not found.facts["cnotError"].known
    assert any("two-qubit-relaxation-floor" in warning for warning in found.warnings)


def test_declared_mean_and_rows_that_differ_give_their_hull():
    rows = [loose(0, "0.01"), loose(2, "0.02")]
    found = fact(ERROR, computer(rows, cnotError="0.012"))
    assert (found.lower, found.upper) == (Decimal("0.012"), Decimal("0.015"))
    assert any("hull" in note for note in found.notes) and found.estimate is None
    same = fact(ERROR, computer(rows, cnotError="0.015"))
    assert same.lower == same.upper == Decimal("0.015") and same.estimate == Decimal("0.015")


def test_a_declared_median_beside_rows_leaves_their_mean():
    found = fact(ERROR, computer([loose(0, "0.01"), loose(2, "0.02")], cnotError=q("0.015", statistic="median")))
    assert found.lower == found.upper == Decimal("0.015")


def test_process_infidelity_counts_if_it_is_of_the_same_gate():
    claims = {"cnotError": "0.0080", "processInfidelity": "0.01005"}
    assert fact(ERROR, computer(**claims)).upper == Decimal("0.00804")
    assert fact(ERROR, computer(**claims, assume=STATED)).upper == Decimal("0.00804")
    assert fact(ERROR, computer(**claims, assume={"sameGate": "none"})).upper == Decimal("0.008")
    assert not fact(ERROR, computer(processInfidelity="0.01005")).known
    contradicted = computer(cnotError="0.001", processInfidelity="0.01", assume=STATED)
    assert not fact(ERROR, contradicted).known


@pytest.mark.parametrize("words", [{}, {"metric": "average-gate-infidelity", "statistic": "mean"}])
def test_two_errors_of_one_gate_that_contradict_leave_all_between(words):
    beside = q("0.001", statistic=words.get("statistic"))
    found = ground(computer(cnotError=q("0.005", **words), processInfidelity=beside))
    assert (found.facts[ERROR].lower, found.facts[ERROR].upper) == (Decimal("0.0008"), Decimal("0.005"))
    (warning,) = found.warnings
    assert "cnotError" in warning and "processInfidelity" in warning
    assert ground(computer(cnotError="0.005", processInfidelity="0.00625")).warnings == ()


@pytest.mark.parametrize("statistic, ends", [("best", (Decimal("0.002"), 1)), ("worst", (0, Decimal("0.002")))])
def test_the_best_and_the_worst_are_ends_of_the_mean(statistic, ends):
    item = computer(cnotError=q("0.002", statistic=statistic))
    assert (fact(ERROR, item).lower, fact(ERROR, item).upper) == ends
    whole = computer([loose(0, "0.01"), loose(2, "0.02")], cnotError=q("0.01", statistic="best"))
    assert fact(ERROR, whole).lower == Decimal("0.015")


def test_an_interleaved_error_is_no_more_than_its_bound():
    """DOI 10.1103/PhysRevLett.109.080505: with p = 0.9947 an interleaved 1.2e-3 is anything up to 2 (3/4)(1 - p)."""
    own = q("0.0012", metric="interleaved-rb", statistic="mean")
    found = fact(ERROR, computer(cnotError=own, referenceDecay="0.9947"))
    assert (found.lower, found.upper, found.estimate) == (0, Decimal("0.00795"), None)
    assert not fact(ERROR, computer(cnotError=own)).known
    wide = fact(ERROR, computer(cnotError=own, referenceDecay=q("0.9947", "1e-3")))
    assert wide.upper > found.upper
    assert not fact(ERROR, computer(cnotError=own, referenceDecay=q(upper="0.9947"))).known
    rows = [loose(0, q("0.0012", metric="interleaved-rb")), loose(2, q("0.0012", metric="interleaved-rb"))]
    assert not fact(ERROR, computer(rows)).known
    table = fact(ERROR, computer(rows, referenceDecay="0.9947"))
    assert (table.lower, table.upper) == (0, Decimal("0.00795"))


@pytest.mark.parametrize("claims", [{"cnotError": "0.0005"}, {"quantumVolume": 1024}], ids=["error", "volume"])
@pytest.mark.parametrize("model", ["annealing", "adiabatic"])
def test_a_model_without_gates_beside_claims_of_gates_is_unknown(model, claims):
    found = ground(computer(computingModel=model, physicalQubits=5600, **claims))
    assert found.facts["computingModel"].values >= {"circuit", model} and not found.facts["computingModel"].known
    assert any(model in warning and next(iter(claims)) in warning for warning in found.warnings)
    assert ground(computer(computingModel=model, physicalQubits=5600)).facts["computingModel"].values == {model}


@given(st.lists(st.decimals(min_value="0.0001", max_value="0.8", places=8), min_size=1, max_size=12))
def test_the_mean_is_the_mean(errors):
    table = [loose(2 * index, q(error, given=f"{error * 100} %")) for index, error in enumerate(errors)]
    found = fact(ERROR, computer(table))
    exact = sum(map(Fraction, errors)) / len(errors)
    assert abs(Fraction(found.lower) - exact) <= exact * Fraction(1, 10**39)
    assert found.lower == found.upper


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value="0.001", max_value="0.8", places=6),
            st.decimals(min_value=0, max_value="0.1", places=6),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_interval_of_the_mean_encloses_the_guard_band(rows):
    item = computer([loose(2 * index, q(error, u)) for index, (error, u) in enumerate(rows)])
    found = fact(ERROR, item)
    mean = sum(Fraction(error) for error, _ in rows) / len(rows)
    square = sum(Fraction(u) ** 2 for _, u in rows) * Fraction(Decimal("1.645")) ** 2 / len(rows) ** 2
    low, high = Fraction(found.lower), Fraction(found.upper)
    assert low == 0 or (low <= mean and (mean - low) ** 2 >= square)
    assert high == 1 or (high >= mean and (high - mean) ** 2 >= square)


# computing model


def test_computing_model():
    found = fact("computingModel", computer(computingModel="annealing"))
    assert found.values == {"annealing"} and found.known
    unknown = fact("computingModel", computer())
    assert unknown.values == COMPUTING_MODELS and not unknown.known and unknown.possibly_absent
