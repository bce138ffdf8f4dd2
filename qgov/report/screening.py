"""What lists say of the parties, as text: who is like whom, by how much, on which list, and what was decided."""

from __future__ import annotations

from qgov.base.party_lists import named_lists, narrowest
from qgov.dossier.model import Dossier
from qgov.situation.screening import Likeness, Screening
from qgov.situation.screening.screen import CONFIRMED, DISMISSED

_SAID = {CONFIRMED: "confirmed", DISMISSED: "dismissed"}


def screening_lines(screening: Screening) -> list[str]:
    """One line a likeness, then one a list that was loaded."""
    lines = [likeness_line(likeness) for likeness in screening.likenesses]
    for party_list in screening.lists:
        version = party_list.version or "version not stated"
        lines.append(
            f"Compared with the {party_list.label}, {version}, {len(party_list.entries)} entries, sha256"
            f" {party_list.sha256[:12]}."
        )
    return lines


def likeness_line(likeness: Likeness) -> str:
    """Who is like whom, on which list, and what was decided."""
    names = named_lists()
    where = ", ".join(f"{names[name].label} ({name})" for name in sorted(narrowest(likeness.lists)))
    status = _SAID.get(likeness.status, "open: confirm or dismiss it in the dossier's matches")
    if likeness.hit is None:
        reason = f" ({likeness.match.reason})" if likeness.match and likeness.match.reason else ""
        entry = f", entry {likeness.match.entry}" if likeness.match and likeness.match.entry else ""
        return f"{likeness.party}: match on record with the {where}{entry}: {status}{reason}."
    hit = likeness.hit
    reason = f" ({likeness.match.reason})" if likeness.match and likeness.match.reason else ""
    return (
        f"{likeness.party}: {hit.said!r} is like {hit.name!r}, {where}, entry {hit.entry.id}, score {hit.score:g} of"
        f" 100 ({'; '.join(hit.reasons)}): {status}{reason}."
    )


def screening_text(screening: Screening, dossier: Dossier) -> str:
    """The result of a screening by itself, ending with a newline."""
    lines = screening_lines(screening)
    if not screening.likenesses:
        named = ", ".join(p.name for p in dossier.parties if p.name and p.id not in screening.unread)
        first = [f"Nothing on these lists is like {named}."] if named else []
        first += [f"{p.name} cannot be compared with names in Latin letters; give one in otherNames."
                  for p in dossier.parties if p.id in screening.unread]  # fmt: skip
        lines[:0] = first or ["No party has a name."]
    return "\n".join(lines) + "\n"
