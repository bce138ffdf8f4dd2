"""What is left out never helps: without a fact, a claim or a paper the outcome is not milder.

Three kinds of deletion may help, because the contract says so, and are left out by name:
``metric`` of an error (without it the value is read as the provision's own), ``destinations`` and ``parties`` of an
authorisation (without them it is unrestricted, as declared), and whole parties, items or declared triggers, which take away
what the control is about.
"""

from __future__ import annotations

import copy
from functools import cache

import pytest

from qgov.base.errors import InputError
from qgov.base.parse import parse_data
from qgov.base.resources import resource
from qgov.dossier.read import read_dossier
from qgov.norms.model import SEVERITY
from qgov.reasoning.pipeline import decide_dossier

CLEAR = frozenset({"permitted", "no-control-found"})
FILES = sorted(resource("data/dossiers").glob("*.json"))
# Where a value comes from; all of it is taken away at once.
PROVENANCE = frozenset({"method", "source", "measuredOn", "note", "name", "code", "authority"})


def possible(data: dict) -> frozenset[str]:
    """The outcomes that remain."""
    return frozenset(decide_dossier(read_dossier(data), simulate=False, explain=False).overall.possible)


@cache
def outcome_of(path) -> frozenset[str]:
    return possible(parse_data(path.read_bytes()))


def worst(outcomes: frozenset[str]) -> int:
    return max(SEVERITY[outcome] for outcome in outcomes)


def places(node: object, at: tuple = ()):
    """The paths of all facts and claims; pair rows stand for themselves as a whole."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        if key in PROVENANCE and isinstance(child, str):
            continue
        yield (*at, key)
        if key != "pairs":
            yield from places(child, (*at, key))


def without(data: dict, path: tuple) -> dict:
    data = copy.deepcopy(data)
    node = data
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return data


def may_help(path: tuple) -> bool:
    """The deletions that the contract itself gives a milder meaning."""
    return path[-1] == "metric" or (
        path[0] == "authorisations" and "covers" not in path and path[-1] in ("destinations", "parties")
    )


STRICT = [path for path in FILES if not outcome_of(path) <= CLEAR]


def test_the_worked_dossiers_are_of_all_kinds():
    assert len(STRICT) >= 20 and len(STRICT) < len(FILES)


@pytest.mark.parametrize("path", STRICT, ids=lambda path: path.stem)
def test_nothing_left_out_clears_a_dossier(path):
    data = parse_data(path.read_bytes())
    tried = 0
    for place in places(data):
        if may_help(place):
            continue
        try:
            found = possible(without(data, place))
        except InputError:
            continue
        tried += 1
        assert not found <= CLEAR, place
    assert tried > 10


@pytest.mark.parametrize("path", STRICT[::3], ids=lambda path: path.stem)
def test_where_values_come_from_changes_nothing(path):
    def bare(node: object) -> object:
        if isinstance(node, dict):
            return {k: bare(v) for k, v in node.items() if not (k in PROVENANCE - {"code"} and isinstance(v, str))}
        return [bare(child) for child in node] if isinstance(node, list) else node

    assert possible(bare(parse_data(path.read_bytes()))) == outcome_of(path)


LICENSED = [path for path in FILES if b'"authorisations"' in path.read_bytes()]


@pytest.mark.parametrize("path", LICENSED, ids=lambda path: path.stem)
def test_without_papers_nothing_is_milder(path):
    data = parse_data(path.read_bytes())
    assert worst(possible(without(data, ("authorisations",)))) >= worst(outcome_of(path))
    for number in range(len(data["authorisations"])):
        for key in data["authorisations"][number].keys() - {"destinations", "parties", "type"}:
            changed = without(data, ("authorisations", number, key))
            assert worst(possible(changed)) >= worst(outcome_of(path)), key


@pytest.mark.parametrize("country", ["RU", "CU", "IR", "KP", "UA-43", "BY"])
@pytest.mark.parametrize("path", FILES[::3], ids=lambda path: path.stem)
def test_an_embargoed_party_makes_nothing_milder(path, country):
    data = parse_data(path.read_bytes())
    parties = [*data.get("parties", []), {"id": "one-more", "role": "endUser", "country": country}]
    assert worst(possible({**data, "parties": parties})) >= worst(outcome_of(path))


@pytest.mark.parametrize("path", FILES[::2], ids=lambda path: path.stem)
def test_a_trigger_declared_makes_nothing_milder(path):
    data = parse_data(path.read_bytes())
    for name in ("militaryEndUse", "wmdEndUse", "informedByAuthority"):
        declared = {**data.get("declarations", {}), name: True}
        assert worst(possible({**data, "declarations": declared})) >= worst(outcome_of(path)), name
    parties = [*data.get("parties", []), {"id": "one-more", "role": "endUser", "kind": "military"}]
    assert worst(possible({**data, "parties": parties})) >= worst(outcome_of(path))


@pytest.mark.parametrize("path", FILES[::3], ids=lambda path: path.stem)
def test_one_more_item_makes_nothing_milder(path):
    data = parse_data(path.read_bytes())
    items = [*data["items"], {"id": "one-more", "type": "QuantumComputer"}]
    assert worst(possible({**data, "items": items})) >= worst(outcome_of(path))


# Facts that the worked dossiers lack.


def reexport(item: dict, **changes) -> dict:
    data = {"type": "Reexport", "date": "2026-10-05", "origin": "SG", "destination": "IN"}
    data["declarations"] = {
        "militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False, "partiesScreened": "2026-10-05",
    }  # fmt: skip
    return data | {"items": [{"id": "q", "type": "QuantumComputer", "computingModel": "circuit", **item}]} | changes


def united_states(data: dict) -> frozenset[str]:
    """What remains possible under the law of the United States."""
    decision = decide_dossier(read_dossier(data), simulate=False, explain=False)
    return frozenset(
        next((verdict.possible for code, verdict in decision.jurisdictions if code == "US"), ("no-control-found",))
    )


def test_not_saying_where_an_item_was_made_clears_nothing():
    claims = {"physicalQubits": 127, "cnotError": 0.0005}
    for share in (0, 0.05, 0.2):
        assert not united_states(reexport({**claims, "originCountry": "US", "usContent": share})) <= CLEAR
        assert not united_states(reexport({**claims, "usContent": share})) <= CLEAR, share


@pytest.mark.parametrize(("origin", "destination"), [("US", "US"), ("US", "US-CA"), ("US-NY", "US-CA"), ("US", "PR")])
def test_a_deemed_export_stays_one_wherever_the_person_stands(origin, destination):
    person = {"id": "p", "role": "recipient", "kind": "person", "citizenship": ["CN"]}
    item = {"physicalQubits": 127, "cnotError": 0.0005, "originCountry": "US"}
    release = {"type": "TechnologyRelease", "origin": origin, "destination": destination, "parties": [person]}
    technology = {
        "id": "t",
        "type": "Technology",
        "activity": ["development"],
        "relatesTo": ["us-ear:4A906.b"],  # 4E906 names no technology for whole computers (4A906.a)
        "originCountry": "US",
    }
    for data in (reexport(item, **release), reexport(item, **release, items=[technology])):
        assert not united_states(data) <= CLEAR


@pytest.mark.parametrize("alias", ["FR-NC", "NL-CW", "NL-AW", "NL-BQ1", "FR-PF", "ES-CE", "NC", "CW"])
def test_another_name_of_a_place_clears_nothing(alias):
    item = {"physicalQubits": 127, "cnotError": 0.0005, "originCountry": "DE", "usContent": 0}
    assert not possible(reexport(item, type="Export", origin="DE", destination=alias)) <= CLEAR


def test_papers_for_a_state_do_not_reach_its_occupied_regions():
    item = {"physicalQubits": 127, "cnotError": 0.0005, "originCountry": "US"}
    licence = {
        "type": "licence",
        "covers": ["us-ear:4A906"],
        "destinations": ["UA"],
        "validFrom": "2026-01-01",
        "validUntil": "2026-12-31",
    }
    data = reexport(item, type="Export", origin="US", destination="UA-43", authorisations=[licence])
    assert worst(possible(data)) == worst(possible({**data, "authorisations": []}))


@pytest.mark.parametrize("length", [2, 3])
def test_items_designed_for_each_other_end_in_an_answer(length):
    """A loop is refused or judged; it is never a crash, and never clears."""
    items = [
        {
            "id": f"i{n}",
            "type": "QuantumControlComponent",
            "originCountry": "US",
            "speciallyDesignedFor": [f"i{(n + 1) % length}"],
        }
        for n in range(length)
    ]
    try:
        assert not possible(reexport({}, type="Export", origin="US", items=items)) <= CLEAR
    except InputError as error:
        assert error.faults
