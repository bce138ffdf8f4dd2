"""One impact assessment for several regimes."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.situation.impact_assessments import (
    COLUMNS,
    ELEMENTS,
    REGIMES,
    assessment_elements,
    one_assessment,
    read_assessment_elements,
)

TODAY = date(2026, 10, 5)


def test_the_data_protection_assessment_has_the_four_contents_of_article_35_7():
    outline = one_assessment(["dpia"], TODAY)
    asked = {row.provision for rows in outline.values() for row in rows}
    assert {f"gdpr:35(7)({letter})" for letter in "abcd"} <= asked
    assert "destination-law" not in outline


def test_a_transfer_adds_the_law_of_the_destination():
    alone, both = (one_assessment(regimes, TODAY) for regimes in (["dpia"], ["dpia", "tia"]))
    assert set(both) - set(alone) == {"transfer-circumstances", "destination-law", "record"}
    assert {row.regime for row in both["measures"]} == {"dpia", "tia"}


def test_four_laws_on_data_are_answered_by_one_assessment():
    laws = {"dpia", "uk-dpia", "ch-dpia", "br-ripd"}
    outline = one_assessment(laws, TODAY)
    assert {row.regime for row in outline["risks"]} == {row.regime for row in outline["processing"]} == laws
    assert {row.provision for row in outline["measures"]} >= {"uk-gdpr:35(7)(d)", "ch-fadp:22(3)", "br-lgpd:38"}


def test_fundamental_rights_join_on_their_first_day():
    regimes = ["dpia", "fria"]
    before, after = (one_assessment(regimes, day) for day in (date(2027, 12, 1), date(2027, 12, 2)))
    assert "human-oversight" not in before
    assert [row.provision for row in after["human-oversight"]] == ["ai-act:27(1)(e)"]
    assert {row.regime for row in after["risks"]} == {"dpia", "fria"}


def test_an_outline_is_in_reading_order_and_every_regime_and_element_is_used():
    outline = one_assessment(REGIMES, date(2030, 1, 1))
    assert tuple(outline) == ELEMENTS
    assert {row.regime for row in assessment_elements()} == set(REGIMES)


def test_an_unknown_regime_is_refused():
    with pytest.raises(ValueError, match="dpai"):
        one_assessment(["dpai"], TODAY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("risk,dpia,gdpr:35(7)(c),x,2018-05-25,verified,y,", "element"),
        ("risks,gdpr,gdpr:35(7)(c),x,2018-05-25,verified,y,", "regime"),
        ("risks,dpia,35(7)(c),x,2018-05-25,verified,y,", "provision"),
        ("risks,dpia,gdpr:35(7)(c),x,,verified,y,", "from"),
        ("risks,dpia,gdpr:35(7)(c),x,2018-05-25,read,y,", "verification"),
    ],
)
def test_a_bad_row_is_refused_by_column(tmp_path, row, said):
    path = tmp_path / "impact-assessments.csv"
    path.write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(NormError, match=f"line 2, column {said}"):
        read_assessment_elements(path)
