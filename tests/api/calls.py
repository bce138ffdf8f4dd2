"""What the tests of the service share."""

from __future__ import annotations

import json
from pathlib import Path

from qgov.api.app import create_app

DOSSIERS = Path(__file__).parents[2] / "data" / "dossiers"


def make_client(**options):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient
    return TestClient(create_app(**options), raise_server_exceptions=False)


def post(client, body, path="/v1/validations", type="application/json", **headers):
    """Post bytes, text or data that is to be JSON."""
    if not isinstance(body, (bytes, str)):
        body = json.dumps(body)
    content = body.encode() if isinstance(body, str) else body
    return client.post(path, content=content, headers={"Content-Type": type, **headers})


def check_problem(response, *statuses: int) -> dict:
    """The response is a complete problem document of one of the statuses."""
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert set(found) == {"type", "title", "status", "detail", "errors"}
    assert found["status"] == response.status_code
    assert found["errors"]
    for error in found["errors"]:
        assert error["pointer"] == "" or error["pointer"].startswith("/")
        assert error["message"]
        assert error["remedy"]
    assert "Traceback" not in response.text
    assert 'File "' not in response.text
    return found
