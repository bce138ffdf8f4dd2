"""What was kept long enough goes from ledger and store; what is younger, or of the same decision, stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import qgov
from qgov.ledger import Ledger
from qgov.service.retention import forget
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
