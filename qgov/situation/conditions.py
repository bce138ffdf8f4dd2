"""The conditions of use that the papers on file show to be met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from qgov.dossier.model import Dossier
from qgov.norms import Norm
from qgov.situation.each_recipient import EACH, names_each
from qgov.situation.grounds import DEROGATION
from qgov.situation.listings import finding_not_told
from qgov.situation.safeguards import ADEQUACY, COVERED, ground_relied_on, safeguard_words, safeguards_on_file
from qgov.situation.standing import PRIVILEGES, on_day, standing_safeguards

SHOWN_TO_ALL = {
    "adequacy": frozenset({"recipient-covered", EACH}),
    "impact-assessment": frozenset({"destination-law-assessed", "circumstances-assessed"}),
    "redress": frozenset({"enforceable-rights"}),
}
"""The conditions that a safeguard is made to find out or to secure, whatever paper a transfer rests on, by its type."""


def conditions_on_file(
    dossier: Dossier,
    code: str | None,
    wanted: frozenset[str],
    safeguards: frozenset[str] = frozenset(),
    without: Collection[int] = (),
) -> frozenset[str]:
    """The wanted conditions that are shown to whoever relies on an authorisation of a code or on kinds of safeguards.

    A paper shows the conditions that it says are met (``conditionsMet``) for itself alone: what was approved in one is
    not approved in another, so of several papers of one kind the one counts that shows most. Some safeguards show a
    condition to all: the one that their type names, such as an impact assessment, and what they are made to find out
    (``SHOWN_TO_ALL``). ``without`` are the authorisations that are not for the line (``privileges_left_out``).
    """
    shared: set[str] = set(safeguards_on_file(dossier))
    by_kind: dict[str | None, list[frozenset[str]]] = defaultdict(list)
    rows: list[tuple[Mapping, frozenset[str]]] = []
    for safeguard in standing_safeguards(dossier):
        said, kind = wanted.intersection(safeguard.get("conditionsMet", ())), safeguard.get("type")
        if kind in SHOWN_TO_ALL:
            if kind == ADEQUACY and (not safeguard_words(safeguard, dossier) or finding_not_told(safeguard, dossier)):
                continue
            shared |= said & SHOWN_TO_ALL[kind]
            rows += [(safeguard, said)] if COVERED in safeguard.get("conditionsMet", ()) else []
        elif code is not None and code == ground_relied_on(safeguard, dossier):
            by_kind[code].append(said)
            rows.append((safeguard, said))
        elif safeguard_words(safeguard, dossier) & safeguards:
            by_kind[kind].append(said)
            rows.append((safeguard, said))
    relied = False
    for index, held in enumerate(dossier.authorisations):
        if code is not None and held.code == code and held.type in PRIVILEGES and index not in without:
            if on_day(held.valid_from, held.valid_until, dossier.date):
                by_kind[code].append(wanted.intersection(held.conditions_met))
                relied = True
    shared &= wanted
    best = {kind: max(papers, key=lambda said: (len(said - shared), sorted(said))) for kind, papers in by_kind.items()}
    if EACH in wanted:
        kinds = [(row, code if row["type"] == DEROGATION else row["type"], said) for row, said in rows]
        full = [(row, kind) for row, kind, said in kinds if best.get(kind, frozenset()) <= said | shared | {EACH}]
        named = [row for row, kind in full if kind in by_kind or (kind == ADEQUACY and COVERED in wanted)]
        # What is relied on is for all whom it does not leave out; a safeguard is for those it names, and so is what
        # rests on one besides.
        for_all = relied and not any(row.get("parties") for row in named)
        shared |= {EACH} if for_all or names_each(named, dossier) else set()
    return frozenset(shared).union(*best.values())


def conditions_shown(dossier: Dossier, norm: Norm, without: Collection[int] = ()) -> frozenset[str]:
    """Those of the conditions of use of an exception that the papers on file show; ``without`` are the authorisations
    that are not for the line."""
    if not norm.conditions_of_use:
        return frozenset()
    if not (dossier.safeguards or dossier.authorisations) and EACH not in norm.conditions_of_use:
        return frozenset()
    wanted = frozenset(norm.conditions_of_use)
    return conditions_on_file(dossier, norm.authorisation_code, wanted, norm.safeguards, without)
