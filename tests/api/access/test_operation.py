"""What whoever runs the service sees of it: readiness, counts, a log without parties, traces, and bounded bodies."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import time

import pytest

from qgov.api.app import create_app
from qgov.api.door.watch import route_of
from qgov.ledger import Ledger
from qgov.service.logs import make_log
from qgov.service.metrics import Metrics
from qgov.service.settings import Settings

from ..calls import DOSSIERS, check_problem, make_client, post


def client_of(app):
    from fastapi.testclient import TestClient

    return TestClient(app, raise_server_exceptions=False)


def test_it_is_ready_once_it_has_started(tmp_path):
    tmp_path.chmod(0o700)
    app = create_app(Settings(data_dir=tmp_path, processes=0, sparql=False))
    with client_of(app) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        assert set(answer.json()["checks"]) == {"law", "ledger", "store"}
    answer = client_of(app).get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["law"]) == (503, False)
    assert answer.headers["content-type"] == "application/problem+json" and "retry-after" in answer.headers
    assert [error["message"] for error in answer.json()["errors"]] == ["law: not ready"]


def test_a_process_that_does_not_come_up_is_not_ready():
    app = create_app(Settings(processes=1, sparql=False))
    answer = client_of(app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["processes"] is False
    assert client_of(app).get("/healthz").status_code == 200


def test_decisions_are_made_in_processes(headline):
    app = create_app(Settings(processes=1, sparql=False))
    with client_of(app) as client:
        made = post(client, headline, "/v1/decisions?simulate=false")
        assert made.status_code == 200
        check_problem(post(client, {**headline, "type": "Expert"}, "/v1/decisions"), 422)
        nursery = app.state.workers.processes._nursery
        assert nursery.poll() is None
        found = samples(client)
        assert (found["qgov_processes"], found["qgov_process_restarts"]) == (1, 0)
    assert nursery.poll() is not None
    here = post(make_client(), headline, "/v1/decisions?simulate=false")
    assert made.json()["receipt"] == here.json()["receipt"]


def samples(client) -> dict[str, float]:
    text = client.get("/metrics").text
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if not line.startswith("#")}


def test_requests_are_counted_by_route_and_not_by_address(headline):
    client = make_client()
    for name in ("cnotError", "t1", "nosuchterm", "secret-thing"):
        client.get(f"/v1/terms/{name}")
        client.get(f"/{name}")
    client.request("BREW", "/healthz")
    post(client, headline, "/v1/validations")
    found = samples(client)
    assert found['qgov_requests_total{method="POST",route="/v1/validations",status="200"}'] == 1
    assert any('method="other"' in name for name in found)
    assert not any("secret-thing" in name or "cnotError" in name for name in found)
    assert 'qgov_request_seconds_count{route="/v1/validations"}' in found
    assert "process_resident_memory_bytes" in found
    assert found["qgov_requests_running"] == 1


def test_decisions_are_counted_by_outcome_also_where_the_answer_is_remembered(headline):
    client = make_client(sparql=False)
    for _ in range(2):
        assert post(client, headline, "/v1/decisions?simulate=false").json()["outcome"] == "authorisation-required"
    assert samples(client)['qgov_decisions_total{outcome="authorisation-required"}'] == 2


def test_two_applications_count_apart():
    one, other = Metrics(), Metrics()
    one.answered("GET", "/x", 200, 0.1, None)
    assert b'route="/x"' in one.text()
    assert b'route="/x"' not in other.text()


def test_a_path_is_never_a_route():
    assert route_of({"type": "http", "path": "/v1/terms/secret"}) == "(none)"


def test_no_party_query_key_or_address_is_logged(guarded, headline):
    """S20: the log of a busy service is searched for everything that was sent."""
    service = guarded(sparql=True)
    client, bearer = service.client, service.bearer("decider")
    texts = {name.stem: json.loads(name.read_text("utf-8")) for name in sorted(DOSSIERS.glob("*.json"))[:4]}
    parties = [party["name"] for dossier in [headline, *texts.values()] for party in dossier["parties"] if "name" in party]
    assert parties
    headline["items"][0]["note"] = "the secret note"
    headline["parties"][0]["name"] = "Secret Party plc"
    for path in ("/v1/decisions?simulate=false", "/v1/validations", "/v1/groundings?simulate=false"):
        post(client, headline, path, **bearer)
        post(client, {**headline, "type": "Secret Party plc"}, path, **bearer)
        post(client, b'{"Secret Party plc"', path, **bearer)
    query = "SELECT * WHERE { ?secretVariable ?p 'Secret Party plc' }"
    client.get("/sparql", params={"query": query}, headers=bearer)
    client.get("/v1/terms/SecretTerm?secretParameter=1", headers=bearer)
    client.get("/SecretPath", headers=bearer)
    client.get("/v1/norms", headers={"Authorization": "Bearer SecretToken", "User-Agent": "SecretAgent"})
    written = service.stream.getvalue()
    lines = service.log()
    assert len(lines) >= 13
    for word in (*parties, "Secret", "secret", service.keys["decider"][1], headline["id"], "testclient"):
        assert word not in written
    line = next(line for line in lines if line.get("route") == "/v1/decisions" and line["status"] == 200)
    assert line["key"] == service.keys["decider"][0].id
    assert line["tenant"] == "acme"
    assert line["method"] == "POST"
    assert line["ms"] > 0


def test_an_internal_fault_is_logged_without_what_was_sent(guarded, headline, monkeypatch, caplog):
    from qgov.reasoning import pipeline

    def fail(*arguments, **options):
        raise RuntimeError("Secret Party plc")

    service = guarded()
    monkeypatch.setattr(pipeline, "decide_dossier", fail)
    answer = post(service.client, headline, "/v1/decisions", **service.bearer("decider"))
    check_problem(answer, 500)
    assert "Secret" not in service.stream.getvalue() + caplog.text + answer.text
    assert "RuntimeError" in caplog.text
    assert [line["level"] for line in service.log() if line.get("status") == 500] == ["error"]


def test_a_request_has_a_name_and_keeps_that_of_its_trace():
    stream = io.StringIO()
    client = client_of(create_app(log=make_log("json", "debug", stream)))
    trace = "0af7651916cd43dd8448eb211c80319c"
    first = client.get("/", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01", "X-Request-ID": "forged"})
    second = client.get("/", headers={"traceparent": "00-secret\n"})
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["request_id"] for line in lines] == [first.headers["x-request-id"], second.headers["x-request-id"]]
    assert lines[0]["trace_id"] == trace
    assert "trace_id" not in lines[1]
    assert "forged" not in stream.getvalue()


def test_traces_hold_route_and_status_alone(headline):
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from qgov.api.door.watch import Watch
    from qgov.service.tracing import Tracing

    spans = InMemorySpanExporter()
    tracing = Tracing("http://127.0.0.1:1/v1/traces", spans)
    app = create_app(sparql=False)
    for layer in app.user_middleware:
        if layer.cls is Watch:
            layer.kwargs["tracing"] = tracing
    client = client_of(app)
    trace = "0af7651916cd43dd8448eb211c80319c"
    post(client, headline, "/v1/validations", traceparent=f"00-{trace}-b7ad6b7169203331-01")
    client.get("/v1/terms/Secret?secret=1")
    tracing.stop()
    first, second = spans.get_finished_spans()
    assert first.name == "POST /v1/validations"
    assert dict(first.attributes) == {"http.request.method": "POST", "http.route": "/v1/validations", "http.response.status_code": 200}
    assert f"{first.context.trace_id:032x}" == trace
    assert "ecret" not in second.to_json()


def test_no_trace_is_made_by_default():
    import subprocess
    import sys

    code = "import sys\nfrom qgov.api.app import create_app\ncreate_app()\nprint('opentelemetry.sdk' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


def test_bodies_are_bounded_whatever_route_reads_them():
    client = make_client(max_body_bytes=1000, sparql=False)
    for path in ("/v1/decisions", "/sparql", "/nowhere"):
        check_problem(client.post(path, content=b" " * 1001, headers={"Content-Type": "application/json"}), 413)
    check_problem(client.post("/v1/validations", content=b"", headers={"Content-Length": "9" * 30, "Content-Type": "application/json"}), 413)

    def chunks():
        for _ in range(100):
            yield b" " * 100

    check_problem(client.post("/sparql", content=chunks(), headers={"Content-Type": "application/sparql-query"}), 413, 503)
    check_problem(client.post("/v1/validations", content=chunks(), headers={"Content-Type": "application/json"}), 413)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip", "x", "gzip, gzip"])
def test_compressed_bodies_are_not_taken(client, coding):
    body = gzip.compress(b" " * 1_000_000)
    for path in ("/v1/validations", "/sparql", "/nowhere"):
        answer = client.post(path, content=body, headers={"Content-Encoding": coding, "Content-Type": "application/json"})
        check_problem(answer, 415)
        assert answer.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EROFS, 503), (errno.EIO, 503)])
def test_what_cannot_be_kept_is_not_acknowledged(tmp_path, headline, number, status):
    class Refusing(Ledger):
        def write(self, entries, content):
            raise OSError(number, os.strerror(number))

    with Ledger(tmp_path / "ledger"):
        pass
    ledger = Refusing(tmp_path / "ledger")
    client = client_of(create_app(Settings(data_dir=tmp_path, processes=0, sparql=False), ledger=ledger))
    answer = post(client, headline, "/v1/decisions?simulate=false")
    found = check_problem(answer, status)
    assert "nothing was acknowledged" in found["detail"]
    assert str(tmp_path) not in answer.text
    assert "location" not in answer.headers
    assert client.get("/v1/decisions").json()["count"] == 0


def test_the_short_way_to_queries_is_counted_and_guarded_like_every_other(guarded):
    service = guarded()
    check_problem(service.client.get("/sparql", params={"query": "ASK {}"}), 401)
    answer = service.client.get("/sparql", params={"query": "ASK {}"}, headers=service.bearer("reader"))
    check_problem(answer, 503)
    assert "content-security-policy" in answer.headers
    assert service.client.head("/sparql", headers=service.bearer("reader")).content == b""
    check_problem(service.client.get("/sparql", params={"query": ["ASK {}", "ASK {}"]}, headers=service.bearer("reader")), 400)
    found = service.client.get("/metrics", headers=service.bearer("admin")).text
    assert 'qgov_requests_total{method="GET",route="/sparql",status="503"} 1.0' in found


def test_security_headers_are_on_every_answer(guarded):
    service = guarded()
    for answer in (
        service.client.get("/healthz"), service.client.get("/v1/norms"), service.client.get("/nowhere", headers=service.bearer("reader")),
        service.client.post("/v1/decisions", content=b"x" * 9_000_000, headers=service.bearer("decider")),
    ):  # fmt: skip
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]


def test_who_may_not_decide_queries_no_decision(guarded, headline):
    """Graphs of decisions name parties: a key that gets 403 for the decision itself does not query them."""
    service = guarded(sparql=True, query_workers=1)

    def rows(name: str, query: str) -> list:
        answer = service.client.get(
            "/sparql", params={"query": "PREFIX q: <https://w3id.org/qgov/> " + query},
            headers={**service.bearer(name), "Accept": "application/sparql-results+json"},
        )  # fmt: skip
        assert answer.status_code == 200
        return answer.json()["results"]["bindings"]

    decisions, law = "SELECT ?x { GRAPH ?g { ?d q:answersDossier ?x } }", "SELECT ?e { ?e a q:ControlEntry } LIMIT 1"
    with service.client:
        made = post(service.client, headline, "/v1/decisions?simulate=false", **service.bearer("decider"))
        check_problem(service.client.get(made.headers["location"], headers=service.bearer("reader")), 403)
        end = time.monotonic() + 60
        while not rows("decider", decisions) and time.monotonic() < end:
            time.sleep(0.5)
        assert len(rows("decider", decisions)) == 1
        assert rows("reader", decisions) == rows("other", decisions) == rows("admin", decisions) == []
        assert all(len(rows(name, law)) == 1 for name in ("reader", "decider", "other"))
