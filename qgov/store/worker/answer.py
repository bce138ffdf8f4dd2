"""What becomes of a query: an answer in full, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass

BAD, FORBIDDEN, UNACCEPTABLE, TOO_LARGE, OVERFULL, BUSY, LATE = 400, 403, 406, 413, 422, 503, 504


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A complete answer: its bytes, their media type, and whether it was kept from before."""

    body: bytes
    media_type: str
    cached: bool = False


class QueryRefused(Exception):
    """No answer: an HTTP status, what is wrong in a few words, and what would be right.

    400 the text is no query or breaks a limit of form; 403 it asks for what is never done (update, SERVICE, LOAD); 406
    no such form of answer for this kind of query; 413 the text is too long; 422 the answer exceeds its rows or bytes;
    503 no worker is free; 504 the deadline passed.
    """

    def __init__(self, status: int, title: str, detail: str, retry_after: int | None = None):
        super().__init__(f"{title}: {detail}")
        self.status, self.title, self.detail, self.retry_after = status, title, detail, retry_after
