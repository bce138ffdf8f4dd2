"""Registers over HTTP: jobs that tell how far they are, can be cancelled, and give what ``qgov screen`` gives."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import time

import pyarrow.parquet as pq
import pytest

from qgov.api.jobs import routes as jobs_module
from qgov.api.jobs.results import pieces
from qgov.api.jobs.run import Jobs
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import read_dossier
from qgov.registers.run import run
from qgov.registers.task import LawOptions, Task
from qgov.service.settings import Settings

from .calls import check_problem, make_client
from .test_kept import as_tenant

NDJSON = "application/x-ndjson"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service that keeps jobs in a folder and decides in threads."""
    with make_client(settings=Settings(data_dir=tmp_path_factory.mktemp("jobs"), sparql=False, processes=1)) as client:
        yield client


def lines(dossier: dict, count: int) -> bytes:
    return b"".join(json.dumps(dossier | {"id": f"urn:example:{n}"}).encode() + b"\n" for n in range(count))


def send(client, body, type=NDJSON, query="", **headers):
    return client.post(f"/v1/screenings{query}", content=body, headers={"Content-Type": type, **headers})


def ended(client, answer, seconds: float = 120) -> dict:
    """The job when it is finished."""
    until = time.monotonic() + seconds
    while True:
        job = client.get(answer.headers["location"]).json()
        if job["finished"] or time.monotonic() > until:
            return job
        time.sleep(0.1)


@pytest.fixture(scope="module")
def register() -> bytes:
    from .calls import DOSSIERS

    dossier = json.loads((DOSSIERS / "2026-us-in-boston-headline.json").read_text("utf-8"))
    return lines(dossier, 30) + b"{no dossier\n" + lines(dossier | {"destination": "CN", "id": "=1+1"}, 2)


@pytest.fixture(scope="module")
def done(service, register):
    answer = send(service, register)
    assert answer.status_code == 202
    return answer, ended(service, answer)


def test_a_job_is_accepted_and_done(done, register):
    answer, job = done
    assert answer.json()["state"] == "queued" and answer.headers["retry-after"]
    assert job["state"] == "done"
    assert job["register"]["bytes"] == len(register)
    assert job["result"]["rows"] == job["progress"]["rows"] == 33 and job["result"]["rejected"] == 1
    assert set(job["links"]) == {"self", "results", "rejected", "summary"}
    assert job["created"] <= job["started"] <= job["finished"]


@pytest.mark.parametrize(("media", "suffix"), [(NDJSON, "ndjson"), ("application/vnd.apache.parquet", "parquet")])
def test_results_are_those_of_the_command(service, done, register, tmp_path, media, suffix):
    (tmp_path / "register.ndjson").write_bytes(register)
    out = tmp_path / f"out.{suffix}"
    run(str(tmp_path / "register.ndjson"), str(out), Task((LawOptions(),)), kept=False)
    answer = service.get(done[1]["links"]["results"], headers={"Accept": media})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.content == out.read_bytes()
    again = service.get(done[1]["links"]["results"], headers={"Accept": media, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    rejected = service.get(done[1]["links"]["rejected"])
    assert rejected.content == (tmp_path / f"out.{suffix}.rejected.ndjson").read_bytes()


def test_results_as_csv_hold_no_formula(tmp_path):
    import pyarrow as pa

    names = ["=1+1", "+1", "-1", "@x", "\tx", "plain", 'a "quote", and a comma', None]
    pq.write_table(pa.table({"dossier": names, "row": list(range(8))}), tmp_path / "t.parquet")
    text = b"".join(pieces(tmp_path / "t.parquet", "text/csv")).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows] == [
        "dossier", "'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain", 'a "quote", and a comma', "",
    ]  # fmt: skip


def test_the_summary_is_a_page_or_data(service, done):
    page = service.get(done[1]["links"]["summary"], headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html") and "<h1>register.ndjson</h1>" in page.text
    assert "sha256-" in page.headers["content-security-policy"]
    data = service.get(done[1]["links"]["summary"], headers={"Accept": "application/json"}).json()
    assert data["rows"]["rows"] == 33


def test_the_ledger_knows_of_it(service, done):
    entries = [entry for entry in service.app.state.ledger.entries(kind="screening")]
    found = {entry.payload["id"]: entry.payload for entry in entries}[done[1]["id"]]
    assert found["register"]["sha256"] == done[1]["register"]["sha256"]
    assert found["result"]["sha256"] == done[1]["result"]["sha256"]


def test_a_table_with_its_mapping(service):
    text = "No,To,Day,Qubits\n1,DE,2026-03-02,127\n2,CN,2026-03-03,127\n"
    mapping = {
        "columns": {"No": "note", "To": "destination", "Day": "date", "Qubits": "items[0].physicalQubits"},
        "constants": {"type": "Export", "origin": "US", "items[0].type": "QuantumComputer",
                      "items[0].id": "qpu"},
    }  # fmt: skip
    from urllib.parse import quote

    answer = send(service, text, "text/csv; charset=utf-8", f"?mapping={quote(json.dumps(mapping))}&at=2026-03-02")
    job = ended(service, answer)
    assert (job["state"], job["result"]["rows"], job["result"]["rejected"], job["at"]) == ("done", 2, 0, "2026-03-02")


@pytest.mark.parametrize("query", ['?mapping={"colums":{}}', "?mapping=[]", "?mapping={", '?mapping={"columns":3}'])
def test_a_mapping_that_is_none_is_refused(service, query):
    errors = check_problem(send(service, "a\n1\n", "text/csv", query), 422)["errors"]
    assert errors[0]["parameter"] == "mapping" and "incoming" not in json.dumps(errors)


def test_a_mapping_is_for_tables(service, register):
    check_problem(send(service, register, query='?mapping={"columns":{}}'), 422)


@pytest.mark.parametrize("format", ["turtle", "trig"])
def test_rdf_is_taken(service, headline, format):
    dossier = read_dossier(json.dumps(headline).encode(), format="json")
    type = {"turtle": "text/turtle", "trig": "application/trig"}[format]
    job = ended(service, send(service, dossier_text(dossier, format), type))
    assert (job["state"], job["result"]["rows"]) == ("done", 1), job


@pytest.mark.parametrize(
    ("body", "type"),
    [(b"PAR1 and no more", "application/vnd.apache.parquet"), (b"x,x\n1,2\n", "text/csv"), (b"<a> <b>", "text/turtle")],
)
def test_what_is_no_register_fails_with_a_reason(service, body, type):
    answer = send(service, body, type)
    job = ended(service, answer)
    assert job["state"] == "failed"
    assert job["faults"][0]["message"]
    assert "/t-local/" not in json.dumps(job)
    found = check_problem(service.get(answer.headers["location"] + "/results"), 409)
    assert found["errors"][0]["message"] == job["faults"][0]["message"]


@pytest.mark.parametrize(
    ("type", "headers", "status"),
    [
        ("application/json", {}, 415),
        ("text/csv; charset=latin-1", {}, 415),
        (NDJSON, {"Content-Encoding": "gzip"}, 415),
        (NDJSON, {"Accept": "text/html"}, 406),
        (NDJSON, {"Idempotency-Key": "a b"}, 400),
        (NDJSON, {"Content-Length": "99999999999999"}, 413),
    ],
)
def test_what_cannot_be_taken_is_refused(service, register, type, headers, status):
    check_problem(send(service, register, type, **headers), status)
    assert list(jobs(service).incoming.iterdir()) == []


def jobs(client) -> Jobs:
    from qgov.api.services import of

    return of(client.app).jobs


def test_an_empty_body_is_refused(service):
    check_problem(send(service, b""), 422)


def test_a_body_is_cut_off_at_the_cap_whatever_it_says(service, monkeypatch):
    def body():
        for _ in range(40):
            yield b"x" * 1000

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from qgov.api.door.access import Access
    from qgov.api.door.problem import handle_problems
    from qgov.api.openapi import operation

    app = FastAPI()
    app.include_router(jobs_module.job_routes(operation, max_register=10_000))
    app.state.services = service.app.state.services
    handle_problems(app)
    app.add_middleware(Access, settings=Settings())
    with_cap = TestClient(app)
    check_problem(with_cap.post("/v1/screenings", content=body(), headers={"Content-Type": NDJSON}), 413)
    assert list(jobs(service).incoming.iterdir()) == []


def test_a_full_disk_is_said(service, register, monkeypatch):
    import errno

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jobs_module.os, "fsync", full)
    check_problem(send(service, register), 507)
    assert list(jobs(service).incoming.iterdir()) == []


def test_a_key_makes_one_job(service, register):
    first = send(service, register, **{"Idempotency-Key": "job"})
    count = service.get("/v1/jobs").json()["count"]
    again = send(service, register, **{"Idempotency-Key": "job"})
    assert (again.status_code, again.headers["location"]) == (202, first.headers["location"])
    assert service.get("/v1/jobs").json()["count"] == count
    check_problem(send(service, register + b"\n", **{"Idempotency-Key": "job"}), 422)
    ended(service, first)


def test_jobs_are_listed_and_removed(service, done):
    path, seen = "/v1/jobs?limit=2", []
    while path:
        answer = service.get(path)
        seen += [row["id"] for row in answer.json()["jobs"]]
        path = answer.json()["next"]
    assert done[1]["id"] in seen
    assert len(set(seen)) == answer.json()["count"] == len(seen) and seen == sorted(seen)
    answer = send(service, lines({"no": "dossier"}, 1))
    ended(service, answer)
    assert service.delete(answer.headers["location"]).status_code == 204
    for method in ("GET", "DELETE"):
        check_problem(service.request(method, answer.headers["location"]), 404)


def test_a_job_is_cancelled_and_its_data_go(service, register):
    service.get("/healthz")
    answer = send(service, register * 400)
    place = jobs(service).place("local", answer.json()["id"])
    job = service.delete(answer.headers["location"])
    assert (job.status_code, job.json()["state"]) == (200, "cancelled")
    until = time.monotonic() + 30
    while len(list(place.iterdir())) > 1 and time.monotonic() < until:
        time.sleep(0.05)
    assert [path.name for path in place.iterdir()] == ["job.json"]
    check_problem(service.get(answer.headers["location"] + "/results"), 409)
    assert service.get(answer.headers["location"]).json()["state"] == "cancelled"


def test_a_process_that_is_killed_goes_on_where_it_was(service, headline, tmp_path):
    """Killed after its first parts; another process ends it, with the bytes of a run that nobody disturbed."""
    body = lines(headline | {"note": "x" * 30_000}, 1200)  # several parts
    answer = send(service, body)
    key = ("local", answer.json()["id"])
    place, until = jobs(service).place(*key), time.monotonic() + 120
    while not list(place.glob("*.parts/0*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    process = jobs(service)._processes[key]
    os.kill(process.pid, signal.SIGKILL)
    job = ended(service, answer)
    assert job["state"] == "done", job
    assert jobs(service).get(*key)["attempts"] == 1
    (tmp_path / "register.ndjson").write_bytes(body)
    run(str(tmp_path / "register.ndjson"), str(tmp_path / "out.parquet"), Task((LawOptions(),)), kept=False)
    results = service.get(job["links"]["results"], headers={"Accept": "application/vnd.apache.parquet"})
    assert results.content == (tmp_path / "out.parquet").read_bytes()


def test_a_tenant_sees_its_own_jobs_alone(service, done, monkeypatch):
    as_tenant(monkeypatch, "other")
    here = done[1]["links"]["self"]
    for path in (here, *done[1]["links"].values()):
        check_problem(service.get(path), 404)
    check_problem(service.delete(here), 404)
    assert service.get("/v1/jobs").json()["jobs"] == []
    monkeypatch.undo()
    assert service.get(here).status_code == 200


def test_a_tenant_has_so_many_unfinished_jobs_at_most(tmp_path):
    from qgov.api.door.problem import Problem

    waiting = Jobs(tmp_path, waiting=2)
    waiting._begin = lambda: None  # nobody works
    for id in ("a", "b"):
        (waiting.incoming / id).write_bytes(b"x")
        waiting.submit("t", id, waiting.incoming / id, ".ndjson", {"at": None, "register": {}}, None)
    waiting.room("other")
    with pytest.raises(Problem, match="unfinished") as error:
        waiting.room("t")
    assert error.value.status == 429
    waiting.cancel("t", "a")
    waiting.room("t")


def test_tenants_take_turns(tmp_path):
    """The tenant that has a job running comes after one that has none."""
    waiting = Jobs(tmp_path)
    waiting._begin = lambda: None
    for tenant, id in (("first", "1"), ("first", "2"), ("second", "3")):
        (waiting.incoming / id).write_bytes(b"x")
        waiting.submit(tenant, id, waiting.incoming / id, ".ndjson", {"at": None, "register": {}}, None)
    assert waiting._next()["id"] == "1"
    waiting._processes["first", "1"] = None
    assert waiting._next()["id"] == "3"


def test_without_a_data_dir_jobs_go_with_the_service(register):
    with make_client() as client:
        answer = send(client, register)
        assert ended(client, answer)["state"] == "done"
        place = jobs(client).folder
        assert place.is_dir()
    assert not place.exists()


def test_a_job_that_was_begun_under_other_law_begins_anew(tmp_path, register):
    """As after an upgrade: its parts are of another law, and nothing was answered from them."""
    from qgov.api.jobs.process import _screened

    (tmp_path / "register.ndjson").write_bytes(register)
    parts = tmp_path / "result.parquet.parts"
    parts.mkdir()
    (parts / "journal.json").write_text(json.dumps({"law": "of the last release"}))
    (parts / "000000.json").write_text(json.dumps({"rows": 1000, "rejected": 0}))
    job = {"suffix": ".ndjson", "mapping": False, "at": None}
    found = _screened(tmp_path, job, 1)
    assert (found["state"], found["result"]["rows"], found["result"]["rejected"]) == ("done", 33, 1)
