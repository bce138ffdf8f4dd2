"""Registers in: screenings as jobs, their progress, their results, and an end to them."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from qgov.api.decisions.idempotency import Reply, key_of
from qgov.api.decisions.records import new_id
from qgov.api.decisions.routes import At, dumps, read_day, styled
from qgov.api.door.access import needs
from qgov.api.door.body import accepted
from qgov.api.door.cached import entity_tag, kept_answer, matches
from qgov.api.door.problem import Problem, query_fault
from qgov.api.door.query import PAGE, next_link, only
from qgov.api.jobs.results import NDJSON, RESULT_TYPES, pieces, plain_pieces
from qgov.api.jobs.run import CANCELLED, DONE, FAILED, RESULT, Jobs
from qgov.api.knowledge.vocabulary import After, Limit
from qgov.api.services import services
from qgov.base.errors import InputError
from qgov.base.parse import fault

# What is taken, and the suffix by which the screening knows it.
REGISTERS = {
    "application/x-ndjson": ".ndjson", "text/csv": ".csv", "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet", "application/n-quads": ".nq", "application/trig": ".trig",
    "text/turtle": ".ttl",
}  # fmt: skip
TABLES = (".csv", ".tsv", ".parquet")
MAX_REGISTER = 2 * 1024**3
MAX_MAPPING = 16 * 1024
PATIENCE = 30.0  # seconds between two pieces of a body
MAPPING = "of a table: what its columns mean, as JSON, such as {\"columns\": {\"Destination\": \"destination\"}}"
_PRIVATE = "no-store"
Id = Annotated[str, Path(min_length=1, max_length=64, description="the id, as Location gave it")]


def job_routes(operation, max_register: int = MAX_REGISTER) -> APIRouter:
    """The operations on jobs; ``operation`` gives what the OpenAPI document says of each. ``max_register``: bytes."""
    routes = APIRouter(tags=["registers"], dependencies=[Depends(needs("decide"))])

    @routes.post("/v1/screenings", dependencies=[Depends(only("at", "mapping"))], **operation("screen"))
    async def screen(
        request: Request, at: At = None,
        mapping: Annotated[str | None, Query(max_length=MAX_MAPPING, description=MAPPING)] = None,
    ) -> Response:  # fmt: skip
        accepted(request, ("application/json",))
        key, day, suffix, tenant = key_of(request), read_day(at), register_suffix(request), request.state.caller.tenant
        shared = services(request)
        jobs = await asyncio.to_thread(lambda: shared.jobs)
        jobs.room(tenant)
        mapped = None if mapping is None else await asyncio.to_thread(read_mapping_text, mapping, suffix, jobs.incoming)
        id = new_id()
        upload = jobs.incoming / f"{id}{suffix}"
        try:
            size, digest = await receive(request, upload, max_register)
            media = request.headers["content-type"].partition(";")[0].strip().lower()
            about = {
                "at": None if day is None else day.isoformat(),
                "register": {"type": media, "bytes": size, "sha256": digest},
            }

            async def do(id: str) -> Reply:
                job = await asyncio.to_thread(jobs.submit, tenant, id, upload, suffix, about, mapped)
                return _accepted(job | {"progress": {"parts": 0, "of": 0, "rows": 0, "rejected": 0}})

            async def recover(id: str) -> Reply | None:
                try:
                    return _accepted(jobs.get(tenant, id))
                except Problem:
                    return None

            if key is None:
                return (await do(id)).response()
            fingerprint = hashlib.sha256(repr((about, mapped)).encode()).hexdigest()
            return (await shared.keys.once(tenant, "screen", key, fingerprint, id, do, recover)).response()
        finally:
            with suppress(OSError):
                upload.unlink(missing_ok=True)

    @routes.get("/v1/jobs", dependencies=[Depends(only("after", "limit"))], **operation("jobs"))
    def jobs(request: Request, after: After = None, limit: Limit = PAGE) -> Response:
        accepted(request, ("application/json",))
        rows, cursor, count = services(request).jobs.page(request.state.caller.tenant, after, limit)
        link = next_link("/v1/jobs", cursor, limit=limit)
        headers = {"Link": f'<{link}>; rel="next"'} if link else {}
        content = dumps({"jobs": [shown(job) for job in rows], "count": count, "next": link})
        return kept_answer(request, content, "application/json", cache=_PRIVATE, headers=headers)

    @routes.get("/v1/jobs/{id}", dependencies=[Depends(only())], **operation("job"))
    def job(id: Id, request: Request) -> Response:
        accepted(request, ("application/json",))
        found = shown(_found(request, id)[1])
        headers = {} if found["finished"] else {"Retry-After": "1"}
        return kept_answer(request, dumps(found), "application/json", cache=_PRIVATE, headers=headers)

    @routes.delete("/v1/jobs/{id}", dependencies=[Depends(only())], **operation("cancel"))
    def cancel(id: Id, request: Request) -> Response:
        left = services(request).jobs.cancel(request.state.caller.tenant, id)
        if left is None:
            return Response(status_code=204, headers={"Cache-Control": _PRIVATE})
        return Response(dumps(shown(left)), media_type="application/json", headers={"Cache-Control": _PRIVATE})

    @routes.get("/v1/jobs/{id}/results", dependencies=[Depends(only())], **operation("results"))
    def results(id: Id, request: Request) -> Response:
        media = accepted(request, RESULT_TYPES)
        place, found = _done(request, id)
        tag = entity_tag(found["result"]["sha256"], media)
        headers = {"ETag": tag, "Cache-Control": _PRIVATE, "Vary": "Accept"}
        if matches(request, tag):
            return Response(status_code=304, headers=headers)
        return StreamingResponse(pieces(place / RESULT, media), headers={**headers, "Content-Type": media})

    @routes.get("/v1/jobs/{id}/rejected", dependencies=[Depends(only())], **operation("rejected"))
    def rejected(id: Id, request: Request) -> Response:
        accepted(request, (NDJSON,))
        place, _ = _done(request, id)
        headers = {"Content-Type": NDJSON, "Cache-Control": _PRIVATE, "Vary": "Accept"}
        return StreamingResponse(plain_pieces(place / f"{RESULT}.rejected.ndjson"), headers=headers)

    @routes.get("/v1/jobs/{id}/summary", dependencies=[Depends(only())], **operation("summary"))
    def summary(id: Id, request: Request) -> Response:
        media = accepted(request, ("text/html", "application/json"))
        place, _ = _done(request, id)
        name = "summary.html" if media == "text/html" else f"{RESULT}.summary.json"
        content = (place / name).read_text("utf-8")
        headers = styled(content) if media == "text/html" else {}
        return kept_answer(request, content, media, cache=_PRIVATE, headers=headers)

    return routes


def register_suffix(request: Request) -> str:
    """The suffix for the type of the body; Problem 415 for a type that is not taken, a coding or a character set."""
    types = request.headers.getlist("content-type")
    name, *parameters = types[0].split(";") if len(types) == 1 else [""]
    charsets = [p.split("=", 1)[1] for p in parameters if p.strip().lower().startswith("charset=")]
    coded = request.headers.getlist("content-encoding")
    known = name.strip().lower() in REGISTERS and all(one.strip('" ').lower() == "utf-8" for one in charsets)
    if not known or any(one.strip().lower() != "identity" for one in ",".join(coded).split(",") if one.strip()):
        raise Problem(
            415, "the type or the coding of the body is missing or not taken",
            "send it as it is, without Content-Encoding, as one of " + ", ".join(REGISTERS),
            headers={"Accept": ", ".join(REGISTERS)},
        )  # fmt: skip
    return REGISTERS[name.strip().lower()]


def read_mapping_text(text: str, suffix: str, folder: File) -> bytes:
    """The mapping of a table, checked; Problem 422 names what is wrong in it."""
    from qgov.registers.mapping import read_mapping

    path = folder / f"{new_id()}.json"
    try:
        if suffix not in TABLES:
            raise fault("", "a mapping is for tables alone", "send CSV or Parquet, or leave it out")
        path.write_bytes(text.encode("utf-8", "replace"))
        read_mapping(str(path))
    except InputError as error:
        faults = [
            query_fault(
                "mapping", f"{one.pointer}: {one.message}".replace(str(path), "it").lstrip(": "),
                one.remedy or "see `qgov screen --help` for its form",
            )
            for one in error.faults
        ]  # fmt: skip
        raise Problem(422, "the query has a fault", faults=faults) from None
    finally:
        path.unlink(missing_ok=True)
    return text.encode()


async def receive(request: Request, target: File, cap: int) -> tuple[int, str]:
    """Write the body into a file, on the disk when this returns; its size and SHA-256.

    Problem 413 above the cap, 408 where it stands still, 422 where it is empty, 507 where the disk is full.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > cap):
        raise _too_large(cap)
    digest, size, stream = hashlib.sha256(), 0, request.stream().__aiter__()
    try:
        with target.open("xb") as file:
            while True:
                try:
                    chunk = await asyncio.wait_for(anext(stream), PATIENCE)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise Problem(
                        408, f"nothing more of the body arrived within {PATIENCE:g} seconds", "send it again",
                        headers={"Connection": "close"},
                    ) from None  # fmt: skip
                size += len(chunk)
                if size > cap:
                    raise _too_large(cap)
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Problem(507, "the disk is full; nothing was queued", "try again when there is room") from None
        raise
    if size == 0:
        raise Problem(422, "the body is empty", "send a register: a dossier a line or a row")
    return size, digest.hexdigest()


def _too_large(cap: int) -> Problem:
    return Problem(
        413, f"the register has more than the {cap} bytes that are taken", "split it, or run `qgov screen` on it",
        headers={"Connection": "close"},
    )  # fmt: skip


def shown(job: dict) -> dict:
    """A job as it is answered."""
    here = f"/v1/jobs/{job['id']}"
    names = ("id", "state", "created", "started", "finished", "at", "register", "progress", "result", "faults")
    links = {"self": here}
    if job["state"] == DONE:
        links |= {name: f"{here}/{name}" for name in ("results", "rejected", "summary")}
    return {name: job[name] for name in names if name in job} | {"links": links}


def _accepted(job: dict) -> Reply:
    headers = {"Location": f"/v1/jobs/{job['id']}", "Retry-After": "1", "Cache-Control": _PRIVATE}
    return Reply(202, headers, dumps(shown(job)).encode(), "application/json")


def _found(request: Request, id: str) -> tuple[Jobs, dict]:
    jobs = services(request).jobs
    return jobs, jobs.get(request.state.caller.tenant, id)


def _done(request: Request, id: str) -> tuple[File, dict]:
    """The folder of a job that is done; Problem 409 for any other."""
    jobs, job = _found(request, id)
    if job["state"] == DONE:
        return jobs.place(job["tenant"], job["id"]), job
    if job["state"] == FAILED:
        raise Problem(409, "the job failed and has no results", faults=list(job["faults"]))
    if job["state"] == CANCELLED:
        raise Problem(409, "the job was cancelled and has no results", "send the register again")
    raise Problem(409, "the job is not done", "ask again later", headers={"Retry-After": "1"})
