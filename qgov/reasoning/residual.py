"""What is missing: the smallest set of unknowns that, once known, leaves one outcome under every answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from qgov.lexicon import lexicon
from qgov.norms.model import NOTHING, PERMITTED, POINTER, SEVERITY, Norm
from qgov.reasoning.combine import JOINT_LINES, UNDETERMINED, line_verdict
from qgov.reasoning.judge import LineJudgment, Row, pointer_variables
from qgov.reasoning.variables import FACT, LAW, QUESTION, REFERENCE, SCREENING, Variable
from qgov.reasoning.variables import POINTER as POINTER_KIND

# Asking a party for a datum is cheaper than reading a law that was not read, and comes first; ties go by name.
_COST = {FACT: 0, SCREENING: 0, REFERENCE: 1, QUESTION: 2, LAW: 3, POINTER_KIND: 4}
# Permitted and not controlled are one where it is asked whether an outcome is settled.
_FREE = "free"
# What each pointer yields, or None where it does not apply, with the outcome.
Table = frozenset[tuple[tuple, str]]


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
    """The unknowns that settle the outcome: each with which alone it changes somewhere, whatever the others are.

    Unknowns vary freely, so that this is the one smallest set that settles it: without one of them two outcomes stay,
    and between two worlds that agree on all of them no step changes the outcome. Where there are no joint worlds, a
    solver finds them for the ``engine`` of the lines; without that, or out of time, all are told that are open.
    """
    if len(judgments) > JOINT_LINES:
        found = [m for j in judgments if line_verdict(j).outcome == UNDETERMINED for m in residual([j], j.rows, engine)]
        return list(dict.fromkeys(found))
    variables: dict[tuple, Variable] = {}
    norms: dict[str, Norm] = {}
    for judgment in judgments:
        norms.update({norm.iri: norm for norm in judgment.norms})
        for variable in (*judgment.variables, *pointer_variables(judgment.norms)):
            variables.setdefault(variable.key, variable)
    ordered = sorted(variables.values(), key=_order)
    folds = any(judgment.folds for judgment in judgments)
    if not rows or folds:
        if engine is not None and not any(judgment.cautious for judgment in judgments):
            from qgov.reasoning.smt import OutOfTime, settling

            try:
                keys, worlds = settling(engine, judgments, ordered)
                rows = [Row(assignment, outcomes) for assignment, outcomes in worlds]
                return [_missing(variables[key], norms, rows, judgments) for key in keys]
            except OutOfTime:
                pass
        if not rows:
            return [_missing(v, norms, [], judgments) for v in ordered if v.kind != POINTER_KIND]
    decisive = deciding(ordered, rows)
    if folds:  # too many pointers to keep each answer apart: all that are open are asked for
        open_pointers = {norm for j in judgments for r in j.readings for norm in r.applies}
        decisive |= {v.key for v in ordered if v.kind == POINTER_KIND and v.key[1] in open_pointers}
    return [_missing(v, norms, rows, judgments) for v in ordered if v.key in decisive]


def _order(variable: Variable) -> tuple:
    return (_COST[variable.kind], variable.subject, variable.term)


def deciding(variables: list[Variable], rows: list[Row]) -> set[tuple]:
    """The keys of those unknowns with which alone the outcome changes in some world.

    What a pointer yields stands only in the rows of worlds where it applies; in all others it is anything.
    """
    facts = [v.key for v in variables if v.kind != POINTER_KIND and len({r.assignment.get(v.key) for r in rows}) > 1]
    pointers = [v.key for v in variables if v.kind == POINTER_KIND and any(v.key in row.assignment for row in rows)]
    worlds: dict[tuple, set[tuple[tuple, bool, str]]] = {}
    for row in rows:
        known = tuple(row.assignment.get(key) for key in facts)
        yields = tuple(row.assignment.get(key) for key in pointers)
        worlds.setdefault(known, set()).add((yields, _FREE if row.outcome in (PERMITTED, NOTHING) else row.outcome))
    tables = {known: frozenset(table) for known, table in worlds.items()}
    found = {key for at, key in enumerate(pointers) if any(_turns(at, table) for table in set(tables.values()))}
    for at, key in enumerate(facts):
        beside: dict[tuple, list[Table]] = {}
        for known, table in tables.items():
            beside.setdefault(known[:at] + known[at + 1 :], []).append(table)
        if any(_differ(*pair) for pair in {pair for alike in beside.values() for pair in combinations(alike, 2)}):
            found.add(key)
    return found


def _turns(at: int, table: Table) -> bool:
    """Whether what one pointer yields changes the outcome beside the same answers to all others."""
    first: dict[tuple, str] = {}
    asked = ((yields[:at] + yields[at + 1 :], outcome) for yields, outcome in table if yields[at] is not None)
    return any(first.setdefault(rest, outcome) != outcome for rest, outcome in asked)


def _differ(one: Table, other: Table) -> bool:
    """Whether two tables have unlike outcomes for the same answers to the pointers; None agrees with every answer."""
    asked = [
        {at for yields, _ in table for at, answer in enumerate(yields) if answer is not None} for table in (one, other)
    ]
    shared = sorted(asked[0] & asked[1])
    first: dict[tuple, str] = {}
    rows = ((tuple(yields[at] for at in shared), outcome) for yields, outcome in (*one, *other))
    return any(first.setdefault(answers, outcome) != outcome for answers, outcome in rows)


def _missing(variable: Variable, norms: dict[str, Norm], rows: list[Row], judgments: list[LineJudgment]) -> Missing:
    answers = []
    for value, label in zip(variable.values, variable.labels, strict=True):
        outcomes = {row.outcome for row in rows if row.assignment.get(variable.key, value) == value}
        if outcomes:
            answers.append((label, tuple(sorted(outcomes, key=lambda o: -SEVERITY[o]))))
    if variable.kind == POINTER_KIND:
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
    if variable.kind == POINTER_KIND and variable.key[1] in norms:
        return norms[variable.key[1]].label
    if variable.kind == REFERENCE:
        return f"whether the destination belongs to {variable.subject} on the day"
    if variable.kind == LAW:
        return f"the official text of {variable.subject} and its first day"
    return variable.term
