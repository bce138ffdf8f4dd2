"""What a SHACL engine says of the worlds of judged dossiers, and the outcome composed anew from those answers alone.

Only the rules of composition are written here, and independently of the engine: what describes an item, which controls
apply, which privileges are shown, what each leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qgov.base.iri import ancestors
from qgov.curation.readings.shacl_engines import Probes, duties
from qgov.curation.readings.worlds import Tried, deciding, targets
from qgov.dossier.model import Dossier
from qgov.norms import norm_book
from qgov.norms.conditions import World
from qgov.norms.duty_shapes import duty_shape_iri, shown_privilege
from qgov.norms.model import ENTRY, EXCEPTION, NORM, NOTHING, OPEN, PERMITTED, POINTER, SEVERITY, Norm

_DECLARED = {
    "militaryEndUse": ("military_end_use", "military"),
    "wmdEndUse": ("wmd_end_use", "wmd"),
    "informedByAuthority": ("informed_by_authority", "informed"),
    "internalRepression": ("internal_repression", "human-rights"),
}


def read_worlds(tried: list[Tried], probes: Probes) -> None:
    """Ask the engine in the order of the strata: items that others rest on, the items themselves, the lines."""
    queues = {id(world): [*targets(world.case.judged.engine, world.line), world.line] for world in tried}
    while any(queues.values()):
        level = [(world, queues[id(world)].pop(0)) for world in tried if queues[id(world)]]
        wanted = {
            world.item(line): [norm for norm in world.case.norms if norm.kind == ENTRY] for world, line in level
        }
        held = probes.held(wanted, [triple for world, line in level for triple in world.triples(line)])
        for world, line in level:
            describing = tuple(
                norm for norm in wanted[world.item(line)] if world.law(norm) and (world.item(line), norm.iri) in held
            )
            world.found[line.item.id] = frozenset(norm.provision for norm in describing)
            if line is world.line:
                world.described = describing
    wanted = {world.node(): _tied(world) for world in tried}
    held = probes.held(wanted, [triple for world in tried for triple in world.triples()])
    acting = norm_book().acting_on_entries
    for world in tried:
        holding = [norm for norm in wanted[world.node()] if (world.node(), norm.iri) in held]
        world.scope = frozenset(norm.iri for norm in holding if norm.kind == EXCEPTION)
        world.applies = tuple(
            norm
            for norm in holding
            if norm.kind != EXCEPTION
            and world.law(norm)
            and (norm.provision not in acting or any(norm.provision in e.controlled_under for e in world.described))
        )


def _tied(world: Tried) -> list[Norm]:
    """The exceptions, and the rules and pointers that a connecting factor ties to the line."""
    known = world.world()
    return [
        norm
        for norm in world.case.norms
        if norm.kind == EXCEPTION or (norm.kind in (NORM, POINTER) and connected(norm, known))
    ]


def connected(norm: Norm, world: World) -> bool:
    """Whether a connecting factor ties a line to a norm's jurisdiction in a world."""
    return "anywhere" in norm.connects_by or any(
        norm.jurisdiction in world.members.get(factor, ()) for factor in norm.connects_by
    )


def answer(dossier: Dossier, name: str) -> bool | None:
    """A declaration as the law asks for it; None is not given."""
    declared = dossier.declarations
    if name == "partiesScreened":
        return None if declared.parties_screened is None or declared.parties_screened > dossier.date else False
    return getattr(declared, _DECLARED[name][0])


def privileges(world: Tried) -> set[tuple[Norm, str]]:
    """The exceptions that are shown and not ruled out, each with the provision that it is shown for.

    Where every world is tried the SHACL engine's answers show them; else the engine is believed of the others.
    """
    dossier, judgment = world.case.dossier, world.judgment
    if world.complete:
        worlds = [other for other in world.case.tried if other.judgment is judgment]
        read = [({n.provision for n in other.applies if deciding(n)}, other.scope) for other in worlds]
    else:
        of = {norm.iri: norm.provision for norm in world.case.norms if deciding(norm)}
        read = [({of[iri] for iri in r.applies if iri in of}, r.scope) for r in judgment.readings]
    applied = frozenset().union(*(applying for applying, _ in read))
    if judgment.cautious:
        applied = frozenset(norm.provision for norm in world.case.norms)
    shown = set()
    for norm in world.case.norms:
        if norm.kind != EXCEPTION or not norm.verified or norm.in_force(dossier.date) is not True:
            continue
        if any(_answered(world, name) for name in norm.disqualified_by):
            continue
        for provision in applied.intersection(norm.defeats):
            where = [scope for applying, scope in read if provision in applying]
            sure = judgment.cautious and norm.condition.possible(world.line.view()) is True
            if sure or (where and all(norm.iri in scope for scope in where)):
                shown.add((norm, provision))
    return shown


def _answered(world: Tried, name: str) -> bool | None:
    """A declaration, or what else shows the same."""
    indicated = world.line.members.get("endUseIndication", frozenset())
    return True if name in _DECLARED and _DECLARED[name][1] in indicated else answer(world.case.dossier, name)


def take_effect(tried: list[Tried], engine: str) -> None:
    """Ask the duty shapes which controls have their effect, in the worlds in which all unverified law is as written."""
    by_day: dict[date, list[Tried]] = {}
    for world in tried:
        if all(world.assignment[key] for key in world.assignment if key[0] == "law"):
            by_day.setdefault(world.case.dossier.date, []).append(world)
    for day, worlds in by_day.items():
        shown = {id(world): [shown_privilege(*pair) for pair in privileges(world)] for world in worlds}
        data = [triple for world in worlds for triple in world.triples(shown=shown[id(world)])]
        broken = duties(engine, day)(data, [world.node() for world in worlds])
        for world in worlds:
            world.effects = frozenset(shape for shape, node in broken if node == world.node())


def outcomes(world: Tried) -> dict[str, set[str]]:
    """By jurisdiction, the outcomes that a world has under the pointers' possible answers."""
    known = world.world()
    shown = privileges(world)
    licensed = known.members["licensedProvision"]
    parts: dict[str, list[set[str]]] = {code: [] for code in world.judgment.jurisdictions}
    for norm in filter(deciding, world.applies):
        describing = [entry for entry in world.described if norm.provision in entry.controlled_under]
        provisions = [entry.provision for entry in describing] or [norm.provision]
        satisfied = "licence" in norm.satisfied_by and all(licensed & set(ancestors(p)) for p in provisions)
        excepting = [exception for exception, provision in shown if provision == norm.provision]
        if not satisfied and not excepting:
            outcome = norm.effect
            world.restricted.add(duty_shape_iri(norm))
        else:
            free = satisfied or any(not _open_conditions(exception, world) for exception in excepting)
            outcome = PERMITTED if free else OPEN
        parts.setdefault(norm.jurisdiction, []).append({outcome})
    for norm in world.case.norms:
        if (norm.kind == POINTER or deciding(norm)) and _asked(norm, world, known):
            parts.setdefault(norm.jurisdiction, []).append({OPEN})
        if norm.kind == POINTER and norm in world.applies:
            parts.setdefault(norm.jurisdiction, []).append(set(norm.may_yield))
    return {code: most_severe_of(sets) for code, sets in parts.items()}


def most_severe_of(sets: Iterable[set[str]]) -> set[str]:
    """The most severe of one choice from each set, over all choices."""
    found = {NOTHING}
    for options in sets:
        found = {max(one, other, key=SEVERITY.__getitem__) for one in found for other in options}
    return found


def _asked(norm: Norm, world: Tried, known: World) -> bool:
    """Whether a declaration that is missing leaves the outcome open: the norm would hold if some of the missing ones
    were made; one for which no indication stands counts wherever the norm reaches."""
    indicated = known.members.get("endUseIndication", frozenset())
    missing = [name for name in norm.asks_for if _answered(world, name) is None and not _compared(norm, name, world)]
    if not missing or not connected(norm, known):
        return False
    if norm.provision in norm_book().acting_on_entries and not any(
        norm.provision in entry.controlled_under for entry in world.described
    ):
        return False
    if any(name not in _DECLARED for name in missing):
        return True
    above = frozenset(p for entry in world.described for p in ancestors(entry.provision))
    for number in range(1, 2 ** len(missing)):
        made = {_DECLARED[name][1] for index, name in enumerate(missing) if number >> index & 1}
        members = known.members | {"describedBy": above, "endUseIndication": indicated | made}
        if norm.condition.holds(World(known.classes, known.scalars, members)):
            return True
    return False


def _compared(norm: Norm, name: str, world: Tried) -> bool:
    """To have compared the parties with every list that a norm reads answers whether they were screened."""
    terms = {
        "listedIntermediary", "listedParty", "listedRecipient", "listedSender", "ownedByListed", "partyOwnedByListed",
    }  # fmt: skip
    read = {v for leaf in norm.condition.all_leaves if getattr(leaf, "term", None) in terms for v in leaf.values}
    return name == "partiesScreened" and bool(read) and read <= world.line.compared


def _open_conditions(exception: Norm, world: Tried) -> bool:
    from qgov.situation.conditions import conditions_shown

    met = conditions_shown(world.case.dossier, exception, world.line.papers_left_out)
    return not met >= set(exception.conditions_of_use) or any(
        _answered(world, name) is None for name in exception.disqualified_by
    )
