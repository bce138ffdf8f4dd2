"""The cases of tests/cases: dossiers with the outcome, the findings and the reasons that the law asks for.

The expectations are read from the provisions, not from the engine. tests/cases/README.md says how a case is written.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import pycountry
import pytest

from qgov.base.errors import InputError
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.model import EXCEPTION, NORM, POINTER, SEVERITY
from qgov.norms.pointers import table_pointers
from qgov.reasoning import law_date
from qgov.reasoning.pipeline import decide_dossier

FOLDER = Path(__file__).parents[1] / "cases"
CLEAR = ("permitted", "no-control-found")
STATUSES = {"applies", "does-not-apply", "depends", "defeated", "satisfied"}
EXPECTED_KEYS = set(
    "outcome possible includes notClear findings lines jurisdictions residual duties because refused".split()
)
_NUMBER = re.compile(r'"@number:([^"]+)"')
_VARIANT = re.compile(r"(~[a-z0-9-]+)/[^/]+$")

# Norms that some status cannot reach by their nature; the reasons stand in tests/cases/README.md too.
EXEMPT = {
    "cn-cac-2024:5(1)(4)": {"depends": "no control of China reads the special categories; silence on them is not shown"},
    "us-ear:740.24": {"applies": "unverified privilege: the table of the exception was not seen, so it is never shown"},
    "us-ear:89-FR-72926": {"applies": "unverified privilege: the compliance date is known from secondary sources only"},
    "us-ear:3A001.a.2": {"applies": "a dossier does not tell the kinds of circuit apart that the paragraph lists"},
    "us-ear:3A901.a": {"applies": "what 3A001.a.2 specifies is excepted, and whether it does is never known"},
    "us-ear:742.4(a)(2)": {"applies": "of the entries under NS column 2 only 3A001.a.2 is modelled, which stays open"},
    "us-ear:744.15(b)": {"depends": "it holds wherever the control that it defeats applies: both read the same list"},
    "us-ear:5A004.a": {"depends": "what an item is designed for is as declared; silence names no purpose"},
    "us-ear:5D002.c.3.a": {"depends": "what software is designed for is as declared; silence names no purpose"},
    "eu-dual-use:5A004.a": {"depends": "what an item is designed for is as declared; silence names no purpose"},
    "eu-dual-use:GTN~patent": {"depends": "a privilege is relied on or not, and the type of the item is never open"},
    "de-awv:8(1)(2)~besides": {"applies": "whether the national list counts besides Annex I is an open question"},
    "de-awv:11(2)~besides": {"applies": "whether the national list counts besides Annex I is an open question"},
    "es-rd679:2~besides": {"applies": "whether the national list counts besides Annex I is an open question"},
    "es-ict534:3A901": {"applies": "a dossier does not state photon sources and detectors on a chip"},
    "es-ict534:3A911": {"applies": "a dossier does not state photon sources and detectors on a chip"},
    "jp-feo:17(8)": {"applies": "unverified privilege: the designation was not read, so it is never shown"},
    "jp-goods:8(11)(i)": {"depends": "what an item is designed for is as declared; silence names no purpose"},
    "us-ear:734.8(a)": {"depends": "what it reads is stated or not shown; nothing in it can stay open"},
    "us-ear:734.18(a)(5)": {"depends": "what it reads is stated or not shown; nothing in it can stay open"},
    "us-ear:740.9(a)(3)": {"depends": "what it reads is stated or not shown; nothing in it can stay open"},
    "us-ear:740.13(c)": {"depends": "what it reads is stated or not shown; nothing in it can stay open"},
}


# What a dossier always settles: papers are on file or they are not, and the kind of transfer and of item is stated. A
# verified norm that reads nothing else is never open.
SETTLED = frozenset({"claimedPrivilege", "itemType", "safeguardOnFile", "transferType"})


def always_settled(norm) -> bool:
    leaves = list(norm.condition.leaves())
    return (
        norm.verified
        and norm.kind in (NORM, EXCEPTION)
        and bool(leaves)
        and norm.earliest == norm.latest
        and not {"releasedWithin", "itemOrigin"} & set(norm.connects_by)
        and all(getattr(leaf, "term", None) in SETTLED for leaf in leaves)
    )


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


def key_of(norm) -> str:
    """The name of a norm in a case: its provision, with the variant where several norms share one provision."""
    variant = _VARIANT.search(norm.iri)
    return norm.provision + (variant.group(1) if variant else "")


@cache
def known_keys() -> frozenset[str]:
    return frozenset(key_of(norm) for norm in (*norm_book().norms, *table_pointers()))


def check_key(key: str) -> None:
    assert key in known_keys() or key.startswith("national-law:"), f"no norm is called {key}"


def statuses(decision, line: str) -> dict[str, set[str]]:
    """Status by norm on one line; a norm not in force or not connected leaves no finding and does not apply."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in decision.findings:
        if finding.line == line:
            found[key_of(finding.norm)].add(finding.status)
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
            if finding.line == line and key_of(finding.norm) == key for row in finding.because
        ]  # fmt: skip
        got = {row["term"]: row["met"] for row in rows if row["term"] in terms}
        assert got == terms, key


def decide(text: str, at: str | None = None, assume: tuple[str, ...] = ()):
    """The decision without what only explains it: circuits and nearest changes. ``assume`` names norms whose text and
    days are taken as verified, so that a norm which does not decide today is exercised too."""
    book = assumed(assume) if assume else None
    return decide_dossier(read_dossier(text), law_date(at), simulate=False, explain=False, book=book)


@cache
def assumed(keys: tuple[str, ...]):
    book = norm_book()
    assert set(keys) <= known_keys(), f"no norm is called {sorted(set(keys) - known_keys())}"
    norms = tuple(
        replace(norm, verification="verified", earliest=None, latest=None) if key_of(norm) in keys else norm
        for norm in book.norms
    )
    return replace(book, norms=norms)


@pytest.mark.parametrize(("file", "case"), cases())
def test_case(file: dict, case: dict) -> None:
    expected = case["expect"]
    text = dump(changed(base_of(file), case.get("change", {})))
    if "refused" in expected:
        with pytest.raises(InputError) as refusal:
            decide(text, case.get("at"), tuple(case.get("assume", ())))
        assert expected["refused"] in {fault.pointer for fault in refusal.value.faults}
        return
    decision = decide(text, case.get("at"), tuple(case.get("assume", ())))
    answer = decision.to_dict(all_findings=True)
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
            assert set(case) - {"at", "assume", "change"} == {"name", "why", "expect"} and case["why"], where
            expected = case["expect"]
            assert expected and not set(expected) - EXPECTED_KEYS, where
            words = [*expected.get("findings", {}).values()]
            for line in expected.get("lines", {}).values():
                words += line.get("findings", {}).values()
            assert set(words) <= STATUSES, where
            if expected.get("outcome") == "undetermined":
                assert expected.get("possible") or expected.get("includes") or expected.get("notClear"), where


def expected_statuses() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for _, file in files():
        for case in file["cases"]:
            lines = case["expect"].get("lines", {}).values()
            for findings in (case["expect"].get("findings", {}), *(line.get("findings", {}) for line in lines)):
                for key, status in findings.items():
                    found[key].add(status)
    return found


@pytest.mark.parametrize("key", sorted({key_of(norm) for norm in norm_book().norms if norm.origin.endswith(".ttl")}))
def test_every_norm_has_its_three_cases(key: str) -> None:
    """Where it applies, where it does not and where it depends; a pointer never simply applies."""
    norms = [norm for norm in norm_book().norms if key_of(norm) == key]
    got, exempt = expected_statuses()[key], set(EXEMPT.get(key, {}))
    wanted = {"does-not-apply", "depends"}
    if any(norm.kind != POINTER for norm in norms):
        if not got & {"applies", "satisfied", "defeated"}:
            wanted.add("applies")
    else:
        assert not got & {"applies", "satisfied", "defeated"}, "a pointer cannot apply"
    if all(always_settled(norm) for norm in norms):
        wanted.discard("depends")
    assert not wanted - got - exempt
    assert not exempt & got, "the exemption is no longer needed"


def dossier_from(origin: str, destination: str, **item: object) -> str:
    base = json.loads(shared_base("us"))
    base |= {"origin": origin, "destination": destination}
    base["items"][0] |= {"physicalQubits": 30, "originCountry": origin, "usContent": 0} | item
    base["parties"][0]["country"], base["parties"][1]["country"] = origin, destination
    return json.dumps(base)


# The law of these was read as far as it concerns a quantum computer below every band. Movements of the territories of
# the United States are movements of the United States.
READ = frozenset({"US", "GB", "JP", "DE", "ES", "PR", "GU", "VI", "AS", "MP", "UM"})


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
