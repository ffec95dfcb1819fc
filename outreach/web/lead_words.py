"""How leads are said on a page."""

from typing import Any

from outreach.choices import LeadState
from outreach.domain import leads
from outreach.models import Lead
from registry.choices import RelationStatus
from registry.lib import clock
from registry.lib.masks import mask_numbers
from registry.web import labels

TONES: dict[str, str] = {
    LeadState.OPEN: "warning",
    LeadState.REGISTERED: "success",
    LeadState.REPORTED: "success",
    LeadState.DISMISSED: "neutral",
}


def badge(lead: Lead) -> dict[str, str]:
    """Where it stands; one that is past its day says so."""
    if lead.state == LeadState.OPEN and clock.local(lead.left_at).date() < leads.late_before():
        return {"text": "逾期未处理", "tone": "danger"}
    return {"text": lead.get_state_display(), "tone": TONES[lead.state]}


def decision(lead: Lead) -> str:
    """Who answered it when, and why nothing came of it."""
    if lead.decided_at is None:
        return f"{leads.due_on(lead):%m月%d日}前要联系"
    why = "：".join(filter(None, (lead.get_reason_display(), lead.note)))
    return " ".join(filter(None, (labels.moment(lead.decided_at), lead.decided_label, why)))


def facts(words: Any, *, whole: bool) -> list[dict[str, Any]]:
    """What was written, field by field; numbers masked, unless somebody is about to call (`whole`)."""
    shown = str if whole else mask_numbers
    said = [(label, shown(said_of(words, name)), name == "phone") for name, label, _ in leads.WORDS]
    return [{"label": label, "value": value, "code": code} for label, value, code in said]


def said_of(words: Any, name: str) -> str:
    """One field in words."""
    value = str(words.get(name) or "")
    known = name == "relation" and value in RelationStatus.values
    return str(RelationStatus(value).label) if known else value
