"""Safeguards that cannot help where they are relied on are spoken of, and only those."""

from __future__ import annotations

import pytest

from qgov import decide
from qgov.situation import reference
from qgov.situation.safeguard_hints import safeguard_hints

ROLES = [
    {"id": "sender", "role": "controller", "name": "Example Hospital", "country": "DE", "kind": "company"},
    {"id": "cloud", "role": "processor", "name": "Example Cloud", "country": "US", "kind": "company"},
]
DATA = [{"id": "scans", "type": "QuantumDataset", "personalData": True}]


@pytest.fixture
def transfer(dossier):
    def build(**changes):
        base = {"type": "DataTransfer", "origin": "DE", "destination": "US", "date": "2026-10-05"}
        return dossier(**base | {"parties": ROLES, "items": DATA} | changes)

    return build


@pytest.mark.parametrize(
    ("safeguard", "changes", "said"),
    [
        ({"type": "scc", "reference": "Article 49(1)(a)"}, {}, "names a derogation"),
        ({"type": "scc", "reference": "derogation for contracts"}, {}, "names a derogation"),
        ({"type": "scc", "reference": "IDTA of 2022"}, {}, "law of the United Kingdom"),
        ({"type": "consent", "reference": "forms"}, {"items": [DATA[0] | {"specialCategories": True}]}, "gdpr:9(2)(a)"),
        (
            {"type": "adequacy", "reference": "EU-US Data Privacy Framework"},
            {"destination": "IN"},
            "in the United States",
        ),
        ({"type": "adequacy", "reference": "Decision (EU) 2023/1795"}, {"destination": "IN"}, "in the United States"),
        ({"type": "derogation", "reference": "Article 49(1)(b)"}, {}, "gdpr:49(1)(b)"),
        ({"type": "scc", "reference": "2021/914", "module": 2}, {"origin": "GB"}, "UK Addendum"),
    ],
)
def test_a_safeguard_that_cannot_help(transfer, safeguard, changes, said):
    made = transfer(safeguards=[safeguard], **changes)
    (hint,) = safeguard_hints(made, reference(), (made.destination,))
    assert said in hint and safeguard["reference"] in hint


@pytest.mark.parametrize(
    ("safeguard", "changes"),
    [
        ({"type": "scc", "reference": "2021/914 module 2"}, {}),
        ({"type": "derogation", "reference": "gdpr:49(1)(b)"}, {}),
        ({"type": "scc", "reference": "IDTA"}, {"origin": "GB"}),
        ({"type": "scc", "reference": "uk-addendum", "module": 2}, {"origin": "GB"}),
        ({"type": "adequacy", "reference": "Data Privacy Framework"}, {}),
        ({"type": "scc"}, {}),
        ({"type": "consent", "reference": "forms"}, {}),
        (
            {"type": "consent", "reference": "forms"},
            {
                "items": [DATA[0] | {"specialCategories": True}],
                "authorisations": [{"type": "exception", "code": "gdpr:9(2)(j)"}],
            },
        ),
    ],
)
def test_a_safeguard_that_may_help_is_not_spoken_of(transfer, safeguard, changes):
    made = transfer(safeguards=[safeguard], **changes)
    assert safeguard_hints(made, reference(), (made.destination,)) == []


def test_missing_roles_are_asked_for(transfer):
    parties = [party | {"role": role} for party, role in zip(ROLES, ("exporter", "recipient"), strict=True)]
    (hint,) = safeguard_hints(transfer(parties=parties), reference(), ("US",))
    assert "controller or processor" in hint
    silent = [{"id": "scans", "type": "QuantumDataset", "personalData": False}]
    assert safeguard_hints(transfer(parties=parties, items=silent), reference(), ("US",)) == []


def test_a_decision_warns_of_it():
    decision = decide(
        {
            "id": "urn:example:transfer:hint", "type": "DataTransfer", "date": "2026-10-05", "origin": "DE",
            "destination": "US", "parties": ROLES, "items": DATA,
            "safeguards": [{"type": "scc", "reference": "IDTA", "date": "2026-01-01"}],
        }
    )  # fmt: skip
    assert any("law of the United Kingdom" in warning for warning in decision.to_dict()["warnings"])
