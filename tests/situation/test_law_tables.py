"""The dated tables of law beside the country groups: what they say on a day, and what they refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from qgov.base.errors import NormError
from qgov.lexicon import lexicon
from qgov.situation import adequacy, country_chart, deadlines, memberships, penalties, recognition
from qgov.situation.reference import reference

TODAY = date(2026, 11, 22)
EDITION = date(2026, 7, 23)


# ---- adequacy


@pytest.mark.parametrize(
    ("issuer", "place", "day", "scopes"),
    [
        ("gdpr", "CH", TODAY, ["general"]), ("gdpr", "CA", TODAY, ["commercial"]), ("gdpr", "JP", TODAY, ["business"]),
        ("gdpr", "JP", date(2019, 1, 22), []), ("gdpr", "JP", date(2019, 1, 23), ["business"]),
        ("gdpr", "US", date(2020, 7, 15), ["self-certified"]), ("gdpr", "US", date(2020, 7, 16), []),
        ("gdpr", "US", date(2023, 7, 9), []), ("gdpr", "US", date(2023, 7, 10), ["self-certified"]),
        ("eu-95-46", "US", date(2015, 10, 5), ["self-certified"]), ("eu-95-46", "US", date(2015, 10, 6), []),
        ("gdpr", "BR", date(2026, 1, 25), []), ("gdpr", "BR", date(2026, 1, 27), ["not-security"]),
        ("gdpr", "GB", date(2025, 12, 18), ["not-immigration"]), ("gdpr", "GB", date(2031, 12, 27), ["general", "not-immigration"]),
        ("gdpr", "GB", date(2031, 12, 28), []), ("gdpr", "IN", TODAY, []), ("gdpr", "EPO", TODAY, ["organisation"]),
        ("uk-gdpr", "DE", TODAY, ["general"]), ("br-lgpd", "NO", date(2026, 1, 26), []), ("nobody", "CH", TODAY, []),
    ],
)  # fmt: skip
def test_adequacy_on_a_day(issuer, place, day, scopes):
    assert [finding.scope for finding in adequacy.findings_on(issuer, place, day)] == scopes


def test_the_day_on_which_brazil_was_decided_is_not_verified():
    (on,), (after,) = (adequacy.findings_on("gdpr", "BR", date(2026, 1, d)) for d in (26, 27))
    assert on.verification == "secondary" and after.verification == "verified"


def test_no_finding_of_one_scope_overlaps_another():
    rows = adequacy.adequacy_findings()
    for before, after in pairwise(rows):
        if (before.issuer, before.place, before.scope) == (after.issuer, after.place, after.scope):
            assert before.until is not None and after.start is not None and before.until < after.start, after


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("gdpr,CH,partial,2018-05-25,,Decision,verified,text,", "column scope: 'partial' is none of"),
        ("gdpr,EPO,general,2018-05-25,,Decision,verified,text,", "column place: 'EPO' is no ISO 3166 code"),
        ("gdpr,CH,general,2018-05-25,2018-05-24,Decision,verified,text,", "column until: 2018-05-24 lies before"),
        ("gdpr,CH,general,2018-05-25,,,verified,text,", "column decision: empty"),
        ("gdpr,CH,general,2018-05-25,,Decision,read,text,", "column verification: 'read' is none of"),
    ],
)
def test_a_broken_finding_is_refused(tmp_path, row, said):
    assert_refused(tmp_path, adequacy.read_adequacy, adequacy.COLUMNS, row, said)


# ---- memberships


def test_the_economic_area_of_the_data_protection_regulation():
    before, after = (memberships.members_on("gdpr:eea", date(2018, 7, day)) for day in (19, 20))
    assert set(after) - set(before) == {"IS", "LI", "NO"}
    assert all(after.values())
    last, bridge, first = (
        memberships.members_on("gdpr:eea", day) for day in (date(2020, 12, 31), date(2021, 6, 27), date(2021, 6, 28))
    )
    assert set(last) - set(first) == {"GB"} and last["GB"] is bridge["GB"] is False
    regions = {"AX", "ES-CE", "ES-ML", "GF", "GP", "MF", "MQ", "RE", "YT"}
    states = {place for place in first if reference().in_union(place, date(2021, 1, 1)) and place not in regions}
    assert len(states) == 27 and set(first) == states | regions | {"IS", "LI", "NO"}


def test_where_the_treaties_apply_is_not_the_customs_territory():
    union = set(memberships.members_on("gdpr:union", date(2021, 1, 1)))
    assert union == set(memberships.members_on("gdpr:eea", date(2021, 1, 1))) - {"IS", "LI", "NO", "GB"}
    assert {"ES-CE", "ES-ML"} <= union and not any(reference().in_union(p, date(2021, 1, 1)) for p in ("ES-CE", "ES-ML"))
    assert not {"MC", "GB-NIR"} & union and all(reference().in_union(p, date(2021, 1, 1)) for p in ("MC", "GB-NIR"))


def test_sizes_of_groups_that_name_all_their_members():
    assert len(memberships.members_on("wassenaar:participants", TODAY)) == 42
    assert len(memberships.members_on("wassenaar:participants", date(2017, 1, 1))) == 41
    assert len(memberships.members_on("us-ear:enc-supp-3", TODAY)) == 37  # 36, and Liechtenstein with Switzerland
    assert len(memberships.members_on("eu-dual-use:EU007", TODAY)) == 16
    assert not {"KR", "IN", "IL", "TW", "SG"} & set(memberships.members_on("us-ear:enc-supp-3", TODAY))


def test_before_the_first_text_read_a_membership_is_not_verified():
    assert memberships.members_on("us-ear:enc-supp-3", date(2026, 9, 23))["DE"] is False
    assert memberships.members_on("us-ear:enc-supp-3", date(2026, 9, 24))["DE"] is True


def test_a_treaty_binds_from_its_entry_into_force():
    assert "BE" not in memberships.members_on("coe:budapest", date(2012, 11, 30))
    assert memberships.members_on("coe:budapest", date(2012, 12, 1))["BE"] is True
    assert memberships.members_on("coe:budapest", TODAY)["US"] is False  # day not read
    assert not any(row.group in ("coe:108+", "coe:224") for row in memberships.group_memberships())  # not in force


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("coe108,DE,1985-10-01,,verified,text,", "column group: 'coe108' is not <instrument>:<group>"),
        ("coe:108,DE,,,verified,text,", "column from: empty in a verified row"),
        ("coe:108,EU,1985-10-01,,verified,text,", "column place: 'EU'"),
        ("coe:108,DE,1985-10-01,,verified,,", "column source: empty"),
    ],
)
def test_a_broken_membership_is_refused(tmp_path, row, said):
    assert_refused(tmp_path, memberships.read_group_memberships, memberships.COLUMNS, row, said)


# ---- recognition of certificates


def test_who_issues_and_who_only_recognises():
    (american,) = recognition.parts_in("ccra", "US", TODAY)
    (austrian,) = recognition.parts_in("ccra", "AT", TODAY)
    assert american.issues and not austrian.issues
    assert american.recognises_up_to.startswith("EAL2")
    assert recognition.parts_in("ccra", "US", date(2014, 7, 1)) == ()
    assert recognition.parts_in("ccra", "CN", TODAY) == ()
    (union,) = recognition.parts_in("eucc", "EU", TODAY)
    assert union.issues and union.verification == "verified"
    assert recognition.parts_in("eucc", "EU", date(2025, 2, 26)) == ()
    assert not any(r.issues for r in recognition.recognitions() if r.arrangement == "iso-23837")


def test_a_broken_part_is_refused(tmp_path):
    row = "ccra,US,issuer,EAL2,general,2014-07-02,,secondary,text,"
    assert_refused(
        tmp_path, recognition.read_recognitions, recognition.COLUMNS, row, "column role: 'issuer' is none of"
    )


# ---- deadlines


@pytest.mark.parametrize(
    ("provision", "stage", "value", "unit"),
    [
        ("gdpr:33(1)", "notification", 72, "hour"), ("nis2:23(4)(a)", "early warning", 24, "hour"),
        ("nis2:23(4)(d)", "final report", 1, "month"), ("cra:14(2)(c)", "final report", 14, "day"),
        ("eu-2025-301:5(1)(a)", "initial report", 4, "hour"), ("us-ear:762.6", "record retention", 5, "year"),
        ("us-ear:764.5(d)(2)(iii)", "full narrative", 180, "day"), ("eu-dual-use:27(4)", "record retention", 3, "year"),
    ],
)  # fmt: skip
def test_periods_of_the_law(provision, stage, value, unit):
    (found,) = deadlines.deadlines_under(provision)
    assert (found.stage, found.value, found.unit, found.verification) == (stage, value, unit, "verified")


def test_a_subparagraph_is_under_its_provision_and_a_neighbour_is_not():
    assert {d.provision for d in deadlines.deadlines_under("cra:14(2)")} == {f"cra:14(2)({x})" for x in "abc"}
    assert deadlines.deadlines_under("cra:1") == ()


def test_only_what_is_in_force_can_be_missed():
    (breach,) = deadlines.deadlines_under("gdpr:33(1)")
    assert (breach.binds(date(2018, 5, 24)), breach.binds(date(2018, 5, 25))) == (False, True)
    for proposed in [d for d in deadlines.deadlines() if d.status != "in-force"]:
        assert proposed.binds(TODAY) is False and proposed.start is None, proposed
    (kept,) = deadlines.deadlines_under("us-ear:762.6")
    assert kept.binds(TODAY) is None  # the first day was not read


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",72,hour,", ",,hour,", "column value: a period in hour has a number"),
        (",72,hour,", ",72,forthwith,", "column value: a period in forthwith has no number"),
        (",72,hour,", ",72,hours,", "column unit: 'hours' is none of"),
        (",72,hour,", ",0,hour,", "column value: 0 is no whole number above zero"),
        (",72,hour,", ",1.5,hour,", "column value: 1.5 is no whole number above zero"),
        ("gdpr:33", "Article 33", "column provision"), (",in-force,", ",adopted,", "column status: 'adopted'"),
    ],
)  # fmt: skip
def test_a_broken_deadline_is_refused(tmp_path, old, new, said):
    row = "D1,EU,gdpr:33,breach,controller,authority,notification,72,hour,awareness,2018-05-25,in-force,verified,text,"
    path = write(tmp_path, deadlines.COLUMNS, row)
    assert len(deadlines.read_deadlines(path)) == 1
    assert_refused(tmp_path, deadlines.read_deadlines, deadlines.COLUMNS, row.replace(old, new), said)


# ---- penalties


def penalty(id: str):
    (found,) = [p for p in penalties.penalties() if p.id == id]
    return found


def test_a_maximum_is_the_higher_or_the_lower_of_sum_and_share():
    transfers = penalty("P02")  # 20 million euro or 4 %, whichever is higher
    assert transfers.maximum(Decimal(400_000_000)) == 20_000_000
    assert transfers.maximum(Decimal(600_000_000)) == 24_000_000
    assert transfers.maximum() is None
    brazil = penalty("P52")  # 2 %, at most 50 million real
    assert brazil.maximum(Decimal(1_000_000_000)) == 20_000_000
    assert brazil.maximum(Decimal(9_000_000_000)) == 50_000_000
    export = penalty("P20")  # 300 000 dollar or twice the value
    assert export.maximum(Decimal(100_000)) == 300_000 and export.maximum(Decimal(1_000_000)) == 2_000_000
    assert penalty("P09").maximum(Decimal(10**9)) == 0
    assert penalty("P61").maximum(Decimal(10**9)) is None and penalty("P61").imprisonment_years == 10


def test_a_maximum_has_its_days():
    assert (penalty("P02").holds(date(2018, 5, 24)), penalty("P02").holds(date(2018, 5, 25))) == (False, True)
    assert penalty("P22").holds(date(2024, 9, 16)) is False
    assert penalty("P22").holds(date(2024, 9, 15)) is None  # first day not read


def test_tiers_are_those_of_the_lexicon():
    assert {f"tier-{tier}" for tier in penalties.TIERS} == {t for t in lexicon().terms if t.startswith("tier-")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",100,EUR,4,", ",,EUR,4,", "column fixed_max: empty; the rule higher needs a sum"),
        (",100,EUR,4,", ",100,EUR,,", "column percent: empty; the rule higher needs a share"),
        (",100,EUR,4,", ",100,,4,", "column currency: empty"),
        (",worldwide-turnover,", ",,", "column percent_base: empty"),
        (",administrative-fine,", ",fine,", "column tier: 'fine' is none of"),
        (",higher,", ",max,", "column rule: 'max' is none of"),
    ],
)
def test_a_broken_penalty_is_refused(tmp_path, old, new, said):
    row = (
        "P1,EU,gdpr:83,breach,administrative-fine,administrative,100,EUR,4,worldwide-turnover,higher,,,2018-05-25,,"
        "verified,text,"
    )
    path = write(tmp_path, penalties.COLUMNS, row)
    assert len(penalties.read_penalties(path)) == 1
    assert_refused(tmp_path, penalties.read_penalties, penalties.COLUMNS, row.replace(old, new), said)


# ---- country chart


def test_the_chart_agrees_with_the_country_groups():
    (chart,) = country_chart.country_charts().values()
    groups = reference().editions["us-ear"][EDITION]
    graded = {place for place, row in chart.items() if row.kind == "graded"}
    unmarked = {place for place in graded if "NS2" not in chart[place].marks}
    assert unmarked == (groups["us-ear:A:1"] & graded) | {"LI"}  # 15 CFR 742.4(a)(2)
    assert {place for place in graded if "NS1" not in chart[place].marks} == {"AU", "CA", "GB"}  # 742.4(a)(1)
    embargoed = {place for place, row in chart.items() if row.kind == "embargoed"}
    assert embargoed == groups["us-ear:E:1"] | groups["us-ear:E:2"]
    assert groups["us-ear:D:5"] <= set(chart) and groups["us-ear:D:1"] <= set(chart)


def test_an_inherited_row_is_that_of_the_place_that_governs_it():
    (chart,) = country_chart.country_charts().values()
    assert chart["HK"].marks == chart["CN"].marks and chart["HK"].groups == chart["CN"].groups
    assert chart["KY"].marks == chart["GB"].marks
    assert chart["CH"].marks <= chart["LI"].marks


@pytest.mark.parametrize(
    ("place", "reason", "day", "needed"),
    [
        ("DE", "NS1", TODAY, True), ("DE", "NS2", TODAY, False), ("GB", "NS1", TODAY, False), ("HK", "NS2", TODAY, True),
        ("IR", "NS1", TODAY, None), ("AQ", "NS1", TODAY, None), ("DE", "NS1", date(2026, 7, 22), None),
        ("CN", "RS1", EDITION, True),
    ],
)  # fmt: skip
def test_whether_a_reason_marks_a_destination(place, reason, day, needed):
    assert country_chart.licence_needed(place, reason, day) is needed


def test_a_reason_that_is_no_column_is_refused():
    with pytest.raises(NormError, match="'NS3' is no column of the country chart"):
        country_chart.licence_needed("DE", "NS3", TODAY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("AD,Andorra,graded,,NS9,,B,verified,text,", "column marks: 'NS9' is none of"),
        ("AD,Andorra,graded,,NS1,,A:1,verified,text,", "column groups: 'A:1' is none of"),
        ("AD,Andorra,inherited,,,,,verified,text,", "column row_of: an inherited row names the row"),
        ("AD,Andorra,inherited,FR,,,,verified,text,", "AD is governed by the row of FR, which is missing"),
        ("CU,Cuba,embargoed,,NS1,,,verified,text,", "column marks: an embargoed destination has none"),
    ],
)
def test_a_broken_destination_is_refused(tmp_path, row, said):
    assert_refused(tmp_path, country_chart.read_chart, country_chart.COLUMNS, row, said)


def write(tmp_path, columns, row):
    path = tmp_path / "table.csv"
    path.write_text(",".join(columns) + "\n" + row + "\n", encoding="utf-8")
    return path


def assert_refused(tmp_path, read, columns, row, said):
    with pytest.raises(NormError, match=said):
        read(write(tmp_path, columns, row))
