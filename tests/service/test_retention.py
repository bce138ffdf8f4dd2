"""What was kept long enough goes from ledger and store; what is younger, or of the same decision, stays."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import qgov
from qgov.ledger import Ledger
from qgov.service.retention import MARK, erase, forget
from qgov.service.settings import Settings
from qgov.store import StoreUnavailable
from qgov.store.decisions import decisions, record_decision
from qgov.store.embedded import EmbeddedStore

DOSSIERS = Path(__file__).parents[2] / "data" / "dossiers"


@pytest.fixture(scope="module")
def made():
    names = ("2026-us-in-boston-headline", "2026-us-cn-helios", "2026-gb-jp-h2")
    return [qgov.decide(DOSSIERS / f"{name}.json", simulate=False) for name in names]


def test_old_content_goes_and_the_chain_stays(tmp_path, made):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = EmbeddedStore()
    with Ledger(tmp_path / "ledger", clock=lambda: now[0]) as ledger:

        def keep(decision, tenant="acme"):
            ledger.append("decision", tenant, {"receipt": decision.receipt})
            record_decision(store, tenant, decision)

        keep(made[0])
        keep(made[1])
        keep(made[2], "beta")
        now[0] += timedelta(days=20)
        keep(made[1])
        now[0] += timedelta(days=15)
        assert forget(ledger, store, 40) == 0
        assert forget(ledger, store, 30) == 3
        assert [entry.payload is None for entry in ledger.entries(limit=4)] == [True, True, True, False]
        assert [kept.id for kept in decisions(store, "acme")] == [made[1].receipt["sha256"][:32]]
        assert decisions(store, "beta") == []
        assert ledger.verify().holds
        assert forget(ledger, store, 30) == 0
        assert forget(ledger, store, 0) == 1
        assert decisions(store, "acme") == []


def test_an_interruption_is_made_good_the_next_time(tmp_path, made, monkeypatch):
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = EmbeddedStore()
    with Ledger(tmp_path / "ledger", clock=lambda: now[0]) as ledger:
        ledger.append("decision", "acme", {"receipt": made[0].receipt})
        record_decision(store, "acme", made[0])
        now[0] += timedelta(days=2)

        def fail(*arguments):
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(ledger, "retain", fail)
            with pytest.raises(OSError):
                forget(ledger, store, 1)
        assert next(iter(ledger.entries())).payload is not None
        assert forget(ledger, store, 1) == 1
        assert next(iter(ledger.entries())).payload is None


SECRET = "a remark of some length about a person who wants to be forgotten one day, and is"


@pytest.fixture(scope="module")
def remarked():
    dossier = json.loads((DOSSIERS / "2026-us-in-boston-headline.json").read_text("utf-8")) | {"note": SECRET}
    return qgov.decide(json.dumps(dossier).encode(), format="json", simulate=False)


def holding(folder: Path) -> list[str]:
    """The files that hold the secret; what is removed meanwhile holds nothing."""
    found = []
    for place, _, names in os.walk(folder):
        for path in (Path(place) / name for name in names):
            with suppress(FileNotFoundError):
                if SECRET.encode() in path.read_bytes():
                    found.append(str(path.relative_to(folder)))
    return found


def keep_in(folder: Path, decision, days_ago: int) -> None:
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    with Ledger(folder / "ledger", clock=lambda: moment) as ledger, EmbeddedStore(folder / "store") as store:
        ledger.append("decision", "acme", {"receipt": decision.receipt})
        record_decision(store, "acme", decision)


def test_what_is_forgotten_leaves_the_files_of_store_and_snapshots(tmp_path, made, remarked):
    from fastapi.testclient import TestClient

    from qgov.api.app import create_app
    from qgov.store.schema import prepare

    with EmbeddedStore(tmp_path / "store") as store:
        prepare(store)
    keep_in(tmp_path, remarked, 20)
    keep_in(tmp_path, made[1], 1)
    assert holding(tmp_path)
    settings = Settings(data_dir=tmp_path, retention_days=10, processes=0, query_workers=1)
    with TestClient(create_app(settings)) as client:
        until = time.monotonic() + 120
        ask = {"query": "ASK { GRAPH ?g { ?s ?p ?o } }"}
        while (holding(tmp_path) or (tmp_path / MARK).exists()) and time.monotonic() < until:
            assert client.get("/sparql", params=ask).json()["boolean"]  # readers go on all the while
            time.sleep(0.05)
        assert holding(tmp_path) == [] and not (tmp_path / MARK).exists()
    with EmbeddedStore(tmp_path / "store") as store:
        assert [kept.id for kept in decisions(store, "acme")] == [made[1].receipt["sha256"][:32]]


def test_where_nothing_was_forgotten_nothing_is_written_anew(tmp_path, made):
    keep_in(tmp_path, made[1], 1)
    with Ledger(tmp_path / "ledger") as ledger, EmbeddedStore(tmp_path / "store") as store:
        before = store.generation
        assert forget(ledger, store, 10, tmp_path / MARK) == 0
        assert not erase(store, tmp_path / MARK) and store.generation == before


def test_what_cannot_be_written_anew_now_is_written_the_next_time(tmp_path, remarked, monkeypatch):
    keep_in(tmp_path, remarked, 20)
    mark = tmp_path / MARK
    with Ledger(tmp_path / "ledger") as ledger, EmbeddedStore(tmp_path / "store") as store:
        assert forget(ledger, store, 10, mark) == 1
        with monkeypatch.context() as patch:
            patch.setattr("qgov.store.embedded.exchange", lambda path: (_ for _ in ()).throw(OSError(5, "broken")))
            with pytest.raises(StoreUnavailable, match="broken"):
                erase(store, mark)
        assert mark.exists() and holding(tmp_path)
        assert forget(ledger, store, 10, mark) == 0
        assert erase(store, mark) and not mark.exists() and holding(tmp_path) == []
        assert not erase(EmbeddedStore(), mark)  # in memory there is nothing to leave
