"""Decisions that are kept: in the ledger before they are answered, found again by their address, done once for a key."""

from __future__ import annotations

import errno
import json
import threading

import pytest

from qgov.api.decisions.idempotency import Keys
from qgov.api.decisions.records import Records
from qgov.ledger import Ledger
from qgov.service.callers import SCOPES, Caller
from qgov.service.settings import Settings
from qgov.verifier import verify

from .calls import DOSSIERS, check_problem, make_client, post

PATH = "/v1/decisions?simulate=false"
TYPES = ("application/json", "text/plain", "text/html", "text/turtle", "application/ld+json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def keeper(folder):
    """A service that keeps what it decides."""
    with make_client(settings=Settings(data_dir=folder, sparql=False)) as client:
        yield client


def as_tenant(monkeypatch, tenant: str) -> None:
    """Whoever asks is of this tenant."""
    import qgov.api.door.access as access

    monkeypatch.setattr(access, "LOCAL", Caller("key", tenant, frozenset(SCOPES)), raising=False)


@pytest.mark.parametrize("media", TYPES)
def test_a_decision_is_found_again_in_every_form(keeper, headline, media):
    answer = post(keeper, headline, PATH, Accept=media)
    assert answer.status_code == 200
    again = keeper.get(answer.headers["location"], headers={"Accept": media})
    assert again.status_code == 200
    assert again.content == answer.content
    assert again.headers["etag"] == answer.headers["etag"]
    same = keeper.get(answer.headers["location"], headers={"Accept": media, "If-None-Match": again.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    other = keeper.get(answer.headers["location"], headers={"Accept": media, "If-None-Match": '"another"'})
    assert other.status_code == 200


def test_a_page_may_have_its_own_style_alone(keeper, headline):
    page = post(keeper, headline, PATH, Accept="text/html")
    assert "<style>" in page.text and "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_all_findings_are_kept(keeper, headline):
    answer = post(keeper, headline, PATH + "&allFindings=true")
    few = keeper.get(answer.headers["location"])
    assert keeper.get(answer.headers["location"] + "?allFindings=true").content == answer.content
    assert len(few.json()["findings"]) < len(answer.json()["findings"])


def test_the_receipt_satisfies_the_verifier(keeper, headline):
    answer = post(keeper, headline, PATH)
    receipt = keeper.get(answer.headers["location"] + "/receipt")
    assert receipt.status_code == 200
    found = verify.check(receipt.json())
    assert found.found == []
    assert receipt.json()["receipt"] == answer.json()["receipt"]
    changed = json.loads(receipt.text.replace("authorisation-required", "permitted"))
    assert verify.check(changed).found


def test_it_is_in_the_ledger_before_it_is_answered(keeper, folder, headline):
    before = keeper.app.state.ledger.head.seq
    answer = post(keeper, headline, PATH)
    entry = Ledger(folder / "ledger").entry(before + 1)
    assert (entry.kind, entry.tenant) == ("decision", "local")
    assert entry.holds_receipt(answer.json()["receipt"]["sha256"])
    assert entry.payload["outcome"] == answer.json()["outcome"]


def test_nothing_is_answered_that_the_ledger_does_not_take(keeper, headline, monkeypatch):
    from qgov.ledger import LedgerError

    def full(*arguments):
        raise LedgerError("the disk is full") from OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(keeper.app.state.ledger, "append_all", full)
    answer = post(keeper, headline, PATH)
    check_problem(answer, 507)
    assert "outcome" not in answer.json()


@pytest.mark.parametrize("damage", ["garbage", "gone", "other"])
def test_an_index_that_is_damaged_or_of_another_ledger_is_made_anew(tmp_path, headline, damage):
    import shutil

    settings = Settings(data_dir=tmp_path, sparql=False, processes=0)
    with make_client(settings=settings) as client:
        place = post(client, headline, PATH).headers["location"]
    index = tmp_path / "api" / "decisions.sqlite"
    if damage == "garbage":
        index.write_bytes(b"no database " * 1000)
    elif damage == "gone":
        shutil.rmtree(tmp_path / "ledger")
    else:
        shutil.rmtree(tmp_path / "ledger")
        Ledger(tmp_path / "ledger").append("note", "local", {"a": "b"})
    with make_client(settings=settings) as client:
        assert client.get("/v1/decisions").json()["count"] == (damage == "garbage")
        assert client.get(place).status_code == (200 if damage == "garbage" else 404)


def test_a_key_does_not_bring_back_what_was_redacted(keeper, headline):
    headline["date"] = "2026-11-01"
    key = {"Idempotency-Key": "redacted"}
    assert post(keeper, headline, PATH, **key).status_code == 200
    keeper.app.state.ledger.redact([keeper.app.state.ledger.head.seq], "asked for", "an officer")
    check_problem(post(keeper, headline, PATH, **key), 410)


def test_a_disk_that_does_not_take_the_key_is_said(keeper, headline, monkeypatch):
    import sqlite3

    def full(*arguments):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Keys, "_begin", full)
    check_problem(post(keeper, headline, PATH, **{"Idempotency-Key": "full"}), 507)
    monkeypatch.undo()
    monkeypatch.setattr(Keys, "_finish", full)
    assert post(keeper, headline, PATH, **{"Idempotency-Key": "full"}).status_code == 200


def test_the_store_has_it(keeper, headline):
    from qgov.store.decisions import decisions

    answer = post(keeper, headline, PATH)
    found = {one.id: one for one in decisions(keeper.app.state.store, "local")}
    one = found[answer.headers["location"].rsplit("/", 1)[1]]
    assert (one.outcome, one.dossier) == (answer.json()["outcome"], headline["id"])


def test_what_the_store_lacks_is_put_there_later(tmp_path, headline, monkeypatch):
    from qgov.api.services import of
    from qgov.store.decisions import decisions

    settings = Settings(data_dir=tmp_path, sparql=False, processes=1)
    with make_client(settings=settings) as client:
        with monkeypatch.context() as patch:
            patch.setattr(client.app.state.store, "add_text", lambda graphs: 1 / 0)
            assert post(client, headline, PATH).status_code == 200
        assert decisions(client.app.state.store, "local") == []
        assert of(client.app).records.following.put_missing() == 1
        assert len(decisions(client.app.state.store, "local")) == 1
        assert of(client.app).records.following.put_missing() == 0


def test_the_store_follows_what_was_decided_alike(keeper, headline):
    import time

    from qgov.store.decisions import is_kept

    store, places = keeper.app.state.store, []
    for number in range(3):
        answer = post(keeper, {**headline, "id": f"urn:example:again:{number}", "note": str(number)}, PATH)
        assert answer.json()["dossier"] == f"urn:example:again:{number}"
        places.append(answer.headers["location"].rsplit("/", 1)[1])
    assert len(set(places)) == 3
    until = time.monotonic() + 20
    while not all(is_kept(store, "local", id) for id in places) and time.monotonic() < until:
        time.sleep(0.05)
    for number, id in enumerate(places):
        asked = "ASK { ?d a ?class }"
        graph = f"https://w3id.org/qgov/decision/local/{id}/findings"
        from qgov.store.terms import iri

        words = {
            "d": iri(f"urn:example:again:{number}#decision"), "class": iri("https://w3id.org/qgov/Decision"),
        }  # fmt: skip
        assert store.ask(asked, words, default_graphs=(graph,))


def test_what_was_redacted_meanwhile_does_not_stay_in_the_store(tmp_path, headline):
    from qgov.api.decisions.judging import graphed
    from qgov.api.services import of
    from qgov.store.decisions import decisions

    settings = Settings(data_dir=tmp_path, sparql=False, processes=1)
    with make_client(settings=settings) as client:
        following = of(client.app).records.following
        following.close()
        post(client, headline, PATH)
        post(client, {**headline, "id": "urn:example:redacted"}, PATH)
        following._ended.clear()

        def redacting(*arguments):
            client.app.state.ledger.redact([client.app.state.ledger.head.seq], "asked for", "tester")
            return graphed(*arguments)

        following.make = redacting
        assert following.put_missing() == 0
        assert len(decisions(client.app.state.store, "local")) == 1


def test_what_is_missing_is_put_at_once_and_listed_last(tmp_path, headline, monkeypatch):
    from qgov.api.services import of
    from qgov.store.decisions import decisions

    settings = Settings(data_dir=tmp_path, sparql=False, processes=1)
    with make_client(settings=settings) as client:
        following, store, written = of(client.app).records.following, client.app.state.store, []
        following.close()
        post(client, headline, PATH)
        for number in range(5):
            post(client, {**headline, "id": f"urn:example:{number}", "note": str(number)}, PATH)
        client.app.state.ledger.redact([3], "asked for", "tester")
        following._ended.clear()
        following._counted = 0.0  # nobody asks any more
        with monkeypatch.context() as patch:
            patch.setattr(store, "add_text", lambda graphs: 1 / 0)
            assert following.put_missing() == 0
        following._tried = 0
        add = store.add_text
        monkeypatch.setattr(store, "add_text", lambda graphs: (written.append(list(graphs)), add(graphs)))
        assert following.put_missing() == 4 and following.put_missing() == 0
        (graphs,) = written
        assert len(graphs) == 4 * 3 + 1 and graphs[-1] == "https://w3id.org/qgov/decision/local/index"
        listed = {one.dossier for one in decisions(store, "local")}
        assert listed == {headline["id"], *(f"urn:example:{number}" for number in (0, 2, 3, 4))}
        assert of(client.app).records.unstored(0, 9) == []


def test_what_the_index_did_not_take_it_takes_with_the_next(tmp_path, headline, monkeypatch):
    """The ledger has it: it is a decision, though it was not answered."""
    import sqlite3

    settings = Settings(data_dir=tmp_path, sparql=False, processes=0)
    with make_client(settings=settings) as client:
        with monkeypatch.context() as patch:

            def full(*arguments):
                raise sqlite3.OperationalError("database or disk is full")

            patch.setattr(Records, "_note", full)
            check_problem(post(client, headline, PATH), 503)
        assert client.get("/v1/decisions").json()["count"] == 0 and client.app.state.ledger.head.seq == 1
        post(client, headline | {"date": "2026-05-05"}, PATH)
        assert [row["entry"] for row in client.get("/v1/decisions").json()["decisions"]] == [1, 2]


def test_the_index_is_written_out_while_decisions_come_in(tmp_path, headline, monkeypatch):
    import sqlite3

    monkeypatch.setattr("qgov.api.decisions.records._LOGGED", 3)
    with make_client(settings=Settings(data_dir=tmp_path, sparql=False, processes=0)) as client:
        from qgov.api.services import of

        for day in range(1, 9):
            post(client, headline | {"date": f"2026-05-0{day}"}, PATH)
        of(client.app).records._writing_out.join()
        # Without its log the file has what was written out.
        with sqlite3.connect(f"file:{tmp_path}/api/decisions.sqlite?immutable=1", uri=True) as index:
            assert index.execute("select count(*) from decisions").fetchone()[0] >= 3
        assert client.get("/v1/decisions").json()["count"] == 8


def test_the_index_is_made_anew_from_the_ledger(tmp_path, headline):
    settings = Settings(data_dir=tmp_path, sparql=False, processes=0)
    with make_client(settings=settings) as client:
        place = post(client, headline, PATH).headers["location"]
        listed = client.get("/v1/decisions").json()
    for path in (tmp_path / "api").glob("decisions.sqlite*"):
        path.unlink()
    with make_client(settings=settings) as client:
        assert client.get("/v1/decisions").json() == listed
        assert client.get(place).status_code == 200


def test_decisions_are_listed_page_by_page(keeper, headline):
    made = []
    for day in ("2026-05-05", "2026-05-06", "2026-05-07"):
        headline["date"] = day
        made.append(post(keeper, headline, PATH).headers["location"].rsplit("/", 1)[1])
    post(keeper, headline, PATH)
    path, seen = "/v1/decisions?limit=1", []
    while path:
        answer = keeper.get(path)
        found = answer.json()
        assert len(found["decisions"]) == 1
        seen += [row["id"] for row in found["decisions"]]
        assert ("link" in answer.headers) == bool(found["next"])
        path = found["next"]
    assert found["count"] == len(seen) == len(set(seen))
    assert [id for id in seen if id in made] == made


def test_a_tenant_sees_its_own_alone(keeper, headline, monkeypatch):
    place = post(keeper, headline, PATH).headers["location"]
    mine = keeper.get("/v1/decisions").json()
    as_tenant(monkeypatch, "other")
    for path in (place, place + "/receipt"):
        found = check_problem(keeper.get(path), 404)
        assert headline["id"] not in json.dumps(found)
    assert keeper.get("/v1/decisions").json() == {"decisions": [], "count": 0, "next": None}
    assert check_problem(keeper.get("/qgov/decision/local/" + place.rsplit("/", 1)[1]), 404)
    headline["date"] = "2026-06-01"
    key = {"Idempotency-Key": "shared"}
    theirs = post(keeper, headline, PATH, **key)
    assert "idempotency-replayed" not in theirs.headers
    monkeypatch.undo()
    assert keeper.get("/v1/decisions").json() == mine
    check_problem(keeper.get(theirs.headers["location"]), 404)


def test_an_unknown_or_redacted_decision_is_a_problem(keeper, headline):
    check_problem(keeper.get("/v1/decisions/0123"), 404)
    headline["date"] = "2026-07-01"
    place = post(keeper, headline, PATH).headers["location"]
    keeper.app.state.ledger.redact([keeper.app.state.ledger.head.seq], "asked for", "an officer")
    for path in (place, place + "/receipt"):
        check_problem(keeper.get(path), 410)


def test_a_decision_under_another_law_is_given_as_json_alone(keeper, headline, monkeypatch):
    headline["date"] = "2026-08-01"
    place = post(keeper, headline, PATH).headers["location"]
    kept = Records.payload

    def of_another_law(self, tenant, id):
        payload = kept(self, tenant, id)
        return payload | {"receipt": payload["receipt"] | {"norms": "0" * 64}}

    monkeypatch.setattr(Records, "payload", of_another_law)
    assert keeper.get(place).status_code == 200
    check_problem(keeper.get(place, headers={"Accept": "text/plain"}), 406)


def test_without_a_data_dir_nothing_is_kept(client, headline):
    answer = post(client, headline, PATH)
    assert answer.status_code == 200 and "location" not in answer.headers
    check_problem(client.get("/v1/decisions"), 404)
    check_problem(client.get("/v1/decisions/0123"), 404)


@pytest.mark.parametrize("kept", [True, False])
def test_a_key_makes_it_once(keeper, client, headline, kept):
    service = keeper if kept else client
    headline["date"] = "2026-09-01"
    key = {"Idempotency-Key": f"once-{kept}"}
    first = post(service, headline, PATH, **key)
    head = keeper.app.state.ledger.head.seq
    again = post(service, headline, PATH, **key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("location") == first.headers.get("location")
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    assert keeper.app.state.ledger.head.seq == head
    for other in (dict(headline, date="2026-09-02"), headline):
        path = PATH if other is not headline else PATH + "&at=2026-09-03"
        assert "another" in check_problem(post(service, other, path, **key), 422)["detail"]


def test_a_refusal_leaves_the_key_free(keeper, headline):
    key = {"Idempotency-Key": "refused"}
    check_problem(post(keeper, "{", PATH, **key), 422)
    assert post(keeper, headline, PATH, **key).status_code == 200


@pytest.mark.parametrize("key", ["a b", "", "x" * 256, "ä"])
def test_an_unusable_key_is_refused(keeper, headline, key):
    check_problem(post(keeper, headline, PATH, **{"Idempotency-Key": key.encode("latin-1")}), 400)


def test_a_second_request_waits_for_none(keeper, headline, monkeypatch):
    """While the first is under way the second is told so, and does nothing."""
    headline["date"] = "2026-10-01"
    begun, go = threading.Event(), threading.Event()
    append = keeper.app.state.ledger.append_all

    def slow(*arguments):
        begun.set()
        assert go.wait(60)
        return append(*arguments)

    monkeypatch.setattr(keeper.app.state.ledger, "append_all", slow)
    answers = []
    first = threading.Thread(target=lambda: answers.append(post(keeper, headline, PATH, **{"Idempotency-Key": "slow"})))
    first.start()
    assert begun.wait(60)
    found = post(keeper, headline, PATH, **{"Idempotency-Key": "slow"})
    assert "retry-after" in found.headers
    check_problem(found, 409)
    go.set()
    first.join(60)
    assert answers[0].status_code == 200


def test_keys_go_after_a_day_and_stay_before(tmp_path):
    import asyncio

    from qgov.api.decisions.idempotency import Reply

    now = [1000.0]
    keys, done = Keys(tmp_path / "keys", clock=lambda: now[0]), []

    async def do(id):
        done.append(id)
        return Reply(200, {}, id.encode(), "text/plain")

    async def never(id):
        raise AssertionError("nothing crashed")

    def ask(id):
        return asyncio.run(keys.once("t", "o", "k", "f", id, do, never)).body

    assert ask("one") == ask("two") == b"one"
    now[0] += 23.9 * 3600
    assert ask("three") == b"one"
    now[0] += 0.2 * 3600
    assert ask("four") == b"four"
    assert done == ["one", "four"]


def test_a_worked_dossier_of_each_kind_is_kept(keeper):
    """The kept answer is the answer to the byte, whatever numbers and texts it has."""
    for path in sorted(DOSSIERS.glob("*.json"))[::7]:
        answer = post(keeper, path.read_bytes(), PATH)
        assert keeper.get(answer.headers["location"]).content == answer.content, path.name
