"""What is not verified, told of each finding that it leaves open: memberships of country groups, one by one.

The text and the first day of a norm are told where its status is found; here stands what its condition reads of tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qgov.norms.conditions import Condition, Every, Has, OneOf
from qgov.norms.model import EXCEPTION, NORM, POINTER, PROHIBITED, REQUIRED
from qgov.norms.words import conjuncts
from qgov.reasoning.findings import DEPENDS, Finding
from qgov.reasoning.judge import Engine
from qgov.reasoning.residual import Missing
from qgov.reasoning.variables import REFERENCE
from qgov.situation import Line, Reference
from qgov.situation.recipients import COUNTRY_GROUPS
from qgov.situation.storage import stored_abroad
from qgov.situation.unverified import GROUP_TERMS, NATIONALITY, TOLD, as_read, group_terms, statements

if TYPE_CHECKING:
    from qgov.reasoning.pipeline import Again, Judged

Groups = dict[str, frozenset[str]]


def with_statements(findings: Iterable[Finding], engine: Engine, tables: Reference) -> list[Finding]:
    """The findings, those that depend with what of the tables is not verified for the day added to their note."""
    return [
        replace(found, note="; ".join(part for part in (found.note, _note(found, engine, tables)) if part))
        if found.status == DEPENDS and found.norm.kind != POINTER else found
        for found in findings
    ]  # fmt: skip


def _note(found: Finding, engine: Engine, tables: Reference) -> str:
    said = _said(engine, tables, {found.line: _open_groups(found, engine)})
    if not said:
        return ""
    truth = None if found.norm.reviews else _as_read(found, engine, tables)
    rest = {True: "as read that would be met", False: "as read that would not be met", None: ""}[truth]
    return "; ".join(part for part in ("not verified: " + ", ".join(said), rest) if part)


def _said(engine: Engine, tables: Reference, wanted: dict[str, Groups]) -> tuple[str, ...]:
    """What is not verified of the groups wanted by line and term."""
    found: dict[str, None] = {}
    for item, groups in wanted.items():
        stored = stored_abroad(engine.dossier, engine.lines[item].item)
        found.update(dict.fromkeys(statements(engine.dossier, tables, stored, groups) if groups else ()))
    return tuple(found)


def _open_parts(found: Finding, engine: Engine) -> list[Condition]:
    """The conjuncts of the condition that read groups and are not told."""
    condition, line = found.norm.condition, engine.lines[found.line]
    if condition.terms.isdisjoint(GROUP_TERMS):
        return []
    view = engine.widest(line)
    return [
        part for part in conjuncts(condition)
        if not part.terms.isdisjoint(GROUP_TERMS) and (part.possible(view) is None or _reads_told(part, line))
    ]  # fmt: skip


def _open_groups(found: Finding, engine: Engine) -> Groups:
    """The groups, by term, whose membership is read by conjuncts that are not told."""
    line, wanted = engine.lines[found.line], {}
    for leaf in (leaf for part in _open_parts(found, engine) for leaf in part.all_leaves):
        term = getattr(leaf, "term", "")
        if term == TOLD:
            wanted[TOLD] = COUNTRY_GROUPS
        elif term in GROUP_TERMS:
            perhaps = line.open_members.get(term, frozenset())
            named = perhaps & set(leaf.values) if isinstance(leaf, (Has, OneOf, Every)) else perhaps
            wanted[term] = wanted.get(term, frozenset()) | named
    return {term: groups for term, groups in wanted.items() if groups}


def _reads_told(part: Condition, line: Line) -> bool:
    """Whether a conjunct asks if the latest nationality is told, which it is where its groups are known."""
    return TOLD in part.terms and any(COUNTRY_GROUPS & line.open_members.get(term, frozenset()) for term in NATIONALITY)


def _as_read(found: Finding, engine: Engine, tables: Reference) -> bool | None:
    """Whether what is not told of groups would be met if what was read of them held on the day."""
    line = engine.lines[found.line]
    certain, perhaps = group_terms(engine.dossier, as_read(tables), stored_abroad(engine.dossier, line.item))
    view = engine.widest(line)
    view = replace(view, members=view.members | certain, open_members=view.open_members | perhaps, told={})
    met = {part.possible(view) for part in _open_parts(found, engine)}
    return False if False in met else None if None in met else True


def missing_tables(findings: Iterable[Finding], judged: Judged, again: Again) -> list[Missing]:
    """One unknown for all memberships that are not verified, where the outcome would be another if what was read held
    on the day; none where they are not why."""
    wanted: dict[str, Groups] = {}
    provisions = set()
    for found in findings:
        groups = _open_groups(found, judged.engine) if _may_be_why(found) else {}
        stays = {EXCEPTION: False, NORM: True}
        if not groups or _as_read(found, judged.engine, again.tables) is stays[found.norm.kind]:
            continue
        provisions.add(found.provision)
        beside = wanted.setdefault(found.line, {})
        for term, named in groups.items():
            beside[term] = beside.get(term, frozenset()) | named
    said = _said(judged.engine, again.tables, wanted)
    if not said:
        return []
    now, read = judged.whole.overall, replace(again, tables=as_read(again.tables)).judge().whole.overall
    if read.possible == now.possible:
        return []
    answers = (("as read", read.possible), ("otherwise", now.possible))
    ask = "whether what was read of country groups held on the day: " + ", ".join(said)
    return [Missing(REFERENCE, "country groups", "countryGroups", tuple(sorted(provisions)), answers, ask)]


def _may_be_why(found: Finding) -> bool:
    """Whether a finding bears on the outcome and may do so by tables alone."""
    norm = found.norm
    binding = norm.kind == EXCEPTION or (norm.kind == NORM and norm.effect in (PROHIBITED, REQUIRED))
    return found.status == DEPENDS and binding and found.verified
