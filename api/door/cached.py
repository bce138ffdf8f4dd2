"""Answers that a reader may keep: an ETag over their bytes, and 304 where the reader has them already."""

from __future__ import annotations

import hashlib
import re

from fastapi import Request
from starlette.responses import Response

# The law and the words change with a release alone, but a reader asks each time: an old norm must not be shown.
REVALIDATE = "no-cache"
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def entity_tag(content: str | bytes, media_type: str = "") -> str:
    """A strong validator: what is written in the same order and form has the same one, another type another one."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return '"' + hashlib.sha256(media_type.encode() + b"\0" + data).hexdigest()[:40] + '"'


def matches(request: Request, tag: str) -> bool:
    """Whether ``If-None-Match`` names the tag, compared weakly as RFC 9110 (13.1.2) has it."""
    given = ",".join(request.headers.getlist("if-none-match")).strip()
    return given == "*" or tag.strip('"') in _TAG.findall(given)


def kept_answer(
    request: Request, content: str | bytes, media_type: str, *, cache: str = REVALIDATE, vary: str = "Accept",
    headers: dict | None = None, tag: str | None = None,
) -> Response:  # fmt: skip
    """The content with its ETag, or 304 without it where ``If-None-Match`` has that tag."""
    tag = tag or entity_tag(content, media_type)
    shown = {"ETag": tag, "Cache-Control": cache, "Vary": vary, **(headers or {})}
    if matches(request, tag):
        return Response(status_code=304, headers=shown)
    return Response(content, media_type=media_type, headers=shown)
