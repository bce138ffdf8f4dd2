"""Fifty receipts of real decisions: every worked dossier, and cases from all over tests/cases."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import canonical_receipt
from qgov.verifier.verify import canonical, sha256

ROOT = Path(__file__).parents[2]
DOSSIERS, CASES = ROOT / "data" / "dossiers", ROOT / "tests" / "cases"
COUNT = 50
# A licence exception with conditions, technology for several items, a licence on file, a place of many unknowns.
WANTED = ("us-ear/", "eu-dual-use/", "uk-", "gdpr", "jp-", "embargoes/", "transfer-types/", "item-types/")


@cache
def names() -> tuple[str, ...]:
    """The names of the fifty: worked dossiers by file, cases by file and name."""
    worked = [path.name for path in sorted(DOSSIERS.glob("*.json"))]
    return (*worked, *_spread([name for name, _ in _cases()], COUNT - len(worked)))


def _spread(found: list[str], count: int) -> list[str]:
    several = [name for name, dossier in _cases() if len(dossier["items"]) > 1]
    chosen = several[:: max(1, len(several) // 4)][:4]
    left = [name for name in found if name.startswith(WANTED) and name not in chosen]
    step = len(left) // (count - len(chosen))
    return [*chosen, *left[::step][: count - len(chosen)]]


@cache
def _cases() -> tuple[tuple[str, dict], ...]:
    return tuple(_all_cases())


def _all_cases() -> Iterator[tuple[str, dict]]:
    for path in sorted(CASES.rglob("*.json")):
        if path.parent.name == "bases":
            continue
        file = json.loads(path.read_text(encoding="utf-8"))
        base = file["base"]
        if isinstance(base, str):
            base = json.loads((CASES / "bases" / f"{base}.json").read_text(encoding="utf-8"))
        for case in file["cases"]:
            if not {"assume", "doubt", "answers", "editions", "at"} & set(case) and "refused" not in case["expect"]:
                name = f"{path.relative_to(CASES).with_suffix('').as_posix()}: {case['name']}"
                yield name, _changed(base, case.get("change", {}))


def _changed(base: dict, change: dict) -> dict:
    change = dict(change)
    item, user = change.pop("item", None), change.pop("user", None)
    found = _merged(base, change)
    if item is not None:
        found["items"] = [_merged(found["items"][0], item), *found["items"][1:]]
    if user is not None:
        found["parties"] = [_merged(p, user) if p["id"] == "user" else p for p in found["parties"]]
    return found


def _merged(target: object, patch: object) -> object:
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        merged[key] = _merged(merged.get(key), value)
    return {key: value for key, value in merged.items() if value is not None}


@cache
def decision(name: str):
    """The decision of one of the fifty, without circuits."""
    source = DOSSIERS / name if name.endswith(".json") else dict(_cases())[name]
    return decide_dossier(read_dossier(source), simulate=False)


@cache
def text(name: str) -> bytes:
    """The bytes of its receipt."""
    return canonical_receipt(decision(name).full_receipt())


def receipt(name: str) -> dict:
    """Its receipt, free to be changed."""
    return json.loads(text(name))


def resealed(found: dict) -> dict:
    """A changed receipt with all hashes in it made anew: what a forger without a key can do."""
    hashes = found["receipt"]
    for name, part in {"dossier": "dossier", "situation": "situation", "decision": "decision", "normsInForce": "norms"}.items():
        hashes[name] = sha256(canonical(found[part]))
    hashes.pop("sha256", None)
    hashes["sha256"] = sha256(canonical(hashes))
    return found
