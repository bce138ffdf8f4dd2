"""The page to ask on: an editor that is bundled, worked examples beside it, nothing from any other site."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from functools import cache

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qgov.base.resources import resource

# The editor sets styles on its elements in text, which the policy of all other pages refuses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FILES = {
    "yasgui.min.js": ("api/assets/yasgui/yasgui.min.js", "text/javascript; charset=utf-8"),
    "yasgui.min.css": ("api/assets/yasgui/yasgui.min.css", "text/css; charset=utf-8"),
    "sparql.js": ("api/static/sparql.js", "text/javascript; charset=utf-8"),
    "sparql.css": ("api/static/sparql.css", "text/css; charset=utf-8"),
}
_GROUPS = {"lexicon": "Lexicon", "norms": "Norms", "decisions": "Decisions"}


@dataclass(frozen=True)
class Example:
    """A worked query: its name, the group it stands in, its title, what it shows, and its text."""

    name: str
    group: str
    title: str
    about: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """The worked queries in order. Each file begins with comments ``group``, ``title`` and ``about``."""
    found = []
    for path in sorted(resource("api/sparql/examples").glob("*.rq")):
        head, said = path.read_text("utf-8"), {}
        while head.startswith("# "):
            line, _, head = head.partition("\n")
            key, _, value = line[2:].partition(": ")
            said[key] = value
        found.append(Example(path.stem[3:], said["group"], said["title"], said["about"], head.strip() + "\n"))
    return tuple(found)


@cache
def _page(rows: int, seconds: float, key: str) -> str:
    sections = []
    for group, heading in _GROUPS.items():
        entries = "".join(
            f'<li><button type="button" data-name="{html.escape(one.name)}" data-query="{html.escape(one.query)}">'
            f"<b>{html.escape(one.title)}</b><span>{html.escape(one.about)}</span></button></li>\n"
            for one in examples()
            if one.group == group
        )
        sections.append(f"<section>\n<h2>{heading}</h2>\n<ul>\n{entries}</ul>\n</section>\n")
    text = resource("api/static/sparql.html").read_text("utf-8")
    values = {
        "EXAMPLES": "".join(sections),
        "ROWS": f"{rows:,}".replace(",", " "),
        "SECONDS": f"{seconds:g}",
        "KEY": key,
    }
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def page(request: Request) -> Response:
    """The page, with the limits of this service on it."""
    settings = request.app.state.settings
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept", "Cache-Control": "private, no-cache"}
    key = "needed to ask" if settings.authenticates else "none needed on this machine"
    text = _page(settings.max_rows, settings.query_deadline, key)
    return Response(text, headers=headers, media_type="text/html")


@cache
def _file(name: str) -> tuple[bytes, str, str]:
    path, media_type = FILES[name]
    content = resource(path).read_bytes()
    return content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def asset(name: str, known: str = "") -> Response:
    """A file of the page; 404 for any other name, 304 where ``known`` (If-None-Match) has it already."""
    if name not in FILES:
        raise HTTPException(404)
    content, media_type, tag = _file(name)
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers | {"Content-Type": media_type})


def manifest() -> dict[str, str]:
    """The SHA-256 of each bundled file of others, by its path below ``api/assets``."""
    return json.loads(resource("api/assets/manifest.json").read_text("utf-8"))["files"]
