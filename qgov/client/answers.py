"""What the service answers, as types; the JSON itself is in ``data`` or is the dict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypedDict, TypeVar

Outcome = Literal[
    "prohibited", "authorisation-required", "conditions-open", "permitted", "no-control-found", "undetermined"
]
State = Literal["queued", "running", "done", "failed", "cancelled"]
T = TypeVar("T")


@dataclass(frozen=True)
class Decision:
    """A decision: ``data`` is its JSON; ``address`` where it is kept, if it is; ``tag`` its ETag."""

    data: dict[str, Any]
    address: str | None = None
    tag: str | None = None

    @property
    def outcome(self) -> Outcome:
        return self.data["outcome"]

    @property
    def possible(self) -> list[Outcome]:
        return self.data["possible"]

    @property
    def precaution(self) -> Outcome:
        return self.data["precaution"]

    @property
    def as_of(self) -> str:
        return self.data["asOf"]

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.data["findings"]

    @property
    def receipt(self) -> dict[str, str]:
        return self.data["receipt"]

    @property
    def id(self) -> str | None:
        """The id under which the service keeps it."""
        return self.address.rsplit("/", 1)[1] if self.address else None


class KeptRow(TypedDict):
    """A kept decision in the list of them."""

    id: str
    entry: int
    time: str
    outcome: Outcome
    asOf: str


class JobRow(TypedDict, total=False):
    """A job as JSON."""

    id: str
    state: State
    created: str
    started: str | None
    finished: str | None
    at: str | None
    register: dict[str, Any]
    progress: dict[str, int]
    result: dict[str, Any]
    faults: list[dict[str, str]]
    links: dict[str, str]


class NormRow(TypedDict, total=False):
    """A norm as JSON; ``name`` is what ``Client.norm`` takes."""

    norm: str
    name: str
    provision: str
    jurisdiction: str
    kind: str
    effect: str
    label: str
    definition: str
    citation: str
    inForceFrom: str
    inForceUntil: str | None
    inForce: bool | None
    verification: str


class TermRow(TypedDict):
    """A term in the list of them."""

    name: str
    iri: str
    label: str
    definition: str


@dataclass(frozen=True)
class Job:
    """A job as it stood when it was asked for."""

    data: JobRow

    @property
    def id(self) -> str:
        return self.data["id"]

    @property
    def state(self) -> State:
        return self.data["state"]

    @property
    def finished(self) -> bool:
        return self.data["finished"] is not None

    @property
    def progress(self) -> dict[str, int]:
        """``parts`` done ``of`` so many, ``rows`` done and ``rejected``."""
        return self.data["progress"]


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. Iterating gives its rows and then those of the pages that follow."""

    rows: list[T]
    count: int
    next: str | None
    follow: Callable[[str], Page[T]] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[T]:
        page = self
        while True:
            yield from page.rows
            if page.next is None:
                return
            page = self.follow(page.next)
