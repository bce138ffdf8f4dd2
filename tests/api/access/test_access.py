"""Who is let in, what they may do, how often; and that a refusal tells nothing."""

from __future__ import annotations

import json

import pytest

from qgov.api.app import create_app
from qgov.api.door.access import OPEN, PUBLIC, needs
from qgov.service import keys as module

from ..calls import check_problem, post


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    monkeypatch.setattr(module, "LOOK", -1.0)


def test_without_a_key_nothing_is_served_but_what_all_may_see(guarded):
    client = guarded().client
    for path in sorted(OPEN):
        if path != "/readyz":
            assert client.get(path, follow_redirects=False).status_code in (200, 303), path
    for path in ("/v1/norms", "/v1/terms", "/sparql", "/metrics", "/v1/decisions", "/lexicon", "/nowhere", "/healthz/", "/docs/x", "/%68ealthz/x"):
        found = check_problem(client.get(path), 401)
        assert found["detail"] == "a valid API key or bearer token is needed"
    check_problem(post(client, {}, "/v1/decisions"), 401)
    check_problem(client.delete("/healthzz"), 401)


def test_a_refusal_is_the_same_whatever_is_wrong(guarded):
    service = guarded()
    key, text = service.keys["reader"]
    revoked, gone = service.file.add("acme", ["read"])
    service.file.revoke(revoked.id)
    given = [
        None, "", "Bearer", "Bearer ", "Bearer x", f"Basic {text}", text, f"Bearer {text}x", f"Bearer {text[:-1]}", f"Bearer {gone}",
        f"Bearer qgov_{'0' * 12}_{text[18:]}", f"Bearer {key.hash}", "Bearer a.b.c", "Bearer \xe9",
    ]  # fmt: skip
    seen = set()
    for value in given:
        headers = {} if value is None else {"Authorization": value.encode("latin-1")}
        answer = service.client.get("/v1/norms", headers=headers)
        check_problem(answer, 401)
        kept = {n: v for n, v in answer.headers.items() if n not in ("x-request-id", "date")}
        seen.add((answer.text, json.dumps(kept, sort_keys=True)))
    assert len(seen) == 1
    assert answer.headers["www-authenticate"].startswith("Bearer")
    twice = service.client.get("/v1/norms", headers=[("Authorization", f"Bearer {text}")] * 2)
    check_problem(twice, 401)


def test_a_scope_opens_its_operations_and_no_others(guarded, headline):
    service = guarded()
    get, client = service.client.get, service.client
    assert get("/v1/norms?limit=1", headers=service.bearer("reader")).status_code == 200
    refused = post(client, headline, "/v1/validations", **service.bearer("reader"))
    check_problem(refused, 403)
    assert 'scope="decide"' in refused.headers["www-authenticate"]
    assert post(client, headline, "/v1/validations", **service.bearer("decider")).status_code == 200
    check_problem(get("/metrics", headers=service.bearer("decider")), 403)
    assert get("/metrics", headers=service.bearer("admin")).status_code == 200
    assert post(client, headline, "/v1/validations", **service.bearer("admin")).status_code == 200


def test_a_revoked_key_is_refused_at_once(guarded):
    service = guarded()
    assert service.client.get("/v1/norms?limit=1", headers=service.bearer("reader")).status_code == 200
    service.file.revoke(service.keys["reader"][0].id)
    check_problem(service.client.get("/v1/norms?limit=1", headers=service.bearer("reader")), 401)


def test_a_key_in_the_address_is_refused_and_not_logged(guarded):
    service = guarded()
    text = service.keys["decider"][1]
    answer = service.client.get(f"/v1/norms?limit=1&key={text}", headers=service.bearer("decider"))
    found = check_problem(answer, 400)
    assert "revoke" in found["errors"][0]["remedy"]
    assert text not in answer.text
    assert text not in service.stream.getvalue()


def test_reading_can_be_open_to_all_and_nothing_else_is(guarded, headline):
    service = guarded(public_reading=True)
    client = service.client
    assert client.get("/v1/norms?limit=1").status_code == 200
    assert client.get("/v1/terms?limit=1").status_code == 200
    check_problem(post(client, headline, "/v1/validations"), 401)
    check_problem(client.get("/v1/decisions"), 401)
    check_problem(client.get("/metrics"), 401)
    check_problem(client.get("/v1/norms?limit=1", headers={"Authorization": "Bearer x"}), 401)
    assert PUBLIC.scopes == {"read"}


def test_every_route_demands_a_scope_or_is_known_to_be_open(guarded):
    """A route that forgets to ask would be open to whoever reads in public."""
    service = guarded(public_reading=True)
    document = service.client.get("/openapi.json").json()
    checked = 0
    for path, methods in document["paths"].items():
        if path in OPEN:
            continue
        for method in methods:
            if method == "get":
                continue
            address = path.replace("{", "").replace("}", "")
            answer = service.client.request(method, address, content=b"{}", headers={"Content-Type": "application/json"})
            if path == "/sparql":
                continue  # reads, by GET and POST alike
            assert answer.status_code == 401, (method, path, answer.status_code)
            checked += 1
    assert checked >= 4


def test_who_asks_too_often_waits(guarded):
    service = guarded(rate=0.001, burst=3)
    answers = [service.client.get("/v1/norms?limit=1", headers=service.bearer("reader")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=3000'
    assert answers[0].headers["ratelimit"].startswith('"default";r=2;t=')
    check_problem(answers[3], 429)
    assert int(answers[3].headers["retry-after"]) > 0
    assert answers[3].headers["ratelimit"].startswith('"default";r=0;')
    assert service.client.get("/v1/norms?limit=1", headers=service.bearer("other")).status_code == 200


def test_an_address_is_limited_before_its_key_is_looked_at(guarded):
    service = guarded(address_rate=0.001, address_burst=2, trusted_proxies=("testclient",))
    for _ in range(2):
        check_problem(service.client.get("/v1/norms", headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}), 401)
    limited = {**service.bearer("reader"), "X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
    check_problem(service.client.get("/v1/norms", headers=limited), 429)
    elsewhere = {**service.bearer("reader"), "X-Forwarded-For": "192.0.2.2"}
    assert service.client.get("/v1/norms?limit=1", headers=elsewhere).status_code == 200
    assert service.client.get("/healthz", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200


def test_a_forwarded_address_is_believed_of_proxies_alone(guarded):
    service = guarded(address_rate=0.001, address_burst=2)
    for number in range(2):
        check_problem(service.client.get("/v1/norms", headers={"X-Forwarded-For": f"192.0.2.{number}"}), 401)
    check_problem(service.client.get("/v1/norms", headers={"X-Forwarded-For": "192.0.2.9"}), 429)


def test_one_key_has_so_many_requests_under_way(guarded, monkeypatch):
    import threading

    from qgov.api.decisions import judging

    service = guarded(concurrency=1, slots=4)
    entered, leave = threading.Event(), threading.Event()

    def waits(body, format, wanted):
        entered.set()
        leave.wait(20)
        return '{"valid": true}'

    from qgov.api.decisions import routes as decisions

    monkeypatch.setattr(decisions, "validated", waits)
    assert judging.validated is not waits
    first = threading.Thread(target=lambda: post(service.client, {}, "/v1/validations", **service.bearer("decider")))
    first.start()
    try:
        assert entered.wait(20)
        answer = service.client.get("/v1/norms?limit=1", headers=service.bearer("decider"))
        check_problem(answer, 429)
        assert answer.headers["retry-after"] == "1"
        assert service.client.get("/v1/norms?limit=1", headers=service.bearer("other")).status_code == 200
    finally:
        leave.set()
        first.join(20)
    assert service.client.get("/v1/norms?limit=1", headers=service.bearer("decider")).status_code == 200


def test_tenants_do_not_see_each_other(guarded, headline):
    service = guarded()
    made = post(service.client, headline, "/v1/decisions?simulate=false", **service.bearer("decider"))
    assert made.status_code == 200
    place = made.headers["location"]
    assert service.client.get(place, headers=service.bearer("decider")).status_code == 200
    check_problem(service.client.get(place, headers=service.bearer("other")), 404)
    assert service.client.get("/v1/decisions", headers=service.bearer("other")).json()["count"] == 0
    assert service.client.get("/v1/decisions", headers=service.bearer("decider")).json()["count"] == 1


def test_a_token_of_the_issuer_is_let_in(guarded, tmp_path):
    import time

    from joserfc import jwt
    from joserfc.jwk import ECKey, KeySet

    key = ECKey.generate_key("P-256", {"kid": "one"})
    (tmp_path / "jwks.json").write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    service = guarded(
        oidc_issuer="https://i.example", oidc_audience="qgov", oidc_jwks=str(tmp_path / "jwks.json"), oidc_algorithms=("ES256",)
    )

    def token(**changes):
        claims = {"iss": "https://i.example", "aud": "qgov", "sub": "p", "exp": int(time.time()) + 60, "scope": "read", "tenant": "acme"}
        return {"Authorization": "Bearer " + jwt.encode({"alg": "ES256", "kid": "one"}, claims | changes, key)}

    get = service.client.get
    assert get("/v1/norms?limit=1", headers=token()).status_code == 200
    check_problem(get("/v1/norms?limit=1", headers=token(aud="other")), 401)
    check_problem(get("/v1/norms?limit=1", headers=token(exp=1)), 401)
    check_problem(get("/metrics", headers=token()), 403)
    assert get("/v1/norms?limit=1", headers=service.bearer("reader")).status_code == 200


def test_an_unknown_scope_cannot_be_demanded():
    with pytest.raises(ValueError, match="no scope"):
        needs("reed")


def test_without_authentication_everybody_on_this_machine_may_all(client, headline):
    assert post(client, headline, "/v1/validations").status_code == 200
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("qgov.example", 200), ("QGOV.example:8000", 200), ("evil.example", 400), ("qgov.example.evil", 400), ("", 400), ("[::1]:80", 200)],
)
def test_other_names_are_not_answered(host, status):
    from fastapi.testclient import TestClient

    client = TestClient(create_app(hosts=("qgov.example", "::1")), raise_server_exceptions=False)
    answer = client.get("/healthz", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        check_problem(answer, 400)
    assert "content-security-policy" in answer.headers


def test_pages_of_other_sites_read_only_what_is_configured(client):
    from fastapi.testclient import TestClient

    assert "access-control-allow-origin" not in client.get("/healthz", headers={"Origin": "https://a.example"}).headers
    shared = TestClient(create_app(cors_origins=("https://a.example",)), raise_server_exceptions=False)
    answer = shared.get("/healthz", headers={"Origin": "https://a.example"})
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in shared.get("/healthz", headers={"Origin": "https://b.example"}).headers
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = shared.options("/v1/decisions", headers=asked)
    assert preflight.status_code == 200
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
