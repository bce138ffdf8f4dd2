"""A service with the shipped graphs, two decisions of its caller, one of somebody else, and graphs for the protocol."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from qgov.api.app import create_app
from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import decide_dossier
from qgov.service.settings import Settings
from qgov.store.decisions import record_decision
from qgov.store.embedded import EmbeddedStore
from qgov.store.graphs import load_shipped
from qgov.store.worker import QueryPool

DOSSIERS = Path(__file__).parents[3] / "data" / "dossiers"
DEADLINE = 3.0
OWN = "https://w3id.org/qgov/decision/local/protocol/"
OTHERS = "https://w3id.org/qgov/decision/other/1/claims"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"


@dataclass(frozen=True)
class Data:
    """A file of N-Quads with everything, and one of what the caller may see."""

    whole: Path
    visible: Path


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Data:
    folder = tmp_path_factory.mktemp("sparql")
    store = EmbeddedStore()
    load_shipped(store.store)
    for name, tenant in (
        ("2026-us-in-boston-headline", "local"), ("2026-us-in-impossible-t2", "local"), ("2026-us-cn-helios", "other"),
    ):  # fmt: skip
        path = DOSSIERS / f"{name}.json"
        record_decision(store, tenant, decide_dossier(read_dossier(path.read_bytes(), path.name), simulate=False))
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"{OWN}data{number}")
        triple = ox.Triple(graph, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(DOCUMENT))
        store.store.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
    node = ox.NamedNode
    store.store.add(ox.Quad(node("http://e/hidden"), node("http://e/p"), ox.Literal("hidden"), node(OTHERS)))
    for i in range(300):
        store.store.add(ox.Quad(node(f"http://e/n{i}"), node("http://e/number"), ox.Literal(i), node(OWN + "numbers")))
    whole, visible = folder / "whole.nq", folder / "visible.nq"
    store.store.dump(str(whole), format=ox.RdfFormat.N_QUADS)
    for graph in list(store.store.named_graphs()):
        if "/decision/other/" in graph.value:
            store.store.remove_graph(graph)
    store.store.dump(str(visible), format=ox.RdfFormat.N_QUADS)
    return Data(whole, visible)


@pytest.fixture(scope="session")
def service(data):
    """A client of the service; its pool is ``service.app.state.queries``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient
    pool = QueryPool(data.whole, workers=2, deadline=DEADLINE, memory_mb=256, patience=10)
    settings = Settings(processes=0, query_deadline=DEADLINE)
    with TestClient(create_app(settings, queries=pool), raise_server_exceptions=False) as client:
        yield client
    pool.close()
