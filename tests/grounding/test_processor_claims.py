"""Whatever a processor claims of codes, temperatures and benchmarks: an answer, and no refutation without assumptions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.dossier.model import Assumption, Item
from qgov.grounding import ground_item
from qgov.grounding.checks import CHECKS

from .builders import computer, ground, q
from .sensing.test_phase import QUANTITIES

OWN = {
    "clifford-rate", "interleaved-bound", "volume-error", "readout-floor", "thermal-population", "logical-qubits",
    "error-suppression", "logical-lifetime",
}  # fmt: skip
TERMS = (
    "physicalQubits", "logicalQubits", "codeDistance", "logicalErrorPerCycle", "errorSuppressionFactor", "cycleTime",
    "logicalLifetime", "physicalT2", "thermalPopulation", "frequency", "operatingTemperature", "baseTemperature",
    "readoutError", "cnotError", "oneQubitError", "quantumVolume",
)  # fmt: skip
STATED = st.sampled_from([
    {}, {"errorCorrection": "surface-code", "patchSharing": "none", "activeReset": "none"},
    {"errorCorrection": "none"}, {"errorCorrection": "ldpc-code", "dimension": "3"},
])  # fmt: skip
METRICS = st.sampled_from([None, "interleaved-rb", "rb-error-per-clifford", "process-infidelity"])


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(TERMS), QUANTITIES), STATED, METRICS)
def test_whatever_is_claimed(claims, stated, metric):
    if "cnotError" in claims and metric is not None:
        one = claims["cnotError"]
        claims["cnotError"] = q(one.value, one.standard_uncertainty, one.lower, one.upper, metric=metric)
    item = Item("qpu", "QuantumComputer", claims=claims, assumptions={t: Assumption(w) for t, w in stated.items()})
    for found in ground(item).groundings:
        if found.check in OWN:
            assert found.reason and (found.verdict != "undetermined" or found.needs)
            # A physical qubit is a two-level system by its definition: that no code makes more of fewer asks for no more.
            by_definition = found.formula == "physical qubits >= k" and "dimension" not in stated
            assert found.verdict != "refuted" or (found.kind == "theorem" and (stated or by_definition))
        found.to_dict()


def test_every_circuit_of_these_checks_runs_and_agrees():
    codes = computer(
        physicalQubits=105, logicalQubits=1, codeDistance=7, logicalErrorPerCycle="1.43e-3", quantumVolume=16,
        errorSuppressionFactor="2.14", logicalLifetime="291e-6", physicalT2="89e-6", frequency="5e9",
        operatingTemperature="0.02", thermalPopulation="0.01", readoutError="0.02", cnotError="3e-3",
    )  # fmt: skip
    clifford = computer(cnotError=q("0.01", metric="rb-error-per-clifford"), oneQubitError="3e-4")
    interleaved = computer(cnotError=q("0.01", metric="interleaved-rb"), oneQubitError="3e-4")
    simulated = {
        found.check
        for item in (codes, clifford, interleaved)
        for found in ground_item(item).groundings
        if found.simulated and found.simulated["difference"] < q("1e-6").value
    }
    assert simulated >= OWN <= {check.name for check in CHECKS["QuantumComputer"] if check.circuit}
