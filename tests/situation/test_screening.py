"""Lists in their official formats, likeness of parties, what is decided on a likeness, ownership, and what it does to a
decision. Expectations are read from the formats, from 15 CFR part 744 and from the records in tests/data/lists."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qgov import decide
from qgov.base.errors import InputError
from qgov.base.party_lists import named_lists
from qgov.dossier.model import Stake
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.situation.screening import load_list, screen
from qgov.situation.screening.load import read_list
from qgov.situation.screening.model import birth_of
from qgov.situation.screening.ownership import owned_by
from qgov.situation.screening.screen import TERMS

LISTS = Path(__file__).parent.parent / "data" / "lists"
BASE = json.loads((LISTS.parent.parent / "cases" / "bases" / "us.json").read_text())
ALL = "us-entity-list-all-items"


def dossier(user: dict | None = None, **changes) -> dict:
    exporter, known = BASE["parties"]
    found = {**BASE, "parties": [exporter, {**known, **(user or {})}], **changes}
    found["items"] = [{**BASE["items"][0], "physicalQubits": 30}]
    return found


def screened(user: dict | None = None, *names: str, **changes):
    return screen(read_dossier(dossier(user, **changes)), [load_list(LISTS / name) for name in names])


def test_the_consolidated_screening_list():
    csl = load_list(LISTS / "us.json")
    entries = {entry.id: entry for entry in csl.entries}
    assert (csl.family, csl.day, len(csl.entries)) == ("us-csl", date(2026, 10, 5), 8)
    assert entries["e1"].lists == {"us-entity-list", ALL}
    assert entries["e1"].names == (
        "Example Institute of Quantum Devices",
        "EIQD",
        "Primer Institut Kvantovykh Ustroistv",
    )
    assert entries["e2"].lists == {"us-entity-list"} and not entries["e2"].open_lists
    assert entries["s1"].lists == {"us-sdn", "us-sdn-744.8"} and entries["s2"].lists == {"us-sdn"}
    assert entries["s1"].births == ("1970-01-31",) and entries["s1"].countries == {"RU"}
    assert entries["d2"].end == date(2025, 1, 1)


@pytest.mark.parametrize("name", ["eu.xml", "eu.csv"])
def test_the_list_of_the_union_in_both_formats(name: str):
    found = load_list(LISTS / name)
    assert (found.family, found.day) == ("eu-fsf", date(2026, 10, 4))
    person, body = found.entries
    assert person.names == ("Yuri Alekseevich Primerovich", "Юрий Алексеевич Примерович")
    assert person.id == "EU.9999.1" and person.kind == "person" and person.start == date(2022, 3, 1)
    assert person.births[0] == "1970-01-31" and person.countries == {"RU"}
    assert person.lists == {"eu-financial-sanctions", "eu-financial-sanctions-ukr"}
    assert body.lists == {"eu-financial-sanctions"} and body.countries == {"PA"} and body.kind == "body"


@pytest.mark.parametrize("name", ["gb.xml", "gb.csv"])
def test_the_uk_sanctions_list_in_both_formats(name: str):
    found = load_list(LISTS / name)
    assert (found.family, found.day) == ("uk-sanctions-list", date(2026, 10, 5))
    person, body = found.entries
    assert set(person.names) == {"Yuri Alekseevich PRIMEROVICH", "Iouri PRIMEROVITCH", "Примерович Юрий Алексеевич"}
    assert person.lists == {"uk-sanctions-list", "uk-asset-freeze"} and person.births == ("1970-01-31",)
    assert person.countries == {"RU"} and person.start == date(2022, 3, 10)
    assert body.lists == {"uk-sanctions-list"} and body.names == ("SAMPLE NAVIGATION BUREAU",)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31 Jan 1970", "1970-01-31"), ("1970-01-31", "1970-01-31"), ("31/01/1970", "1970-01-31"), ("1970", "1970"),
        ("dd/mm/1970", "1970"), ("00/00/1970", "1970"), ("dd/03/1970", "1970"), ("circa 1970", "1970"),
        ("Jan 1970", "1970-01"), ("unknown", ""),
    ],
)  # fmt: skip
def test_dates_of_birth_as_lists_print_them(text: str, iso: str):
    assert birth_of(text) == iso


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b'{"results": []}', "no entry"), (b'{"a": 1}', "no known list"), (b"<html></html>", "no known list"),
        (b"name,street\n", "no known list"), (b"PK\x03\x04", "no known list"), (b"", "no known list"),
        (b'{"results": [{"id": "1", "name": "Example", "source": "Some New List"}]}', "unknown list 'Some New List'"),
        (b'{"results": ["x"]}', "must be an object"),
        (b'<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity/></export>', "no name or no number"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><export><sanctionEntity/></export>', "may not"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_the_name_of_the_file(tmp_path: Path, content: bytes, word: str):
    path = tmp_path / "list.bin"
    path.write_bytes(content)
    with pytest.raises(InputError, match=word) as caught:
        load_list(path)
    assert "list.bin" in str(caught.value)


DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"


def csl(*entries: object, **about: object) -> bytes:
    return json.dumps({"results": list(entries), **about}).encode()


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ({"total": 24000}, "1 of 24000 entries"), ({"total": 24000, "offset": 0}, "1 of 24000 entries"),
        ({"total": 1, "offset": 50}, "begins at entry 50"), ({"total": "many"}, "total"),
        ({"total": {"value": 10000, "relation": "gte"}}, "total"), ({"offset": -1}, "offset"), ({"total": True}, "total"),
    ],
)  # fmt: skip
def test_one_page_of_the_list_is_not_the_list(about: dict, word: str):
    """The search interface answers in pages of at most 50 with total and offset; what is not on one would be cleared."""
    with pytest.raises(InputError, match=word):
        read_list(csl({"id": "1", "source": DPL, "name": "Ivan Primerov"}, **about))


@pytest.mark.parametrize("about", [{}, {"total": 1}, {"total": 1, "offset": 0}, {"total": None, "offset": None}])
def test_a_whole_list_is_read(about: dict):
    assert len(read_list(csl({"id": "1", "source": DPL, "name": "Ivan Primerov"}, **about)).entries) == 1


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ({"Name": "Ivan Primerov", "Source": DPL}, "unknown list|lacks a name"), ({"alt_names": ["Ivan"]}, "lacks a name"),
        ({"source": DPL, "name": ["Ivan"]}, "name"), ({"source": DPL, "name": "\u0000"}, "lacks a name"),
        ({"source": DPL, "name": "Ivan", "alt_names": {"a": "Petra"}}, "alt_names"),
        ({"source": DPL, "name": "Ivan", "alt_names": [["Petra"]]}, "alt_names"),
        ({"source": DPL, "name": "Ivan", "alt_names": [True]}, "alt_names"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_whole_is_refused(entry: dict, word: str):
    with pytest.raises(InputError, match=word) as caught:
        read_list(csl({"id": "1", **entry}, {"id": "2", "source": DPL, "name": "Petra Musterfrau"}))
    assert caught.value.faults[0].pointer.startswith("/results/0")


@pytest.mark.parametrize("empty", [{}, {"id": "1"}, {"id": "1", "name": None, "alt_names": [], "addresses": [{"city": ""}]}])
def test_an_entry_of_which_all_is_empty_is_left_out(empty: dict):
    found = read_list(csl(empty, {"id": "2", "source": DPL, "name": "Petra Musterfrau", "alt_names": None}, total=2))
    assert [entry.id for entry in found.entries] == ["2"]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2001-01-01", date(2001, 1, 1)), ("2001-01-01T00:00:00Z", date(2001, 1, 1)), ("01/02/2001", date(2001, 2, 1)),
        ("2 March 2001", date(2001, 3, 2)), ("see 2001-01-01 notice; indefinite", None), ("0000-00-00", None),
        ("2001-01-01 or 2099-01-01", None), ("until 01/02/2001 at least", None),
    ],
)  # fmt: skip
def test_only_a_day_ends_a_listing_or_begins_it(said: str, day: date | None):
    """A day that is spoken of in prose does not end what it speaks of."""
    entry = {"id": "1", "source": DPL, "name": "Ivan Primerov", "start_date": said, "end_date": said}
    found = read_list(csl(entry)).entries[0]
    assert (found.start, found.end) == (day, day)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="cannot read"):
        decide(dossier(), lists=[tmp_path / "none.json"], simulate=False)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Example Institute of Quantum Devices", "e1"), ("Institute of Quantum Devices, Example", "e1"), ("EIQD", "e1"),
        ("Iouri Primerovitch", "s1"), ("Примерович Юрий", "s1"), ("Muster Photonik", "u1"), ("Muster Photonik Ltd", "u1"),
    ],
)  # fmt: skip
def test_other_order_script_spelling_alias_or_legal_form_is_found(name: str, listed: str):
    found = screened({"name": name}, "us.json").likenesses
    assert [likeness.hit.entry.id for likeness in found] == [listed]
    assert found[0].status == "open" and "names alike by" in found[0].hit.reasons[0]


@pytest.mark.parametrize(
    "name", ["Example University", "Institute of Physics", "Yuri Ivanov", "Example", "Devices Ltd"]
)
def test_another_name_is_not_found(name: str):
    assert not screened({"name": name}, "us.json").likenesses


def test_every_name_of_a_party_is_compared():
    assert screened({"otherNames": ["EIQD"]}, "us.json").likenesses
    assert not screened({}, "us.json").likenesses


def test_circumstances_order_hits_but_do_not_clear_an_equal_name():
    person = {"name": "Yuri Alekseevich Primerovich", "kind": "person", "role": "recipient"}
    same = screened({**person, "birthDate": "1970-01-31", "country": "RS", "citizenship": ["RU"]}, "us.json")
    other = screened({**person, "birthDate": "1985-05-05", "country": "IN"}, "us.json")
    assert same.likenesses[0].hit.score > other.likenesses[0].hit.score
    assert any("date of birth agrees" in reason for reason in same.likenesses[0].hit.reasons)
    assert {reason.split(":")[0] for reason in other.likenesses[0].hit.reasons} >= {
        "date of birth differs",
        "country differs",
    }


def test_a_denial_order_that_ended_is_told_and_does_not_count():
    found = screened({"name": "Petra Musterfrau"}, "us.json")
    assert not found.likenesses and any("not listed on 2026-10-05" in text for text in found.warnings)
    assert screened({"name": "Petra Musterfrau"}, "us.json", date="2024-12-31").likenesses


def test_a_designation_that_comes_later_does_not_count_yet():
    assert screened({"name": "Sample Navigation Bureau"}, "gb.xml").likenesses
    assert not screened({"name": "Sample Navigation Bureau"}, "gb.xml", date="2026-06-30").likenesses


DENIED = {"name": "Ivan Primerov", "kind": "person"}


def match(**keys) -> dict:
    return {"matches": [{"party": "user", "list": "us-denied-persons", **keys}]}


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        ({}, "undetermined"),
        (match(status="open", entry="d1"), "undetermined"),
        (match(status="confirmed", entry="d1"), "prohibited"),
        (match(status="confirmed"), "prohibited"),
        (match(status="dismissed", entry="d1", reason="another year of birth", date="2026-10-01"), "no-control-found"),
        (match(status="dismissed", entry="d2", reason="another year of birth", date="2026-10-01"), "undetermined"),
    ],
)
def test_what_is_decided_on_a_likeness_decides(record: dict, outcome: str):
    """An open hit leaves the outcome open, a confirmed one prohibits, a dismissal clears its one entry and no other."""
    decision = decide(dossier(DENIED, **record), lists=[LISTS / "us.json"], simulate=False)
    assert decision.outcome == outcome
    if outcome == "undetermined":
        assert set(decision.possible) == {"prohibited", "no-control-found"}


def test_without_the_list_the_same_party_is_taken_as_screened():
    assert decide(dossier(DENIED), simulate=False).outcome == "no-control-found"


def test_the_requirement_of_the_entry_decides_how_far_the_entity_list_reaches():
    every = decide(dossier({"name": "EIQD"}, matches=[{"party": "user", "list": "us-entity-list", "status": "confirmed",
                                                       "entry": "e1"}]), lists=[LISTS / "us.json"], simulate=False)  # fmt: skip
    some = decide(dossier({"name": "Sample Cryogenics Works"}, matches=[
        {"party": "user", "list": "us-entity-list", "status": "confirmed", "entry": "e2"}]),
        lists=[LISTS / "us.json"], simulate=False)  # fmt: skip
    assert every.outcome == "authorisation-required"
    assert set(some.possible) == {"authorisation-required", "no-control-found"}


def test_comparing_answers_whether_the_parties_were_screened():
    undeclared = dossier(declarations={k: v for k, v in BASE["declarations"].items() if k != "partiesScreened"})
    assert decide(undeclared, simulate=False).outcome == "conditions-open"
    assert decide(undeclared, lists=[LISTS / "us.json"], simulate=False).outcome == "no-control-found"
    assert decide(undeclared, lists=[LISTS / "eu.xml"], simulate=False).outcome == "conditions-open"


def test_a_party_without_a_name_is_not_screened():
    nameless = dossier(declarations={k: v for k, v in BASE["declarations"].items() if k != "partiesScreened"})
    nameless["parties"] = [
        nameless["parties"][0],
        {"id": "user", "role": "endUser", "country": "IN", "kind": "university"},
    ]
    decision = decide(nameless, lists=[LISTS / "us.json"], simulate=False)
    assert decision.outcome == "conditions-open" and any("Without a name" in text for text in decision.warnings)


def test_a_name_in_a_script_that_is_not_read_is_not_screened():
    """Nobody learns from the list's Latin names whether they are the same: it stays open until a spelling is given."""
    undeclared = {k: v for k, v in BASE["declarations"].items() if k != "partiesScreened"}
    only = decide(dossier({"name": "示例研究所"}, declarations=undeclared), lists=[LISTS / "us.json"], simulate=False)
    both = decide(dossier({"name": "示例研究所", "otherNames": ["Shili Yanjiusuo"]}, declarations=undeclared),
                  lists=[LISTS / "us.json"], simulate=False)  # fmt: skip
    assert only.outcome == "conditions-open" and any("same script" in text for text in only.warnings)
    assert both.outcome == "no-control-found" and not any("same script" in text for text in both.warnings)


@pytest.mark.parametrize("name", ["\u200b", "—", "\U0001f642", "\u00ad"], ids=ascii)
def test_a_name_without_a_letter_is_not_screened(name):
    undeclared = {k: v for k, v in BASE["declarations"].items() if k != "partiesScreened"}
    given = dossier({"name": name}, declarations=undeclared)
    try:
        found = decide(given, lists=[LISTS / "us.json"], simulate=False)
    except InputError as error:  # a name of nothing but what cannot be seen
        assert "name" in error.faults[0].pointer
        return
    assert found.outcome == "conditions-open" and any("same script" in text for text in found.warnings)


def test_the_decision_says_with_which_list_of_which_version():
    decision = decide(dossier(DENIED), lists=[LISTS / "us.json", LISTS / "eu.xml"], simulate=False).to_dict()
    csl, union = decision["screening"]["lists"]
    assert csl["version"].startswith("2026-10-05") and len(csl["sha256"]) == 64 and union["family"] == "eu-fsf"
    (hit,) = decision["screening"]["matches"]
    assert (hit["party"], hit["entry"], hit["status"], hit["lists"]) == ("user", "d1", "open", ["us-denied-persons"])
    assert any("UK Sanctions List" in text for text in decision["notModelled"])
    assert any("as of 2026-10-04" in text for text in decision["warnings"])


def test_the_receipt_changes_with_the_list():
    bare, compared = (decide(dossier(), lists=lists, simulate=False).receipt for lists in ([], [LISTS / "us.json"]))
    assert bare["decision"] != compared["decision"] and bare["dossier"] == compared["dossier"]


def test_reports_show_the_likeness():
    from qgov.report.html import page
    from qgov.report.rdf import decision_text
    from qgov.report.text import judgment

    decision = decide(dossier(DENIED), lists=[LISTS / "us.json"], simulate=False)
    for text in (judgment(decision), page(decision)):
        assert "Ivan Primerov" in text and "score 9" in text and "confirm or dismiss" in text
    turtle = decision_text(decision, "turtle")
    assert "ScreeningMatch" in turtle and "us-denied-persons" in turtle


def shares(*rows) -> tuple[Stake, ...]:
    return tuple(Stake(holder, held, None if share is None else Decimal(share)) for holder, held, share in rows)


X = frozenset({ALL})


@pytest.mark.parametrize(
    ("stakes", "certain", "open"),
    [
        (shares(("a", "c", "0.5")), True, False),
        (shares(("a", "c", "0.4999999")), False, False),
        (shares(("a", "c", "0.25"), ("b", "c", "0.25")), True, False),
        (shares(("a", "c", None)), False, True),
        (shares(("a", "c", "0.5"), ("n", "c", None)), True, False),
        (shares(("n", "c", "1")), False, False),
        (shares(("a", "m", "0.5"), ("m", "c", "0.5")), True, False),
        (shares(("a", "m", "0.4"), ("m", "c", "1")), False, False),
        (shares(("a", "m", None), ("m", "c", "0.6")), False, True),
        (shares(("a", "m", "0.6"), ("m", "n", "0.6"), ("n", "c", "0.6")), True, False),
        (shares(("c", "d", "0.5"), ("d", "c", "0.5")), False, False),
    ],
)
def test_half_or_more_alone_together_or_through_others(stakes, certain: bool, open: bool):
    """``a`` and ``b`` are listed, ``c`` is asked about; circles of ownership end."""
    sure, perhaps = owned_by(stakes, {"a": X, "b": X}, {})
    assert (sure.get("c") == X, perhaps.get("c") == X) == (certain, open)


def test_which_lists_are_added_up():
    """Entity List, Military End-User List and the blocked persons of 744.8 count together; other lists do not join them,
    and the Unverified List has no rule on ownership."""
    both = shares(("a", "c", "0.3"), ("b", "c", "0.3"))

    def owners(one: str, other: str) -> frozenset[str]:
        return owned_by(both, {"a": frozenset({one}), "b": frozenset({other})}, {})[0].get("c", frozenset())

    assert owners(ALL, "us-military-end-user") == {ALL, "us-military-end-user"}
    assert owners(ALL, "us-sdn-744.8") == {ALL, "us-sdn-744.8"}
    assert owners("us-sdn", "us-sdn-744.8") == {"us-sdn", "us-sdn-744.8"}
    assert not owners(ALL, "us-sdn") and not owners(ALL, "eu-financial-sanctions") and not owners(ALL, "us-unverified")
    assert not owners("us-unverified", "us-unverified")


def test_an_owner_that_is_perhaps_listed_leaves_it_open():
    assert owned_by(shares(("a", "c", "0.6")), {}, {"a": X}) == ({}, {"c": X})
    assert owned_by(shares(("a", "c", "0.3"), ("b", "c", "0.3")), {"a": X}, {"b": X})[1] == {"c": X}


def test_norms_read_only_lists_that_are_known():
    """A list that a norm names and the table lacks would never be found."""
    read = {
        value for norm in norm_book().norms for leaf in norm.condition.leaves()
        if getattr(leaf, "term", None) in TERMS for value in leaf.values
    }  # fmt: skip
    assert read and read <= set(named_lists())


def test_every_known_list_has_an_effect():
    read = {
        value for norm in norm_book().norms for leaf in norm.condition.leaves()
        if getattr(leaf, "term", None) in TERMS for value in leaf.values
    }  # fmt: skip
    assert set(named_lists()) - read == set()


def test_a_dossier_with_matches_and_ownership_survives_rdf():
    from qgov.dossier.rdf import dossier_text

    data = dossier(
        {"otherNames": ["EIQD"]}, matches=[{"party": "user", "list": "us-sdn", "status": "open", "entry": "7"}]
    )
    data["parties"] = [*data["parties"], {"id": "holding", "role": "owner", "name": "Example Holding"}]
    data["ownership"] = [{"holder": "holding", "held": "user", "share": Decimal("0.6")}]
    first = read_dossier(data)
    again = read_dossier(dossier_text(first))
    assert (again.matches, again.ownership, again.parties) == (first.matches, first.ownership, first.parties)


@pytest.mark.parametrize(
    ("name", "row"),
    [("gb.csv", b"05/10/2026"), ("gb.csv", b"05/10/2026,,99999,,NOBODY"), ("eu.csv", b"05/10/2026"), ("eu.csv", b"05/10/2026;;EU.1")],
)
def test_a_row_without_its_number_is_refused(name: str, row: bytes):
    """Cut short or left empty: left out unsaid it would clear somebody."""
    with pytest.raises(InputError, match="a row lacks its"):
        read_list((LISTS / name).read_bytes() + row + b"\n")
