"""The cases of tests/cases: dossiers with the outcome, the findings and the reasons that the law asks for.

The expectations are read from the provisions, not from the engine. tests/cases/README.md says how a case is written.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pycountry
import pytest

from qgov.base.errors import InputError
from qgov.curation.norm_cases import APPLYING, lacks, statuses_in
from qgov.dossier.read import read_dossier
from qgov.norms import NormBook, norm_book
from qgov.norms.conditions import ALWAYS, And, Condition, Has, Not, Or
from qgov.norms.model import POINTER, SEVERITY
from qgov.norms.pointers import table_pointers
from qgov.reasoning import law_date
from qgov.reasoning.pipeline import decide_dossier
from qgov.situation import Reference, reference

FOLDER = Path(__file__).parents[1] / "cases"
CLEAR = ("permitted", "no-control-found")
STATUSES = {"applies", "does-not-apply", "depends", "defeated", "satisfied"}
EXPECTED_KEYS = set(
    "outcome possible includes notClear findings lines jurisdictions residual duties because refused".split()
)
TAKEN = {"answers", "assume", "doubt", "editions"}
_NUMBER = re.compile(r'"@number:([^"]+)"')


class Numeral(str):
    """A number of a case file as it is written there; floating point never sees it."""


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Numeral)


def dump(value: object) -> str:
    """JSON with every decimal as written."""

    def mark(node: object) -> object:
        if isinstance(node, dict):
            return {key: mark(child) for key, child in node.items()}
        if isinstance(node, list):
            return [mark(child) for child in node]
        return f"@number:{node}" if isinstance(node, Numeral) else node

    return _NUMBER.sub(r"\1", json.dumps(mark(value), ensure_ascii=False))


def merge(target: object, patch: object) -> object:
    """RFC 7396: objects are merged, null deletes, everything else replaces."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def changed(base: dict, change: dict) -> dict:
    """A base with a change; ``item`` patches the first item, ``user`` the party with that id."""
    change = dict(change)
    item, user = change.pop("item", None), change.pop("user", None)
    dossier = merge(base, change)
    if item is not None:
        dossier["items"] = [merge(dossier["items"][0], item), *dossier["items"][1:]]
    if user is not None:
        dossier["parties"] = [merge(p, user) if p["id"] == "user" else p for p in dossier["parties"]]
    return dossier


@cache
def shared_base(name: str) -> str:
    return dump(load(FOLDER / "bases" / f"{name}.json"))


def base_of(file: dict) -> dict:
    if isinstance(file["base"], str):
        return json.loads(shared_base(file["base"]), parse_float=Numeral)
    return file["base"]


def files() -> list[tuple[str, dict]]:
    found = []
    for path in sorted(FOLDER.rglob("*.json")):
        if path.parent.name != "bases":
            found.append((path.relative_to(FOLDER).with_suffix("").as_posix(), load(path)))
    return found


def cases() -> list:
    return [
        pytest.param(file, case, id=f"{name}: {case['name']}") for name, file in files() for case in file["cases"]
    ]  # fmt: skip


@cache
def known_keys() -> frozenset[str]:
    return frozenset(norm.name for norm in (*norm_book().norms, *table_pointers()))


def check_key(key: str) -> None:
    assert key in known_keys() or key.startswith(("national-law:", "sanctions:")), f"no norm is called {key}"


def statuses(decision, line: str) -> dict[str, set[str]]:
    """Status by norm on one line; a norm not in force or not connected leaves no finding and does not apply."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in decision.findings:
        if finding.line == line:
            found[finding.norm.name].add(finding.status)
    return found


def check_verdict(verdict: dict, expected: object, what: str) -> None:
    """An outcome as a word, or the possible outcomes of an undetermined one as a list."""
    got = (verdict["outcome"], tuple(verdict["possible"]))
    if isinstance(expected, list):
        assert got == ("undetermined", ordered(expected)), what
    else:
        assert got[0] == expected, what


def ordered(outcomes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(outcomes, key=lambda outcome: -SEVERITY[outcome]))


def check_findings(decision, line: str, expected: dict[str, str]) -> None:
    found = statuses(decision, line)
    wrong = {}
    for key, status in expected.items():
        check_key(key)
        got = found.get(key, {"does-not-apply"})
        if got != {status}:
            wrong[key] = f"{'/'.join(sorted(got))}, expected {status}"
    assert not wrong, wrong


def check_residual(answer: dict, expected: list[str]) -> None:
    """Each expected term is named: as what is missing, what it is about, or a norm that needs it."""
    named = set()
    for missing in answer["residual"]:
        named |= {missing["missing"], missing["about"], *missing["neededBy"]}
        named.add(re.split(r"[.:]", missing["missing"])[-1])
    assert not set(expected) - named, f"residual names {sorted(named)}, not {sorted(set(expected) - named)}"


def check_because(decision, line: str, expected: dict[str, dict[str, str]]) -> None:
    for key, terms in expected.items():
        check_key(key)
        rows = [
            row for finding in decision.findings
            if finding.line == line and finding.norm.name == key for row in finding.because
        ]  # fmt: skip
        got = {row["term"]: row["met"] for row in rows if row["term"] in terms}
        assert got == terms, key


def decide(text: str, at: str | None = None, book: NormBook | None = None, tables: Reference | None = None):
    """The decision without what only explains it: circuits and nearest changes."""
    return decide_dossier(read_dossier(text), law_date(at), simulate=False, explain=False, book=book, tables=tables)


def book_of(case: dict) -> NormBook:
    """The norms as a case takes them: text and days of some as verified (``assume``) or as unverified (``doubt``),
    open questions as answered (``answers``)."""
    answers = tuple(sorted(case.get("answers", {}).items()))
    return taken(tuple(case.get("assume", ())), tuple(case.get("doubt", ())), answers)


def tables_of(case: dict) -> Reference:
    """The tables as a case takes them: the first edition of an instrument's country groups from an earlier day on."""
    tables = reference()
    for instrument, day in case.get("editions", {}).items():
        known = tables.editions[instrument]
        earlier = {date.fromisoformat(day): known[min(known)]} | known
        tables = replace(tables, editions=tables.editions | {instrument: earlier})
    return tables


@cache
def taken(assume: tuple[str, ...], doubt: tuple[str, ...], answers: tuple[tuple[str, bool], ...]) -> NormBook:
    book = norm_book()
    for name in (*assume, *doubt):
        check_key(name)
    assert {question for question, _ in answers} <= set(book.questions), "no such question"
    norms = []
    for norm in book.norms:
        if norm.name in assume:
            norm = replace(norm, verification="verified", earliest=None, latest=None)
        if norm.name in doubt:
            norm = replace(norm, verification="unverified")
        if answers and "openQuestion" in norm.condition.terms:
            norm = replace(norm, condition=answered(norm.condition, dict(answers)))
        norms.append(norm)
    return replace(book, norms=tuple(norms))


def answered(condition: Condition, answers: dict[str, bool]) -> Condition:
    """A condition in which open questions have their answer."""
    if isinstance(condition, (And, Or)):
        return replace(condition, parts=tuple(answered(part, answers) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(answered(condition.part, answers))
    if isinstance(condition, Has) and condition.term == "openQuestion":
        if any(answers.get(value) for value in condition.values):
            return ALWAYS
        return replace(condition, values=tuple(value for value in condition.values if value not in answers))
    return condition


@pytest.mark.parametrize(("file", "case"), cases())
def test_case(file: dict, case: dict) -> None:
    expected = case["expect"]
    text = dump(changed(base_of(file), case.get("change", {})))
    if "refused" in expected:
        with pytest.raises(InputError) as refusal:
            decide(text, case.get("at"), book_of(case), tables_of(case))
        assert expected["refused"] in {fault.pointer for fault in refusal.value.faults}
        return
    decision = decide(text, case.get("at"), book_of(case), tables_of(case))
    answer = decision.content()
    first = answer["lines"][0]["item"]
    if "findings" in expected:
        check_findings(decision, first, expected["findings"])
    check_because(decision, first, expected.get("because", {}))
    if "outcome" in expected:
        check_verdict(answer, expected.get("possible", expected["outcome"]), "the whole")
    assert set(expected.get("includes", ())) <= set(answer["possible"]), answer["possible"]
    if expected.get("notClear"):
        assert answer["outcome"] not in CLEAR, "silence was read as clearance"
    silent = {"outcome": "no-control-found", "possible": ["no-control-found"]}
    codes = {row["code"]: row for row in answer["jurisdictions"]}
    for code, verdict in expected.get("jurisdictions", {}).items():
        check_verdict(codes.get(code, silent), verdict, code)
    for row in answer["lines"]:
        wanted = expected.get("lines", {}).get(row["item"], {})
        if "outcome" in wanted:
            check_verdict(row, wanted["outcome"], row["item"])
        check_findings(decision, row["item"], wanted.get("findings", {}))
    assert set(expected.get("lines", {})) <= {row["item"] for row in answer["lines"]}
    check_residual(answer, expected.get("residual", []))
    given = {duty["provision"] for duty in answer["duties"]}
    assert set(expected.get("duties", [])) <= given, given


def test_the_cases_are_well_formed() -> None:
    """Every case has a name of its own, a reason, and expectations in the words of the runner."""
    for name, file in files():
        assert set(file) == {"about", "base", "cases"}, name
        names = [case["name"] for case in file["cases"]]
        assert len(names) == len(set(names)), f"{name} uses a name twice"
        for case in file["cases"]:
            where = f"{name}: {case['name']}"
            assert set(case) - TAKEN - {"at", "change"} == {"name", "why", "expect"} and case["why"], where
            expected = case["expect"]
            assert expected and not set(expected) - EXPECTED_KEYS, where
            words = [*expected.get("findings", {}).values()]
            for line in expected.get("lines", {}).values():
                words += line.get("findings", {}).values()
            assert set(words) <= STATUSES, where
            if expected.get("outcome") == "undetermined":
                assert expected.get("possible") or expected.get("includes") or expected.get("notClear"), where


@cache
def lacking() -> dict[str, tuple[str, ...]]:
    return {lack.norm: lack.missing for lack in lacks(norm_book().norms, statuses_in(FOLDER))}


@pytest.mark.parametrize("key", sorted({norm.name for norm in norm_book().norms if norm.origin.endswith(".ttl")}))
def test_every_norm_has_its_three_cases(key: str) -> None:
    """Where it applies, where it does not and where it depends."""
    assert not lacking().get(key), f"{key} has no case for these"


def test_a_pointer_never_simply_applies() -> None:
    pointers = {norm.name for norm in norm_book().norms if norm.kind == POINTER}
    rules = {norm.name for norm in norm_book().norms if norm.kind != POINTER}
    applying = {name for name, statuses in statuses_in(FOLDER).items() if statuses & APPLYING}
    assert not applying & (pointers - rules)


def dossier_from(origin: str, destination: str, **item: object) -> str:
    base = json.loads(shared_base("us"))
    base |= {"origin": origin, "destination": destination}
    base["items"][0] |= {"physicalQubits": 30, "originCountry": origin, "usContent": 0} | item
    base["parties"][0]["country"], base["parties"][1]["country"] = origin, destination
    return json.dumps(base)


# The law of these was read as far as it concerns a quantum computer below every band: of Canada its list, whose groups
# beside item 5506 are what the regimes name. Movements of the territories of the United States are movements of the
# United States.
READ = frozenset({"US", "GB", "JP", "DE", "ES", "CA", "PR", "GU", "VI", "AS", "MP", "UM"})


@pytest.mark.parametrize("code", sorted(country.alpha_2 for country in pycountry.countries))
def test_no_state_of_origin_is_silently_clear(code: str) -> None:
    """Silence is not clearance: every state whose law was not read has a pointer, whatever the item."""
    outcome = decide(dossier_from(code, "IN" if code != "IN" else "KR")).outcome
    assert (outcome in CLEAR) == (code in READ)


@pytest.mark.parametrize("code", sorted(country.alpha_2 for country in pycountry.countries))
def test_a_listed_computer_of_united_states_origin_is_controlled_from_everywhere(code: str) -> None:
    """742.4(a)(5) is worldwide and follows the item (734.3(a)(2)); only movements inside the United States are none."""
    destination = "IN" if code != "IN" else "KR"
    text = dossier_from(code, destination, physicalQubits=150, originCountry="US")
    answer = decide(text.replace('"Export"', '"Reexport"')).to_dict()
    assert answer["precaution"] in ("authorisation-required", "prohibited")
    assert "no-control-found" not in answer["possible"]
