"""The judgment of every worked dossier: what must stand in it, and what must not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qgov import decide
from qgov.base.errors import Fault
from qgov.norms.model import EXCEPTION, POINTER, SEVERITY
from qgov.reasoning.combine import UNDETERMINED
from qgov.reasoning.findings import APPLIES, DEPENDS
from qgov.report.html import page
from qgov.report.text import headline_sentences, judgment, sentence

DOSSIERS = sorted((Path(__file__).resolve().parent.parent.parent / "data/dossiers").glob("*.json"))
RAW = [word for word in SEVERITY if "-" in word]


def by_name(name: str) -> Path:
    return next(path for path in DOSSIERS if path.stem == name)


@pytest.fixture(scope="module")
def decisions():
    return {path.stem: decide(path, simulate=False) for path in DOSSIERS}


@pytest.fixture(params=[path.stem for path in DOSSIERS])
def decision(request, decisions):
    return decisions[request.param]


def flat(text: str) -> str:
    return " ".join(text.split())


def changed(name: str, **changes):
    raw = json.loads(by_name(name).read_text(encoding="utf-8"))
    return decide({**raw, **changes}, simulate=False)


def test_no_line_is_longer_than_a_terminal_shows(decision):
    assert [line for line in judgment(decision, all_findings=True).splitlines() if len(line) > 115] == []


def test_every_norm_that_applies_is_cited(decision):
    text = flat(judgment(decision))
    applying = [f for f in decision.shown() if f.status == APPLIES]
    assert [f.provision for f in applying if flat(f.norm.citation) not in text or f.provision not in text] == []


def test_the_headline_speaks_in_words(decision):
    told = " ".join(headline_sentences(decision))
    assert [word for word in RAW if word in told] == []
    assert {f.provision for f in decision.findings if f.provision in told} == set()


def test_pointers_speak_in_words(decision):
    text = flat(judgment(decision))
    assert [word for word in RAW if re.search(rf"(could yield|->) [^.]*{word}", text)] == []


def test_each_section_stands_where_it_has_something_to_say(decision):
    sections = {
        "Claims": decision.groundings,
        "What is missing": decision.residual,
        "What would change it": decision.nearest,
        "Duties": decision.duties,
        "Penalties": decision.penalties,
        "Warnings": decision.warnings,
        "Not modelled": decision.not_modelled,
    }
    text, html = judgment(decision), page(decision)
    for title, data in sections.items():
        assert bool(data) == (f"\n{title}\n" in text), title
        assert bool(data) == (f"<h2>{title}</h2>" in html), title
    assert "This is not legal advice." in text
    assert "This is not legal advice." in html


def test_what_is_undetermined_names_the_precaution(decisions):
    undetermined = [d for d in decisions.values() if d.outcome == UNDETERMINED]
    assert undetermined
    for decision in undetermined:
        assert "Precaution: act as if " in flat(judgment(decision))
        assert "Precaution: act as if " in page(decision)


def test_exceptions_that_were_not_read_are_folded_into_one_line(decisions):
    for decision in decisions.values():
        unread = {
            (f.line, f.norm.jurisdiction)
            for f in decision.shown()
            if f.norm.kind == EXCEPTION and f.status == DEPENDS and not f.norm.verified
        }
        assert len(re.findall(r"Exceptions? \S+.{0,80}may help", flat(judgment(decision)))) == len(unread)
    assert (
        "Exception us-ear:740.24 may help; its conditions were not read in the official text, so it does not."
        in flat(judgment(decisions["2026-us-in-boston-headline"]))
    )


def test_a_country_that_is_only_entered_has_no_rule_encoded(decisions):
    assert "India (import): no rule encoded." in headline_sentences(decisions["2026-us-in-boston-headline"])[0]
    origin_too = headline_sentences(decisions["2026-de-fr-aachen"])
    assert "European Union (import)" not in " ".join(origin_too)


def test_what_is_missing_says_what_to_do(decisions):
    fact = flat(judgment(decisions["2026-us-in-kingston-straddling"]))
    assert "State mean C-NOT infidelity of qpu: at most 0.001 -> authorisation required, above 0.001 -> " in fact
    assert "Needed by us-ear:4A906.a.2" in fact
    assert "Declare wmdEndUse (us-ear:744.2): false -> " in flat(
        judgment(decisions["2026-us-de-torino-undeclared"])
    )
    assert "Put on file: register (eu-dual-use:EU001) -> permitted." in flat(
        judgment(decisions["2026-de-jp-aachen-eu001-unregistered"])
    )
    pointer = decisions["2025-11-14-ie-in-kingston-headline"]
    provision = next(f.provision for f in pointer.shown() if f.norm.kind == POINTER)
    assert f"Read {provision} (" in flat(judgment(pointer))
    assert "it could yield authorisation required or nothing." in flat(judgment(pointer))


def test_a_check_without_its_inputs_is_not_checkable(decisions):
    assert "cnotError not checkable without t1, twoQubitGateTime: two-qubit-relaxation-floor" in flat(
        judgment(decisions["2026-us-cn-helios"])
    )


def test_a_mean_of_pair_rows_is_not_called_declared(decisions):
    rows = [
        row for row in judgment(decisions["2026-us-in-boston-mean"]).splitlines() if "mean C-NOT infidelity  " in row
    ]
    assert rows
    assert [row for row in rows if "as declared" in row] == []


def test_a_change_of_day_is_a_transfer_on_another_day(decisions):
    text = judgment(decisions["2025-11-14-ie-in-kingston-headline"])
    assert "a transfer from 2025-11-15 -> authorisation required" in text


def test_the_page_escapes_what_a_party_is_called():
    name = "<script>alert(1)</script>"
    html = page(changed("2026-us-in-boston-headline", parties=[
        {"id": "a", "role": "exporter", "name": name, "country": "US"},
        {"id": "b", "role": "consignee", "name": 'x" onload="alert(1)', "country": "IN"},
    ]))  # fmt: skip
    assert "<script" not in html
    assert "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>United States</td>" in html
    assert 'onload="' not in html


def test_the_page_names_the_parties_and_needs_nothing_from_elsewhere(decision):
    html = page(decision)
    for party in decision.dossier.parties:
        assert f"<tr><th>{party.role}</th>" in html
    assert re.findall(r"(?i)<(?:script|link|img|iframe|object|embed|base|form)\b", html) == []
    assert re.findall(r"(?i)(?:\bsrc|\bhref)\s*=|@import|url\(", html) == []


def test_the_page_says_the_same_as_the_text(decision):
    from html import unescape

    html, text = unescape(page(decision)), flat(judgment(decision))
    for told in headline_sentences(decision):
        assert told in html
        assert told in text


def test_a_fault_of_the_whole_input_names_no_place():
    assert str(Fault("", "not JSON", "give an object")) == "not JSON; give an object"
    assert str(Fault("/date", "not a date")) == "/date: not a date"


def test_a_rule_for_states_is_no_policy_on_applications():
    """Article 12(2) of Convention 108 says what a Party may not ask for: under it nobody applies for anything."""
    people = [
        {"id": "sender", "role": "controller", "name": "Example Hospital", "country": "CH", "kind": "company"},
        {"id": "user", "role": "processor", "name": "Example Analysis", "country": "AR", "kind": "company"},
    ]
    scans = {"id": "scans", "type": "QuantumDataset", "personalData": True, "originCountry": "CH", "usContent": 0}
    text = flat(judgment(decide({
        "id": "urn:example:flow", "type": "DataTransfer", "date": "2026-10-05", "origin": "CH", "destination": "AR",
        "parties": people, "items": [scans],
    }, simulate=False), all_findings=True))  # fmt: skip
    assert "coe-108:12(2) applies: free flow between Parties" in text
    assert "It binds states: between Parties no prohibition" in text and "would be reviewed" not in text


CODE = {"id": "code", "type": "Software", "relatesTo": ["us-ear:4A906.b"], "activity": ["development"]}


@pytest.mark.parametrize(
    ("changes", "norm", "said"),
    [
        (
            {"type": "TechnologyRelease", "destination": "US", "items": [CODE], "citizenship": ["CN"]},
            "us-ear:736-Supp-1(f)(3)", "It waits for an open question: ",
        ),
        (
            {"type": "Export", "destination": "IN", "items": [{"id": "qkd", "type": "QkdSystem", "protocol": "bb84"}]},
            "us-ear:740.17(b)(2)(i)(D)", "is not relied on: ",
        ),
    ],
    ids=["a privilege that waits for an open question", "a privilege that nobody claims"],
)  # fmt: skip
def test_why_a_privilege_does_not_help_is_told(changes, norm, said):
    person = {"citizenship": changes["citizenship"]} if "citizenship" in changes else {}
    made = {
        "id": "urn:example:privilege", "date": "2026-10-05", "origin": "US", "endUse": "civil-research",
        "parties": [
            {"id": "exporter", "role": "exporter", "name": "Example", "kind": "company", "country": "US"},
            {"id": "user", "role": "recipient" if person else "endUser", "name": "Example",
             "kind": "person" if person else "company", "country": changes["destination"], **person},
        ],
        **{key: value for key, value in changes.items() if key != "citizenship"},
    }  # fmt: skip
    found = decide(json.dumps(made), simulate=False).findings
    assert [said in sentence(finding) for finding in found if finding.norm.name == norm] == [True]
