"""The body of a request: which types are taken, and how much of it is read."""

from __future__ import annotations

import asyncio

from fastapi import Request

from qgov.api.door.problem import Problem
from qgov.base import limits, parse

FORMATS = {
    "application/json": parse.JSON,
    "application/ld+json": parse.JSON,
    "application/yaml": parse.YAML,
    "text/turtle": parse.TURTLE,
    "application/trig": parse.TRIG,
}
_SECONDS = 30


async def read_body(request: Request) -> tuple[bytes, str]:
    """The bytes of a dossier and their format; what is said of its length is not believed.

    Raises Problem 413, 415 or 408. The bytes are not parsed here.
    """
    format = media_format(request)
    cap = limits.MAX_YAML_BYTES if format == parse.YAML else limits.MAX_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and (len(announced) > 15 or int(announced) > cap):
        raise _too_large(cap)
    body = bytearray()

    async def receive() -> None:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > cap:
                raise _too_large(cap)

    try:
        await asyncio.wait_for(receive(), _SECONDS)
    except TimeoutError:
        raise Problem(
            408, f"the body did not arrive within {_SECONDS} seconds", "send it again", headers={"Connection": "close"}
        ) from None
    return bytes(body), format


def media_format(request: Request) -> str:
    """The format that the headers name; Problem 415 for any other type, coding or character set."""
    types, codings = request.headers.getlist("content-type"), request.headers.getlist("content-encoding")
    if codings and any(coding.strip().lower() != "identity" for coding in ",".join(codings).split(",")):
        raise Problem(
            415, "compressed bodies are not taken", "send the body as it is, without Content-Encoding",
            headers={"Accept-Encoding": "identity"},
        )  # fmt: skip
    name, *parameters = types[0].split(";") if len(types) == 1 else [""]
    charsets = [
        p.split("=", 1)[1].strip().strip('"').lower() for p in parameters if p.strip().lower().startswith("charset=")
    ]
    if name.strip().lower() not in FORMATS or any(charset != "utf-8" for charset in charsets):
        raise Problem(
            415, "the type of the body is missing or not taken", "send UTF-8 as one of " + ", ".join(FORMATS),
            headers={"Accept": ", ".join(FORMATS)},
        )  # fmt: skip
    return FORMATS[name.strip().lower()]


def _too_large(cap: int) -> Problem:
    return Problem(
        413, f"the body has more than the {cap} bytes that are taken", "split it into several dossiers",
        headers={"Connection": "close"},
    )  # fmt: skip


def accepted(request: Request, offered: tuple[str, ...]) -> str:
    """The first of the offered types that the Accept header likes best; Problem 406 where it takes none."""
    header = ",".join(request.headers.getlist("accept")) or "*/*"
    best, found = 0.0, ""
    for offer in offered:
        quality = _quality(header, offer)
        if quality > best:
            best, found = quality, offer
    if not found:
        raise Problem(406, "no type that the Accept header takes is given here", "take one of " + ", ".join(offered))
    return found


def _quality(header: str, offer: str) -> float:
    closest, quality = -1, 0.0
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        ranges = {offer: 2, offer.split("/")[0] + "/*": 1, "*/*": 0}
        if name not in ranges or ranges[name] < closest:
            continue
        closest, quality = ranges[name], 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = min(max(float(parameter[2:]), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
    return quality
