"""Claims about one item, judged together: honest sets stand, contradictions name the smallest set."""

from __future__ import annotations

from decimal import Decimal
from math import inf, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Quantity
from qgov.grounding.checks import CHECKS
from qgov.grounding.checks.consistency import CHECKS as OWN
from qgov.grounding.checks.consistency import error_claims, key_counts, path_loss, session_rate, state_claims
from qgov.grounding.consistency import Hidden, clashes, guarded, odd_one
from qgov.grounding.estimate import Estimate, estimate

from .builders import computer, ground, only, q, row
from .consistency.links import FIBRE, WERNER, grounded, item, judged, one, simulated, terms

ONE_MODE = {"modes": 1, "dimension": 2}
CHECKS_OF_LINKS = OWN["QkdLink"]


# Sets of intervals


def test_intervals_without_a_common_point_include_two():
    a, b, c = Hidden("a", 0, 1), Hidden("b", 0.9, 2), Hidden("c", 1.5, 3)
    assert [(x.term, y.term) for x, y in clashes([a, b, c])] == [("a", "c")]
    assert clashes([a, b]) == [] and clashes([Hidden("a", 0, 1), Hidden("b", 1, 2)]) == []


def test_the_odd_claim_stands_in_every_clash():
    pairs = clashes([Hidden("a", 0, 1), Hidden("b", 2, 3), Hidden("c", 2, 4)])
    assert len(pairs) == 2 and odd_one(pairs) == "a"
    assert odd_one(pairs[:1]) is None
    assert odd_one(clashes([Hidden("a", 0, 1), Hidden("b", 2, 3), Hidden("c", 4, 5)])) is None


def test_what_a_claim_leaves_of_a_hidden_number():
    falling = state_claims.TO_WEIGHT["qber"]
    hidden = guarded(estimate(q("0.1", "0.01")), falling, "qber")
    assert (hidden.low, hidden.high) == pytest.approx((0.7671, 0.8329))
    assert guarded(estimate(q(upper="0.1")), falling, "qber") == Hidden("qber", pytest.approx(0.8), inf)
    assert guarded(estimate(q(lower="0.1")), falling, "qber") == Hidden("qber", -inf, pytest.approx(0.8))
    assert guarded(Estimate(None, None, None, None), falling, "qber") is None
    assert guarded(estimate(q("0")), lambda number: 1 / number, "x") is None


# Key, signals, time

# 421 km of ultra-low-loss fibre, 2.5 GHz, 0.25 bit/s at 405 km with 71.9 dB: 10.1103/PhysRevLett.121.190502
GENEVA = {"clockRate": 2.5e9, "secretKeyRate": 6.5, "secretKeyPerUse": 2.6e-9, "length": 405e3, "channelLoss": 69.3}
# 1002 km twin-field: 10.1103/PhysRevLett.130.210801 (1 GHz, 9.53e-12 a pulse, 0.0034 bit/s; 156.5 dB, 0.157 dB/km)
HEFEI = {"clockRate": 1e9, "secretKeyPerUse": 9.53e-12, "secretKeyRate": 0.0034, "length": 1002e3, "channelLoss": 156.5,
         "attenuation": 0.157}  # fmt: skip


@pytest.mark.parametrize("claims", [GENEVA, HEFEI])
def test_published_links_agree_with_themselves(claims):
    found = item(assume=ONE_MODE | FIBRE, **claims)
    for check in CHECKS["QkdLink"]:
        for grounding in judged(check, found):
            assert grounding.verdict != "refuted", grounding
    assert all(grounding.verdict == "supported" for grounding in judged(key_counts.CHECK, found))


def counts(assume=ONE_MODE, **claims):
    return judged(key_counts.CHECK, item(assume=assume, **claims))


@pytest.mark.parametrize(
    ("claims", "named"),
    [
        ({"secretKeyRate": 1e6, "secretKeyPerUse": 1e-5, "clockRate": 1e9}, ["secretKeyRate", "secretKeyPerUse", "clockRate"]),
        ({"rounds": 1e13, "clockRate": 1e9, "duration": 100}, ["rounds", "clockRate", "duration"]),
        ({"keyLength": 1e9, "secretKeyPerUse": 1e-5, "clockRate": 1e9, "duration": 60},
         ["keyLength", "secretKeyPerUse", "clockRate", "duration"]),
        ({"secretKeyRate": 1e10, "clockRate": 1e9}, ["secretKeyRate", "clockRate"]),
        ({"keyLength": 1e12, "clockRate": 1e9, "duration": 60}, ["keyLength", "clockRate", "duration"]),
    ],
)  # fmt: skip
def test_impossible_counts_name_the_smallest_set(claims, named):
    (found,) = counts(**claims)
    assert found.verdict == "refuted" and found.kind == "theorem" and terms(found) == named
    (unstated,) = counts(assume={}, **claims)
    assert unstated.verdict == "undetermined" and "modes" in unstated.needs
    (more,) = counts(assume={"modes": 10000, "dimension": 2}, **claims)
    assert more.verdict == "supported"


def test_rounds_may_be_those_that_were_sifted():
    # a block of 1e8 sifted bits and 3e7 bits of key at 0.01 a pulse: 10.1109/JLT.2018.2843136
    block = {"keyLength": 3e7, "secretKeyPerUse": 0.01, "rounds": 1e8}
    (found,) = counts(**block)
    assert found.verdict == "undetermined" and "clockRate and duration" in found.needs
    assert terms(found) == ["keyLength", "secretKeyPerUse", "rounds"]
    honest = counts(clockRate=1e9, duration=4, **block)
    assert honest and {found.verdict for found in honest} == {"supported"}
    (many,) = counts(keyLength=1e10, rounds=1e9)  # one block of many: 10.1364/OE.21.024550
    assert many.verdict == "undetermined" and "clockRate and duration" in many.needs
    (false,) = [found for found in counts(clockRate=1e9, duration=0.4, **block) if found.verdict != "supported"]
    assert false.verdict == "refuted" and terms(false) == ["keyLength", "secretKeyPerUse", "clockRate", "duration"]


def test_a_factor_of_two_is_a_matter_of_definition():
    """Pulses of two to a signal, asymptotic beside finite: what would be refuted without is asked about."""
    (found,) = counts(secretKeyRate=1.9e4, secretKeyPerUse=1e-5, clockRate=1e9)
    assert found.verdict == "undetermined" and "factor 2" in found.reason and found.needs
    (beyond,) = counts(secretKeyRate=2.3e4, secretKeyPerUse=1e-5, clockRate=1e9)
    assert beyond.verdict == "refuted"


def test_less_key_than_possible_is_no_contradiction():
    assert [found.verdict for found in counts(secretKeyRate=10, secretKeyPerUse=1e-5, clockRate=1e9)] == ["supported"]


def test_an_equality_within_rounding_is_supported():
    assert counts(secretKeyRate=1.005e4, secretKeyPerUse=1e-5, clockRate=1e9)[0].verdict == "supported"


def test_within_the_guard_band_it_is_undetermined():
    (found,) = counts(secretKeyRate=q("5e4", "1.5e4"), secretKeyPerUse=1e-5, clockRate=1e9)
    assert found.verdict == "undetermined" and -3 < found.z_score < 0
    (sure,) = counts(secretKeyRate=q("5e4", "1e3"), secretKeyPerUse=1e-5, clockRate=1e9)
    assert sure.verdict == "refuted"


def test_a_larger_set_is_judged_only_where_a_smaller_one_cannot_be():
    claims = {"keyLength": 1e9, "secretKeyPerUse": 1e-5, "clockRate": 1e9, "duration": 60, "rounds": 6e10}
    named = [terms(found) for found in counts(**claims)]
    assert ["keyLength", "secretKeyPerUse", "rounds"] not in named and ["keyLength", "rounds"] not in named
    assert ["keyLength", "secretKeyPerUse", "clockRate", "duration"] in named  # rounds may be those that were sifted


def test_a_refuted_set_hides_the_larger_ones_that_contain_it():
    claims = {"keyLength": 1e14, "secretKeyPerUse": 1e-5, "clockRate": 1e9, "duration": 60}
    assert [terms(found) for found in counts(**claims)] == [["keyLength", "clockRate", "duration"]]


def test_a_protocol_of_qubits_need_not_state_its_dimension():
    claims = {"secretKeyRate": 1e10, "clockRate": 1e9, "protocol": "bb84"}
    assert counts(assume={"modes": 1}, **claims)[0].verdict == "refuted"
    assert counts(assume={"modes": 1}, **claims | {"protocol": "other"})[0].needs == ("dimension",)
    best = {"secretKeyRate": q("1e10", statistic="best"), "clockRate": q("1e9", statistic="mean")}
    assert "equal statistic" in counts(assume={"modes": 1}, **claims | best)[0].needs[0]


def test_no_signal_carries_more_key_than_its_levels():
    """Alone, and beside a rate that agrees with it: a set with a claim that cannot be true supports nothing."""
    alone = {"secretKeyPerUse": 1.5, "protocol": "bb84"}
    (found,) = counts(assume={"modes": 1}, **alone)
    assert found.verdict == "refuted" and terms(found) == ["secretKeyPerUse"] and found.bound == 1
    (unstated,) = counts(assume={}, **alone)
    assert unstated.verdict == "undetermined" and unstated.needs[-1] == "modes"
    (silent,) = counts(assume={"modes": 1}, **alone | {"protocol": "other"})
    assert silent.verdict == "undetermined" and silent.needs == ("dimension",)
    assert counts(assume={"modes": 1, "dimension": 4}, **alone) == []
    assert counts(assume={"modes": 1}, secretKeyPerUse=1.5, protocol="cv-gaussian") == []
    beside = counts(secretKeyRate=1.5e9, clockRate=1e9, **alone)
    assert [(terms(one), one.verdict) for one in beside] == [
        (["secretKeyPerUse"], "refuted"), (["secretKeyRate", "clockRate"], "undetermined"),
    ]  # fmt: skip


def test_high_dimension_and_quadratures():
    claims = {"secretKeyRate": 4e9, "clockRate": 1e9}
    assert counts(**claims)[0].verdict == "refuted"
    assert counts(assume={"modes": 1, "dimension": 8}, **claims)[0].verdict == "undetermined"
    assert counts(assume={"modes": 1, "dimension": 16}, **claims)[0].verdict == "supported"
    assert counts(protocol="cv-gaussian", **claims) == []


@pytest.mark.parametrize("clock", [q("0"), q(lower="0"), q("1e300"), q("-1"), q(upper="1e9")])
def test_odd_inputs_break_nothing(clock):
    for found in counts(secretKeyRate=q(lower="1"), secretKeyPerUse=0, clockRate=clock, keyLength=1, rounds=0):
        assert found.verdict in {"supported", "undetermined", "refuted"} and found.reason


def test_a_session_asks_and_never_refutes():
    honest = item(keyLength=300939, secretKeyRate=1.1e3, duration=273)  # 10.1038/nature23655
    assert one(session_rate.CHECK, honest).verdict == "supported"
    other = one(session_rate.CHECK, item(keyLength=1e9, secretKeyRate=1e3, duration=273))
    assert other.verdict == "undetermined" and other.kind == "model" and other.needs
    less = one(session_rate.CHECK, item(keyLength=1e3, secretKeyRate=1e3, duration=273))
    assert less.verdict == "undetermined"
    assert judged(session_rate.CHECK, item(keyLength=1, duration=3)) == []


# Length, attenuation, loss


def loss_of(assume=FIBRE, **claims):
    return one(path_loss.CHECK, item(assume=assume, **claims))


def test_less_loss_than_the_fibre_has():
    claims = {"length": 100e3, "attenuation": 0.2, "channelLoss": 5}
    found = loss_of(**claims)
    assert found.verdict == "refuted" and terms(found) == ["channelLoss", "length", "attenuation"]
    bare = loss_of({}, **claims)
    assert bare.verdict == "undetermined"
    assert set(bare.needs) == {"opticalAmplifiers: none", "medium: fibre, hollow-core-fibre or waveguide"}
    amplified = loss_of(FIBRE | {"opticalAmplifiers": "in-line"}, **claims)
    assert amplified.verdict == "undetermined" and amplified.needs


@pytest.mark.parametrize(
    "found",
    [
        # a source of pairs in the middle of 300 km: 10.1364/OE.21.023241
        item("EntanglementLink", FIBRE, length=300e3, attenuation=0.2, channelLoss=30),
        item(assume=FIBRE, protocol="bbm92", length=100e3, attenuation=0.2, channelLoss=10),
        item(assume=FIBRE, protocol="twin-field", length=100e3, attenuation=0.2, channelLoss=10),
        item(assume=FIBRE, intermediateStations=1, length=100e3, attenuation=0.2, channelLoss=10),
        item(assume=FIBRE, intermediateStations=q(lower="0"), length=100e3, attenuation=0.2, channelLoss=10),
    ],
)
def test_the_loss_of_one_arm_stands_beside_the_length_of_all(found):
    (grounding,) = judged(path_loss.CHECK, found)
    assert grounding.verdict == "undetermined" and grounding.needs == ("channelLoss and length of the same arm",)


def test_without_stations_the_path_has_no_arms():
    claims = {"length": 100e3, "attenuation": 0.2, "channelLoss": 10, "protocol": "decoy-bb84"}
    assert loss_of(intermediateStations=0, **claims).verdict == "refuted"


def test_a_nominal_attenuation_is_no_contradiction():
    """Fibre of the 0.2 dB/km kind that was measured at 0.168 dB/km once laid."""
    assert loss_of(length=100e3, attenuation=0.2, channelLoss=16.8).verdict == "undetermined"
    assert loss_of(length=100e3, attenuation=0.2, channelLoss=15).verdict == "refuted"


def test_splices_add_and_a_wild_excess_is_asked_about():
    assert loss_of(length=100e3, attenuation=0.2, channelLoss=24).verdict == "supported"
    found = loss_of(length=100e3, attenuation=0.2, channelLoss=60)
    assert found.verdict == "undetermined" and found.kind == "model" and "lossIncludesReceiver" in found.needs


def test_no_attenuation_better_than_any_shown():
    (found,) = [g for g in judged(path_loss.CHECK, item(assume=FIBRE, attenuation=0.02))]
    assert found.verdict == "undetermined" and found.kind == "model" and terms(found) == ["attenuation"]
    (implied,) = [g for g in judged(path_loss.CHECK, item(assume=FIBRE, length=1e6, channelLoss=20))]
    assert implied.verdict == "undetermined" and terms(implied) == ["channelLoss", "length"]
    assert judged(path_loss.CHECK, item(assume=FIBRE, attenuation=0.16)) == []
    assert judged(path_loss.CHECK, item(assume={"medium": "hollow-core-fibre"}, attenuation=0.091)) == []


def test_free_space_and_no_length():
    assert judged(path_loss.CHECK, item(assume={"medium": "free-space"}, length=1e6, attenuation=1, channelLoss=30)) == []
    assert loss_of(length=0, attenuation=0.2, channelLoss=0).verdict == "supported"


# One state


def test_a_set_that_one_state_gives():
    v = 0.95
    claims = {"chsh": 2 * sqrt(2) * v, "visibility": v, "bellFidelity": (1 + 3 * v) / 4, "qber": (1 - v) / 2}
    found = one(state_claims.CHECK, item("EntanglementSource", **claims))
    assert found.verdict == "supported" and found.kind == "model" and len(terms(found)) == 4
    stated = judged(state_claims.CHECK, item("EntanglementSource", WERNER, **claims))
    assert {grounding.verdict for grounding in stated} == {"supported"}
    assert all("visibility" not in terms(grounding) for grounding in stated)


# Device-independent key from trapped ions: S = 2.677(6), Q = 1.44(2) %, F = 96.0(1) %: 10.1038/s41586-022-04941-5
OXFORD = {"chsh": q("2.677", "0.006"), "qber": q("0.0144", "0.0002"), "bellFidelity": q("0.960", "0.001")}
# Superconducting circuits 30 m apart: S = 2.0747(33), F = 80.4 %: 10.1038/s41586-023-05885-0
ZURICH = {"chsh": q("2.0747", "0.0033"), "bellFidelity": 0.804}
# Memory node, S = 2.578(75), Q = 7.8 %, F = 89.2(23) %: 10.1038/s41586-022-04891-y
MUNICH = {"chsh": q("2.578", "0.075"), "qber": q("0.078", "0.009"), "bellFidelity": q("0.892", "0.023")}


@pytest.mark.parametrize("claims", [OXFORD, ZURICH, MUNICH])
def test_real_states_are_no_werner_states_and_not_refuted(claims):
    for found in grounded(item("EntanglementLink", **claims)):
        assert found.verdict != "refuted", found
    found = one(state_claims.CHECK, item("EntanglementLink", **claims))
    assert found.verdict in {"supported", "undetermined"} and found.kind == "model"


def test_the_odd_claim_is_named():
    found = one(state_claims.CHECK, item("EntanglementLink", bellFidelity=0.95, visibility=0.93, qber=0.2))
    assert found.verdict == "undetermined" and "without qber the others agree" in found.reason
    assert "qber" in terms(found) and len(terms(found)) == 2 and found.bound is not None


def test_impossible_in_a_stated_werner_state():
    claims = {"visibility": 0.8, "bellFidelity": 0.85, "qber": q("0.01", "0.002")}
    found = one(state_claims.CHECK, item("EntanglementLink", WERNER, **claims))
    assert found.verdict == "refuted" and terms(found) == ["bellFidelity", "qber"]
    partly = one(state_claims.CHECK, item("EntanglementLink", {"stateModel": "werner"}, **claims))
    assert partly.verdict == "undetermined" and partly.needs == ("sameState: true",)
    wide = one(state_claims.CHECK, item("EntanglementLink", WERNER, **claims | {"qber": q("0.01", "0.05")}))
    assert wide.verdict == "undetermined"
    claims = {"visibility": 0.8, "bellFidelity": 0.85, "chsh": q("2.7", "0.01"), "concurrence": 0.7}
    assert [(g.verdict, terms(g)) for g in judged(state_claims.CHECK, item("EntanglementLink", WERNER, **claims))] == [
        ("refuted", ["chsh", "bellFidelity"]), ("refuted", ["chsh", "concurrence"]),
        ("supported", ["bellFidelity", "concurrence"]),
    ]  # fmt: skip


def test_a_claim_without_uncertainty_is_not_exact():
    """A fidelity of 0.906(1) beside a weight given as 0.86, which makes 0.895: the 0.86 is the doubtful one."""
    claims = {"visibility": 0.86, "bellFidelity": q("0.906", "0.001"), "concurrence": 0.79}
    assert {g.verdict for g in judged(state_claims.CHECK, item("EntanglementLink", WERNER, **claims))} == {"undetermined"}


def test_a_low_bell_value_has_other_causes():
    claims = {"chsh": q("2.1", "0.01"), "qber": q("0.02", "0.002")}
    assert one(state_claims.CHECK, item("EntanglementLink", WERNER, **claims)).verdict == "supported"
    assert one(state_claims.CHECK, item("EntanglementLink", **claims)).verdict == "supported"


def test_a_high_error_rate_may_be_the_detectors():
    claims = {"visibility": 0.95, "bellFidelity": 0.9625, "qber": q("0.1", "0.001")}
    found = [g.verdict for g in judged(state_claims.CHECK, item("EntanglementLink", WERNER, **claims))]
    assert found == ["supported", "undetermined"]


def test_concurrence_zero_says_little():
    assert judged(state_claims.CHECK, item("EntanglementLink", concurrence=0, bellFidelity=0.3)) == []
    found = one(state_claims.CHECK, item("EntanglementLink", concurrence=0.9, bellFidelity=0.6))
    assert found.verdict == "undetermined"


def test_different_statistics_are_not_held_against_each_other():
    claims = {"chsh": q("2.8", "0.001", statistic="best"), "qber": q("0.1", "0.001", statistic="mean")}
    found = one(state_claims.CHECK, item("EntanglementLink", WERNER, **claims))
    assert found.verdict == "undetermined" and found.kind == "model"


@pytest.mark.parametrize("assume", [{}, WERNER])
def test_the_circuit_agrees(assume):
    claims = {"visibility": 0.88, "bellFidelity": 0.91, "qber": 0.06}
    (found,) = simulated(state_claims.CHECK, item("EntanglementLink", assume, **claims))
    assert float(found.simulated["difference"]) < 1e-6 and found.circuit
    assert float(found.simulated["value"]) == pytest.approx(0.06)


# Errors overstated, qubits understated


def test_a_mean_overstated_against_its_rows():
    rows = [row(index, error) for index, error in enumerate(["0.0008", "0.0009", "0.0010", "0.0007"])]
    item = computer(rows, cnotError="0.0041", physicalQubits=5)
    found = only(item, "error-claims")
    assert found.verdict == "undetermined" and found.kind == "model" and "overstated" in found.reason
    assert terms(found) == ["cnotError", "pairs.cnotError"] and found.count == 4
    fact = ground(item).facts["meanCnotInfidelity"]
    assert float(fact.lower) == pytest.approx(0.00085) and float(fact.upper) == 0.0041
    understated = only(computer(rows, cnotError="1e-4"), "error-claims")
    assert "understated" in understated.reason


def test_a_mean_within_the_spread_of_its_rows():
    rows = [row(index, error) for index, error in enumerate(["0.0008", "0.0009", "0.0020", "0.0007"])]
    assert [g for g in ground(computer(rows, cnotError="0.0013")).groundings if g.check == "error-claims"] == []
    assert [g for g in ground(computer(rows, cnotError="0.1", t1="1")).groundings if g.check == "error-claims"]
    best = computer(rows, cnotError=q("0.0007", statistic="best"))
    assert [g for g in ground(best).groundings if g.check == "error-claims"] == []


def test_rows_of_devices_that_passed_their_volume():
    """H2 passed 2^16 at 1.84e-3: 10.1103/PhysRevX.13.041052; superconducting devices 2^6 at 1e-2."""
    h2 = computer([row(0, "1.84e-3", None, None)], quantumVolume=65536, physicalQubits=32)
    assert only(h2, "error-claims").verdict == "supported"
    assert only(computer([row(0, "1e-2")], quantumVolume=64), "error-claims").verdict == "supported"


def test_rows_too_bad_for_the_volume_passed():
    rows = [row(0, "0.05"), row(2, "0.06")]
    found = only(computer(rows, quantumVolume=4096), "error-claims")
    assert found.verdict == "undetermined" and terms(found) == ["quantumVolume", "pairs.cnotError"] and found.needs
    corrected = computer(rows, assume={"errorCorrection": "surface-code"}, quantumVolume=4096)
    assert [g for g in ground(corrected).groundings if g.check == "error-claims"] == []


def test_qubits_understated_against_the_volume():
    found = only(computer(physicalQubits=33, quantumVolume=2**34), "quantum-volume")
    assert found.verdict == "refuted" and terms(found) == ["quantumVolume", "physicalQubits"]


def test_one_qubit_gates_worse_than_two():
    found = only(computer(cnotError="3e-4", oneQubitError="5e-3"), "error-claims")
    assert found.verdict == "undetermined" and terms(found) == ["oneQubitError", "cnotError"]
    assert judged(error_claims.CHECK, computer(cnotError="5e-3", oneQubitError="3e-4")) == []
    best = computer(cnotError=q("3e-4", statistic="best"), oneQubitError=q("5e-3", statistic="mean"))
    assert judged(error_claims.CHECK, best) == []


@pytest.mark.parametrize("volume", [q(1), q(2), q(3), q("1e300"), q(upper=64), q(lower=64)])
def test_odd_volumes_break_nothing(volume):
    for found in judged(error_claims.CHECK, computer([row(0, "0.01")], quantumVolume=volume)):
        assert found.verdict in {"supported", "undetermined"} and found.reason


LINK_TERMS = sorted({term for check in CHECKS_OF_LINKS for term in check.terms} - {"protocol"})
ODD = st.sampled_from(["0", "-1", "1", "0.5", "3", "1E+30", "1E-30", "1E+299", "1E-299", "1E+400", "NaN", "Infinity"])
QUANTITIES = st.builds(
    lambda value, u, low, high: Quantity(*(None if one is None else Decimal(one) for one in (value, low, high, u))),
    st.none() | ODD, st.none() | ODD, st.none() | ODD, st.none() | ODD,
)  # fmt: skip


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(LINK_TERMS), QUANTITIES), st.sampled_from([{}, FIBRE | WERNER | ONE_MODE]))
def test_whatever_a_link_claims(claims, assume):
    found = item(assume=assume, **claims)
    for check in CHECKS_OF_LINKS:
        for grounding in (entry.grounding for entry in check(found)):
            assert grounding.verdict in {"supported", "refuted", "undetermined"} and grounding.reason
            assert grounding.verdict == "undetermined" or not grounding.needs
            assert grounding.verdict != "refuted" or (grounding.kind == "theorem" and assume)
            grounding.to_dict()
