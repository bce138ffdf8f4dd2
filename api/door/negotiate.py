"""Which form a page is given in: by its address (``?format=``) or by the Accept header."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request

from qgov.api.door.body import accepted

FORMS = {"html": "text/html", "json": "application/json", "ttl": "text/turtle", "jsonld": "application/ld+json"}
TYPES = ("application/json", "text/html", "text/turtle", "application/ld+json")
EXTENSIONS = {media: extension for extension, media in FORMS.items()}


Form = Annotated[
    Literal["html", "json", "ttl", "jsonld"] | None, Query(description="the form, instead of the Accept header")
]


def form_of(request: Request, format: str | None) -> str:
    """The media type: that of ``format`` if it is given. Problem 406 if the Accept header takes none."""
    return accepted(request, TYPES) if format is None else FORMS[format]
