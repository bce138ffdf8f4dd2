"""Deciding a changed dossier as anyone would: the edit is made to the data, and the whole is decided anew."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache

from qgov.base.resources import resource
from qgov.dossier.edit import edited
from qgov.dossier.read import read_dossier
from qgov.reasoning.decision import Decision
from qgov.reasoning.pipeline import decide_dossier


def data_of(name: str) -> dict:
    """A worked dossier as data."""
    return json.loads(resource(f"data/dossiers/{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)


@cache
def explained(name: str) -> Decision:
    """A worked dossier decided with everything that explains it."""
    return decide_dossier(read_dossier(data_of(name)), simulate=False)


def explain(data: dict) -> Decision:
    return decide_dossier(read_dossier(data), simulate=False)


def outcome(data: dict, edit: list[dict] = ()) -> str:
    return decide_dossier(read_dossier(edited(data, list(edit))), simulate=False, explain=False).outcome


def of_kind(decision: Decision, kind: str) -> list[dict]:
    return [change for change in decision.nearest if change["kind"] == kind]
