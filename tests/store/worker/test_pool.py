"""The workers: whole answers, limits, data sets, and that nothing a query does reaches the process that asked."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from qgov.store.worker import QueryRefused, isolation
from qgov.store.worker.frames import Head, packed
from qgov.store.worker.walls import child_environment

from .loop import JSON, Asking

A, B, PUBLIC = "https://w3id.org/qgov/decision/a/", "https://w3id.org/qgov/decision/ab/", "http://e/public"
QUADS = f"""<http://e/p1> <http://e/p> "public" <{PUBLIC}> .
<http://e/p1> <http://e/p> "more" <{PUBLIC}> .
<http://e/a1> <http://e/p> "of a" <{A}1/claims> .
<http://e/a2> <http://e/p> "of a too" <{A}2/claims> .
<http://e/b1> <http://e/p> "of ab" <{B}1/claims> .
"""
DEADLINE = 1.5
MARGIN = 0.5  # seconds beyond the deadline, and of this process's own processor time


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    file = tmp_path_factory.mktemp("data") / "data.nq"
    numbers = "".join(f'<http://e/n{i}> <http://e/number> "{i}" <http://e/numbers> .\n' for i in range(400))
    ring = "".join(f"<http://e/r{i}> <http://e/next> <http://e/r{(i + 1) % 400}> <http://e/ring> .\n" for i in range(400))
    file.write_text(QUADS + numbers + ring, "utf-8")
    return file


@pytest.fixture(scope="module")
def asking(data):
    found = Asking(data, workers=2, deadline=DEADLINE, memory_mb=256, patience=5, cache_bytes=0)
    yield found
    found.close()


@pytest.fixture(scope="module")
def canary():
    """A server that counts who calls."""
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_GET

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.hits, server.url = hits, f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    server.server_close()


def rows(answer) -> list[tuple[str, ...]]:
    found = json.loads(answer.body)
    names = found["head"]["vars"]
    return sorted(tuple(row.get(name, {}).get("value") for name in names) for row in found["results"]["bindings"])


def refused(asking, query, media_type=JSON, **options) -> QueryRefused:
    with pytest.raises(QueryRefused) as caught:
        asking.ask(query, media_type, **options)
    return caught.value


@pytest.mark.parametrize("media_type, beginning", [
    (JSON, b'{"head"'), ("application/sparql-results+xml", b"<?xml"), ("text/csv", b"o\r\n"),
    ("text/tab-separated-values", b"?o\n"),
])  # fmt: skip
def test_rows_in_every_form(asking, media_type, beginning):
    found = asking.ask("SELECT ?o { ?s <http://e/p> ?o }", media_type)
    assert found.media_type == media_type
    assert found.body.startswith(beginning)
    assert found.body.count(b"of a") == 3


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_graphs_in_every_form(asking, media_type):
    import pyoxigraph as ox

    body = asking.ask("CONSTRUCT { ?s <http://e/p> ?o } { ?s <http://e/p> ?o }", media_type).body
    assert len(set(ox.parse(body, format=ox.RdfFormat.from_media_type(media_type)))) == 5


def test_a_graph_that_a_form_cannot_hold(asking):
    found = refused(asking, "CONSTRUCT { ?s <http://e/1> ?o } { ?s <http://e/p> ?o }", "application/rdf+xml")
    assert found.status == 406


def test_forms_fit_the_query(asking):
    assert refused(asking, "SELECT * { ?s ?p ?o }", "text/turtle").status == 406
    assert refused(asking, "DESCRIBE <http://e/p1>", JSON).status == 406


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_rows_are_limited_and_never_cut(asking, media_type):
    query = "SELECT * { ?s <http://e/number> ?o }"
    assert asking.ask(query, media_type, max_rows=400).body.count(b"http://e/n") == 400
    found = refused(asking, query, media_type, max_rows=399)
    assert (found.status, found.title) == (422, "answer too large")
    assert "399 rows" in found.detail
    assert "LIMIT and OFFSET" in found.detail


def test_rows_that_look_like_several(asking):
    """What counts rows is not misled by what stands in them."""
    text = '"},{},{},{},{}\\n<result>\\r\\n\\"\\"x"'
    query = f"SELECT ?x {{ VALUES ?x {{ {text} {text} }} }}"
    for media_type in (JSON, "text/csv", "text/tab-separated-values", "application/sparql-results+xml"):
        assert asking.ask(query, media_type, max_rows=2).body
        assert refused(asking, query, media_type, max_rows=1).title == "answer too large"


def test_bytes_and_triples_are_limited(asking):
    query = "SELECT * { ?s <http://e/number> ?o }"
    size = len(asking.ask(query).body)
    assert asking.ask(query, max_bytes=size).body
    assert "bytes" in refused(asking, query, max_bytes=size - 1).detail
    construct = "CONSTRUCT WHERE { ?s <http://e/number> ?o }"
    assert asking.ask(construct, "text/turtle", max_rows=400).body
    assert "399 triples" in refused(asking, construct, "text/turtle", max_rows=399).detail


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p }", "SELECT * { ?s x:y ?o }", "SELECT ?x { } GROUP BY"])
def test_what_is_no_query(asking, query):
    found = refused(asking, query)
    assert (found.status, found.title) == (400, "malformed query")
    assert found.detail


def test_tenants_do_not_see_each_other(asking):
    query = "SELECT ?s ?o { ?s <http://e/p> ?o }"
    of_a = asking.ask(query, visible_graph_prefixes=(PUBLIC, A))
    assert [o for _, o in rows(of_a)] == ["of a", "of a too", "more", "public"]
    assert [o for _, o in rows(asking.ask(query, visible_graph_prefixes=(PUBLIC, B)))] == ["of ab", "more", "public"]
    assert rows(asking.ask(query, visible_graph_prefixes=())) == []


@pytest.mark.parametrize("query", [
    f"SELECT * {{ GRAPH <{B}1/claims> {{ ?s ?p ?o }} }}",
    f"SELECT * FROM <{B}1/claims> {{ ?s ?p ?o }}",
    f"SELECT * FROM NAMED <{B}1/claims> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    f"BASE <{B}> PREFIX b: <1/> SELECT * FROM b:claims {{ ?s ?p ?o }}",
    f"SELECT * FROM <{B}1/cl\\u0061ims> {{ ?s ?p ?o }}",
    "SELECT * { GRAPH ?g { <http://e/b1> ?p ?o } }",
    "SELECT * { <http://e/b1> ?p ?o }",
    'SELECT * { { SELECT ?g { GRAPH ?g { ?s ?p "of ab" } } } }',
])  # fmt: skip
@pytest.mark.parametrize("protocol", [{}, {"default_graphs": (B + "1/claims",)}, {"named_graphs": (B + "1/claims",)}])
def test_no_way_to_the_graph_of_another(asking, query, protocol):
    assert rows(asking.ask(query, visible_graph_prefixes=(PUBLIC, A), **protocol)) == []
    if not protocol:
        assert rows(asking.ask(query, visible_graph_prefixes=(PUBLIC, A, B)))


def test_data_sets(asking):
    own, other = A + "1/claims", A + "2/claims"
    query = f"SELECT ?o FROM <{own}> {{ ?s <http://e/p> ?o }}"
    assert rows(asking.ask(query)) == [("of a",)]
    assert rows(asking.ask(query, default_graphs=(other,))) == [("of a too",)]  # the protocol goes before the text
    assert rows(asking.ask(query, named_graphs=(other,))) == []
    named = f"SELECT ?g ?o FROM NAMED <{own}> {{ GRAPH ?g {{ ?s <http://e/p> ?o }} }}"
    assert rows(asking.ask(named)) == [(own, "of a")]
    assert rows(asking.ask("SELECT ?o { ?s <http://e/p> ?o }", default_graphs=("http://e/none",))) == []


def test_relative_iris_are_those_of_qgov(asking):
    body = asking.ask("CONSTRUCT { <s> <p> <#o> } {}", "application/n-triples").body
    assert body == b"<https://w3id.org/qgov/s> <https://w3id.org/qgov/p> <https://w3id.org/qgov/#o> .\n"
    assert rows(asking.ask("SELECT ?o FROM <decision/a/1/claims> { ?s ?p ?o }")) == [("of a",)]


def test_many_graphs_of_which_some_are_hidden(tmp_path):
    """Beyond a few dozens of graphs the visible ones are copied, and the answer stays the same."""
    file = tmp_path / "many.nq"
    lines = [f'<http://e/s{i}> <http://e/p> "{i}" <http://e/{"ab"[i % 2]}/{i}> .\n' for i in range(120)]
    file.write_text("".join(lines), "utf-8")
    asking = Asking(file, workers=1, cache_bytes=0)
    try:
        query = "SELECT ?o { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }"
        found = rows(asking.ask(query, visible_graph_prefixes=("http://e/a/",)))
        assert sorted(int(o) for (o,) in found) == list(range(0, 120, 2))
        assert rows(asking.ask(query, visible_graph_prefixes=("http://e/a/",), named_graphs=("http://e/b/1",))) == []
    finally:
        asking.close()


CARTESIAN = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} <http://e/number> ?b{i} ." for i in range(6)) + " }"
PATH = "SELECT (COUNT(*) AS ?n) { ?a (<http://e/next>|^<http://e/next>)+ ?b . ?c (<http://e/next>/<http://e/next>)+ ?d }"
DOUBLING = 'SELECT ?x { BIND("' + "a" * 64 + '" AS ?a0) ' + " ".join(
    f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(28)
) + " BIND(STRLEN(?a28) AS ?x) }"  # fmt: skip
HOSTILE = {
    "nested parentheses": "SELECT * { FILTER(" + "(" * 4650 + "1" + ")" * 4650 + ") }",
    "many patterns": "SELECT * {" + "".join(f"?s{i} ?p{i} ?o{i} ." for i in range(600)) + "}",
    "as many patterns as pass": "SELECT * {" + "".join(f"?s{i} ?p{i} ?o{i} ." for i in range(64)) + "}",
    "doubling": DOUBLING,
    "cartesian product": CARTESIAN,
    "path steps": "SELECT * { ?s " + "/".join(["<http://e/p>"] * 600) + " ?o }",
    "path closure": PATH,
    "regular expression": 'SELECT * { ?s <http://e/number> ?o FILTER(REGEX("' + "a" * 5000 + '!", "^(a+)+$")) }',
    "sorting": "SELECT * { " + " ".join(f"?a{i} <http://e/number> ?b{i} ." for i in range(4)) + " } ORDER BY ?b0 ?b3",
    "distinct": "SELECT DISTINCT * { " + " ".join(f"?a{i} <http://e/number> ?b{i} ." for i in range(4)) + " }",
    "concatenation": 'SELECT (GROUP_CONCAT(CONCAT(?x, ?y); SEPARATOR="-") AS ?z) { ?a <http://e/number> ?x . ?b <http://e/number> ?y . ?c <http://e/number> ?z1 }',
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_end_in_time_and_hurt_nobody(asking, name, watched):
    own = os.getpid()
    try:
        asking.ask(HOSTILE[name])
        outcome = 200
    except QueryRefused as error:
        outcome = error.status
    assert all(seconds <= DEADLINE + MARGIN + watched.starved for seconds in watched.kills)
    assert watched.kills or outcome != 504
    assert watched.spent < MARGIN  # and what is refused unseen costs the service little
    assert outcome in (400, 403, 413, 422, 504) or name == "regular expression"
    assert os.getpid() == own
    assert json.loads(asking.ask("ASK {}").body)["boolean"] is True


def settled(asking) -> set[int]:
    """The workers once as many are there as should be."""
    for _ in range(400):
        if len(asking.pool.pids) == asking.pool.workers:
            break
        time.sleep(0.05)
    return set(asking.pool.pids)


def test_the_deadline_kills_and_a_new_worker_comes(asking):
    before = settled(asking)
    found = refused(asking, CARTESIAN)
    assert (found.status, found.title) == (504, "deadline passed")
    after = settled(asking)
    assert len(after & before) == 1
    gone = (before - after).pop()
    for _ in range(100):
        if not os.path.exists(f"/proc/{gone}"):
            break
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{gone}")


def test_a_worker_that_was_killed_from_outside_is_replaced(asking):
    for pid in asking.pool.pids:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert rows(asking.ask("SELECT ?o { <http://e/p1> ?p ?o }")) == [("more",), ("public",)]


def test_the_process_that_forks_is_replaced_too(data):
    asking = Asking(data, workers=1, cache_bytes=0)
    try:
        asking.pool._nursery.process.kill()
        asking.pool._nursery.process.wait()
        time.sleep(0.3)  # the workers go with it
        for _ in range(40):
            try:
                assert asking.ask("ASK {}").body
                break
            except QueryRefused:
                time.sleep(0.1)
        else:
            pytest.fail("no worker came back")
    finally:
        asking.close()


def test_workers_end_with_the_pool(data):
    asking = Asking(data, workers=2)
    pids = [*asking.pool.pids, asking.pool._nursery.process.pid]
    asking.close()
    for _ in range(100):
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            break
        time.sleep(0.05)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)


def test_when_all_are_busy_it_says_so(data):
    asking = Asking(data, workers=1, deadline=3, patience=0.2, waiting=1, cache_bytes=0)
    try:
        import asyncio

        async def many():
            asked = [asking.pool.answer(CARTESIAN + f"#{i}", media_type=JSON) for i in range(3)]
            return await asyncio.gather(*asked, return_exceptions=True)

        found = asking.run(many())
        assert sorted(error.status for error in found) == [503, 503, 504]
        assert {error.title for error in found} == {"deadline passed", "no worker is free", "too many queries"}
        assert all(error.retry_after for error in found if error.status == 503)
    finally:
        asking.close()


def test_a_request_that_is_given_up_frees_its_worker(data):
    asking = Asking(data, workers=1, deadline=30, patience=5, cache_bytes=0)
    try:
        import asyncio

        async def give_up():
            task = asyncio.ensure_future(asking.pool.answer(CARTESIAN, media_type=JSON))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await asking.pool.answer("ASK {}", media_type=JSON)

        assert asking.run(give_up()).body
    finally:
        asking.close()


def test_known_answers_are_kept_and_volatile_ones_are_not(data):
    asking = Asking(data, workers=1)
    try:
        query = "SELECT ?o { <http://e/a1> ?p ?o }"
        first, second = asking.ask(query), asking.ask(query)
        assert (first.cached, second.cached) == (False, True)
        assert first.body == second.body
        assert not asking.ask(query, visible_graph_prefixes=(PUBLIC,)).cached
        assert rows(asking.ask(query, visible_graph_prefixes=(PUBLIC,))) == []
        assert not asking.ask(query, "text/csv").cached
        random = "SELECT (UUID() AS ?x) {}"
        assert asking.ask(random).body != asking.ask(random).body
    finally:
        asking.close()


def test_the_cache_is_bounded():
    from qgov.store.worker.cache import AnswerCache

    cache = AnswerCache(100_000)
    cache.put("large", b"x" * 50_000, 0)
    assert cache.get("large") is None
    for number in range(200):
        cache.put(number, b"x" * 1000, 0)
    assert cache.size <= 100_000
    assert cache.get(0) is None
    assert cache.get(199) is not None


def test_the_walls_stand():
    found = isolation()
    assert found.processes
    assert found.memory
    assert found.processor
    assert found.files
    if os.path.exists("/proc/sys/kernel") and found.reason == "":
        assert found.complete
        assert found.missing == ()
        assert "no network" in str(found)


def test_nothing_is_reached_even_past_the_guard(asking, canary, tmp_path):
    """The texts go to the worker as they are, without the look at them: the walls hold by themselves."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://e/secret> <http://e/p> 'secret' .")
    head = packed(Head("SELECT", JSON, None, None, None, 100, 10_000, 5, None))
    texts = [
        f"SELECT * {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{canary.url}> {{ ?s ?p ?o }} }} }}",
        f"SELECT * FROM <{canary.url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{secret.as_uri()}> {{ ?s ?p ?o }} }}",
    ]
    for text in texts:
        try:
            body = asking.run(asking.pool._ask(head, text.encode()))
            assert b"secret" not in body.replace(secret.as_uri().encode(), b"")
            assert json.loads(body)["results"]["bindings"] == []
        except QueryRefused as error:
            assert error.status in (400, 422)
    assert canary.hits == []


def test_a_worker_has_no_network_and_can_open_nothing(asking):
    asking.ask("ASK {}")
    pid = min(settled(asking))
    if isolation().network:
        assert os.stat(f"/proc/{pid}/ns/net").st_ino != os.stat("/proc/self/ns/net").st_ino
    with open(f"/proc/{pid}/limits") as file:
        limits = {line[:26].strip(): line[26:].split() for line in file}
    descriptors = [int(name) for name in os.listdir(f"/proc/{pid}/fd")]
    assert int(limits["Max open files"][0]) <= max(descriptors) + 1
    assert limits["Max core file size"][0] == "0"
    assert limits["Max file size"][0] == "0"
    assert int(limits["Max address space"][0]) < 2 << 30
    assert limits["Max cpu time"][0] != "unlimited"
    with open(f"/proc/{pid}/status") as file:
        status = file.read()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


FORGONE = """
import os, socket
from qgov.store.worker import walls
from qgov.store.worker.calls import forgo_calls
assert walls.forgo_privileges() and forgo_calls()
for number, attempt in enumerate([
    lambda: socket.socket(), lambda: socket.create_connection(("127.0.0.1", 9)), lambda: os.execv("/bin/true", ["true"]),
]):
    try:
        attempt()
    except PermissionError:
        print(number)
assert not walls.connects()
left, right = socket.socketpair()
left.sendall(b"x")
print(right.recv(1).decode(), os.waitpid(os.fork() or os._exit(0), 0)[1])
"""


def test_sockets_and_programs_are_given_up_even_without_namespaces():
    done = subprocess.run([sys.executable, "-c", FORGONE], capture_output=True, text=True, timeout=60, env=child_environment())
    assert done.stdout.split() == ["0", "1", "2", "x", "0"], done.stderr


def test_paths_may_be_relative(data, monkeypatch):
    monkeypatch.chdir(data.parent)
    asking = Asking(data.name, workers=1)
    try:
        assert rows(asking.ask("SELECT ?o { <http://e/p1> ?p ?o }")) == [("more",), ("public",)]
    finally:
        asking.close()


def test_the_surroundings_are_not_handed_on(asking, monkeypatch):
    with open(f"/proc/{asking.pool._nursery.process.pid}/environ", "rb") as file:
        names = {entry.split(b"=")[0] for entry in file.read().split(b"\0") if entry}
    assert names <= {b"PATH", b"LD_LIBRARY_PATH", b"VIRTUAL_ENV", b"PYTHONHOME", b"PYTHONPATH", b"RUST_BACKTRACE",
                     b"MALLOC_ARENA_MAX", b"PYTHONDONTWRITEBYTECODE", b"LC_CTYPE"}  # fmt: skip


def test_sockets_are_refused_in_this_test_process_too():
    """The canary would be hit from here: that it is not hit from a worker is the worker's doing."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
