from __future__ import annotations

import json
from pathlib import Path

import pytest

from qgov.client import Client

from ..process import Process

DOSSIERS = Path(__file__).parents[3] / "data" / "dossiers"


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """A service in a process of its own."""
    with Process(tmp_path_factory.mktemp("client")) as process:
        yield process


@pytest.fixture(autouse=True)
def no_network():
    """The client speaks to a real service over a real socket."""


@pytest.fixture
def client(service):
    with Client(service.address) as client:
        yield client


@pytest.fixture
def headline() -> dict:
    return json.loads((DOSSIERS / "2026-us-in-boston-headline.json").read_text("utf-8"))
