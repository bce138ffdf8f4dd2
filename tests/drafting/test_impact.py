"""What a draft catches, whether or not an outcome flips."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.base.resources import resource
from qgov.dossier.read import read_dossier
from qgov.drafting.impact import on_dossier, on_register, question
from qgov.reasoning.pipeline import decide_dossier

_SPEC = spec_from_file_location("drafts", Path(__file__).with_name("drafts.py"))
given = module_from_spec(_SPEC)
_SPEC.loader.exec_module(given)
NAMES = ("2026-us-in-boston-headline", "2026-us-cn-helios", "2026-de-jp-aachen-eu001", "2026-us-in-impossible-t2")
IRI = "https://w3id.org/qgov/entry/us-ear/4A906.a.99/2024-09-06"


def text_of(name: str) -> bytes:
    return resource(f"data/dossiers/{name}.json").read_bytes()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("draft") / "draft.ttl"
    path.write_text(given.EXAMPLE, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def register(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("register") / "register.ndjson"
    path.write_text("".join(json.dumps(json.loads(text_of(name))) + "\n" for name in NAMES), encoding="utf-8")
    return str(path)


def test_what_is_caught_without_a_flip_is_told(file):
    found = on_dossier(read_dossier(text_of(NAMES[0])), question([file]))
    (caught,) = found.catches
    assert caught.in_force == 1 and caught.statuses == {"applies": 1}
    assert not found.flips


def test_a_flip_has_its_causes_and_is_what_decide_says(file):
    dossier, task = read_dossier(text_of(NAMES[1])), question([file])
    found = on_dossier(dossier, task)
    whole = next(flip for flip in found.flips if flip.jurisdiction == "*")
    assert (whole.before, whole.after) == ("no-control-found", "authorisation-required")
    assert "us-ear:4A906.a.99: absent -> applies" in whole.causes
    after = task.prepared().laws[1].book
    assert decide_dossier(dossier, simulate=False, explain=False).outcome == whole.before
    assert decide_dossier(dossier, simulate=False, explain=False, book=after).outcome == whole.after


def test_a_draft_of_the_future_is_in_force_for_nobody(file, tmp_path, register):
    later = tmp_path / "later.ttl"
    later.write_text(given.EXAMPLE.replace("2024-09-06", "2030-01-01"), encoding="utf-8")
    found = on_register(register, question([str(later)]), workers=1, kept=False)
    assert found.catches[0].in_force == 0 and not found.flips
    assert set(found.catches[0].statuses) == {"does-not-apply"}


def test_a_register_is_the_sum_of_its_dossiers(file, register):
    task = question([file])
    found = on_register(register, task, workers=1, kept=False)
    each = [on_dossier(read_dossier(text_of(name)), task) for name in NAMES]
    assert (found.transfers, found.rejected) == (len(NAMES), 0)
    (caught,) = found.catches
    assert caught.norm.iri == IRI
    assert caught.in_force == sum(one.catches[0].in_force for one in each)
    together: dict[str, int] = {}
    for one in each:
        for status, number in one.catches[0].statuses.items():
            together[status] = together.get(status, 0) + number
    assert caught.statuses == together
    flips = {(flip.jurisdiction, flip.before, flip.after): flip.lines for flip in found.flips}
    alone: dict[tuple, int] = {}
    for one in each:
        for flip in one.flips:
            key = flip.jurisdiction, flip.before, flip.after
            alone[key] = alone.get(key, 0) + 1
    assert flips == alone


def test_an_amendment_is_what_catches(tmp_path, register):
    path = tmp_path / "amended.ttl"
    path.write_text(given.EXAMPLE.replace(".99", ".2"), encoding="utf-8")
    found = on_register(register, question([str(path)], ["us-ear:4A906.a.2"]), workers=1, kept=False)
    assert [one.norm.provision for one in found.catches] == ["us-ear:4A906.a.2"]
    assert found.catches[0].statuses.get("applies")


def test_each_item_of_a_dossier_is_told(file):
    tree = json.loads(text_of(NAMES[1]))
    tree["items"] = [tree["items"][0], {**tree["items"][0], "id": "second", "workingQubits": 10}]
    found = on_dossier(read_dossier(json.dumps(tree).encode(), format="json"), question([file]))
    assert found.catches[0].statuses == {"applies": 1, "does-not-apply": 1}
    assert [flip.item for flip in found.flips if flip.jurisdiction == "*"] == [tree["items"][0]["id"], None]
    assert all(number == 1 for _, number in found.causes)
