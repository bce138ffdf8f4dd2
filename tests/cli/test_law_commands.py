"""The views of the law on the command line: matrix, coverage, cases, and the timeline of a transfer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qgov.base.resources import resource
from qgov.cli import main
from qgov.norms import norm_book
from qgov.report.law.coverage import coverage

CASES = Path(__file__).resolve().parent.parent / "cases"
HEADLINE = str(resource("data/dossiers/2026-us-in-boston-headline.json"))
SPAN = ("--from", "2024-09-04", "--until", "2024-09-08")


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(list(argv))
    out, err = capsys.readouterr()
    return code, out, err


def test_the_matrix_of_a_day_leaves_out_what_is_not_in_force(capsys):
    code, out, _ = run(capsys, "norms", "--matrix", "--at", "2025-12-15", "--format", "json")
    rows = {row["item"]: row["jurisdictions"] for row in json.loads(out)}
    british = {cell["provision"] for cell in rows["QuantumComputer"]["GB"]}
    assert code == 0
    assert "uk-eco:PL9014.a.1.a.1" in british and not any(p.startswith("uk-dual-use:4A506") for p in british)
    later = json.loads(run(capsys, "norms", "--matrix", "--at", "2025-12-16", "--format", "json")[1])
    british = {c["provision"] for row in later if row["item"] == "QuantumComputer" for c in row["jurisdictions"]["GB"]}
    assert "uk-dual-use:4A506.a.1" in british and not any("PL9014" in p for p in british)


@pytest.mark.parametrize(("format", "word"), [("text", "us-ear:4A906.a.1"), ("html", "<table>")])
def test_the_matrix_as_text_and_page(capsys, format, word):
    code, out, _ = run(capsys, "norms", "--matrix", "--format", format)
    assert code == 0 and word in out and "4A506.a.1" in out


def test_coverage_counts_each_instrument(capsys):
    code, out, _ = run(capsys, "norms", "--coverage", "--format", "json")
    assert code == 0 and json.loads(out) == [one.to_dict() for one in coverage()]


def test_coverage_marks_stale_readings_on_the_day_asked_for(capsys):
    assert "(stale)" not in run(capsys, "norms", "--coverage", "--at", "2026-11-25")[1]
    assert "(stale)" in run(capsys, "norms", "--coverage", "--at", "2028-01-01")[1]


def test_cases_that_are_missing_are_named(capsys, tmp_path):
    assert run(capsys, "norms", "--cases", str(tmp_path))[0] == 2, "a folder without case files is no answer"
    (tmp_path / "one.json").write_text('{"cases": []}', encoding="utf-8")
    code, out, err = run(capsys, "norms", "--cases", str(tmp_path))
    assert code == 1 and "us-ear:742.4(a)(5): no case where it" in out and "norms lack a case" in err
    code, out, _ = run(capsys, "norms", "--cases", str(CASES), "--format", "json")
    lacking = json.loads(out)
    assert code == (1 if lacking else 0)
    assert len(lacking) < len(norm_book().norms) / 2


@pytest.mark.parametrize("view", [("--coverage",), ("--cases", str(CASES))])
def test_a_page_goes_with_the_matrix_alone(capsys, view):
    code, _, err = run(capsys, "norms", *view, "--format", "html")
    assert code == 2 and "--matrix" in err


def test_views_are_taken_one_at_a_time(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["norms", "--matrix", "--coverage"])
    assert stopped.value.code == 2 and "not allowed with" in capsys.readouterr().err


def test_the_timeline_names_the_day_and_the_provision(capsys):
    code, out, _ = run(capsys, "timeline", HEADLINE, *SPAN)
    assert code == 0
    assert "2024-09-06 to" in out and "us-ear:742.4(a)(5) now applies (qpu)" in out
    periods = json.loads(run(capsys, "timeline", HEADLINE, *SPAN, "--format", "json")[1])
    (first,) = [period for period in periods if period["from"] == "2024-09-06"]
    assert "us-ear:742.4(a)(5)" in {change["provision"] for change in first["changes"]}


@pytest.mark.parametrize(("format", "start"), [("html", "<!doctype html>"), ("svg", "<svg ")])
def test_the_timeline_as_picture_and_page(capsys, format, start):
    code, out, _ = run(capsys, "timeline", HEADLINE, *SPAN, "--format", format)
    assert code == 0 and out.startswith(start) and "2024-09-06" in out


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (("--from", "May 2024"), "--from 'May 2024' is no date"),
        (("--from", "2024-09-04", "--until", "tomorrow"), "--until 'tomorrow' is no date"),
        (("--from", "2024-09-08", "--until", "2024-09-04"), "before it begins"),
    ],
)
def test_a_span_that_is_none_is_refused(capsys, span, said):
    code, out, err = run(capsys, "timeline", HEADLINE, *span)
    assert code == 2 and out == "" and said in err
