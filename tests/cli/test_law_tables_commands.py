"""Looking up tables of the law on the command line: what comes back, as of when, exit codes, faults."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from qgov.cli import main
from qgov.situation.country_chart import country_charts
from qgov.situation.deadlines import deadlines
from qgov.situation.positions import positions

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "data" / "lists"


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["law", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def answer(capsys, *argv: str):
    code, out, _ = run(capsys, *argv, "--format", "json")
    return code, json.loads(out)


@pytest.mark.parametrize("command", ["positions", "deadlines", "chart", "assessments"])
def test_help_has_an_example_that_runs(capsys, command):
    with pytest.raises(SystemExit):
        main(["law", command, "--help"])
    out = capsys.readouterr().out
    examples = [line.split("   ")[0].split() for line in out.splitlines() if line.startswith("  qgov law ")]
    assert examples
    for example in examples:
        assert run(capsys, *example[2:])[0] in (0, 1)


def test_positions_of_a_day_leave_out_what_was_published_later(capsys):
    _, now = answer(capsys, "positions", "--at", "2026-11-25")
    _, then = answer(capsys, "positions", "--at", "2022-01-01")
    assert {row["id"] for row in then} < {row["id"] for row in now} <= {row.id for row in positions()}
    assert all(row.get("published", "") <= "2022-01-01" for row in then)


def test_positions_for_a_member_state_hold_those_of_the_union(capsys):
    _, french = answer(capsys, "positions", "--jurisdiction", "FR", "--topic", "pqc")
    assert {row["jurisdiction"] for row in french} <= {"FR", "EU", "INT"}
    assert any(row["jurisdiction"] == "EU" for row in french)
    assert all(row["topic"] == "pqc" for row in french)


def test_a_milestone_says_whether_it_has_passed(capsys):
    row = next(row for row in positions() if row.milestone and row.published)
    late = row.milestone.replace(year=row.milestone.year + 1).isoformat()
    assert f"by {row.milestone} (passed)" in run(capsys, "positions", "--at", late)[1]
    out = run(capsys, "positions", "--at", row.milestone.isoformat())[1]
    assert f"by {row.milestone}" in out and f"by {row.milestone} (passed)" not in out


def test_deadlines_under_a_provision(capsys):
    code, rows = answer(capsys, "deadlines", "nis2:23", "--at", "2026-11-25")
    assert code == 0 and rows
    assert all(row["provision"].startswith("nis2:23") for row in rows)
    assert {"value": 72, "unit": "hour"} in [{key: row.get(key) for key in ("value", "unit")} for row in rows]


def test_a_deadline_binds_from_its_first_day(capsys):
    _, before = answer(capsys, "deadlines", "gdpr:33(1)", "--at", "2018-05-24")
    _, after = answer(capsys, "deadlines", "gdpr:33(1)", "--at", "2018-05-25")
    assert [row["binds"] for row in before] == [False] and [row["binds"] for row in after] == [True]
    assert "does not bind on 2018-05-24" in run(capsys, "deadlines", "gdpr:33(1)", "--at", "2018-05-24")[1]


def test_deadlines_of_a_jurisdiction(capsys):
    _, rows = answer(capsys, "deadlines", "--jurisdiction", "US")
    assert len(rows) == sum(row.jurisdiction == "US" for row in deadlines()) > 0


@pytest.mark.parametrize(
    ("place", "reason", "day", "code", "marked"),
    [("CN", "NS1", "2026-11-25", 1, True), ("GB", "NS1", "2026-11-25", 0, False),
     ("IR", "NS1", "2026-11-25", 3, None), ("CN", "NS1", "2026-07-22", 3, None)],
)  # fmt: skip
def test_the_chart_answers_for_one_reason(capsys, place, reason, day, code, marked):
    found, row = answer(capsys, "chart", place, "--reason", reason, "--at", day)
    assert (found, row["marked"]) == (code, marked)


def test_the_chart_in_words(capsys):
    out = run(capsys, "chart", "CN")[1]
    (chart,) = country_charts().values()
    assert all(mark in out for mark in chart["CN"].marks) and "no mark is no clearance" in out
    assert "no edition" in run(capsys, "chart", "CN", "--at", "2020-01-01")[1]
    assert "embargoed" in run(capsys, "chart", "IR")[1]


def test_one_assessment_for_two_regimes(capsys):
    _, both = answer(capsys, "assessments", "dpia", "tia")
    _, one = answer(capsys, "assessments", "dpia")
    assert set(one) < set(both)
    assert {row["regime"] for rows in both.values() for row in rows} == {"dpia", "tia"}
    assert "asks for anything" in run(capsys, "assessments", "dpia", "--at", "2018-05-24")[1]


@pytest.mark.parametrize(
    ("argv", "said"),
    [(("chart", "XX"), "'XX' is no place"), (("chart", "CN", "--reason", "NS3"), "no column of the country chart"),
     (("deadlines", "nothing"), "no period under 'nothing'"), (("deadlines", "dora"), "its periods stand under eu-2025-301"),
     (("positions", "--jurisdiction", "Mars"), "'Mars' is no"),
     (("assessments", "dpia", "all"), "no regime is called 'all'"), (("positions", "--at", "May"), "is not a law date")],
)  # fmt: skip
def test_what_is_not_known_is_refused(capsys, argv, said):
    code, out, err = run(capsys, *argv)
    assert code == 2 and out == "" and said in err


def test_the_timeline_compares_with_lists(capsys, tmp_path):
    base = json.loads((ROOT / "cases" / "bases" / "us.json").read_text(encoding="utf-8"))
    base["parties"][1]["name"] = "Ivan Primerov"
    base["items"][0]["physicalQubits"] = 30
    path = tmp_path / "transfer.json"
    path.write_text(json.dumps(base), encoding="utf-8")
    span = ("--from", base["date"], "--until", date.fromisoformat(base["date"]).isoformat(), "--format", "json")
    assert main(["timeline", str(path), *span]) == 0
    (alone,) = json.loads(capsys.readouterr().out)
    assert main(["timeline", str(path), *span, "--lists", str(LISTS / "us.json")]) == 0
    out, err = capsys.readouterr()
    (listed,) = json.loads(out)
    assert alone["outcome"] == "no-control-found" and listed["outcome"] == "undetermined"
    assert "prohibited" in listed["possible"] and "as they stand in the files" in err
