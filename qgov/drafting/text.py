"""What is said of drafts, as people read it."""

from __future__ import annotations

from collections.abc import Iterable

from qgov.drafting.check import Checked
from qgov.drafting.compare import Difference
from qgov.drafting.impact import Impact
from qgov.reasoning.findings import NOT
from qgov.reasoning.pipeline import place_name
from qgov.registers.verdicts import ALL

_CAUGHT = {
    "applies": "applies to", "depends": "depends for", "defeated": "is set aside for", "satisfied": "is satisfied for",
}  # fmt: skip


def checked_text(found: Checked) -> str:
    """The report of ``draft check``."""
    out = []
    for norm in found.norms:
        days = f"from {norm.in_force_from}" + (f" until {norm.in_force_until}" if norm.in_force_until else "")
        out.append(f"{norm.name}  {norm.effect}, {norm.jurisdiction}, {days}: {norm.label}")
    for title, ones in (("faults", found.faults), ("warnings", found.warnings)):
        if ones:
            out += ["", f"{len(ones)} {title if len(ones) > 1 else title[:-1]}", *(f"  {one}" for one in ones)]
    if not found.faults and not found.warnings:
        out += ["", "no faults, no warnings"]
    return "\n".join(out).strip() + "\n"


def impact_text(found: Impact) -> str:
    """The report of ``draft impact``."""
    many = found.transfers != 1
    out = (
        [f"{found.transfers:,} transfers" + (f", {found.rejected:,} rejected" if found.rejected else "")]
        if many
        else []
    )
    for one in found.catches:
        days = f"from {one.norm.in_force_from}" + (
            f" until {one.norm.in_force_until}" if one.norm.in_force_until else ""
        )
        if many:
            force = f"in force for {one.in_force:,} of them"
        else:
            force = "in force" if one.in_force else "not in force on the day of the transfer"
        told = [
            f"{'describes' if one.norm.effect == 'describes' and status == 'applies' else _CAUGHT.get(status, status)}"
            f" {number:,} line{'s' if number > 1 else ''}"
            for status, number in sorted(one.statuses.items()) if status != NOT
        ]  # fmt: skip
        out.append(f"{one.norm.name} ({days}): {force}; {', '.join(told) or 'catches nothing'}")
    if not found.flips:
        caught = any(set(one.statuses) - {NOT} for one in found.catches)
        out.append("no outcome flips" + (": what is caught has the same outcome without the draft" if caught else ""))
        return "\n".join(out) + "\n"
    out.append("flips")
    for flip in found.flips:
        name = "all together" if flip.jurisdiction == ALL else place_name(flip.jurisdiction)
        lines = f"   {flip.lines:,} line{'s' if flip.lines > 1 else ''}" if many else ""
        of = "" if many else f"{flip.item or 'the whole dossier'}, "
        out.append(f"  {of}{name}: {flip.before} -> {flip.after}{lines}")
        out += [f"    {cause}" for cause in flip.causes]
    if many:
        out.append("by")
        out += [f"  {text}   {number:,}" for text, number in found.causes]
    return "\n".join(out) + "\n"


def difference_text(first: str, second: str, found: Iterable[Difference]) -> str:
    """The report of ``draft compare``."""
    out = []
    for one in found:
        out.append(one.what)
        for name, pair in (("days", one.days), ("rests on", one.rests_on)):
            if pair[0] != pair[1]:
                out.append(f"  {name}: {first} {pair[0] or 'nothing'}; {second} {pair[1] or 'nothing'}")
        for name, situation in ((first, one.only_first), (second, one.only_second)):
            if situation is not None:
                out.append(f"  only {name}, such as {situation}")
        if one.same:
            out.append("  both catch the same")
    return "\n".join(out) + "\n"
