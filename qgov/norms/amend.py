"""The law as it would be: the shipped norms without some provisions and with those of drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from qgov.base.errors import InputError, NormError
from qgov.base.parse import fault
from qgov.norms.defeat import names_of
from qgov.norms.drafts import Draft, DraftFault, Drafts, Shipped, under
from qgov.norms.load import NormBook, check_norms, norm_book, norm_files, read_shapes
from qgov.norms.model import Norm


def amended(drafts: Iterable[Draft] = (), without: Iterable[str] = ()) -> NormBook:
    """The shipped norms with those of some drafts and without some provisions.

    A provision leaves with its subparagraphs, an instrument with all of its provisions, and so does whatever refers to
    nothing else any more; a draft may define anew what was left out. Raises InputError with every fault of the drafts,
    and for a provision that is none.
    """
    drafts, without = tuple(drafts), tuple(without)
    book, found = _read(drafts, without)
    if found.faults:
        raise InputError(found.faults)
    return book


def faults_of(drafts: Iterable[Draft], without: Iterable[str] = ()) -> tuple[NormBook, Drafts]:
    """The same law as far as it can be read, and the drafts with all that is wrong with them."""
    drafts, without = tuple(drafts), tuple(without)
    return _read(drafts, without)


@cache
def _shipped() -> tuple[NormBook, Shipped]:
    """The shipped norms before they know of one another, and what a draft may refer to."""
    book, graph, places = read_shapes(norm_files())
    return book, Shipped({subject: dict(said) for subject, said in graph.items()}, places)


def _read(drafts: tuple[Draft, ...], without: tuple[str, ...]) -> tuple[NormBook, Drafts]:
    from qgov.norms.pointers import table_pointers

    read, shipped = _shipped()
    there = (*read.norms, *table_pointers())
    for provision in without:
        if not any(under(norm.provision, provision) for norm in there):
            raise fault("", f"no norm has the provision {provision!r}", "qgov norms lists them all")
    found = Drafts(drafts, replace(shipped, left_out=without))
    kept = tuple(norm for norm in there if not any(under(norm.provision, above) for above in without))
    if without:
        kept = referring(kept, found.norms)
    questions = read.questions | found.questions
    try:
        norms = check_norms((*kept, *found.norms), questions, found.refuse)
    except NormError as error:  # of how norms stand to one another, such as a circle
        found.faults.append(DraftFault("", str(error), file=", ".join(draft.name for draft in drafts)))
        norms = (*kept, *found.norms)
    except InputError:  # as many faults as are told
        norms = (*kept, *found.norms)
    digest = hashlib.sha256(norm_book().sha256.encode())
    for draft in drafts:
        digest.update(draft.content)
    for provision in without:
        digest.update(b"without\0" + provision.encode())
    return NormBook(norms, questions, read.instruments | found.instruments, digest.hexdigest()), found


def referring(norms: tuple[Norm, ...], beside: Iterable[Norm] = ()) -> tuple[Norm, ...]:
    """The norms without references to provisions that are gone, and without those that refer to nothing else; what
    stands ``beside`` them may be referred to."""
    kept, others = list(norms), {name for norm in beside for name in names_of(norm)}
    while True:
        there = {name for norm in kept for name in names_of(norm)} | others
        fresh = []
        for norm in kept:
            changed = {}
            for name in ("controlled_under", "defeats", "reviews"):
                before = getattr(norm, name)
                after = tuple(provision for provision in before if provision in there)
                if before and not after:
                    break
                if after != before:
                    changed[name] = after
            else:
                fresh.append(replace(norm, **changed) if changed else norm)
        if len(fresh) == len(kept):
            return tuple(fresh)
        kept = fresh
