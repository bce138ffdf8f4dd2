"""What would change a decision, in words: the nearest changes, what bars a permission, how numbers may be read."""

from __future__ import annotations

from decimal import Decimal

from qgov.lexicon import lexicon
from qgov.reasoning.decision import Decision
from qgov.report.outcomes import outcome_words

_SHOWN = 3


def changes(decision: Decision) -> list[str]:
    """The nearest changes, a line each; a quantity with how far it is away."""
    far = {(row["item"], row["term"]): row for row in decision.robustness}
    said, found = set(), []
    for change in decision.nearest:
        if change["kind"] == "quantity":
            key = (change["item"], change["term"])
            away = "" if key in said else _away(far.get(key, {}))
            said.add(key)
            better = "for a more capable item" if change["way"] == "more-capable" else ""
            about = ", ".join(filter(None, (away, better)))
            about = f" ({about})" if about else ""
            what = f"{_label(change['term'])} of {change['item']}: {change['change']}{about}"
        elif change["kind"] == "date":
            what = f"a transfer {change['change']}"
        else:
            what = change["change"]
        found.append(f"{what} -> {_led_to(change)}")
    return found


def _led_to(change: dict) -> str:
    possible = " or ".join(outcome_words(outcome) for outcome in change.get("possible", ()))
    return outcome_words(change["outcome"]) + (f" ({possible})" if possible else "")


def _away(row: dict) -> str:
    """How far the estimate lies from the threshold: in standard uncertainties where one is stated, else relative."""
    if row.get("inStandardUncertainties") is not None:
        return f"{row['inStandardUncertainties']:.1f} u away"
    if row.get("relative") is not None:
        return f"{_percent(row['relative'])} away"
    return ""


def _percent(share: Decimal) -> str:
    return f"{100 * share:.2g} %" if share < 1 else f"{100 * share:.0f} %"


def why_not_words(decision: Decision, full: bool = False) -> list[str]:
    """For the controls that nothing sets aside: what of the exceptions to them fails.

    ``full`` names the licence that none covers, every exception and every repair; otherwise only the nearest exception
    that somebody could make hold.
    """
    found = []
    for row in decision.why_not:
        about = f"[{row['line']}] " if len(decision.lines) > 1 else ""
        near = [way for way in row["exceptions"] if full or (not way.get("barred") and _makeable(way))]
        lead = "" if full else "Nearest exception: "
        if full:
            found += [about + _stands(control) for control in row["controls"]]
        found += [
            f"{about}{lead}{way['exception']} to {', '.join(way['defeats'])}: {_lacks(way, full)}."
            for way in (near if full else near[:1])
        ]
    return list(dict.fromkeys(found))


def _stands(control: dict) -> str:
    """A control, and what a licence would have to cover."""
    stands = "stands" if control["status"] == "applies" else "may stand"
    licence = ", ".join(control["licence"])
    lacks = f"no licence covers {licence}" if licence else "no licence meets it"
    return f"{control['provision']} {stands}: {lacks}."


def _makeable(way: dict) -> bool:
    """Whether what fails is more than the kind of transfer or of item, which are what they are."""
    return all(row["kind"] not in ("transfer", "item", "law") for row in way["failing"])


def _lacks(way: dict, full: bool) -> str:
    said = [f"barred, {way['barred']}"] if way.get("barred") else []
    for row in way["failing"]:
        repair = f" ({row['repair']})" if full else ""
        said.append(f"{row['conjunct']}, {'which is open' if row['holds'] == 'open' else 'which fails'}{repair}")
    if way["notOnFile"]:
        said.append("not on file: " + ", ".join(word.split(":")[-1].split(".")[-1] for word in way["notOnFile"]))
    return "; ".join(said) or "nothing fails"


def reading_words(decision: Decision) -> list[str]:
    """The readings of quoted numbers that lead to another outcome, a sentence or two for each number."""
    found = []
    for audit in decision.metric_audit:
        by_outcome: dict[str, list[str]] = {}
        for row in audit["readings"]:
            by_outcome.setdefault(row["outcome"], []).extend(row["reading"])
        told = "; ".join(f"{_few(words)} -> {outcome_words(outcome)}" for outcome, words in by_outcome.items())
        text = f"{_label(audit['term'])} of {audit['item']}, read as {told}."
        if audit["settledBy"]:
            text += f" Settled by: {audit['settledBy']}."
        if audit["asks"]:
            text += f" Open is {audit['asks']}."
        found.append(text)
    return found


def _few(words: list[str]) -> str:
    rest = len(words) - _SHOWN
    return " or ".join(words[:_SHOWN]) + (f" or in {rest} more ways" if rest > 0 else "")


def _label(name: str) -> str:
    term = lexicon().terms.get(name)
    return term.label if term else name
