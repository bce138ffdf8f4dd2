"""What would change a decision, in words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from qgov import decide
from qgov.base.resources import resource
from qgov.cli import main
from qgov.report.changes import changes, reading_words, why_not_words
from qgov.report.html import page
from qgov.report.rdf import decision_text
from qgov.report.text import judgment


def worked(name: str):
    return decide(resource(f"data/dossiers/{name}.json"), simulate=False)


@pytest.fixture(scope="module")
def boston():
    return worked("2026-us-in-boston-headline")


def test_a_change_of_a_number_says_how_far_it_is(boston):
    told = changes(boston)
    assert told[0] == ("mean C-NOT infidelity of qpu: above 0.001 (37 % away) -> nothing found in what is modelled")
    uncertain = changes(worked("2026-us-cn-helios-100"))
    row = next(r for r in worked("2026-us-cn-helios-100").robustness if r["term"] == "meanCnotInfidelity")
    assert f"{row['inStandardUncertainties']:.1f} u away" in uncertain[0]


def test_a_better_item_is_called_one():
    assert "for a more capable item" in changes(worked("2026-gb-jp-h2"))[0]


def test_what_stays_open_is_said():
    assert any("-> undetermined (" in text for text in changes(worked("2026-us-cn-helios-100")))


def test_the_nearest_exception_is_told_and_all_when_asked(boston):
    (short,) = why_not_words(boston)
    assert short.startswith("Nearest exception: us-ear:740.11(b)(2)(iv) to us-ear:742.4(a)(5)")
    assert "claimed privilege: GOV, which fails; not on file: agency-direction." in short
    full = why_not_words(boston, full=True)
    assert "us-ear:742.4(a)(5) stands: no licence covers us-ear:4A906.a.2." in full
    exceptions = {way["exception"] for row in boston.why_not for way in row["exceptions"]}
    assert {text.split(" to ")[0] for text in full if " to " in text} == exceptions
    assert any("(another place)" in text for text in full)


def test_the_command_names_every_exception(capsys):
    main(["decide", "--no-sim", "--why-not", str(resource("data/dossiers/2026-us-in-boston-headline.json"))])
    told = " ".join(capsys.readouterr().out.split())
    assert "us-ear:740.10(b)(2) to us-ear:742.4(a)(5)" in told and "barred, its conditions were not read" in told


def test_lines_are_told_apart():
    data = json.loads(resource("data/dossiers/2026-us-in-boston-headline.json").read_text(), parse_float=Decimal)
    data["items"].append({**data["items"][0], "id": "second"})
    told = why_not_words(decide(data, simulate=False))
    assert told[0].startswith("[qpu] ") and told[1].startswith("[second] ")


def test_readings_that_flip_are_told_with_what_settles_them():
    (told,) = reading_words(worked("2026-us-ca-kingston-process"))
    assert "read as process-infidelity, median over pairs" in told
    assert "Settled by: mean average gate infidelity" in told


def test_every_face_has_them(boston):
    text, html = judgment(boston), page(boston)
    for title in ("What would change it", "Why not permitted", "How the numbers may be read"):
        assert f"\n{title}\n" in text and f"<h2>{title}</h2>" in html
    data = boston.to_dict()
    assert len(data["robustness"]) == 2 and data["metricAudit"] and data["whyNot"]
    assert json.loads(json.dumps(data))["nearest"][0]["edit"][0]["path"] == "/items/0/cnotError"
    triples = decision_text(boston, "turtle")
    assert triples.count("NearestChange") == len(boston.nearest)


def test_nothing_is_said_where_nothing_is_barred():
    decision = worked("2024-09-05-us-sg-willow-headline")
    assert decision.outcome == "no-control-found" and why_not_words(decision, full=True) == []
    assert "Why not permitted" not in judgment(decision)
