"""What is claimed of a network is judged against its parts, and a refuted service claim is no fact."""

from __future__ import annotations

from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import ground_dossier

BASE = {
    "id": "urn:example:net",
    "type": "EntanglementDistribution",
    "date": "2026-03-02",
    "origin": "NL",
    "destination": "DE",
}


def links(fidelity: float, number: int = 3) -> list[dict]:
    return [
        {
            "id": f"l{i}", "type": "EntanglementLink", "partOf": "service", "nodes": [f"n{i}", f"n{i + 1}"],
            "bellFidelity": {"value": fidelity, "uncertainty": 0.01, "statistic": "mean"}, "stateModel": "werner",
        }
        for i in range(number)
    ]  # fmt: skip


def service(fidelity: float, **more) -> dict:
    return {
        "id": "service", "type": "EntanglementLink", "nodes": ["n0", "n3"], "links": 3,
        "bellFidelity": {"value": fidelity, "uncertainty": 0.01, "statistic": "mean"},
        "distillation": "none", "errorCorrection": "none", "postselection": "none", **more,
    }  # fmt: skip


def ground(*items: dict):
    return ground_dossier(read_dossier(BASE | {"items": list(items)}), simulate=False)


def verdicts(found) -> list[str]:
    return [g.verdict for g in found.groundings if g.check == "network-fidelity"]


def test_a_service_that_its_links_allow_is_supported():
    assert "refuted" not in verdicts(ground(service(0.7), *links(0.9)))


def test_a_service_above_its_links_is_refuted_and_becomes_no_fact():
    found = ground(service(0.97), *links(0.9))
    assert verdicts(found) == ["refuted"]
    fact = found.facts["service"]["bellFidelity"]
    assert not fact.known and (fact.lower, fact.upper) == (0, 1)


def test_without_the_assumption_the_service_is_only_asked_about():
    asked = {key: value for key, value in service(0.97).items() if key != "distillation"}
    found = ground(asked, *links(0.9))
    assert verdicts(found) == ["undetermined"]
    assert any("distillation" in need for g in found.groundings if g.check == "network-fidelity" for need in g.needs)
