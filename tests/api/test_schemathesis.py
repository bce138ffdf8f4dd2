"""The service keeps what its OpenAPI document says; the long run is ``python benchmarks/fuzz_api.py``."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_network():
    """The requests go to a real service over a real socket."""


def fuzz_api():
    spec = importlib.util.spec_from_file_location("fuzz_api", ROOT / "benchmarks" / "fuzz_api.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_contradicts_the_document(tmp_path):
    """Examples, random cases and sequences of requests; every status, header and schema as declared, no 5xx."""
    done = fuzz_api().fuzz(tmp_path, examples=4, seed=7, phases="examples,fuzzing,stateful", capture=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    cases = int(re.search(r"(\d+) generated, \1 passed", done.stdout).group(1))
    assert cases > 80


def test_every_operation_is_in_the_document_that_is_fuzzed(client):
    module = fuzz_api()
    document = client.get("/openapi.json").json()
    narrowed = module.narrowed(document, seed=1)
    assert narrowed["paths"].keys() == document["paths"].keys()
    properties = narrowed["components"]["schemas"]["Item"]["properties"]
    assert properties.items() <= document["components"]["schemas"]["Item"]["properties"].items()
    assert len(properties) == module.TERMS + 2
