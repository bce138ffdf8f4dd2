"""Who receives and who sends, by role and place."""

from __future__ import annotations

from typing import NamedTuple

from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Party

RECEIVING = ("consignee", "endUser", "recipient")
RELEASED = ("TechnologyRelease", "RemoteAccess")
DATA_ROLES = ("controller", "processor")
NO_ACTORS = ("authority", "dataSubject", "owner")
"""Those whom a dossier names and who take no part in the transfer."""
NOTIFIED = "authority"
SUBJECT = "dataSubject"
AGENTS = ("broker", "carrier")
"""Those who may be purchaser or intermediate consignee, which their role does not say (15 CFR 748.5(c) and (d))."""


def receivers(dossier: Dossier) -> list[Party]:
    """Those who receive, by their role or as ``sides`` tells."""
    return sides(dossier).receive


def named_receivers(dossier: Dossier) -> list[Party]:
    return [party for party in dossier.parties if party.role in RECEIVING]


class Sides(NamedTuple):
    """Who receives and who sends: certainly, and perhaps."""

    receive: list[Party]
    perhaps_receive: list[Party]
    send: list[Party]
    perhaps_send: list[Party]


def sides(dossier: Dossier) -> Sides:
    """Who receives and who sends; what roles and places do not tell is open, for norms to hold against the transfer.

    A controller or processor outside the state of origin receives: at the destination, or where somebody else can have
    sent. One in that state, or nowhere, may be on either side if somebody else can have sent; it certainly receives
    where nobody else can. An authority at the destination receives if nobody else does; otherwise, or elsewhere abroad,
    it perhaps does; the data subject perhaps does either, if nobody else does. Brokers and carriers may be purchaser or
    intermediate consignee (``AGENTS``), and a broker may be the seller.
    """
    start, end = state_of(dossier.origin), state_of(dossier.destination or "")
    exporters = [party for party in dossier.parties if party.role == "exporter"]
    handlers = [party for party in dossier.parties if party.role in DATA_ROLES]
    at_origin = [party for party in handlers if party.country and state_of(party.country) == start]
    away = [party for party in handlers if party.country and party not in at_origin]
    arrived = [party for party in away if exporters or at_origin or state_of(party.country) == end]
    rest = [party for party in handlers if party not in arrived]
    receive = [*named_receivers(dossier), *arrived]
    perhaps = [party for party in rest if exporters or len(rest) > 1 or party in away]
    send = [*exporters, *(party for party in rest if party in at_origin and start != end and not exporters)]
    perhaps_send = [party for party in rest if party not in send]
    if exporters and not receive and len(perhaps) == 1 and (start == end or perhaps[0] not in at_origin):
        receive, perhaps, perhaps_send = perhaps, [], []
    if not send and len(perhaps_send) == 1 and not perhaps:
        send, perhaps_send = perhaps_send, []
    if not send and not perhaps_send:
        perhaps_send = [party for party in dossier.parties if party.role == "dataSubject"]
    authorities = [party for party in dossier.parties if party.role == NOTIFIED]
    there = [party for party in authorities if party.country and state_of(party.country) == end != start]
    abroad = [party for party in authorities if party.country and state_of(party.country) != start]
    if not receive:
        receive, others = there, [party for party in dossier.parties if party.role in (NOTIFIED, "dataSubject")]
        perhaps = [*perhaps, *(party for party in others if party not in there)]
    else:
        perhaps = [*perhaps, *abroad]
    agents = [party for party in dossier.parties if party.role in AGENTS]
    brokers = [party for party in agents if party.role == "broker"]
    return Sides(receive, [*perhaps, *agents], send, [*perhaps_send, *brokers])
