"""From lines to the whole: outcomes are combined world by world, so that what lines share is known once for all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from qgov.norms.model import NOTHING, PERMITTED, SEVERITY
from qgov.reasoning.judge import LineJudgment, severest

UNDETERMINED = "undetermined"
MAX_ROWS = 20_000
MAX_PAIRS = 200_000
# Up to this many lines are joined with every unknown kept; beyond it only with those that lines share.
JOINT_LINES = 3
_NOTHING = frozenset({NOTHING})


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
    """Overall and per-jurisdiction verdicts."""

    overall: Verdict
    jurisdictions: dict[str, Verdict]


def settle(possible: frozenset[str] | set[str]) -> Verdict:
    """The verdict that a set of possible outcomes allows."""
    ordered = tuple(sorted(possible or {NOTHING}, key=lambda outcome: -SEVERITY[outcome]))
    if len(ordered) == 1 or set(ordered) <= {PERMITTED, NOTHING}:
        return Verdict(ordered[0], (ordered[0],), ordered[0])
    return Verdict(UNDETERMINED, ordered, ordered[0])


def line_verdict(judgment: LineJudgment) -> Verdict:
    """The verdict of one line over all jurisdictions."""
    if judgment.blocks:
        return settle(frozenset().union(*(severest(options.values()) for options in judgment.kinds)))
    if judgment.together:
        return settle(judgment.together)
    return settle(_independent([list(judgment.possible.values())]))


def combine(judgments: list[LineJudgment], engine=None) -> Whole:
    """The verdict over all lines. Without joint worlds a solver combines them for their ``engine``; without that, or
    out of time, every combination of what each line may be stays possible."""
    codes = sorted({code for judgment in judgments for code in judgment.possible})
    joint = _join_options(judgments) if all(judgment.blocks for judgment in judgments) else None
    if joint is not None:
        overall = settle(frozenset().union(*(severest(options.values()) for options in joint)))
        each = {code: settle(frozenset().union(*(options.get(code, _NOTHING) for options in joint))) for code in codes}
        return Whole(overall, each)
    if engine is not None and not any(judgment.cautious for judgment in judgments):
        from qgov.reasoning.smt import OutOfTime, outcomes_together

        try:
            found, by_code = outcomes_together(engine, judgments)
            return Whole(settle(found), {code: settle(by_code[code]) for code in codes})
        except OutOfTime:
            pass
    overall = settle(_independent([list(judgment.possible.values()) for judgment in judgments]))
    each = {
        code: settle(_independent([[judgment.possible.get(code, frozenset({NOTHING}))] for judgment in judgments]))
        for code in codes
    }
    return Whole(overall, each)


def _independent(groups: list[list[frozenset[str]]]) -> frozenset[str]:
    return severest(options for sets in groups for options in sets)


def _join_options(judgments: list[LineJudgment]) -> list[dict[str, frozenset[str]]] | None:
    """What the jurisdictions may have in each joint world: the lines' worlds that agree on what the lines share."""
    if len(judgments) == 1:
        return judgments[0].kinds
    keys_of = [{variable.key for variable in judgment.variables} for judgment in judgments]
    shared = {key for i, keys in enumerate(keys_of) for other in keys_of[:i] for key in keys & other}
    joined: dict[tuple, tuple[dict, dict]] = {(): ({}, {})}
    for judgment, keys in zip(judgments, keys_of, strict=True):
        own = sorted(keys & shared, key=repr)
        distinct = {}
        for block in judgment.blocks:
            values = tuple(block.reading.assignment.get(key) for key in own)
            distinct[values, id(block.options)] = dict(zip(own, values, strict=True)), block.options
        if len(joined) * len(distinct) > MAX_PAIRS:
            return None
        fresh: dict[tuple, tuple[dict, dict]] = {}
        for (left, options), (right, more) in product(joined.values(), distinct.values()):
            if any(left.get(key, value) != value for key, value in right.items()):
                continue
            both = {
                code: severest([options.get(code, _NOTHING), more.get(code, _NOTHING)]) for code in {*options, *more}
            }
            assignment = left | right
            fresh.setdefault((_frozen(assignment), _frozen(both)), (assignment, both))
            if len(fresh) > MAX_ROWS:
                return None
        joined = fresh
    return [options for _, options in joined.values()]


def _frozen(mapping: dict) -> frozenset:
    return frozenset(mapping.items())
