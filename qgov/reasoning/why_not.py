"""Why not permitted: for each control that is not set aside, what would do so and which conjunct of that fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from qgov.base.iri import ancestors
from qgov.norms.conditions import Condition, View
from qgov.norms.model import EXCEPTION, NORM, PROHIBITED, REQUIRED, Norm
from qgov.norms.words import in_words
from qgov.reasoning.changes.repairs import Paper, kind_of, papers, unmet
from qgov.reasoning.changes.trials import Trials
from qgov.reasoning.findings import APPLIES, DEPENDS, Finding

LICENCE = "licence"
_REPAIRS = {
    "quantity": "an item within it",
    "place": "another place",
    "party": "other parties, another status or another end use",
    "paper": "put it on file",
    "transfer": "another kind of transfer",
    "item": "another item, or the item stated so",
    "law": "nothing that a party does: the text leaves it open",
}


@dataclass(frozen=True)
class Way:
    """An exception that would defeat a control: the conjuncts that fail (None: open), conditions of use not on file,
    and what bars it altogether."""

    norm: Norm
    failing: tuple[tuple[Condition, bool | None], ...]
    open_conditions: tuple[str, ...]
    barred: str
    view: View

    @property
    def papers(self) -> tuple[Paper, ...] | None:
        """The papers that would make it hold; None where papers alone do not, or something bars it."""
        if self.barred:
            return None
        found = [papers(part, self.view) for part, _ in self.failing]
        return None if None in found else tuple(dict.fromkeys(paper for some in found for paper in some))

    @property
    def far(self) -> tuple:
        """How much is missing; ties by name."""
        beyond = [kind_of(part) for part, _ in self.failing]
        return (bool(self.barred), beyond.count("transfer") + beyond.count("item") + beyond.count("law"), len(beyond),
                len(self.open_conditions), self.norm.provision, self.norm.iri)  # fmt: skip

    def to_dict(self) -> dict:
        found: dict = {
            "exception": self.norm.provision, "norm": self.norm.iri,
            "failing": [
                {
                    "conjunct": in_words(part), "holds": "no" if truth is False else "open", "kind": kind_of(part),
                    "repair": _REPAIRS[kind_of(part)],
                }
                for part, truth in self.failing
            ],
            "notOnFile": list(self.open_conditions),
        }  # fmt: skip
        if self.norm.authorisation_code:
            found["code"] = self.norm.authorisation_code
        if self.barred:
            found["barred"] = self.barred
        return found


@dataclass(frozen=True)
class Standing:
    """A control that applies, or may apply, to a line and is not set aside."""

    norm: Norm
    line: str
    status: str
    covers: tuple[str, ...]
    ways: tuple[Way, ...]


def told(found: Iterable[Standing]) -> Iterator[dict]:
    """As JSON has it: for each line the controls that stand, and each exception once with what of them it defeats."""
    by_line: dict[str, list[Standing]] = {}
    for one in found:
        by_line.setdefault(one.line, []).append(one)
    for line, controls in by_line.items():
        ways = {way.norm.iri: way for one in controls for way in one.ways}
        yield {
            "line": line,
            "controls": [
                {
                    "provision": one.norm.provision, "norm": one.norm.iri, "effect": one.norm.effect,
                    "status": one.status, "licence": list(one.covers),
                }
                for one in controls
            ],
            "exceptions": [
                way.to_dict() | {"defeats": [one.norm.provision for one in controls if way in one.ways]}
                for way in sorted(ways.values(), key=lambda way: way.far)
            ],
        }  # fmt: skip


def standing(trials: Trials, findings: Iterable[Finding]) -> list[Standing]:
    """Every such control, line by line, with the ways to set it aside, the nearest first."""
    return list(_standing(trials, list(findings)))


def _standing(trials: Trials, findings: list[Finding]) -> Iterator[Standing]:
    for judgment in trials.judged.judgments:
        line = judgment.line
        status = {f.norm.iri: f.status for f in findings if f.line == line.item.id}
        for norm in judgment.norms:
            if norm.kind != NORM or norm.effect not in (PROHIBITED, REQUIRED):
                continue
            if status.get(norm.iri) not in (APPLIES, DEPENDS):
                continue
            ways = sorted(
                (
                    _way(trials, judgment, exception)
                    for exception in judgment.norms
                    if exception.kind == EXCEPTION and norm.provision in exception.defeats
                ),
                key=lambda way: way.far,
            )
            covers = _covers(judgment, norm) if LICENCE in norm.satisfied_by else ()
            yield Standing(norm, line.item.id, status[norm.iri], covers, tuple(ways))


def _way(trials: Trials, judgment, norm: Norm) -> Way:
    view = trials.view(judgment.line, norm)
    found = SimpleNamespace(line=judgment.line, disqualified={}, open_conditions={})
    trials.judged.engine.conditions_of(norm, found)
    conditions = tuple(found.open_conditions[norm.iri])
    declared = found.disqualified.get(norm.iri, "")
    return Way(norm, tuple(unmet(norm.condition, view)), conditions, _barred(trials, norm, declared), view)


def _barred(trials: Trials, norm: Norm, declared: str) -> str:
    if declared:
        return f"declared: {declared}"
    if not norm.verified:
        return "its conditions were not read in the official text"
    if norm.in_force(trials.again.day) is not True:
        return f"its first day is not verified: it lies between {norm.earliest} and {norm.latest}"
    return ""


def _covers(judgment, norm: Norm) -> tuple[str, ...]:
    """What a licence has to cover: what describes the item where the control acts on lists, else the control itself."""
    entries = {
        entry.provision
        for entry in judgment.norms
        if norm.provision in entry.controlled_under
        and any(entry.iri in reading.entries for reading in judgment.readings)
    }
    return tuple(sorted(entries)) or (norm.provision,)


def uncovered(found: Iterable[Standing], licensed: frozenset[str]) -> tuple[str, ...]:
    """All that one licence would have to cover so that every control which a licence satisfies is met; a paragraph is
    covered with the one above it."""
    wanted = {p for one in found for p in one.covers if not licensed.intersection(ancestors(p))}
    return tuple(sorted({p.rsplit(".", 1)[0] if p.count(".") > 1 else p for p in wanted}))
