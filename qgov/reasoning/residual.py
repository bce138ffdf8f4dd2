"""What is missing: a smallest set of unknowns that, once known, leaves one outcome under every answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from qgov.lexicon import lexicon
from qgov.norms.model import POINTER, SEVERITY, Norm
from qgov.reasoning.combine import JOINT_LINES, UNDETERMINED, line_verdict, settle
from qgov.reasoning.judge import LineJudgment, Row, pointer_variables
from qgov.reasoning.variables import FACT, LAW, QUESTION, REFERENCE, SCREENING, Variable

_LARGEST = 5
# Asking a party for a datum is cheaper than reading a law that was not read; ties go by name.
_COST = {FACT: 0, SCREENING: 0, REFERENCE: 1, QUESTION: 2, LAW: 3, "unmodelled": 4}


@dataclass(frozen=True)
class Missing:
    """One unknown: which norms need it, and the outcomes that each answer leaves."""

    kind: str
    subject: str
    term: str
    needed_by: tuple[str, ...]
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    ask: str = ""

    def to_dict(self) -> dict:
        return {
            "missing": self.term,
            "kind": self.kind,
            "about": self.subject,
            "ask": self.ask,
            "neededBy": list(self.needed_by),
            "answers": [{"answer": answer, "outcomes": list(outcomes)} for answer, outcomes in self.answers],
        }


def residual(judgments: list[LineJudgment], rows: list[Row], engine=None) -> list[Missing]:
    """The unknowns that settle the outcome; all that matter, where no small set of them does. Where there are no joint
    worlds a solver finds them for the ``engine`` of the lines; without that, or out of time, all are told that are
    open."""
    if len(judgments) > JOINT_LINES:
        found = [m for j in judgments if line_verdict(j).outcome == UNDETERMINED for m in residual([j], j.rows, engine)]
        return list(dict.fromkeys(found))
    variables: dict[tuple, Variable] = {}
    norms: dict[str, Norm] = {}
    for judgment in judgments:
        norms.update({norm.iri: norm for norm in judgment.norms})
        for variable in (*judgment.variables, *pointer_variables(judgment.norms)):
            variables.setdefault(variable.key, variable)
    if not rows or any(judgment.folds for judgment in judgments):
        chosen = sorted(variables.values(), key=_order)
        if engine is not None and not any(judgment.cautious for judgment in judgments):
            from qgov.reasoning.smt import OutOfTime, settling

            try:
                keys, worlds = settling(engine, judgments, chosen, _COST, _LARGEST)
                rows = [Row(assignment, outcomes) for assignment, outcomes in worlds]
                return [_missing(variables[key], norms, rows, judgments) for key in keys]
            except OutOfTime:
                pass
        if not rows:
            return [_missing(v, norms, [], judgments) for v in chosen if v.kind != "unmodelled"]
    moving = [key for key in variables if len({row.assignment.get(key) for row in rows}) > 1]
    candidates = sorted((variables[key] for key in moving), key=_order)
    seen = _answered(candidates, rows)
    candidates = [v for index, v in enumerate(candidates) if v.kind == "unmodelled" or _matters(index, seen)]
    seen = _answered(candidates, rows)
    for size in range(1, min(_LARGEST, len(candidates)) + 1):
        settling = [group for group in combinations(range(len(candidates)), size) if _settles(group, seen)]
        if settling:
            groups = [[candidates[index] for index in group] for group in settling]
            best = min(groups, key=lambda group: (sum(_COST[v.kind] for v in group), [v.term for v in group]))
            return [_missing(v, norms, rows, judgments) for v in best]
    if not candidates:  # too many pointers to keep each answer apart: all that are open are asked for
        open_pointers = {norm for j in judgments for r in j.readings for norm in r.applies}
        candidates = [v for v in variables.values() if v.kind == "unmodelled" and v.key[1] in open_pointers]
    return [_missing(v, norms, rows, judgments) for v in candidates]


def _order(variable: Variable) -> tuple:
    return (_COST[variable.kind], variable.subject, variable.term)


def _answered(candidates: list[Variable], rows: list[Row]) -> set[tuple[tuple, str]]:
    """What the rows answer to these unknowns, with the outcome: each once, however many rows there are."""
    keys = [variable.key for variable in candidates]
    return {(tuple(row.assignment.get(key) for key in keys), row.outcome) for row in rows}


def _matters(index: int, seen: set[tuple[tuple, str]]) -> bool:
    """Whether the outcome ever changes with this unknown alone."""
    first: dict[tuple, str] = {}
    return any(first.setdefault(values[:index] + values[index + 1 :], outcome) != outcome for values, outcome in seen)


def _settles(group: tuple[int, ...], seen: set[tuple[tuple, str]]) -> bool:
    groups: dict[tuple, set[str]] = {}
    for values, outcome in seen:
        groups.setdefault(tuple(values[index] for index in group), set()).add(outcome)
    return all(settle(outcomes).outcome != UNDETERMINED for outcomes in groups.values())


def _missing(variable: Variable, norms: dict[str, Norm], rows: list[Row], judgments: list[LineJudgment]) -> Missing:
    answers = []
    for value, label in zip(variable.values, variable.labels, strict=True):
        outcomes = {row.outcome for row in rows if row.assignment.get(variable.key, value) == value}
        if outcomes:
            answers.append((label, tuple(sorted(outcomes, key=lambda o: -SEVERITY[o]))))
    if variable.kind == "unmodelled":
        needed = (norms[variable.key[1]].provision,) if variable.key[1] in norms else ()
    elif variable.kind == LAW:
        needed = (variable.subject,)
    else:
        term = variable.key[2]
        needed = tuple(
            sorted(
                {
                    norm.provision
                    for judgment in judgments
                    for norm in judgment.norms
                    if norm.kind != POINTER
                    and any(getattr(leaf, "term", None) == term for leaf in norm.condition.all_leaves)
                }
            )
        )
    return Missing(variable.kind, variable.subject, variable.term, needed, tuple(answers), _ask(variable, norms))


def _ask(variable: Variable, norms: dict[str, Norm]) -> str:
    terms = lexicon().terms
    if variable.kind == FACT and variable.term in terms:
        term = terms[variable.term]
        return f"{term.label}: {term.reading}" if term.reading else term.label
    if variable.kind == "unmodelled" and variable.key[1] in norms:
        return norms[variable.key[1]].label
    if variable.kind == REFERENCE:
        return f"whether the destination belongs to {variable.subject} on the day"
    if variable.kind == LAW:
        return f"the official text of {variable.subject} and its first day"
    return variable.term
