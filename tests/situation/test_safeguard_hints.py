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
FROM_CHINA = {"origin": "CN", "parties": [ROLES[0] | {"country": "CN"}, ROLES[1]]}
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
        ({"type": "adequacy", "reference": "Decision (EU) 2016/1250 (Privacy Shield)"}, {}, "names no finding"),
        ({"type": "adequacy", "reference": "Swiss-US framework"}, {}, "names no finding"),
        ({"type": "adequacy", "reference": "EU-US list"}, {"origin": "CH"}, "names no finding"),
        ({"type": "adequacy", "reference": "DPF of 2022", "date": "2022-01-01"}, {}, "nobody stood on the list"),
        ({"type": "derogation", "reference": "Article 49(1)"}, {}, "gdpr:49(1)(b)"),
        ({"type": "consent", "reference": "gdpr:6(1)(a)"}, {}, "no consent to the transfer"),
        ({"type": "bcr", "reference": "UK BCR approved by the ICO"}, {}, "none under gdpr"),
        ({"type": "adequacy", "reference": "Global CBPR"}, {}, "found nobody adequate"),
        ({"type": "adequacy", "reference": "Adequacy decision on Japan"}, {}, "nobody receives"),
        ({"type": "adequacy", "reference": "certified"}, {}, "by which list or act"),
        ({"type": "scc", "reference": "2021/914", "module": 2}, {"origin": "GB"}, "UK Addendum"),
        ({"type": "scc", "reference": "Decision (EU) 2021/915"}, {}, "other clauses"),
        ({"type": "scc", "reference": "house clauses"}, {}, "gdpr:46(3)(a)"),
        ({"type": "scc", "reference": "contract 4711"}, {}, "which clauses"),
        ({"type": "scc", "reference": "CAC standard contract"}, FROM_CHINA, "cn-pipl:38(1)(iii)"),
        ({"type": "scc", "reference": "Resolution CD/ANPD 19/2024"}, {"origin": "BR"}, "br-lgpd:33(II)(b)"),
        ({"type": "scc", "reference": "Decision (EU) 2021/914"}, {"origin": "BR"}, "other clauses"),
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
        ({"type": "derogation", "reference": "Art. 49 Abs. 1 lit. b DSGVO"}, {}),
        ({"type": "scc", "reference": "32021D0914", "module": 2}, {}),
        ({"type": "scc", "reference": "IDTA"}, {"origin": "GB"}),
        ({"type": "scc", "reference": "uk-addendum", "module": 2}, {"origin": "GB"}),
        ({"type": "adequacy", "reference": "Data Privacy Framework"}, {}),
        ({"type": "scc"}, {}),
        ({"type": "scc", "reference": "EU SCCs of 4 June 2021, module two"}, {}),
        ({"type": "scc", "reference": "clauses of the FDPIC"}, {"origin": "CH"}),
        (
            {"type": "scc", "reference": "CAC standard contract"},
            FROM_CHINA | {"authorisations": [{"type": "exception", "code": "cn-pipl:38(1)(iii)"}]},
        ),
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


def test_kinds_that_an_answer_turns_on_are_asked_for(transfer):
    silent = [{key: value for key, value in party.items() if key != "kind"} for party in ROLES]
    (hint,) = safeguard_hints(transfer(parties=[ROLES[0], silent[1]]), reference(), ("US",))
    assert "Example Cloud" in hint and "give kind" in hint
    consent = {"type": "consent", "reference": "forms"}
    (hint,) = safeguard_hints(transfer(parties=[silent[0], ROLES[1]], safeguards=[consent]), reference(), ("US",))
    assert "Example Hospital" in hint and "gdpr:49(3)" in hint
    assert safeguard_hints(transfer(safeguards=[consent]), reference(), ("US",)) == []


def test_whose_safeguard_it_is_is_asked_for(transfer):
    parties = [*ROLES, ROLES[1] | {"id": "archive", "name": "Example Archive"}]
    listed = {"type": "adequacy", "reference": "DPF", "conditionsMet": ["recipient-covered"]}
    (hint,) = safeguard_hints(transfer(parties=parties, safeguards=[listed]), reference(), ("US",))
    assert "cloud, archive each need a safeguard" in hint
    named = listed | {"parties": ["cloud", "archive"]}
    assert safeguard_hints(transfer(parties=parties, safeguards=[named]), reference(), ("US",)) == []
    (hint,) = safeguard_hints(transfer(safeguards=[listed | {"parties": ["sender"]}]), reference(), ("US",))
    assert "does not count: it names sender, not cloud" in hint


def test_a_period_that_is_not_stated_is_asked_for():
    stated = DATA[0] | {"purpose": "analysis of scans", "minimised": True, "originCountry": "DE", "usContent": 0}
    base = {"id": "urn:example:transfer:kept", "type": "DataTransfer", "date": "2026-10-05", "origin": "DE"}
    base |= {"destination": "US", "parties": ROLES}
    kept = stated | {"retention": {"value": 90, "unit": "d"}}
    said = [decide(base | {"items": [item]}).to_dict()["warnings"] for item in (stated, kept)]
    asked = ["retention of scans is not stated" in " ".join(warnings) for warnings in said]
    assert asked == [True, False]
