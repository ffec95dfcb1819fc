"""How corrections are said on a page."""

from outreach.choices import CorrectionField, CorrectionState
from outreach.domain import corrections as verbs
from outreach.models import Correction
from registry.lib import clock
from registry.lib.masks import mask_numbers

TONES: dict[str, str] = {
    CorrectionState.OPEN: "warning",
    CorrectionState.ACCEPTED: "success",
    CorrectionState.PARTLY: "info",
    CorrectionState.REFUSED: "neutral",
}


def badge(row: Correction) -> dict[str, str]:
    """Where it stands."""
    return {"text": row.get_state_display(), "tone": TONES[row.state]}


def late_badge(row: Correction) -> dict[str, str]:
    """The same for staff, who see what is past its day."""
    late = row.state == CorrectionState.OPEN and clock.local(row.asked_at).date() < verbs.late_before()
    return {"text": "逾期未处理", "tone": "danger"} if late else badge(row)


def covered(row: Correction, text: str) -> str:
    """A value with the number of a phone masked."""
    return mask_numbers(text) if row.field == CorrectionField.PHONE else text
