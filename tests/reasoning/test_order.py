"""Order changes nothing: not that of norms, nor of triples in the files, nor of members in a dossier.

The same decision means the same bytes of JSON, every finding and the receipt included.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from qgov.dossier.read import read_dossier
from qgov.norms import NormBook, norm_book
from qgov.norms.load import check_norms, norm_files, read_norms
from qgov.norms.pointers import table_pointers
from qgov.reasoning.pipeline import decide_dossier

CASES = Path(__file__).parents[1] / "cases"
SEEDS = (1, 2, 3)
TMP = [{"type": "exception", "code": "TMP", "conditionsMet": ["inspect-test-repair", "return"]}]


def base(name: str, **changes: object) -> dict:
    found = json.loads((CASES / "bases" / f"{name}.json").read_text(encoding="utf-8"))
    found["items"][0] |= changes.pop("item", {})
    return found | changes


def dossiers() -> dict[str, dict]:
    """What has many norms, ties among them, open facts, defeat in three strata, a rank and a conflict."""
    listed = [{"party": "user", "list": "us-unverified", "status": "open"}]
    several = base("eu", type="Reexport", destination="CU", item={"originCountry": "US", "usContent": 1})
    several["items"] += [
        {"id": "cooler", "type": "CryogenicCooler", "coolingPower": 0.001, "coolingTemperature": 0.1},
        {"id": "manual", "type": "Technology", "activity": "use", "relatesTo": "qpu"},
    ]
    return {
        "listed computer": base("us"),
        "straddling error": base("us", item={"cnotError": {"value": 0.001, "uncertainty": 0.0004}}),
        "counts not stated": base("gb", item={"physicalQubits": None}),
        "exception that may be foreclosed": base("us", destination="DE", authorisations=TMP, matches=listed),
        "licence and exceptions": base("us", destination="DE", authorisations=[*TMP, {
            "type": "licence", "code": "D1", "authority": "Bureau of Industry and Security", "covers": ["us-ear:4A906"],
            "destinations": ["DE"], "validFrom": "2026-01-02", "validUntil": "2027-01-02"}]),
        "national list that gives way": base("eu", origin="FR", destination="CH", item={"originCountry": "FR"}),
        "several lines between sovereigns": several,
        "two ways out of one control": base("us-technology", item={"published": True, "fundamentalResearch": True}),
        "personal data": base("eu-data"),
        "key distribution": base("network"),
        "Japan": base("jp"),
    }  # fmt: skip


def given(name: str) -> dict:
    found = json.loads(json.dumps(dossiers()[name]))
    for item in found["items"]:
        for key in [key for key, value in item.items() if value is None]:
            del item[key]
    return found


def decided(dossier: dict, book: NormBook | None = None) -> str:
    decision = decide_dossier(read_dossier(json.dumps(dossier)), simulate=False, explain=False, book=book)
    return json.dumps(decision.to_dict(all_findings=True), ensure_ascii=False)


@cache
def expected(name: str) -> str:
    return decided(given(name))


def mixed(node: object, rng: random.Random) -> object:
    """The same JSON with the members of every object in another order; what stands in a list stays in its place."""
    if isinstance(node, dict):
        keys = list(node)
        rng.shuffle(keys)
        return {key: mixed(node[key], rng) for key in keys}
    return [mixed(child, rng) for child in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def reread(tmp_path_factory) -> NormBook:
    """The book from files whose triples are in another order and whose files are read in another order."""
    rng, folder, files = random.Random(7), tmp_path_factory.mktemp("shapes"), []
    for path in norm_files():
        triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        rng.shuffle(triples)
        target = folder / path.parent.name / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
        files.append(target)
    rng.shuffle(files)
    book = read_norms(files)
    norms = check_norms((*book.norms, *table_pointers()), book.questions)
    return NormBook(norms, book.questions, book.instruments, norm_book().sha256)


def test_triples_in_another_order_give_the_same_norms(reread: NormBook) -> None:
    assert {norm.iri: norm for norm in reread.norms} == {norm.iri: norm for norm in norm_book().norms}
    assert reread.questions == norm_book().questions
    assert reread.instruments == norm_book().instruments


@pytest.mark.parametrize("name", sorted(dossiers()))
def test_triples_in_another_order_give_the_same_decision(name: str, reread: NormBook) -> None:
    assert decided(given(name), reread) == expected(name)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(dossiers()))
def test_norms_in_another_order_give_the_same_decision(name: str, seed: int) -> None:
    book = norm_book()
    norms = list(book.norms)
    random.Random(seed).shuffle(norms)
    assert norms != list(book.norms)
    assert decided(given(name), replace(book, norms=tuple(norms))) == expected(name)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(dossiers()))
def test_members_in_another_order_give_the_same_decision(name: str, seed: int) -> None:
    dossier = given(name)
    shuffled = mixed(dossier, random.Random(seed))
    assert json.dumps(shuffled) != json.dumps(dossier)
    assert decided(shuffled) == expected(name)


@pytest.mark.parametrize("name", sorted(dossiers()))
def test_parties_and_papers_in_another_order_give_the_same_outcome_and_findings(name: str) -> None:
    """Lists keep their order in the receipt's dossier, so the hash differs; what is decided does not."""
    dossier = given(name)
    for key in ("parties", "authorisations", "safeguards", "matches"):
        dossier[key] = list(reversed(dossier.get(key, [])))
    found, wanted = json.loads(decided(dossier)), json.loads(expected(name))
    for key in ("outcome", "possible", "lines", "jurisdictions", "findings", "duties", "conflicts", "residual"):
        assert found[key] == wanted[key], key
