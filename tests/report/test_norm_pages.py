"""A norm's page shows the rule: every bound of the table of thresholds, and what a control, an exception, a paper asks."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from qgov.cli import main
from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.conditions import ALWAYS, And, Has, ItemIs, Not, OneOf, Or, Present, Within
from qgov.norms.load import NormBook
from qgov.norms.model import ENTRY, EXCEPTION, NORM
from qgov.norms.thresholds import threshold_table, thresholds_of
from qgov.norms.words import unit_of
from qgov.report.law.harmonisation import classes
from qgov.report.norm_html import norms_page
from qgov.report.norms import norm_dict, norm_page, norm_rows
from qgov.report.outline import outline, outline_html, outline_text

WORDS = {">=": "from", ">": "above", "<=": "at most", "<": "below"}
NEGATED = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
SHIPPED = [norm for norm in norm_book().norms if norm.origin.endswith(".ttl")]


def by_provision(provision: str) -> list:
    return [norm for norm in SHIPPED if norm.provision == provision]


def bounds_said(text: str, term: str) -> set[tuple[bool, str, Decimal]]:
    """The bounds that a page states of a term, with its unit: whether denied, the word, the number."""
    label, unit = lexicon().terms[term].label, unit_of(term)
    number = r"(?:from|above|at most|below) [0-9.]+" + (f" {re.escape(unit)}" if unit else "")
    found = set()
    for match in re.finditer(rf"(not \()?{re.escape(label)} ({number}(?:, {number})*)(?![0-9 ]*[0-9])", text):
        for word, value in re.findall(r"(from|above|at most|below) ([0-9.]+)", match.group(2)):
            found.add((bool(match.group(1)), word, Decimal(value)))
    return found


@pytest.mark.parametrize("row", threshold_table(), ids=lambda row: f"{row.provision} {row.term} {row.operator}")
def test_every_bound_of_the_table_is_on_the_page_of_its_norm(row):
    held = [
        norm for norm in by_provision(row.provision)
        if any((one.place_in_law, one.value) == (row.place_in_law, row.value) for one in thresholds_of(NormBook((norm,))))
    ]  # fmt: skip
    assert held, row
    for norm in held:
        text = " ".join(norm_page(norm).split())
        said = bounds_said(text, row.term)
        for operator in ("<=", ">=") if row.operator == "=" else (row.operator,):
            either = {(False, WORDS[operator], row.value), (True, WORDS[NEGATED[operator]], row.value)}
            assert said & either, (row, text)
        for name in classes(norm.condition):
            assert f"the item is a {lexicon().terms[name].label}" in text


@pytest.mark.parametrize("norm", [n for n in SHIPPED if n.kind in (ENTRY, NORM, EXCEPTION)], ids=lambda n: n.name)
def test_every_page_says_what_the_norm_asks(norm):
    text = norm_page(norm)
    name = {ENTRY: "describes", EXCEPTION: "excepted when"}.get(norm.kind, "applies when")
    assert f"\n  {name}  " in text
    for term in (norm.own_condition or norm.condition).terms & set(lexicon().terms):
        assert lexicon().terms[term].label in " ".join(text.split())
    for word in norm.conditions_of_use:
        assert word in text


def test_what_a_control_asks_and_what_sets_it_aside():
    (norm,) = by_provision("us-ear:742.4(a)(5)")
    rows = {row.name: row.text for row in norm_rows(norm)}
    assert "transfer type: only export or re-export or transit" in rows["applies when"]
    assert "us-ear:4A906.a.2" in rows["acts on"] and "us-ear:740.24" in rows["excepted by"]
    assert "a licence on file that covers the entry" in rows["met by"]


def test_what_an_exception_asks_of_its_papers():
    norm = next(norm for norm in by_provision("eu-dual-use:EU003") if norm.iri.endswith("~return/2021-09-09"))
    rows = {row.name: row.text for row in norm_rows(norm)}
    assert rows["relied on as"] == "EU003" and "register (registration)" in rows["papers must show"]
    assert "destination group: eu-dual-use:EU003" in rows["excepted when"]


def test_an_open_question_is_asked_in_full():
    (norm,) = by_provision("us-sca:2713")
    assert "answered yes: Is the transfer one that a warrant" in " ".join(norm_page(norm).split())


def test_json_has_the_condition_in_words_and_as_receipts_write_it():
    (norm,) = by_provision("us-ear:4A906.a.2")
    condition = norm_dict(norm)["condition"]
    assert "operational qubits from 100, below 200" in condition["words"]
    assert "mean C-NOT infidelity at most 0.001" in condition["words"]
    assert {"number": "operationalQubits", "from": "100", "below": "200"} in condition["read"]["all"]


def test_an_outline_breaks_what_does_not_fit_a_line():
    long = [Has("describedBy", tuple(f"us-ear:4A906.a.{n}.{m}" for m in range(9))) for n in range(3)]
    found = outline(And((ItemIs("QuantumComputer"), Or((long[0], And((long[1], long[2])))), Not(And(tuple(long))))))
    assert found[0] == "the item is a quantum computer"
    assert [list(part) for part in found[1:]] == [["any"], ["not"]]
    assert list(found[1]["any"][1]) == ["all"] and len(found[2]["not"]) == 3
    text = outline_text(found)
    assert "- one of\n  - described by" in text and "  - all of\n    - " in text and "- not all of\n" in text
    assert outline_html(found).count("<ul>") == outline_html(found).count("</ul>") == 4
    assert outline(ALWAYS) == []


def test_numbers_are_said_with_every_digit_and_unit():
    leaf = Within("operatingTemperature", Decimal("0.00001234567"), None, None, Decimal("4.50"))
    assert outline(leaf) == ["operating temperature from 0.00001234567 K, below 4.5 K"]
    assert outline(Within("recipientEmployedSince", None, None, Decimal(738000))) == [
        f"{lexicon().terms['recipientEmployedSince'].label} until 2021-07-29"
    ]
    assert outline(Not(OneOf("computingModel", ("circuit",)))) == ["computing model: none of circuit"]
    assert outline(Not(Present("exportFrom"))) == ["it leaves no state"]


def test_the_page_as_html(capsys):
    assert main(["norms", "us-ear:4A906.a.2", "--format", "html"]) == 0
    page = capsys.readouterr().out
    (norm,) = by_provision("us-ear:4A906.a.2")
    assert page == norms_page([norm]) and page.count(norm.definition) == 1
    assert "<li>operational qubits from 100, below 200</li>" in page
    assert 'href="https://w3id.org/qgov/norm/us-ear/742.4%28a%29%285%29/2024-09-06">us-ear:742.4(a)(5)</a>' in page
    assert 'href="https://w3id.org/qgov/operationalQubits">operational qubits</a>' in page
    assert not re.search(r'scope="row">\w+[a-z][A-Z]', page), "labels, not keys"
    assert main(["norms", "--format", "html"]) == 2
