"""What is on file counts as the law lets it count."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from qgov.base.errors import NormError
from qgov.norms import norm_book
from qgov.situation import reference
from qgov.situation.asked import contract_value
from qgov.situation.authorities import jurisdictions_of_authority, read_licensing_authorities
from qgov.situation.conditions import conditions_on_file
from qgov.situation.granting import granting_states
from qgov.situation.licence_terms import read_licence_terms
from qgov.situation.licences import licensed_provisions
from qgov.situation.lines import build_lines
from qgov.situation.privileges import claimed_privileges, privileges_left_out
from qgov.situation.safeguards import safeguards_on_file


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ({"module": 2}, {"scc", "scc-module-2"}),
        ({"reference": "2021/914 module 3"}, {"scc", "scc-module-3"}),
        ({"reference": "standard clauses, C2P"}, {"scc", "scc-module-2"}),
        ({"reference": "clauses of 2021"}, {"scc"}),
        ({"reference": "module 2, not module 1"}, {"scc"}),
        ({"module": Decimal("2.0")}, {"scc", "scc-module-2"}),
        ({"reference": "2010/87/EU", "module": 2}, set()),
        ({"reference": "Decision (EU) 2021/915", "module": 2}, set()),
        ({"reference": "house clauses drafted by us"}, set()),
        ({"reference": "CAC standard contract", "date": "2020-01-01"}, set()),
        ({"reference": "contract 4711", "module": 2}, {"scc-text-not-told"}),
        ({"reference": "EU SCCs, signed 2023-01-10"}, {"scc"}),
        ({"reference": "Decision 2010/87/EU", "date": "2021-09-26"}, {"scc-2010"}),
        ({"reference": "Decision 2010/87/EU", "date": "2021-09-27"}, set()),
        ({"reference": "Decision 2010/87/EU"}, set()),
        ({"reference": "2004/915/EC (set II)", "date": "2020-03-01"}, {"scc-2001"}),
        ({"reference": "2001/497/EC and 2010/87/EU", "date": "2020-03-01"}, {"scc-before-2021"}),
        ({"date": "2021-06-26"}, {"scc-before-2021"}),
        ({"date": "2021-06-27"}, {"scc"}),
        ({"reference": "IDTA", "date": "2021-06-26"}, set()),
        ({"date": "2019-05-01", "module": 2}, set()),
        ({"date": "2021-06-27", "module": 1}, {"scc", "scc-module-1"}),
    ],
)
def test_standard_clauses(dossier, clauses, expected):
    """Implementing Decision (EU) 2021/914 replaced the clauses before it; its modules go by the roles of the parties."""
    made = dossier(type="DataTransfer", safeguards=[{"type": "scc", **clauses}], date="2026-10-05")
    assert safeguards_on_file(made) == expected


def worth(items, dossier):
    made = dossier(items=[{"type": "CryogenicCooler", "id": f"c{i}", **item} for i, item in enumerate(items)])
    fact = contract_value(made, made.items[0])
    return fact.lower, fact.upper, fact.known


def test_the_contract_is_worth_what_all_its_items_are_worth(dossier):
    """Section 8(3) of the Aussenwirtschaftsverordnung speaks of the value of the contract, not of one item."""
    euro = {"value": {"value": 5000, "currency": "EUR"}}
    assert worth([euro], dossier) == (Decimal(5000), Decimal(5000), True)
    assert worth([euro, euro, euro], dossier) == (Decimal(15000), Decimal(15000), True)
    assert worth([euro | {"quantity": 1000}], dossier) == (Decimal(5000), Decimal(5000000), True)
    assert worth([euro, {"value": {"value": 1, "currency": "USD"}}], dossier)[1:] == (None, False)
    assert worth([euro, {}], dossier)[1:] == (None, False)


def test_special_categories_are_personal_data(dossier):
    data = {"id": "d", "type": "QuantumDataset", "personalData": False, "specialCategories": True}
    (line,) = build_lines(dossier(type="DataTransfer", items=[data]), {}, reference())
    assert line.members["personalData"] == {"true"}


# ---- who issued a licence


def test_an_authority_is_known_by_any_of_its_names_as_whole_words():
    assert jurisdictions_of_authority("U.S. Department of Commerce, bureau of industry and security") == {"US"}
    assert jurisdictions_of_authority("BAFA, Eschborn") == {"DE"}
    assert jurisdictions_of_authority("Ministry of Commerce of China") == {"CN"}
    assert jurisdictions_of_authority("BISTRO Ministry of Commerce") == frozenset()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("ZZ,Example,,,unverified,source,", "line 2, column jurisdiction"),
        ("US,,,,unverified,source,", "line 2, column name"),
        ("US,Example,A;,,unverified,source,", "line 2, column aliases"),
        ("US,Example,,,seen,source,", "line 2, column verification"),
        ("US,Example,,,unverified,,", "line 2, column source"),
        ("CA,Example,,,unverified,source,\nUS,Other,example,,unverified,source,", "an authority of CA already"),
        ("US,B,,,unverified,source,\nCA,A,,,unverified,source,", "out of order"),
        ("US,Example,,us-nothing,unverified,source,", "line 2, column licenses"),
        ("US,Example,,none; us-ear,unverified,source,", "one is none, alone"),
        ("US,Example,,us-ear@ZZ,unverified,source,", "names no place after @"),
        ("US,Example,,national-law,unverified,source,", "line 2, column licenses"),
    ],
)
def test_the_table_of_authorities_is_read_strictly(tmp_path, rows, said):
    path = tmp_path / "licensing-authorities.csv"
    path.write_text("jurisdiction,name,aliases,licenses,verification,source,note\n" + rows + "\n")
    with pytest.raises(NormError, match=said):
        read_licensing_authorities(path)


@pytest.mark.parametrize(
    ("authority", "covered", "said"),
    [
        ("Bureau of Industry and Security", {"us-ear:4A906"}, "eu-dual-use:4A506: Bureau of Industry and Security"),
        ("Ministry of Commerce of China", set(), "does not count for us-ear:4A906, eu-dual-use:4A506"),
        ("Minister of Economy, Trade and Industry", set(), "is an authority of JP"),
        ("BAFA", {"eu-dual-use:4A506"}, "does not count for us-ear:4A906: BAFA is an authority of DE"),
        (None, {"us-ear:4A906", "eu-dual-use:4A506"}, "its authority is not stated; believed as declared"),
        ("Example Authority", {"us-ear:4A906", "eu-dual-use:4A506"}, "is not known; believed as declared"),
    ],
)
def test_a_licence_counts_for_the_law_of_who_issued_it(dossier, authority, covered, said):
    licence = {
        "type": "licence", "code": "EXAMPLE-1", "covers": ["us-ear:4A906", "eu-dual-use:4A506"],
        "validFrom": "2026-01-01", "validUntil": "2026-12-31",
    }  # fmt: skip
    held = dossier(authorisations=[licence | ({"authority": authority} if authority else {})])
    found, notes = licensed_provisions(held, reference(), ("IN",))
    assert found == covered
    assert any(said in note for note in notes), notes


@pytest.mark.parametrize(
    ("authority", "covers", "places", "counts"),
    [
        ("Office of Foreign Assets Control", "us-ear:4A906", ("SG",), False),
        ("Office of Foreign Assets Control", "us-ear:4A906", ("IR",), True),
        ("Office of Foreign Assets Control", "us-ear:4A906", ("IR", "SG"), False),
        ("Office of Foreign Assets Control", "us-ear:744.8(b)", ("SG",), True),
        ("Office of Foreign Assets Control", "us-ear:744.11(a)", ("SG",), False),
        ("Office of Foreign Assets Control", "sanctions:US", ("SG",), True),
        ("OFAC and Bureau of Industry and Security", "us-ear:4A906", ("SG",), True),
        ("DDTC", "us-ear:4A906", ("SG",), False),
        ("BIS", "sanctions:US", ("SG",), False),
        ("BIS", "us-ear:744.11(a)", ("SG",), True),
        ("Cyberspace Administration of China", "cn-unified-list:none", ("SG",), False),
        ("OFSI", "uk-dual-use:4A506", ("SG",), False),
        ("OTSI", "uk-sanctions:2019-855", ("RU",), True),
        ("ANSSI", "fr-arrete2024:4A906", ("SG",), False),
        ("METI", "jp-appi:28(1)", ("SG",), False),
    ],
)
def test_of_several_authorities_of_a_state_each_licenses_under_its_own_law(dossier, authority, covers, places, counts):
    """15 CFR 742.4(a)(5), 742.8(a), 744.8, 746.7(a), 734.3(b)(1)."""
    licence = {
        "type": "licence", "code": "EXAMPLE-1", "covers": [covers], "authority": authority,
        "validFrom": "2026-01-01", "validUntil": "2026-12-31",
    }  # fmt: skip
    found, notes = licensed_provisions(dossier(authorisations=[licence]), reference(), places)
    assert (covers in found) is counts
    assert counts or any("is not the authority that licenses under" in note for note in notes), notes


@pytest.mark.parametrize(
    ("exporter", "origin", "destination", "granting"),
    [
        ("IE", "IE", "IN", "IE"),
        ("NL", "DE", "IN", "NL"),
        ("US", "DE", "IN", "DE"),
        ("NL", "DE", "FR", "DE"),
        ("GB-NIR", "GB-NIR", "IN", "GB"),
        ("DE", "BR", "IN", "DE"),
        (None, "DE", "IN", None),
    ],
    ids=["at-home", "goods-elsewhere", "outside", "inside-the-union", "northern-ireland", "abroad", "no-country"],
)
def test_one_member_state_grants(dossier, exporter, origin, destination, granting):
    """Regulation (EU) 2021/821, Articles 11(3), 12(2) and 13(1)."""
    party = {"id": "exporter", "role": "exporter", "name": "Example Exporter"}
    party |= {"country": exporter} if exporter else {}
    held = dossier(origin=origin, destination=destination, parties=[party])
    assert granting_states(held, reference(), (destination,)) == (frozenset({granting}) if granting else frozenset())


@pytest.mark.parametrize(("country", "told"), [("US", True), ("NL", False), ("GB-NIR", False)])
def test_an_exporter_outside_the_union_is_told_of_its_general_authorisation(dossier, country, told):
    """Regulation (EU) 2021/821, Article 12(2)."""
    party = {"id": "exporter", "role": "exporter", "name": "Example Exporter", "country": country}
    paper = {"type": "general-authorisation", "code": "EU001"}
    _, notes = licensed_provisions(
        dossier(origin="DE", destination="JP", parties=[party], authorisations=[paper]), reference(), ("JP",)
    )
    assert any("established outside the Union" in note for note in notes) is told


def test_a_licence_of_another_member_state_counts_with_a_warning_where_no_exporter_is_stated(dossier):
    licence = {
        "type": "licence", "code": "EXAMPLE-1", "covers": ["eu-dual-use:4A506"], "authority": "SBDU",
        "validFrom": "2026-01-01", "validUntil": "2026-12-31",
    }  # fmt: skip
    held = dossier(origin="DE", destination="IN", parties=[], authorisations=[licence])
    found, notes = licensed_provisions(held, reference(), ("IN",))
    assert found == {"eu-dual-use:4A506"} and any("not stated with its country" in note for note in notes), notes


@pytest.mark.parametrize(
    ("covers", "alone"),
    [
        (["us-ear:742.4(a)(5)", "us-ear:742.6(a)(10)"], "us-ear:742.4(a)(5), us-ear:742.6(a)(10)"),
        (["eu-dual-use:3(1)"], "eu-dual-use:3(1)"),
        (["us-ear:742.4(a)(5)", "us-ear:4A906"], None),
        (["us-ear:742.4(a)(5)", "eu-dual-use:4A506"], "us-ear:742.4(a)(5)"),
        (["us-ear:744.2(a)"], None),
    ],
    ids=["requirements", "union", "entry-too", "entry-of-another-law", "requirement-without-entries"],
)
def test_a_licence_that_names_a_requirement_for_listed_items_is_told_to_name_its_entries(dossier, covers, alone):
    licence = {
        "type": "licence", "code": "EXAMPLE-1", "covers": covers, "validFrom": "2026-01-01", "validUntil": "2026-12-31"
    }  # fmt: skip
    _, notes = licensed_provisions(dossier(authorisations=[licence]), reference(), ("IN",))
    said = [note for note in notes if "counts for no listed item" in note]
    assert len(said) == (alone is not None)
    assert alone is None or f"where it names {alone}, a requirement" in said[0]


@pytest.mark.parametrize("covers", [["jp-goods:7(6)"], ["jp-etco:1(1)"]], ids=["past-its-term", "requirement-alone"])
def test_nothing_is_believed_of_a_licence_that_counts_for_nothing(dossier, covers):
    licence = {
        "type": "licence", "code": "EXAMPLE-1", "authority": "Example Authority", "covers": covers,
        "validFrom": "2023-01-01", "validUntil": "2029-12-31",
    }  # fmt: skip
    _, notes = licensed_provisions(dossier(authorisations=[licence]), reference(), ("IN",))
    assert not any("believed" in note for note in notes), notes


# ---- how long a licence runs

LONG = {"type": "licence", "code": "EXAMPLE-2", "validUntil": "2036-12-31"}


@pytest.mark.parametrize(
    ("covers", "first", "last"),
    [
        ("us-ear:4A906", "2024-10-05", "2028-10-05"),
        ("eu-dual-use:4A506", "2024-10-05", "2026-10-05"),
        ("jp-goods:7(6)(i)", "2026-04-05", "2026-10-05"),
        ("jp-etco:1(1)", "2025-08-31", "2026-02-28"),
        ("eu-dual-use:3(1)", "2024-02-29", "2026-02-28"),
        ("eu-restrictive-measures:833-2014(2)(1)", "2025-01-01", "2027-01-01"),
    ],
)
def test_a_licence_counts_no_longer_than_its_law_lets_it(dossier, covers, first, last):
    """15 CFR 750.7(g); Regulation (EU) 2021/821, Article 12(3); Export Trade Control Order, Article 8(1)."""
    end = date.fromisoformat(last)
    for day, counts in ((end, True), (end + timedelta(days=1), False)):
        held = dossier(date=day.isoformat(), authorisations=[LONG | {"covers": [covers], "validFrom": first}])
        found, notes = licensed_provisions(held, reference(), ("IN",))
        assert (covers in found) is counts
        assert any(f"{'counts' if counts else 'counted'} until {last}" in note for note in notes), notes


@pytest.mark.parametrize("covers", ["jp-goods:19(1)(ii)", "de-awv:4A1906a", "ca-ecl:5506.a.i"])
def test_a_term_that_was_not_read_shortens_nothing(dossier, covers):
    held = dossier(date="2036-12-31", authorisations=[LONG | {"covers": [covers], "validFrom": "2026-01-01"}])
    found, notes = licensed_provisions(held, reference(), ("IN",))
    assert covers in found and not any("is stated to run" in note for note in notes)


def test_a_period_that_the_authority_has_set_is_kept(dossier):
    paper = LONG | {"covers": ["eu-dual-use:4A506"], "validFrom": "2026-01-01", "conditionsMet": ["authority-approval"]}
    found, notes = licensed_provisions(dossier(date="2035-01-01", authorisations=[paper]), reference(), ("IN",))
    assert found == {"eu-dual-use:4A506"} and not any("is stated to run" in note for note in notes)


def test_a_licence_within_its_term_is_not_spoken_of(dossier):
    paper = LONG | {"covers": ["eu-dual-use:4A506"], "validFrom": "2026-01-01", "validUntil": "2028-01-01"}
    found, notes = licensed_provisions(dossier(date="2027-12-31", authorisations=[paper]), reference(), ("IN",))
    assert found == {"eu-dual-use:4A506"} and not any("is stated to run" in note for note in notes)


def test_one_licence_may_end_under_one_law_and_run_under_another(dossier):
    paper = LONG | {"covers": ["us-ear:4A906", "eu-dual-use:4A506"], "validFrom": "2024-01-01"}
    found, _ = licensed_provisions(dossier(date="2026-10-05", authorisations=[paper]), reference(), ("IN",))
    assert found == {"us-ear:4A906"}


HEAD_OF_TERMS = "scope,provision,months,unless,verification,source,note\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("us-ear,750.7(g),48,approved,verified,text,", "is not <instrument>:<number>"),
        ("us-ear,us-ear:750.7(g),0,approved,verified,text,", "no whole number above zero"),
        ("us-ear,us-ear:750.7(g),1.5,approved,verified,text,", "no whole number above zero"),
        ("us-ear,us-ear:750.7(g),,approved,verified,text,", "no whole number above zero"),
        ("US:,us-ear:750.7(g),48,approved,verified,text,", "neither <instrument>:<number>"),
        ("us-ear,us-ear:750.7(g),48,,verified,text,", "empty"),
    ],
)
def test_a_table_of_terms_is_read_strictly(tmp_path, row, said):
    path = tmp_path / "terms.csv"
    path.write_text(HEAD_OF_TERMS + row + "\n", encoding="utf-8")
    with pytest.raises(NormError, match=said):
        read_licence_terms(path)


def test_a_term_that_is_not_verified_shortens_no_licence(dossier, monkeypatch, tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text(HEAD_OF_TERMS + "us-ear,us-ear:750.7(g),48,approved,unverified,text,\n", encoding="utf-8")
    terms = read_licence_terms(path)
    monkeypatch.setattr("qgov.situation.licence_terms.licence_terms", lambda: terms)
    paper = LONG | {"covers": ["us-ear:4A906"], "validFrom": "2024-01-01"}
    found, notes = licensed_provisions(dossier(date="2030-01-01", authorisations=[paper]), reference(), ("IN",))
    assert found == {"us-ear:4A906"} and not any("is stated to run" in note for note in notes)


ALL = frozenset(("authority-approval", "destination-law-assessed", "enforceable-rights", "inform-subjects", "necessity"))
APPROVED = {"conditionsMet": ["authority-approval"]}
ASSESSED = {"conditionsMet": ["destination-law-assessed", "inform-subjects"]}


@pytest.mark.parametrize(
    ("papers", "code", "safeguards", "expected"),
    [
        ([{"type": "bcr", **APPROVED}], None, {"bcr"}, {"authority-approval"}),
        ([{"type": "bcr"}, {"type": "certification", **APPROVED}], None, {"bcr"}, set()),
        ([{"type": "consent"}, {"type": "impact-assessment", **ASSESSED}], None, {"consent"}, {"destination-law-assessed"}),
        ([{"type": "redress", "conditionsMet": ["enforceable-rights", "necessity"]}], "gdpr:49(1)(b)", set(), {"enforceable-rights"}),
        ([{"type": "scc", "module": 2, **APPROVED}], None, {"scc-module-2"}, {"authority-approval"}),
        ([{"type": "scc", "module": 2}, {"type": "scc", "module": 3, **APPROVED}], None, {"scc-module-2"}, set()),
        ([{"type": "scc", "conditionsMet": ["necessity"]}], "gdpr:49(1)(b)", set(), set()),
        ([{"type": "derogation", "reference": "gdpr:49(1)(b)", "conditionsMet": ["necessity"]}], "gdpr:49(1)(b)", set(), {"necessity"}),
        ([{"type": "derogation", "reference": "gdpr:49(1)(c)", "conditionsMet": ["necessity"]}], "gdpr:49(1)(b)", set(), set()),
        ([{"type": "derogation", "reference": "Article 49", "conditionsMet": ["necessity"]}], "gdpr:49(1)(b)", set(), set()),
        ([{"type": "bcr", "date": "2026-10-06", **APPROVED}], None, {"bcr"}, set()),
        ([{"type": "bcr", **APPROVED}, {"type": "bcr", "conditionsMet": ["enforceable-rights", "inform-subjects"]}], None, {"bcr"},
         {"enforceable-rights", "inform-subjects"}),
        ([{"type": "bcr", **APPROVED}, {"type": "redress", "conditionsMet": ["enforceable-rights"]}], None, {"bcr"},
         {"authority-approval", "enforceable-rights"}),
        ([{"type": "consent", "conditionsMet": ["inform-subjects"]}, {"type": "scc", **APPROVED}], None, {"consent", "scc"},
         {"inform-subjects", "authority-approval"}),
    ],
)
def test_a_paper_shows_conditions_for_itself(dossier, papers, code, safeguards, expected):
    """What one safeguard shows is not shown for what rests on another."""
    made = dossier(type="DataTransfer", safeguards=papers, date="2026-10-05")
    assert conditions_on_file(made, code, ALL, frozenset(safeguards)) == expected


def test_a_derogation_is_relied_on_by_its_ground(dossier):
    grounded = {"type": "derogation", "reference": "gdpr:49(1)(b)"}
    assert claimed_privileges(dossier(safeguards=[grounded])) == {"gdpr:49(1)(b)"}
    assert claimed_privileges(dossier(safeguards=[{"type": "derogation"}])) == frozenset()


@pytest.mark.parametrize(
    ("destinations", "places", "counts"),
    [([], ("JP",), True), (["JP"], ("JP",), True), (["KR"], ("JP",), False), (["JP"], ("JP", "KR"), False), (["FR", "DE"], ("FR",), True)],
)
def test_a_privilege_counts_for_the_destinations_that_it_names(dossier, destinations, places, counts):
    """As a licence does; what it leaves out is said, and neither the reliance nor its conditions count there."""
    paper = {"type": "exception", "code": "RPL", "conditionsMet": ["record"]}
    made = dossier(authorisations=[paper | ({"destinations": destinations} if destinations else {})])
    without = privileges_left_out(made, reference(), places, "qpu", ())
    assert (not without) == counts == (claimed_privileges(made, without) == {"RPL"})
    assert (conditions_on_file(made, "RPL", ALL | {"record"}, without=without) == {"record"}) == counts


ENTRIES = {norm.provision: norm for norm in norm_book().norms if norm.kind == "entry"}


@pytest.mark.parametrize(
    ("covers", "describing", "counts"),
    [
        (None, ["us-ear:4A906.a.2"], True),
        (["us-ear:4A906"], ["us-ear:4A906.a.2"], True),
        (["us-ear:4A906.a.2"], ["us-ear:4A906.a.2"], True),
        (["us-ear:4A906.a.2"], ["us-ear:4A906.a.2", "us-ear:4A906.a.3"], False),
        (["us-ear:4A906"], ["us-ear:3A904.a"], False),
        (["us-ear:4A906", "us-ear:3A904"], ["us-ear:3A904.a"], True),
        (["us-ear:4A906"], ["us-ear:4A906.a.2", "eu-dual-use:4A506.a.2"], True),
        (["eu-dual-use:4A506"], ["us-ear:3A904.a", "eu-dual-use:3A504.a"], False),
        (["us-ear:742.4(a)(5)"], ["us-ear:4A906.a.2"], False),
        (["us-ear:4A906"], [], False),
        (["us-ear:744.15"], [], True),
    ],
)
def test_a_privilege_is_for_what_it_covers(dossier, covers, describing, counts):
    """A paper for one entry is none for an item of another, nor for one that may be of another."""
    made = dossier(authorisations=[{"type": "exception", "code": "TMP"} | ({"covers": covers} if covers else {})])
    without = privileges_left_out(made, reference(), ("IN",), "qpu", [ENTRIES[name] for name in describing])
    assert (not without) == counts == (claimed_privileges(made, without) == {"TMP"})
    assert all("TMP does not count for qpu" in note for note in without.values())


def test_a_privilege_is_for_the_recipients_that_it_names(dossier):
    people = [{"id": "lab", "role": "endUser", "country": "IN"}, {"id": "shop", "role": "consignee", "country": "IN"}]
    paper = {"type": "exception", "code": "TMP", "parties": ["lab"]}
    assert not privileges_left_out(dossier(parties=people[:1], authorisations=[paper]), reference(), ("IN",), "qpu", ())
    assert privileges_left_out(dossier(parties=people, authorisations=[paper]), reference(), ("IN",), "qpu", ())
