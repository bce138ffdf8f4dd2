"""What is missing: the smallest set of unknowns that, once known, leaves one outcome under every answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.model import POINTER, SEVERITY, Norm
from qgov.reasoning.combine import JOINT_LINES, UNDETERMINED, line_verdict
from qgov.reasoning.joint import JointWorld, State, joint_worlds
from qgov.reasoning.judge import LineJudgment, most_severe, pointer_variables
from qgov.reasoning.variables import FACT, LAW, QUESTION, REFERENCE, SCREENING, Variable
from qgov.reasoning.variables import POINTER as POINTER_KIND

# Asking a party for a datum is cheaper than reading a law that was not read, and comes first; ties go by name.
_COST = {FACT: 0, SCREENING: 0, REFERENCE: 1, QUESTION: 2, LAW: 3, POINTER_KIND: 4}
_ANY = object()


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


def residual(judgments: list[LineJudgment], engine=None) -> list[Missing]:
    """The unknowns that settle the outcome: each with which alone it changes somewhere, whatever the others are.

    Unknowns vary freely, so that this is the one smallest set that settles it: without one of them two outcomes stay,
    and between two worlds that agree on all of them no step changes the outcome. Where there are no joint worlds, a
    solver finds them for the ``engine`` of the lines; without that, or out of time, all are told that are open.
    """
    if len(judgments) > JOINT_LINES:
        found = [m for j in judgments if line_verdict(j).outcome == UNDETERMINED for m in residual([j], engine)]
        return list(dict.fromkeys(found))
    variables: dict[tuple, Variable] = {}
    norms: dict[str, Norm] = {}
    for judgment in judgments:
        norms.update({norm.iri: norm for norm in judgment.norms})
        for variable in (*judgment.variables, *pointer_variables(judgment.norms)):
            variables.setdefault(variable.key, variable)
    ordered = sorted(variables.values(), key=_order)
    worlds = joint_worlds(judgments)
    if worlds:
        chosen = [variables[key] for key in deciding(ordered, worlds)]
    elif engine is not None and not any(judgment.cautious for judgment in judgments):
        from qgov.reasoning.smt import OutOfTime, settling

        try:
            keys, solved = settling(engine, judgments, ordered)
            chosen = [variables[key] for key in keys]
            worlds = [JointWorld(assignment, State(most_severe(outcomes.values()))) for assignment, outcomes in solved]
        except OutOfTime:
            chosen = [variable for variable in ordered if variable.kind != POINTER_KIND]
    else:
        chosen = [variable for variable in ordered if variable.kind != POINTER_KIND]
    return [_missing(variable, norms, worlds, judgments) for variable in chosen]


def _order(variable: Variable) -> tuple:
    return (_COST[variable.kind], variable.subject, variable.term)


def deciding(variables: list[Variable], worlds: list[JointWorld]) -> list[tuple]:
    """The keys of those unknowns with which alone the outcome changes in some world, permitted and not controlled being
    one."""
    unknown = [variable.key for variable in variables if variable.key in worlds[0].assignment]
    facts = [key for key in unknown if len({world.assignment[key] for world in worlds}) > 1]
    known = {tuple(map(world.assignment.__getitem__, facts)): world.state for world in worlds}
    found = {key for state in set(known.values()) for key in state.decided_by}
    for at, key in enumerate(facts):
        beside: dict[tuple, list[State]] = {}
        for values, state in known.items():
            beside.setdefault(values[:at] + values[at + 1 :], []).append(state)
        if any(
            one.differs(other) for one, other in {pair for alike in beside.values() for pair in combinations(alike, 2)}
        ):
            found.add(key)
    return [variable.key for variable in variables if variable.key in found]


def _missing(
    variable: Variable, norms: dict[str, Norm], worlds: list[JointWorld], judgments: list[LineJudgment]
) -> Missing:
    key, answers = variable.key, []
    met = {(world.assignment.get(key, _ANY), world.state) for world in worlds}
    for value, label in zip(variable.values, variable.labels, strict=True):
        outcomes = {outcome for own, state in met if own in (_ANY, value) for outcome in state.answered(key, value)}
        if outcomes:
            answers.append((label, tuple(sorted(outcomes, key=lambda o: -SEVERITY[o]))))
    if variable.kind == POINTER_KIND:
        needed = (norms[key[1]].provision,) if key[1] in norms else ()
    elif variable.kind == LAW:
        needed = (variable.subject,)
    else:
        needed = _readers(variable, judgments)
    return Missing(variable.kind, variable.subject, variable.term, needed, tuple(answers), _ask(variable, norms))


def _readers(variable: Variable, judgments: list[LineJudgment]) -> tuple[str, ...]:
    """The provisions that read what is missing: of norms that may hold on some line; of pointers, if no other does."""
    read = [
        (norm, judgment.line)
        for judgment in judgments
        for norm in judgment.norms
        if any(
            getattr(leaf, "term", None) == variable.key[2]
            and (variable.kind != QUESTION or variable.subject in leaf.values)
            for leaf in norm.condition.all_leaves
        )
    ]
    held = [one for one, line in read if one.condition.possible(line.widest_view([one.condition])) is not False]
    rules = [norm for norm in held if norm.kind != POINTER]
    found = rules or held or [norm for norm, _ in read if norm.kind != POINTER]
    return tuple(sorted({norm.provision for norm in found}))


def _ask(variable: Variable, norms: dict[str, Norm]) -> str:
    terms = lexicon().terms
    if variable.kind == FACT and variable.term in terms:
        term = terms[variable.term]
        return f"{term.label}: {term.reading}" if term.reading else term.label
    name, _, value = variable.term.partition(":")
    if variable.kind == FACT and value and name in terms:
        if name == "exportFrom":
            return f"whether the transfer leaves {value}: the destination and the places of the parties, more exactly"
        return f"{terms[name].label}: whether it is {value}"
    if variable.kind == POINTER_KIND and variable.key[1] in norms:
        return norms[variable.key[1]].label
    if variable.kind == REFERENCE:
        return f"whether the destination belongs to {variable.subject} on the day"
    if variable.kind == LAW:
        return f"the official text of {variable.subject} and its first day"
    if variable.kind == QUESTION and variable.subject in norm_book().questions:
        return norm_book().questions[variable.subject].definition
    return variable.term
