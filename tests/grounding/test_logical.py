"""Codes: how many qubits they take, how errors fall with distance, how long a logical qubit lives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.dossier.model import Assumption, Item
from qgov.grounding import ground_item

from .builders import by_check, computer, only, q

UNPROTECTED = {"errorCorrection": "none", "dynamicalDecoupling": "none"}
COUNT, SUPPRESSION, LIFETIME = "logical-qubits", "error-suppression", "logical-lifetime"
SURFACE = {"errorCorrection": "surface-code"}
APART = SURFACE | {"patchSharing": "none"}

# Genuine: physical qubits, logical qubits, distance, what is stated.
GENUINE = {
    "willow": (105, 1, 7, APART),  # 10.1038/s41586-024-08449-y
    "zurich": (17, 1, 3, APART),  # 10.1038/s41586-022-04566-8
    "sycamore": (72, 1, 5, APART),  # 10.1038/s41586-022-05434-1
    "lattice-surgery-on-ten-ions": (10, 2, 2, SURFACE | {"patchSharing": True}),  # 10.1038/s41586-020-03079-6
    "atoms-48-logical": (280, 48, 2, {"errorCorrection": "colour-code"}),  # 10.1038/s41586-023-06927-3
    "colour-code-ions": (10, 1, 3, {"errorCorrection": "colour-code"}),  # 10.1103/PhysRevX.11.041058
    "oscillator": (1, 1, 1, {"errorCorrection": "bosonic-code"}),  # 10.1038/s41586-023-05782-6
}


@pytest.mark.parametrize("name", GENUINE)
def test_genuine_codes_are_not_refuted(name):
    physical, logical, distance, assume = GENUINE[name]
    one = computer(physicalQubits=physical, logicalQubits=logical, codeDistance=distance, assume=assume)
    assert {found.verdict for found in by_check(one, COUNT)} <= {"supported", "undetermined"}


@pytest.mark.parametrize(
    "physical, logical, distance, assume, verdict",
    [
        (97, 1, 7, APART, "supported"),
        (96, 1, 7, APART, "undetermined"),
        (49, 1, 7, APART, "undetermined"),
        (48, 1, 7, APART, "refuted"),
        (194, 2, 7, APART, "supported"),
        (193, 2, 7, APART, "undetermined"),
        (97, 2, 7, APART, "refuted"),
        (105, 2, 7, SURFACE, "undetermined"),
        (12, 2, 7, SURFACE, "refuted"),
        (100, 1000, 3, {"errorCorrection": "ldpc-code"}, "refuted"),
        (144, 12, 12, {"errorCorrection": "ldpc-code"}, "supported"),
        (33, 12, 12, {"errorCorrection": "ldpc-code"}, "refuted"),
        (5, 1, 3, {"errorCorrection": "other"}, "supported"),
        (4, 1, 3, {"errorCorrection": "other"}, "undetermined"),
        (29, 1, 29, {"errorCorrection": "repetition-code"}, "supported"),
        (28, 1, 29, {"errorCorrection": "repetition-code"}, "refuted"),
        (100, 200, 3, {}, "refuted"),
        (200, 200, 3, {}, "undetermined"),
        (4, 3, 9, {"errorCorrection": "decoherence-free-subspace"}, "supported"),
        (q(96, 1), 1, 7, APART, "undetermined"),
    ],
)
def test_counts(physical, logical, distance, assume, verdict):
    one = computer(physicalQubits=physical, logicalQubits=logical, codeDistance=distance, assume=assume)
    found = only(one, COUNT)
    assert (found.verdict, found.kind) == (verdict, "theorem")


def test_what_stands_in_the_way_is_asked_for():
    one = computer(physicalQubits=105, logicalQubits=2, codeDistance=7, assume=SURFACE)
    own = "whether each check has an ancilla of its own"
    assert only(one, COUNT).needs == ("patchSharing: none", own)
    one = computer(physicalQubits=97, logicalQubits=2, codeDistance=7, assume=SURFACE)
    assert only(one, COUNT).needs == ("patchSharing: none",)
    # distance three with four ancillas that serve eight checks in turn: 10.1103/PhysRevA.90.062320
    one = computer(physicalQubits=13, logicalQubits=1, codeDistance=3, assume=APART)
    assert only(one, COUNT).needs == (own,)
    bare = computer(physicalQubits=10, logicalQubits=8, codeDistance=3)
    assert only(bare, COUNT).needs == ("errorCorrection: the code used",)
    assert only(computer(logicalQubits=2), COUNT).needs == ("physicalQubits",)
    wide = computer(physicalQubits=10, logicalQubits=20, assume={"errorCorrection": "ldpc-code", "dimension": "4"})
    assert only(wide, COUNT).needs == ("dimension: 2 (stated: 4)",)


def test_a_distance_alone_is_one_patch():
    assert only(computer(physicalQubits=105, codeDistance=25, assume=SURFACE), COUNT).verdict == "refuted"
    assert only(computer(physicalQubits=60, codeDistance=7, assume=SURFACE), COUNT).verdict == "undetermined"
    assert by_check(computer(physicalQubits=105, logicalQubits=0), COUNT) == []


@pytest.mark.parametrize("working, verdict", [(97, "supported"), (90, "undetermined"), (40, "refuted")])
def test_a_code_runs_on_qubits_that_work(working, verdict):
    one = computer(physicalQubits=105, workingQubits=working, logicalQubits=1, codeDistance=7, assume=APART)
    found = only(one, COUNT)
    assert found.verdict == verdict and "workingQubits" in [claim.term for claim in found.claims]


def suppression(error="1.43e-3", factor="2.14", distance=7, **rest):
    return computer(logicalErrorPerCycle=error, errorSuppressionFactor=factor, codeDistance=distance, **rest)


@pytest.mark.parametrize(
    "claims, verdict",
    [
        ({}, "supported"),  # 10.1038/s41586-024-08449-y
        ({"cnotError": "3.3e-3"}, "supported"),
        ({"error": "0.1"}, "undetermined"),
        ({"error": "1e-6", "cnotError": "3.3e-3"}, "undetermined"),
        ({"error": "0.6", "factor": "0.5"}, "undetermined"),
        ({"error": "1e-10", "factor": "8.4", "distance": 29}, "undetermined"),  # a floor of bursts
    ],
)
def test_errors_fall_with_distance_in_a_model(claims, verdict):
    found = only(suppression(**claims), SUPPRESSION)
    assert (found.verdict, found.kind) == (verdict, "model")
    assert verdict == "supported" or found.needs


def test_suppression_asks_for_error_and_distance():
    assert only(computer(errorSuppressionFactor=2), SUPPRESSION).needs == ("logicalErrorPerCycle", "codeDistance")
    assert by_check(computer(logicalErrorPerCycle="0.001"), SUPPRESSION) == []


def lifetime(assume=None, **claims):
    return computer(assume=assume, **claims)


def test_a_code_may_outlive_its_qubits():
    willow = lifetime(SURFACE, logicalLifetime="291e-6", physicalT2="89e-6")  # 10.1038/s41586-024-08449-y
    assert (only(willow, LIFETIME).verdict, only(willow, LIFETIME).kind) == ("met", "capability")
    free = {"errorCorrection": "decoherence-free-subspace"}
    ions = lifetime(free, logicalLifetime=38000, physicalT2="8.1")  # arXiv:2603.19631
    assert only(ions, LIFETIME).verdict == "met"
    zurich = lifetime(SURFACE, logicalLifetime="16.4e-6", physicalT2="37.5e-6")  # 10.1038/s41586-022-04566-8
    assert only(zurich, LIFETIME).verdict == "not-met"


@pytest.mark.parametrize(
    "life, assume, verdict",
    [
        ("1.5", UNPROTECTED, "supported"),
        ("1.6", UNPROTECTED, "undetermined"),
        ("1.7", UNPROTECTED, "refuted"),
        ("1.7", UNPROTECTED | {"errorCorrection": False}, "refuted"),
        ("38000", {}, "undetermined"),
        ("38000", UNPROTECTED | {"dynamicalDecoupling": "sequence"}, "undetermined"),
        ("38000", UNPROTECTED | {"postselection": "heralded"}, "undetermined"),
        ("38000", {"errorCorrection": "none"}, "undetermined"),
        ("38000", UNPROTECTED, "refuted"),
        ("38000", UNPROTECTED | {"postselection": "none"}, "refuted"),
        (q("1.7", "0.1"), UNPROTECTED, "undetermined"),
    ],
)
def test_without_a_code_nothing_outlives_its_qubits(life, assume, verdict):
    assert only(lifetime(assume, logicalLifetime=life, physicalT2=1), LIFETIME).verdict == verdict


def test_codes_and_pulses_are_asked_for():
    found = only(lifetime(logicalLifetime=10, physicalT2=1), LIFETIME)
    assert found.needs == ("errorCorrection: none", "dynamicalDecoupling: none")
    assert only(lifetime(logicalLifetime=10), LIFETIME).needs == ("physicalT2",)


def test_a_memory_is_judged_alike():
    item = Item("memory", "QuantumMemory", claims={"logicalLifetime": q(100), "physicalT2": q(1)},
                assumptions={term: Assumption(word) for term, word in UNPROTECTED.items()})  # fmt: skip
    assert only(item, LIFETIME).verdict == "refuted"


def test_lifetime_against_the_error_of_a_cycle():
    cycles = {"cycleTime": "1.1e-6", "logicalErrorPerCycle": "1.43e-3"}
    (good,) = by_check(lifetime(SURFACE, logicalLifetime="291e-6", **cycles), LIFETIME)
    assert (good.verdict, good.kind) == ("supported", "model")
    (bad,) = by_check(lifetime(SURFACE, logicalLifetime="1e-2", **cycles), LIFETIME)
    assert bad.verdict == "undetermined" and bad.needs == ("how the logical error per cycle is defined",)
    assert len(by_check(lifetime(SURFACE, logicalLifetime="291e-6", physicalT2="89e-6", **cycles), LIFETIME)) == 2


def test_circuits_agree():
    one = computer(
        physicalQubits=105, logicalQubits=1, codeDistance=7, logicalErrorPerCycle="1.43e-3", cycleTime="1.1e-6",
        errorSuppressionFactor="2.14", logicalLifetime="291e-6", physicalT2="89e-6", assume=APART,
    )  # fmt: skip
    found = [entry for entry in ground_item(one).groundings if entry.check in {COUNT, SUPPRESSION, LIFETIME}]
    assert len(found) == 4
    assert all(entry.simulated["difference"] < Decimal("1e-6") and entry.circuit for entry in found)
