"""From lines to the whole: outcomes are combined world by world, so that what lines share is known once for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from qgov.norms.model import NOTHING, PERMITTED, SEVERITY
from qgov.reasoning.judge import LineJudgment, Row, most_severe

UNDETERMINED = "undetermined"
MAX_ROWS = 20_000
MAX_PAIRS = 200_000
# Up to this many lines are joined with every unknown kept; beyond it only with those that lines share.
JOINT_LINES = 3


@dataclass(frozen=True)
class Verdict:
    """An outcome, or ``undetermined`` with the outcomes that remain, and the precaution: the most severe of them."""

    outcome: str
    possible: tuple[str, ...]
    precaution: str

    def to_dict(self) -> dict:
        return {"outcome": self.outcome, "possible": list(self.possible), "precaution": self.precaution}


@dataclass
class Whole:
    """Overall and per-jurisdiction verdicts, and the joint worlds where they were few enough to build."""

    overall: Verdict
    jurisdictions: dict[str, Verdict]
    rows: list[Row] = field(default_factory=list)


def settle(possible: frozenset[str] | set[str]) -> Verdict:
    """The verdict that a set of possible outcomes allows."""
    ordered = tuple(sorted(possible or {NOTHING}, key=lambda outcome: -SEVERITY[outcome]))
    if len(ordered) == 1 or set(ordered) <= {PERMITTED, NOTHING}:
        return Verdict(ordered[0], (ordered[0],), ordered[0])
    return Verdict(UNDETERMINED, ordered, ordered[0])


def line_verdict(judgment: LineJudgment) -> Verdict:
    """The verdict of one line over all jurisdictions."""
    if judgment.rows:
        return settle({row.outcome for row in judgment.rows})
    return settle(_independent([list(judgment.possible.values())]))


def combine(judgments: list[LineJudgment]) -> Whole:
    """The verdict over all lines. Without joint worlds, every combination of what each line may be stays possible."""
    codes = sorted({code for judgment in judgments for code in judgment.possible})
    rows = _join(judgments) if all(judgment.rows for judgment in judgments) else None
    if rows is not None:
        overall = settle({row.outcome for row in rows})
        each = {code: settle({row.outcomes.get(code, NOTHING) for row in rows}) for code in codes}
        return Whole(overall, each, rows)
    overall = settle(_independent([list(judgment.possible.values()) for judgment in judgments]))
    each = {
        code: settle(_independent([[judgment.possible.get(code, frozenset({NOTHING}))] for judgment in judgments]))
        for code in codes
    }
    return Whole(overall, each)


def _independent(groups: list[list[frozenset[str]]]) -> set[str]:
    found = {NOTHING}
    for sets in groups:
        for options in sets:
            found = {max(pair, key=SEVERITY.__getitem__) for pair in product(found, options)}
    return found


def _join(judgments: list[LineJudgment]) -> list[Row] | None:
    if len(judgments) == 1:
        return judgments[0].rows
    keys_of = [{key for row in judgment.rows for key in row.assignment} for judgment in judgments]
    shared = {
        key for i, keys in enumerate(keys_of) for j, other in enumerate(keys_of) if i != j for key in keys & other
    }
    joined = [Row({}, {})]
    for judgment in judgments:
        distinct: dict[tuple, Row] = {}
        for row in judgment.rows:
            common = {
                key: value for key, value in row.assignment.items() if key in shared or len(judgments) <= JOINT_LINES
            }
            distinct.setdefault((_frozen(common), _frozen(row.outcomes)), Row(common, row.outcomes))
        if len(joined) * len(distinct) > MAX_PAIRS:
            return None
        fresh: dict[tuple, Row] = {}
        for left, right in product(joined, distinct.values()):
            if any(left.assignment.get(key, value) != value for key, value in right.assignment.items()):
                continue
            outcomes = dict(left.outcomes)
            for code, outcome in right.outcomes.items():
                outcomes[code] = most_severe([outcome, outcomes.get(code, NOTHING)])
            row = Row(left.assignment | right.assignment, outcomes)
            fresh.setdefault((_frozen(row.assignment), _frozen(outcomes)), row)
            if len(fresh) > MAX_ROWS:
                return None
        joined = list(fresh.values())
    return joined


def _frozen(mapping: dict) -> frozenset:
    return frozenset(mapping.items())
