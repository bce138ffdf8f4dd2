"""Dossiers to derive situations from."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from qgov.dossier.model import Dossier
from qgov.dossier.read import read_dossier

BASE = {
    "id": "urn:example:situation",
    "type": "Export",
    "date": "2026-10-05",
    "origin": "US",
    "destination": "IN",
    "declarations": {
        "militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False, "partiesScreened": "2026-10-01",
    },
    "items": [
        {
            "id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 127,
            "cnotError": Decimal("0.0005"), "originCountry": "US",
        }
    ],
}  # fmt: skip


def written(item: dict | None = None, **changes) -> dict:
    """The base dossier as data, with keys changed; None takes one away."""
    data = copy.deepcopy(BASE)
    for target, new in ((data["items"][0], item or {}), (data, changes)):
        for key, value in new.items():
            target.pop(key, None) if value is None else target.__setitem__(key, value)
    return data


@pytest.fixture
def data():
    return written


@pytest.fixture
def dossier():
    def build(item: dict | None = None, **changes) -> Dossier:
        return read_dossier(written(item, **changes))

    return build
