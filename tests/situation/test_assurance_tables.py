"""Certificates that count abroad, statuses of parties, penalties behind norms, positions of authorities."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.norms import norm_book
from qgov.situation import positions
from qgov.situation.certificates import certificates_on_file, certificates_perhaps_on_file, certificates_recognised
from qgov.situation.penalties import penalties
from qgov.situation.penalty_scope import COLUMNS, penalties_for, penalty_scope, read_penalty_scope
from qgov.situation.reference import reference
from qgov.situation.statuses import party_statuses

TODAY = date(2026, 10, 5)


def item_with(dossier, **certificate):
    whole = {"scheme": "EUCC", "validFrom": "2026-01-01", "validUntil": "2027-12-31"} | certificate
    whole = {key: value for key, value in whole.items() if value is not None}
    return dossier({"type": "QkdSystem", "certificates": [whole], "computingModel": None, "physicalQubits": None,
                    "cnotError": None}).items[0]  # fmt: skip


def recognised(dossier, places, day=TODAY, **certificate):
    return certificates_recognised(item_with(dossier, **certificate), places, day, reference())


# ---- recognition


@pytest.mark.parametrize(
    ("certificate", "places", "certain", "perhaps"),
    [
        ({"level": "high"}, ("DE",), {"EUCC", "EUCC:high"}, set()),
        ({"level": "high", "issuedIn": "FR"}, ("DE", "ES"), {"EUCC", "EUCC:high"}, set()),
        ({"level": "high"}, ("DE", "IN"), set(), set()),
        ({"level": "high", "issuedIn": "US"}, ("DE",), set(), set()),
        ({"level": "high"}, ("US",), set(), set()),
        ({"scheme": "CCRA", "level": "EAL2", "issuedIn": "US"}, ("JP",), set(), {"CCRA", "CCRA:EAL2"}),
        ({"scheme": "CCRA", "level": "EAL5+", "issuedIn": "US"}, ("JP",), set(), {"CCRA", "CCRA:EAL2"}),
        ({"scheme": "CCRA", "level": "EAL4", "profile": "cPP for links", "issuedIn": "US"}, ("JP",), set(),
         {"CCRA", "CCRA:EAL4"}),
        ({"scheme": "CCRA", "level": "EAL2", "issuedIn": "AT"}, ("JP",), set(), set()),
        ({"scheme": "CCRA", "level": "EAL2", "issuedIn": "CN"}, ("JP",), set(), set()),
        ({"scheme": "CCRA", "level": "EAL2", "issuedIn": "US"}, ("CN",), set(), set()),
        ({"scheme": "CCRA", "level": "EAL2"}, ("JP",), set(), {"CCRA"}),
        ({"scheme": "KCMVP", "level": "2", "issuedIn": "KR"}, ("KR",), set(), set()),
    ],
)  # fmt: skip
def test_where_a_certificate_counts(dossier, certificate, places, certain, perhaps):
    sure, maybe = recognised(dossier, places, **certificate)
    assert sure == certain
    assert maybe >= perhaps and {word.split(":")[0] for word in maybe} == {word.split(":")[0] for word in perhaps}


def test_a_certificate_counts_on_its_days_only(dossier):
    assert recognised(dossier, ("DE",), date(2027, 12, 31))[0]
    assert recognised(dossier, ("DE",), date(2028, 1, 1)) == (frozenset(), frozenset())
    assert recognised(dossier, ("DE",), date(2025, 2, 26), validFrom="2025-02-01") == (frozenset(), frozenset())


def test_a_certificate_without_its_last_day_may_be_on_file(dossier):
    item = item_with(dossier, level="high", validUntil=None)
    assert certificates_on_file(item, TODAY) == frozenset()
    assert certificates_perhaps_on_file(item, TODAY) == {
        "EUCC", "EUCC:high", *(f"EUCC:AVA_VAN.{depth}" for depth in (3, 4, 5)),
    }  # fmt: skip
    assert certificates_perhaps_on_file(item, date(2025, 12, 31)) == frozenset()
    assert certificates_perhaps_on_file(item_with(dossier), TODAY) == frozenset()


# ---- statuses


def parties(*statuses):
    return [
        {"id": f"p{i}", "role": role, "name": "Example", "country": "US"} | ({"regulatedAs": list(words)} if words else {})
        for i, (role, words) in enumerate(statuses)
    ]  # fmt: skip


def test_statuses_are_closed_only_when_every_party_states_its_own(dossier):
    stated, left = party_statuses(
        dossier(parties=parties(("exporter", ["manufacturer"]), ("endUser", ["unregulated"])))
    )
    assert stated["partyStatus"] == {"manufacturer", "unregulated"} and left == {}
    stated, left = party_statuses(dossier(parties=parties(("exporter", ["manufacturer"]), ("endUser", []))))
    assert stated["partyStatus"] == {"manufacturer"}
    assert "essential-entity" in left["partyStatus"] and "unregulated" not in left["partyStatus"]
    assert "financial-entity" in party_statuses(dossier())[1]["partyStatus"]


def test_a_carrier_or_an_authority_leaves_no_status_open(dossier):
    rows = parties(("exporter", ["manufacturer"]), ("carrier", []), ("authority", []))
    stated, left = party_statuses(dossier(parties=rows))
    assert stated["partyStatus"] == {"manufacturer"} and left == {}


def test_what_a_financial_entity_is_besides_is_told_apart_from_what_others_are(dossier):
    bank, grid = ("endUser", ["financial-entity", "important-entity"]), ("exporter", ["essential-entity"])
    stated, left = party_statuses(dossier(parties=parties(bank, grid)))
    assert stated["financialEntityStatus"] == {"important-entity"}
    assert stated["otherEntityStatus"] == {"essential-entity"} and left == {}
    stated, left = party_statuses(dossier(parties=parties(bank, ("exporter", []))))
    assert stated["otherEntityStatus"] == frozenset()
    assert {"essential-entity", "important-entity"} <= left["otherEntityStatus"]
    assert "financial-entity" not in left["otherEntityStatus"] | left["financialEntityStatus"]


# ---- penalties behind norms


def test_every_penalty_in_the_scope_belongs_to_a_norm_or_an_instrument_that_is_encoded_or_known():
    codes = set(norm_book().instruments) | {norm.instrument for norm in norm_book().norms}
    known = {breach.split(":")[0] for breaches in penalty_scope().values() for breach in breaches}
    assert known - codes <= {"cn-pipl", "br-lgpd", "ch-fadp", "ca-eipa"}


def test_penalties_follow_the_provision_and_its_parts():
    assert {p.id for p in penalties_for("nis2:23", TODAY)} == {"P03", "P04", "P05"}
    assert {p.id for p in penalties_for("us-ear:742.4(a)(5)", TODAY)} == {"P20", "P21", "P21b"}
    assert {p.id for p in penalties_for("gdpr:46(2)", TODAY)} >= {"P02"}
    assert {p.id for p in penalties_for("eu-restrictive-measures:269-2014(2)(2)", TODAY)} >= {"P11", "P12"}
    informing = {p.id for p in penalties_for("eu-restrictive-measures:269-2014(8)(1)(a)", TODAY)}
    assert informing >= {"P11b", "P13"} and informing.isdisjoint({"P11", "P12"})
    assert penalties_for("nis2:20", TODAY) == ()
    assert penalties_for("gdpr:4", TODAY) == ()
    assert penalties_for("nis2:23", date(2024, 10, 17)) == ()


def test_a_scope_of_an_unknown_penalty_is_refused(tmp_path):
    path = tmp_path / "scope.csv"
    path.write_text(",".join(COLUMNS) + "\nP999,nis2:21\n", encoding="utf-8")
    with pytest.raises(NormError, match="P999"):
        read_penalty_scope(path, frozenset(p.id for p in penalties()))


# ---- positions


def test_positions_are_known_from_the_day_they_were_published():
    us = frozenset({"US"})
    assert [p.id for p in positions.positions_on("qkd", us, date(2020, 10, 25))] == []
    assert [p.id for p in positions.positions_on("qkd", us, date(2020, 10, 26))] == ["nsa-qkd"]
    assert {p.jurisdiction for p in positions.positions_on("qkd", frozenset({"DE", "GB"}), TODAY)} == {"DE", "GB"}


def test_a_milestone_does_not_lie_before_its_publication(tmp_path):
    path = tmp_path / "positions.csv"
    row = "a,Example Agency,US,qkd,position,all,2025-01-01,2024-12-31,statement,secondary,page,"
    path.write_text(",".join(positions.COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(NormError, match="milestone"):
        positions.read_positions(path)
