"""Every duty says who must do what by when, and a decision keeps the three apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from qgov import decide
from qgov.norms import norm_book
from qgov.report.text import duty_words, judgment

DOSSIERS = Path(__file__).resolve().parent.parent.parent / "data/dossiers"
WRITTEN = [(norm.iri, text) for norm in norm_book().norms for text in norm.duties]


def test_there_are_duties():
    assert len(WRITTEN) > 10


@pytest.mark.parametrize(("norm", "text"), WRITTEN)
def test_a_duty_has_three_parts(norm, text):
    who, what, by_when = (part.strip() for part in text.split(" | "))
    assert who and by_when, norm
    assert what.startswith(("must ", "must not ")), norm


def test_a_decision_says_who_what_and_by_when():
    decision = decide(DOSSIERS / "2026-us-in-boston-headline.json", simulate=False)
    licence = next(duty for duty in decision.to_dict()["duties"] if duty["provision"] == "us-ear:742.4(a)(5)")
    assert licence == {
        "who": "exporter or reexporter",
        "what": "must obtain a licence from the Bureau of Industry and Security, unless a licence exception applies",
        "byWhen": "before the item leaves or the technology is released",
        "provision": "us-ear:742.4(a)(5)",
        "item": "qpu",
    }


def test_duties_of_the_same_words_are_told_once_with_all_provisions():
    decision = decide(DOSSIERS / "2026-us-in-boston-headline.json", simulate=False)
    told = [text for text in duty_words(decision) if "obtain a licence" in text]
    assert told == [
        "Exporter or reexporter must obtain a licence from the Bureau of Industry and Security, unless a licence "
        "exception applies, before the item leaves or the technology is released (us-ear:742.4(a)(5), us-ear:742.6(a)(10))."
    ]


def test_the_duties_of_a_general_authorisation_follow_where_it_covers():
    text = " ".join(judgment(decide(DOSSIERS / "2026-de-jp-aachen-eu001.json", simulate=False)).split())
    assert "Exporter must not use EU001" in text
    assert "Exporter must register with the competent authority" in text
