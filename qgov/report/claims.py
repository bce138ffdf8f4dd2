"""What physics says of the claims, one line a grounding; circuits are drawn on request."""

from __future__ import annotations

from qgov.grounding.model import UNDETERMINED, Grounding
from qgov.norms.words import show


def claims(groundings: tuple[Grounding, ...], circuits: bool = False) -> list[str]:
    """A sentence per grounding: which claims, verdict, bound, kind and source."""
    found = []
    for grounding in groundings:
        about = ", ".join(
            dict.fromkeys(
                ref.term + (f"[{ref.index}]" if ref.index is not None else "") for ref in grounding.claims[:4]
            )
        )
        if grounding.count and grounding.count > 1:
            counts = ", ".join(f"{number} {verdict}" for verdict, number in grounding.counts.items())
            about += f" ({grounding.count} rows" + (f": {counts})" if counts else ")")
        unchecked = grounding.verdict == UNDETERMINED and grounding.needs and grounding.bound is None
        if unchecked:
            text = f"{about} not checkable without {', '.join(grounding.needs)}: {grounding.check}"
        else:
            text = f"{about} {grounding.verdict}: {grounding.check}"
        if grounding.reason and not (unchecked and grounding.reason.startswith("without these")):
            text += f"; {grounding.reason}"
        if grounding.needs and not unchecked:
            text += "; needed: " + ", ".join(grounding.needs)
        if grounding.value is not None and grounding.bound is not None:
            text += f"; value {show(grounding.value)}, bound {show(grounding.bound)}"
        text += f" ({grounding.kind}" + (f"; doi {grounding.source})" if grounding.source else ")")
        found.append(text)
        if circuits and grounding.circuit:
            found.append(grounding.circuit)
    return found


def claims_text(groundings: tuple[Grounding, ...]) -> str:
    """All groundings as text with the circuits that corroborate them."""
    lines = []
    for grounding in groundings:
        lines.append("- " + claims((grounding,))[0])
        if grounding.circuit:
            lines += ["", *("    " + row for row in grounding.circuit.splitlines()), ""]
            if grounding.simulated:
                lines.append(
                    f"    simulated {grounding.simulated['value']}, formula {grounding.simulated['formula']},"
                    f" {grounding.simulated['engine']}"
                )
    return "\n".join(lines) + "\n" if lines else "No claim of these items is checked against physics.\n"
