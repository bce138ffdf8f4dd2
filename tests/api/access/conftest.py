from __future__ import annotations

import io
import json

import pytest

from qgov.api.app import create_app
from qgov.service.keys import KeyFile
from qgov.service.logs import make_log
from qgov.service.settings import Settings


class Guarded:
    """An application that demands keys, with a client, some keys, and what it logged."""

    def __init__(self, folder, **changes):
        from fastapi.testclient import TestClient

        self.file = KeyFile(folder / "keys.json")
        self.keys = {
            "reader": self.file.add("acme", ["read"]), "decider": self.file.add("acme", ["decide", "read"]),
            "other": self.file.add("beta", ["decide", "read"]), "admin": self.file.add("ops", ["admin"]),
        }  # fmt: skip
        self.stream = io.StringIO()
        given = {"data_dir": folder, "authentication": True, "processes": 0, "sparql": False}
        self.app = create_app(Settings(**given | changes), log=make_log("json", "debug", self.stream))
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def bearer(self, name: str) -> dict:
        return {"Authorization": f"Bearer {self.keys[name][1]}"}

    def log(self) -> list[dict]:
        return [json.loads(line) for line in self.stream.getvalue().split("\n") if line]

    def close(self) -> None:
        self.app.state.parts.close()


@pytest.fixture
def guarded(tmp_path):
    made = []

    def make(**changes) -> Guarded:
        folder = tmp_path / str(len(made))
        folder.mkdir(mode=0o700)
        made.append(Guarded(folder, **changes))
        return made[-1]

    yield make
    for one in made:
        one.close()
