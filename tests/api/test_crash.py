"""The service killed by force: what was acknowledged is there, what was begun is ended once, with the same bytes."""

from __future__ import annotations

import json
import threading
import time

import pytest

from qgov.client import Client, ServiceError, Unreachable
from qgov.ledger import Ledger, verify
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task

from .process import Process

DAYS = [f"2026-03-{day:02}" for day in range(1, 13)]


@pytest.fixture(autouse=True)
def no_network():
    """These tests speak to a real service over a real socket."""


def test_no_acknowledged_decision_is_lost_and_no_key_decides_twice(tmp_path, headline):
    """Killed twice amid decisions; every one that was answered is found again, with the bytes that were answered, and
    every key that is sent again has one entry in the ledger."""
    answered: dict[str, tuple[str, bytes]] = {}
    with Process(tmp_path) as service:
        for round in range(2):
            first = len(answered)

            def send(client, mine):
                for day in mine:
                    body = json.dumps(headline | {"date": day}).encode()
                    headers = {"Content-Type": "application/json", "Idempotency-Key": day}
                    try:
                        answer = client.transport._once("POST", "/v1/decisions?simulate=false", body, headers)
                    except Exception:
                        return
                    assert answer.status == 200
                    answered[day] = (answer.headers["location"], answer.body)

            address = service.address
            threads = [threading.Thread(target=send, args=(Client(address), DAYS[n::2])) for n in range(2)]
            for thread in threads:
                thread.start()
            until = time.monotonic() + 120
            while len(answered) < first + 3 and time.monotonic() < until and any(one.is_alive() for one in threads):
                time.sleep(0.005)
            service.kill()
            for thread in threads:
                thread.join(60)
            assert len(answered) > first or round
            service.start()
            with Client(service.address) as client:
                for day, (place, body) in answered.items():
                    kept = client.transport.ask("GET", place)
                    assert kept.body == body, day
        with Client(service.address) as client:
            for day in DAYS:
                one = client.decide(headline | {"date": day}, simulate=False, idempotency_key=day)
                if day in answered:
                    assert one.address == answered[day][0]
            assert client.decisions(limit=1).count == len(DAYS)
        service.kill()
    assert verify(service.data / "ledger").holds
    ids = [entry.payload["id"] for entry in Ledger(service.data / "ledger").entries(kind="decision")]
    assert len(ids) == len(set(ids)) == len(DAYS)


def test_a_job_goes_on_after_a_crash_of_the_service(tmp_path, headline):
    register = "".join(
        json.dumps(headline | {"note": "x" * 30_000, "id": f"urn:example:{n}"}) + "\n" for n in range(1200)
    ).encode()
    with Process(tmp_path) as service:
        with Client(service.address) as client:
            job = client.screen(register, "application/x-ndjson", idempotency_key="job")
            parts = service.data / "api" / "jobs" / "t-local" / job.id
            until = time.monotonic() + 120
            while not list(parts.glob("*.parts/0*.json")) and time.monotonic() < until:
                time.sleep(0.01)
        service.kill()
        service.start()
        with Client(service.address) as client:
            again = client.screen(register, "application/x-ndjson", idempotency_key="job")
            assert again.id == job.id
            found = client.wait(job, every=0.1, seconds=180)
            assert found.state == "done", found.data
            results = b"".join(client.results_as("parquet", job.id))
            assert client.jobs().count == 1
    (tmp_path / "register.ndjson").write_bytes(register)
    run(str(tmp_path / "register.ndjson"), str(tmp_path / "out.parquet"), Task((LawOptions(),)), kept=False)
    assert results == (tmp_path / "out.parquet").read_bytes()


def test_an_upload_that_a_crash_cut_off_is_no_job(tmp_path, headline):
    with Process(tmp_path) as service:
        incoming = service.data / "api" / "jobs" / "incoming"

        def pieces():
            yield json.dumps(headline).encode() + b"\n"
            until = time.monotonic() + 60
            while not list(incoming.iterdir()) and time.monotonic() < until:
                time.sleep(0.01)
            service.kill()
            yield json.dumps(headline).encode() + b"\n"

        with Client(service.address) as client, pytest.raises((Unreachable, ServiceError)):
            client.screen(pieces(), "application/x-ndjson")
        assert list(incoming.iterdir())
        service.start()
        with Client(service.address) as client:
            assert client.jobs().count == 0
            assert client.health()["status"] == "ok"
        assert list(incoming.iterdir()) == []
