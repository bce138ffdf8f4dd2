"""Whether binding corporate rules were approved by an authority whose approval counts under the law of the sender."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qgov.dossier.model import Dossier
from qgov.situation.listings import issuer_for

RULES = "bcr"
# The laws whose authorities a text names: those of the Union together (Regulation (EU) 2016/679, Articles 47(1) and
# 63), the Information Commissioner (of the United Kingdom: Slovenia has one too), and those of the other laws.
_APPROVED_UNDER = {
    "uk-gdpr": re.compile(
        r"\bu\.?k\b|\bu\.k\.|\bunited kingdom\b|\bbritish\b|\bico\b"
        r"|\binformation commission(?:er)?\b(?!\W+(?:of\s+)?(?:the\s+)?(?:republic\s+of\s+)?slovenia)",
        re.IGNORECASE,
    ),
    "gdpr": re.compile(
        r"\be\.?u\b|\beea\b|\beuropean\b|\bunion\b|\bedpb\b|\blead (?:supervisory )?authority\b|\bcnil\b|\bbfdi\b"
        r"|\baepd\b|\bgarante\b|\bdpc\b|\bdata protection commission\b|\bautoriteit persoonsgegevens\b|\bdatatilsynet\b"
        r"|\bimy\b|\bcnpd\b|\buodo\b|\bnaih\b|\bdsb\b|\bapd\b|\bgba\b|\bbaylda\b|\blda bayern\b|\bhbdi\b|\bhmbbfdi\b"
        r"|\bldi\b|\blfdi\b|\bslovenia\b|\b(?:french|german|dutch|irish|spanish|italian|belgian|austrian|swedish|danish)\b"
        r"|\b(?:gdpr|dsgvo|rgpd)\b(?<!uk gdpr)(?<!uk-gdpr)",
        re.IGNORECASE,
    ),
    "ch-fadp": re.compile(r"\bfdpic\b|\bed(?:oe|ö)b\b|\bpfpdt\b|\bswiss\b|\bfadp\b", re.IGNORECASE),
    "br-lgpd": re.compile(r"\banpd\b|\blgpd\b|\bbrazilian\b", re.IGNORECASE),
    "jp-appi": re.compile(r"\bppc\b|\bappi\b|\bjapanese\b", re.IGNORECASE),
    "cn-pipl": re.compile(r"\bcac\b|\bpipl\b|\bchinese\b", re.IGNORECASE),
}
_ONES_OWN_ALONE = frozenset({"gdpr", "uk-gdpr", "br-lgpd"})
"""The laws under which the authority of that law alone approves; Switzerland takes the approval of an authority of a
state with adequate protection too (Federal Act on Data Protection, Article 16(2)(e))."""


def other_approval(safeguard: Mapping, dossier: Dossier) -> str | None:
    """Why binding corporate rules are none under the law of the sender; None where they may be.

    Regulation (EU) 2016/679, Articles 46(2)(b) and 47(1), and as law of the United Kingdom: the competent authority of
    that law approves them. A text that names no authority is believed as declared.
    """
    ours, named = issuer_for(dossier), str(safeguard.get("reference") or "")
    if safeguard.get("type") != RULES or ours not in _ONES_OWN_ALONE:
        return None
    laws = {law for law, authorities in _APPROVED_UNDER.items() if authorities.search(named)}
    if not laws or ours in laws:
        return None
    return f"it names an authority or a law of others ({', '.join(sorted(laws))}), whose approval is none under {ours}"
