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


def residual(judgments: list[LineJudgment], rows: list[Row]) -> list[Missing]:
    """The unknowns that settle the outcome; all that matter, where no small set of them does."""
    if len(judgments) > JOINT_LINES:
        found = [m for j in judgments if line_verdict(j).outcome == UNDETERMINED for m in residual([j], j.rows)]
        return list(dict.fromkeys(found))
    variables: dict[tuple, Variable] = {}
    norms: dict[str, Norm] = {}
    for judgment in judgments:
        norms.update({norm.iri: norm for norm in judgment.norms})
        for variable in (*judgment.variables, *pointer_variables(judgment.norms)):
            variables.setdefault(variable.key, variable)
    if not rows:
        chosen = sorted(variables.values(), key=_order)
        return [_missing(v, norms, [], judgments) for v in chosen if v.kind != "unmodelled"]
    moving = [key for key in variables if len({row.assignment.get(key) for row in rows}) > 1]
    candidates = sorted((variables[key] for key in moving), key=_order)
    candidates = [v for v in candidates if _matters(v, candidates, rows)]
    for size in range(1, min(_LARGEST, len(candidates)) + 1):
        settling = [group for group in combinations(candidates, size) if _settles(group, rows)]
        if settling:
            best = min(settling, key=lambda group: (sum(_COST[v.kind] for v in group), [v.term for v in group]))
            return [_missing(v, norms, rows, judgments) for v in best]
    if not candidates:  # too many pointers to keep each answer apart: all that are open are asked for
        open_pointers = {norm for j in judgments for r in j.readings for norm in r.applies}
        candidates = [v for v in variables.values() if v.kind == "unmodelled" and v.key[1] in open_pointers]
    return [_missing(v, norms, rows, judgments) for v in candidates]


def _order(variable: Variable) -> tuple:
    return (_COST[variable.kind], variable.subject, variable.term)


def _matters(variable: Variable, others: list[Variable], rows: list[Row]) -> bool:
    """Whether the outcome ever changes with this unknown alone."""
    keys = [other.key for other in others if other.key != variable.key]
    groups: dict[tuple, set[str]] = {}
    for row in rows:
        groups.setdefault(tuple(row.assignment.get(key) for key in keys), set()).add(row.outcome)
    return any(len(outcomes) > 1 for outcomes in groups.values()) or variable.kind == "unmodelled"


def _settles(group: tuple[Variable, ...], rows: list[Row]) -> bool:
    groups: dict[tuple, set[str]] = {}
    for row in rows:
        groups.setdefault(tuple(row.assignment.get(v.key) for v in group), set()).add(row.outcome)
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
