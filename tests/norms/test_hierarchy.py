"""Which rule gives way to which: only what was read makes the law milder, and only in the worlds that it is about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qgov.base.errors import NormError
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.conditions import View, World
from qgov.norms.hierarchy import COLUMNS, ranked_on, ranks
from qgov.norms.model import ENTRY, POINTER
from qgov.norms.pointers import table_pointers
from qgov.reasoning.pipeline import decide_dossier

DAY = date(2026, 10, 5)
BASES = Path(__file__).parents[1] / "cases" / "bases"
LISTED = "fr-arrete2024:4A906"


READ = ranks()


def in_force(day: date = DAY, table=READ) -> dict:
    norms = tuple(norm for norm in norm_book().norms if norm.in_force(day) is not False)
    return {norm.provision: norm for norm in ranked_on(norms, day, table) if norm.kind == POINTER}


def world(*described: str) -> World:
    return World(frozenset(), {}, {"exportFrom": frozenset({"FR", "EU"}), "describedBy": frozenset(described)})


def test_a_national_list_gives_way_to_an_entry_of_the_union() -> None:
    pointer = in_force()[LISTED]
    assert pointer.condition.holds(world())
    assert not pointer.condition.holds(world("eu-dual-use:4A506.a.2", "eu-dual-use:4A506.a", "eu-dual-use:4A506"))
    assert pointer.condition.holds(world("us-ear:4A906"))


def test_entries_left_out_of_a_rank_outrank_nothing() -> None:
    pointer = in_force()[LISTED]
    assert not pointer.condition.holds(world("eu-dual-use:5A002.c", "eu-dual-use:4A506.a.2"))
    rank = replace(READ[0], outside=("eu-dual-use:4A506.a.2",))
    other = in_force(table=(rank,))[LISTED]
    assert other.condition.holds(world("eu-dual-use:4A506.a.2"))
    assert not other.condition.holds(world("eu-dual-use:4A506.a.3"))


@pytest.mark.parametrize(
    ("claims", "relied"), [({"massMarket": "true"}, ()), ({}, ("5-2-Note-2",))], ids=["note-3", "note-2"]
)
def test_cryptography_that_a_note_may_take_out_of_the_annex_is_asked_of_national_lists(claims, relied) -> None:
    """Category 5, Part 2, Notes 2 and 3: what they free is an item that Annex I does not list (Article 9(1))."""
    pointer = in_force()[LISTED]
    listed = world("eu-dual-use:5A002.c", "eu-dual-use:5A002")
    assert not pointer.condition.holds(listed)
    members = listed.members | {"claimedPrivilege": frozenset(relied)}
    assert pointer.condition.holds(World(frozenset(), claims, members))


def test_where_the_entry_is_open_both_stay_possible() -> None:
    view = View(
        frozenset(), {}, {"exportFrom": frozenset({"EU"})}, {"describedBy": frozenset({"eu-dual-use:4A506.a.2"})}
    )
    assert in_force()[LISTED].condition.possible(view) is None


def test_a_rank_that_was_not_read_or_does_not_hold_on_the_day_changes_nothing() -> None:
    (rank,) = [rank for rank in READ if LISTED in rank.inferior]
    plain = in_force(table=())[LISTED]
    assert in_force(table=(rank,))[LISTED].condition != plain.condition
    for idle in (
        replace(rank, verified=False),
        replace(rank, ends=date(2026, 1, 1)),
        replace(rank, starts=date(2027, 1, 1)),
    ):
        assert in_force(table=(idle,))[LISTED] == plain


def test_entries_that_were_not_read_outrank_nothing() -> None:
    norms = tuple(
        replace(norm, verification="secondary") if norm.instrument == "eu-dual-use" else norm
        for norm in norm_book().norms
        if norm.in_force(DAY) is not False
    )
    found = {norm.provision: norm for norm in ranked_on(norms, DAY, READ)}
    assert not found[LISTED].foreclosed_by


def test_only_lists_about_exports_out_of_the_union_give_way() -> None:
    """An entry is never cut, and the rank names no other list than those of the member states."""
    outranked = {provision for rank in ranks() for provision in rank.inferior}
    pointers = {norm.provision: norm for norm in table_pointers()}
    assert outranked <= set(pointers)
    union = [norm for norm in pointers.values() if "exportFrom" in norm.condition.terms]
    assert outranked == {norm.provision for norm in union}
    assert not any(norm.foreclosed_by for norm in norm_book().in_force(DAY) if norm.kind == ENTRY)


@pytest.fixture
def as_if_not_read(monkeypatch):
    """The rank does not count: its ground is taken as not read."""
    unread = tuple(replace(rank, verified=False) for rank in READ)
    from qgov.norms import hierarchy
    from qgov.reasoning import setaside

    for module in (hierarchy, setaside):
        monkeypatch.setattr(module, "ranks", lambda: unread)
    norm_book()._by_day.clear()
    yield
    norm_book()._by_day.clear()


def decided(**item: object):
    given = json.loads((BASES / "eu.json").read_text(encoding="utf-8"))
    given |= {"origin": "FR", "destination": "CH"}
    given["items"][0] |= {"originCountry": "FR"} | item
    given["parties"][1]["country"] = "CH"
    given["authorisations"] = [
        {"type": "general-authorisation", "code": "EU001", "conditionsMet": ["register", "notify"]}
    ]
    return decide_dossier(read_dossier(json.dumps(given)), simulate=False, explain=False)


def test_a_ground_that_was_not_read_changes_nothing(as_if_not_read) -> None:
    assert dict(decided().jurisdictions)["FR"].possible == ("authorisation-required", "no-control-found")


def test_the_decision_says_what_gave_way_and_to_what() -> None:
    decision = decided()
    assert dict(decision.jurisdictions)["FR"].outcome == "no-control-found"
    (finding,) = [finding for finding in decision.findings if finding.provision == LISTED]
    assert finding.status == "does-not-apply"
    assert finding.defeated_by == "https://w3id.org/qgov/rank/eu-annex-i-over-national-lists"
    assert "Article 9(1)" in finding.note
    assert not any(LISTED in text for text in decision.not_modelled)


def test_an_item_that_only_may_be_listed_leaves_the_national_list_possible() -> None:
    decision = decided(cnotError={"value": 0.001, "uncertainty": 0.0004})
    (finding,) = [finding for finding in decision.findings if finding.provision == LISTED]
    assert finding.status == "depends"
    assert decision.outcome == "undetermined"


def test_a_faulty_table_is_refused(tmp_path, monkeypatch) -> None:
    from qgov.norms import hierarchy

    row = ["a", "eu-dual-use", "", LISTED, "custom", "2021-09-09", "", "says", "cite", "verified", "source", ""]
    path = tmp_path / "hierarchy.csv"
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    monkeypatch.setattr(hierarchy, "resource", lambda _: path)
    with pytest.raises(NormError, match="column basis: 'custom' is none of lex-superior"):
        hierarchy.ranks.__wrapped__()
