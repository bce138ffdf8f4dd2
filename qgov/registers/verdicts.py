"""The rows that a register's result has for one dossier: by line and jurisdiction, with norms and residual codes.

Of a dossier with several items the last row, without an item, is that of the whole. The jurisdiction ``*`` stands for
all of them together. It is what ``decide`` says, without the reasons in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.norms.model import OPEN, Norm
from qgov.reasoning.combine import UNDETERMINED, Verdict, line_verdict, settle
from qgov.reasoning.findings import DEPENDS, NOT, standing
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.pipeline import Judged, ground_dossier, judge, norms_for
from qgov.reasoning.residual import Missing, residual
from qgov.reasoning.setaside import only_accompanies
from qgov.registers.law import Law

ALL = "*"
COLUMNS = ("jurisdiction", "outcome", "possible", "precaution", "norms", "residual")
SEPARATOR = "; "


@dataclass(frozen=True)
class Standing:
    """One norm that is not beside the point, and how it stands to a line."""

    provision: str
    jurisdiction: str
    status: str
    asks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.provision} {self.status}"


@dataclass(frozen=True)
class Verdicts:
    """Everything that result rows are made of. ``lines``: by line the judgment and its norms."""

    judged: Judged
    lines: tuple[tuple[LineJudgment, tuple[Standing, ...]], ...]


def verdicts(dossier: Dossier, law: Law, facts: dict[str, dict[str, Fact]] | None = None) -> Verdicts:
    """Judge a dossier under a law, with its facts where they are known already."""
    day = law.at or dossier.date
    if facts is None:
        facts = ground_dossier(dossier, simulate=False).facts
    norms = norms_for(dossier, law.book, law.tables, day)
    judged = judge(dossier, facts, norms, law.tables, day, law.book, law.lists)
    return Verdicts(judged, tuple((one, _standings(judged, one)) for one in judged.judgments))


def _standings(judged: Judged, one: LineJudgment) -> tuple[Standing, ...]:
    engine, found = judged.engine, []
    for finding in standing(engine, replace(one, norms=_that_may_stand(engine, one))):
        if finding.status == NOT:
            continue
        norm, asks = finding.norm, finding.missing
        if finding.status == DEPENDS and norm.asks_for:
            asks = (*asks, *(f"declarations.{name}" for name in engine.unanswered(norm)))
        found.append(Standing(norm.provision, norm.jurisdiction, finding.status, asks))
    return tuple(sorted(dict.fromkeys(found), key=lambda s: (s.jurisdiction, s.provision, s.status)))


def _that_may_stand(engine: Engine, one: LineJudgment) -> tuple[Norm, ...]:
    """The norms of a line without those of which is clear that they do not apply, by what ``standing`` asks first."""
    kept = {norm.iri for norm in engine.deciding(one.line)}
    accompanying = engine.law.accompanying.union(norm.iri for norm in engine.made if only_accompanies(norm))
    return tuple(
        norm for norm in one.norms
        if norm.foreclosed_by or norm.iri in kept
        or (norm.iri in accompanying and (one.cautious or engine.possible(norm, one.line) or engine.unanswered(norm)))
    )  # fmt: skip


def rows(dossier: Dossier, law: Law, facts: dict[str, dict[str, Fact]] | None = None) -> list[tuple]:
    """Result rows: the item (None for the whole dossier), then ``COLUMNS``.

    The residual of a jurisdiction is the part of the line's that its norms need.
    """
    found = verdicts(dossier, law, facts)
    several, engine = len(found.lines) > 1, found.judged.engine
    result = []
    for one, standings in found.lines:
        item, verdict = one.line.item.id, line_verdict(one)
        missing = residual([one], engine) if verdict.outcome == UNDETERMINED else []
        result.append((item, *_row(ALL, verdict, standings, missing, several)))
        rank = {code: index for index, code in enumerate(one.jurisdictions)}
        owners: dict[str, set[str]] = {}
        for norm in one.norms:
            owners.setdefault(norm.provision, set()).add(norm.jurisdiction)
        for code in sorted(one.possible, key=lambda code: (rank.get(code, len(rank)), code)):
            own = [standing for standing in standings if standing.jurisdiction == code]
            needed = [m for m in missing if any(code in owners.get(provision, ()) for provision in m.needed_by)]
            result.append((item, *_row(code, settle(one.possible[code]), own, needed, several)))
    if several:
        whole = found.judged.whole
        everything = [standing for _, standings in found.lines for standing in standings]
        missing = []
        if whole.overall.outcome == UNDETERMINED:
            missing = residual(found.judged.judgments, engine)
        result.append((None, *_row(ALL, whole.overall, everything, missing, several)))
    return result


def _row(
    code: str, verdict: Verdict, standings: Iterable[Standing], missing: Iterable[Missing], several: bool
) -> tuple:
    standings = tuple(standings)
    codes = [residual_code(one, several) for one in missing] if verdict.outcome == UNDETERMINED else []
    if verdict.outcome != UNDETERMINED or OPEN in verdict.possible:
        codes += sorted({word for standing in standings for word in standing.asks})
    return (
        code, verdict.outcome, SEPARATOR.join(verdict.possible), verdict.precaution,
        SEPARATOR.join(dict.fromkeys(map(str, standings))), SEPARATOR.join(dict.fromkeys(codes)),
    )  # fmt: skip


def residual_code(missing: Missing, several: bool = False) -> str:
    """One unknown in a word: ``fact:meanCnotInfidelity``, ``law:<provision>``, ``declarations.militaryEndUse``."""
    if missing.kind in ("declaration", "condition of use"):
        return missing.term
    if missing.kind in ("unmodelled", "law"):
        return f"{missing.kind}:{missing.subject}"
    if missing.kind == "fact" and several:
        return f"fact:{missing.subject}.{missing.term}"
    return f"{missing.kind}:{missing.term}"
