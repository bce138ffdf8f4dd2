"""A privilege that is not shown because a table was not read for the day says so, statement by statement."""

from __future__ import annotations

from datetime import date

import pytest

from qgov import decide
from qgov.norms.model import SEVERITY
from qgov.reasoning.variables import REFERENCE
from qgov.situation import reference
from qgov.situation.unverified import as_read, doubts

DECLARED = {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False, "partiesScreened": "2026-06-10"}


def released_to(citizenship: str, on: str = "2026-06-10") -> dict:
    """Technology of qubit devices for a computer of 156 qubits, released inside the United States to one person."""
    return {
        "id": "urn:test:release", "type": "TechnologyRelease", "date": on, "origin": "US", "destination": "US",
        "endUse": "civil-research", "declarations": DECLARED,
        "parties": [
            {"id": "lab", "role": "exporter", "name": "Example Laboratory", "country": "US", "kind": "university"},
            {"id": "person", "role": "recipient", "name": "Example Person", "kind": "person", "country": "US",
             "citizenship": [citizenship]},
        ],
        "items": [
            {"id": "technology", "type": "Technology", "relatesTo": "us-ear:4A906.b", "activity": "development",
             "published": False, "originCountry": "US"},
        ],
    }  # fmt: skip


def replacement(on: str = "2026-06-10", destination: str = "KR") -> dict:
    return {
        "id": "urn:test:replacement", "type": "Export", "date": on, "origin": "US", "destination": destination,
        "endUse": "commercial", "declarations": DECLARED,
        "parties": [
            {"id": "sender", "role": "exporter", "name": "Example Sender", "country": "US", "kind": "company"},
            {"id": "user", "role": "endUser", "name": "Example User", "country": destination, "kind": "company"},
        ],
        "items": [
            {"id": "part", "type": "QuantumControlComponent", "speciallyDesignedFor": "us-ear:4A906.a",
             "originCountry": "US"},
        ],
        "authorisations": [
            {"type": "exception", "code": "RPL",
             "covers": ["us-ear:4A906"],
             "conditionsMet": ["like-for-like", "lawful-before", "no-enhancement", "no-stock",
                               "replaced-back-or-destroyed", "record", "earlier-terms-kept", "original-sender",
                               "no-excluded-owner", "same-consignee"]},
        ],
    }  # fmt: skip


def notes(decision, provision: str) -> list[str]:
    return [finding.note for finding in decision.findings if finding.provision == provision]


def test_the_finding_names_each_membership_and_what_the_edition_has():
    """India is in D:2 to D:4 of the edition, and in none of the groups that the two paragraphs ask for."""
    decision = decide(released_to("IN"))
    assert decision.overall.outcome == "authorisation-required"
    (outside,) = [note for note in notes(decision, "us-ear:742.4(a)(5)(ii)(B)") if note]
    statement = "India (nationality) is not in us-ear:D:1, us-ear:D:5 on 2026-06-10 (edition of 2026-07-23)"
    assert outside.endswith(f"not verified: that {statement}; as read that would be met")


def test_what_the_edition_would_not_free_is_said_too():
    decision = decide(released_to("CN"))
    (outside,) = [note for note in notes(decision, "us-ear:742.4(a)(5)(ii)(B)") if note]
    assert outside.endswith("as read that would not be met")


def test_the_residual_says_that_the_table_alone_is_why():
    decision = decide(released_to("IN"))
    (missing,) = [one for one in decision.residual if one.kind == REFERENCE]
    assert {"us-ear:742.4(a)(5)(ii)(B)", "us-ear:742.6(a)(10)(ii)(B)"} <= set(missing.needed_by)
    assert dict(missing.answers) == {"as read": ("permitted",), "otherwise": ("authorisation-required",)}
    assert "India" in missing.ask and "2026-07-23" in missing.ask


def test_of_a_destination_too():
    decision = decide(replacement())
    (missing,) = [one for one in decision.residual if one.kind == REFERENCE]
    assert "South Korea" in missing.ask and "us-ear:E:1" in missing.ask
    assert dict(missing.answers)["as read"] != ("authorisation-required",)


@pytest.mark.parametrize(
    "dossier", [released_to("IN", "2026-07-23"), replacement("2026-07-23")], ids=["release", "replacement"]
)
def test_on_a_day_that_was_read_nothing_is_said(dossier):
    decision = decide(dossier)
    assert not [one for one in decision.residual if one.kind == REFERENCE]
    assert not [finding.note for finding in decision.findings if "not verified for" in finding.note]


def test_where_the_table_is_not_why_the_residual_says_nothing_of_it():
    """To Iran no exception of the paragraph holds by any edition: the embargo stands whatever the groups are."""
    decision = decide(replacement(destination="IR"))
    assert not [one for one in decision.residual if one.kind == REFERENCE]


@pytest.mark.parametrize("citizenship", ["IN", "CN", "IR", "DE"])
def test_what_is_said_makes_nothing_milder(citizenship):
    """The outcome before the first edition is no milder than by that edition."""
    before, after = decide(released_to(citizenship)), decide(released_to(citizenship, "2026-07-23"))
    assert SEVERITY[before.overall.precaution] >= SEVERITY[after.overall.precaution]


def test_tables_as_read_hold_on_every_day():
    tables = reference()
    early, first = date(2024, 9, 6), date(2026, 7, 23)
    certain, possible = as_read(tables).groups_of("CN", early)
    assert {group for group in certain if group.startswith("us-ear:D")} == {
        group for group in tables.groups_of("CN", first)[0] if group.startswith("us-ear:D")
    }
    assert not {group for group in possible if group.startswith("us-ear:D:")}


def test_a_row_that_is_not_verified_is_named_with_its_kind():
    assert doubts(reference(), "AD", date(2026, 6, 10))["coe:108"] == (True, "its row in the table is secondary")
    assert not doubts(reference(), "CN", date(2026, 9, 25)).keys() & {"us-ear:D:1", "us-ear:D:5"}
