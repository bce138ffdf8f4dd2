"""The operations of the service as methods."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from qgov.client.answers import Decision, Job, KeptRow, NormRow, Page, TermRow
from qgov.client.transport import Transport

JSON = "application/json"
REGISTERS = {
    ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson", ".csv": "text/csv",
    ".tsv": "text/tab-separated-values", ".parquet": "application/vnd.apache.parquet", ".nq": "application/n-quads",
    ".trig": "application/trig", ".ttl": "text/turtle",
}  # fmt: skip
FORMS = {
    "json": JSON, "html": "text/html", "turtle": "text/turtle", "jsonld": "application/ld+json", "text": "text/plain",
}  # fmt: skip
RESULTS = {"ndjson": "application/x-ndjson", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
GRAPHS = {"turtle": "text/turtle", "ntriples": "application/n-triples", "jsonld": "application/ld+json"}
Dossier = dict | str | bytes
Day = date | str | None


class Client:
    """Asks the service at an address. ``key`` is an API key or a bearer token, ``timeout`` the seconds for an answer.

    A dossier is a dict, or text or bytes in the type that ``type`` names (JSON by default). Methods raise ServiceError
    where the service refuses, with the place and the remedy of every fault, and Unreachable where it does not answer.
    Decisions and screenings are sent with an Idempotency-Key, so that sending them again does nothing twice.
    """

    def __init__(
        self, address: str = "http://127.0.0.1:8000", key: str | None = None, timeout: float = 60.0, **options
    ):  # fmt: skip
        self.transport = Transport(address, key, timeout, **options)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_) -> None:
        self.transport.close()

    def decide(
        self, dossier: Dossier, at: Day = None, *, all_findings: bool = False, simulate: bool = True,
        explain: bool = True, type: str = JSON, idempotency_key: str | None = None,
    ) -> Decision:  # fmt: skip
        """The decision of a dossier; it has an ``address`` where the service keeps it. Without ``explain`` what would
        change the outcome is left out, which takes most of the time."""
        answer = self._decide(dossier, at, all_findings, simulate, explain, type, idempotency_key, JSON)
        return Decision(answer.json(), answer.headers.get("location"), answer.headers.get("etag"))

    def decide_as(self, form: str, dossier: Dossier, at: Day = None, *, all_findings: bool = False,
                  simulate: bool = True, explain: bool = True, type: str = JSON,
                  idempotency_key: str | None = None) -> str:  # fmt: skip
        """The decision as ``text``, ``html``, ``turtle`` or ``jsonld``."""
        return self._decide(dossier, at, all_findings, simulate, explain, type, idempotency_key, FORMS[form]).text

    def decisions(self, *, limit: int = 100, after: int | None = None) -> Page[KeptRow]:
        """The decisions that the service keeps for the caller."""
        return self._page("/v1/decisions", "decisions", limit=limit, after=after)

    def decision(self, id: str, *, all_findings: bool = False) -> Decision:
        """A decision that was kept."""
        path = f"/v1/decisions/{_safe(id)}"
        answer = self._get(path, JSON, allFindings=_flag(all_findings))
        return Decision(answer.json(), path, answer.headers.get("etag"))

    def receipt(self, id: str) -> dict[str, Any]:
        """The full receipt of a kept decision, for ``qgov verify``."""
        return self._get(f"/v1/decisions/{_safe(id)}/receipt", JSON).json()

    def ground(self, dossier: Dossier, *, simulate: bool = True, type: str = JSON) -> list[dict[str, Any]]:
        """What physics says of the claims of a dossier."""
        return self._post("/v1/groundings", dossier, type, JSON, simulate=_flag(simulate)).json()["groundings"]

    def picture(self, dossier: Dossier, form: str = "svg", *, simulate: bool = True, type: str = JSON) -> bytes:
        """The groundings drawn, as ``svg`` or ``png``."""
        return self._post("/v1/groundings", dossier, type, PICTURES[form], simulate=_flag(simulate)).body

    def validate(self, dossier: Dossier, *, type: str = JSON) -> dict[str, Any]:
        """That a dossier is well formed, with what it leaves out; ServiceError 422 names every fault."""
        return self._post("/v1/validations", dossier, type, JSON).json()

    def screen(
        self, register: Path | bytes | Iterator[bytes], type: str | None = None, *, at: Day = None,
        mapping: dict | None = None, idempotency_key: str | None = None,
    ) -> Job:  # fmt: skip
        """Queue a register: a file, its bytes, or pieces of them. ``type`` is its media type, by default that of the
        file's name; ``mapping`` says what the columns of a table mean."""
        if isinstance(register, Path):
            type = type or REGISTERS[register.suffix.lower()]
            with register.open("rb") as file:
                return self.screen(iter(lambda: file.read(1 << 18), b""), type, at=at, mapping=mapping,
                                   idempotency_key=idempotency_key)  # fmt: skip
        if type is None:
            raise ValueError("name the type of the register, such as application/x-ndjson")
        headers = {"Content-Type": type, "Accept": JSON, "Idempotency-Key": idempotency_key or secrets.token_hex(16)}
        if not isinstance(register, bytes):
            register = _chunks(register)  # sent chunked, since nobody knows how long it is
        query = {"at": _day(at), "mapping": None if mapping is None else json.dumps(mapping)}
        answer = self.transport.ask(
            "POST", "/v1/screenings", query=query, body=register, headers=headers, expect=(202,)
        )
        return Job(answer.json())

    def jobs(self, *, limit: int = 100, after: str | None = None) -> Page[dict]:
        """The jobs of the caller."""
        return self._page("/v1/jobs", "jobs", limit=limit, after=after)

    def job(self, id: str) -> Job:
        """A job as it stands."""
        return Job(self._get(f"/v1/jobs/{_safe(id)}", JSON).json())

    def wait(self, job: Job | str, progress: Callable[[Job], None] | None = None, *, every: float = 0.5,
             seconds: float | None = None) -> Job:  # fmt: skip
        """The job when it is finished; ``progress`` is told how far it is. TimeoutError after some ``seconds``."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            found = self.job(job if isinstance(job, str) else job.id)
            if progress is not None:
                progress(found)
            if found.finished:
                return found
            if until is not None and time.monotonic() > until:
                raise TimeoutError(f"the job {found.id} is {found.state} after {seconds} seconds")
            time.sleep(every)

    def cancel(self, id: str) -> Job | None:
        """Cancel a job and give it, or remove a finished one and give None."""
        answer = self.transport.ask("DELETE", f"/v1/jobs/{_safe(id)}", expect=(200, 204))
        return Job(answer.json()) if answer.status == 200 else None

    def results(self, id: str) -> Iterator[dict[str, Any]]:
        """The results of a job, row by row, as they arrive."""
        yield from _lines(self.results_as("ndjson", id))

    def results_as(self, form: str, id: str) -> Iterator[bytes]:
        """The results of a job as ``ndjson``, ``csv`` or ``parquet``, piece by piece."""
        return self.transport.stream(f"/v1/jobs/{_safe(id)}/results", {"Accept": RESULTS[form]})

    def rejected(self, id: str) -> Iterator[dict[str, Any]]:
        """The rows that could not be read, with reasons."""
        yield from _lines(self.transport.stream(f"/v1/jobs/{_safe(id)}/rejected", {"Accept": RESULTS["ndjson"]}))

    def summary(self, id: str) -> dict[str, Any]:
        """Counts by jurisdiction and outcome, by month and by norm."""
        return self._get(f"/v1/jobs/{_safe(id)}/summary", JSON).json()

    def summary_page(self, id: str) -> str:
        """The same as a page."""
        return self._get(f"/v1/jobs/{_safe(id)}/summary", FORMS["html"]).text

    def draft(self, norms: str | bytes) -> dict[str, Any]:
        """The report on a draft of norms in Turtle: its faults and what to look at."""
        return self._post("/v1/drafts", norms, "text/turtle", JSON).json()

    def norms(self, *, jurisdiction: str | None = None, instrument: str | None = None, provision: str | None = None,
              at: Day = None, limit: int = 100, after: str | None = None) -> Page[NormRow]:  # fmt: skip
        """Norms, those in force on a day if one is given."""
        return self._page("/v1/norms", "norms", jurisdiction=jurisdiction, instrument=instrument, provision=provision,
                          at=_day(at), limit=limit, after=after)  # fmt: skip

    def norm(self, name: str, form: str = "json") -> Any:
        """A norm by the end of its IRI: a dict, or text in ``html``, ``turtle`` or ``jsonld``."""
        return _in(form, self._get(f"/v1/norms/{quote(name, safe='/~')}", FORMS[form]))

    def terms(self, *, limit: int = 100, after: str | None = None) -> Page[TermRow]:
        """The terms of the lexicon."""
        return self._page("/v1/terms", "terms", limit=limit, after=after)

    def term(self, name: str, form: str = "json") -> Any:
        """A term: a dict, or text in ``html``, ``turtle`` or ``jsonld``."""
        return _in(form, self._get(f"/v1/terms/{_safe(name)}", FORMS[form]))

    def resource(self, iri: str, form: str = "json") -> Any:
        """What an IRI of qgov names, in a form as of ``term``."""
        name = iri.removeprefix("https://w3id.org/qgov/")
        return _in(form, self._get(f"/qgov/{quote(name, safe='/~%')}", FORMS[form]))

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of dossiers."""
        return self._get("/v1/schema/dossier", "application/schema+json").json()

    def context(self) -> dict[str, Any]:
        """The JSON-LD context of dossiers."""
        return self._get("/contexts/v1.jsonld", "application/ld+json").json()

    def decision_context(self) -> dict[str, Any]:
        """The JSON-LD context of decisions."""
        return self._get("/contexts/decision-v1.jsonld", "application/ld+json").json()

    def dataset(self) -> str:
        """The description of the data set (VoID, DCAT) in Turtle."""
        return self._get("/.well-known/void", FORMS["turtle"]).text

    def sparql(self, query: str, *, default_graphs: tuple[str, ...] = (), named_graphs: tuple[str, ...] = ()) -> dict:
        """The results of a SELECT or an ASK, in the SPARQL 1.1 Query Results JSON Format."""
        return self._sparql(query, "application/sparql-results+json", default_graphs, named_graphs).json()

    def sparql_graph(self, query: str, form: str = "turtle", *, default_graphs: tuple[str, ...] = (),
                     named_graphs: tuple[str, ...] = ()) -> str:  # fmt: skip
        """The graph of a CONSTRUCT or a DESCRIBE, as ``turtle``, ``ntriples`` or ``jsonld``."""
        return self._sparql(query, GRAPHS[form], default_graphs, named_graphs).text

    def sparql_description(self) -> str:
        """What the endpoint says of itself (SPARQL 1.1 Service Description), in Turtle."""
        return self._get("/sparql", FORMS["turtle"]).text

    def index(self) -> dict[str, Any]:
        """Name, version and addresses of the service."""
        return self._get("/", JSON).json()

    def health(self) -> dict[str, Any]:
        """Whether the service can decide, with its version and those of lexicon and norms."""
        return self._get("/healthz", JSON).json()

    def ready(self) -> dict[str, Any]:
        """What the service needs to answer, and whether each of it is there; ServiceError 503 where some is not."""
        return self._get("/readyz", JSON).json()

    def metrics(self) -> str:
        """The counters of the service in the text form of Prometheus; with authentication, for the scope admin."""
        return self._get("/metrics", "text/plain").body.decode()

    def _decide(self, dossier, at, all_findings, simulate, explain, type, key, accept):
        return self._post(
            "/v1/decisions", dossier, type, accept, {"Idempotency-Key": key or secrets.token_hex(16)}, at=_day(at),
            allFindings=_flag(all_findings), simulate=_flag(simulate), explain=_flag(explain),
        )  # fmt: skip

    def _post(self, path: str, dossier: Dossier, type: str, accept: str, headers: dict | None = None, **query):
        if isinstance(dossier, dict):
            dossier = json.dumps(dossier, default=_number)
        body = dossier.encode() if isinstance(dossier, str) else dossier
        sent = {"Content-Type": type, "Accept": accept, **(headers or {})}
        return self.transport.ask("POST", path, query=query, body=body, headers=sent)

    def _get(self, path: str, accept: str, **query):
        return self.transport.ask("GET", path, query=query, headers={"Accept": accept})

    def _page(self, path: str, name: str, **query) -> Page:
        answer = self._get(path, JSON, **query).json()
        return Page(answer[name], answer["count"], answer["next"], lambda following: self._page(following, name))

    def _sparql(self, query: str, accept: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]):
        given = [("default-graph-uri", iri) for iri in default_graphs] + [("named-graph-uri", i) for i in named_graphs]
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        path = "/sparql" + ("?" + urlencode(given) if given else "")
        return self.transport.ask("POST", path, body=query.encode(), headers=headers)


def _chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces without empty ones, which would end a chunked body."""
    return (piece for piece in pieces if piece)


def _lines(pieces: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield json.loads(line)


def _in(form: str, answer) -> Any:
    return answer.json() if form == "json" else answer.text


def _safe(text: str) -> str:
    return quote(text, safe="")


def _day(day: Day) -> str | None:
    return day.isoformat() if isinstance(day, date) else day


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _number(value: object):
    from decimal import Decimal

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{value!r} is nothing that JSON has")
