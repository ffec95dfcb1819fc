"""Units that help (会办): asked for their opinion by a day, which is written down when it comes."""

from outreach.domain.suggestions import clocks, moves
from outreach.models import Suggestion, SuggestionUnit
from outreach.models.suggestion import ENDED
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User
from registry.models.unit import record

MOST = 10


def ask(*, by: User | None, label: str, row: Suggestion, name: str) -> SuggestionUnit:
    """Ask a unit for its opinion. Raises Refused for one that was asked, and where it is over."""
    row, name = moves.found(row.pk), name.strip()[:100]
    if row.state in ENDED:
        raise Refused(f"这条是“{row.get_state_display()}”，不用再请别的单位会办。")
    if not name:
        raise Refused("请写明会办单位。")
    if row.units.filter(label=name).exists():
        raise Refused(f"已经请过“{name}”会办。")
    if row.units.count() >= MOST:
        raise Refused(f"会办单位最多 {MOST} 个。")
    now = clock.now()
    due_on = clocks.opinion_by(row.owner_path, clock.today())
    unit = SuggestionUnit(
        owner_path=row.owner_path, suggestion=row, label=name, asked_at=now, due_on=due_on, opinion=""
    )
    unit.save(force_insert=True)
    moves.touch(row.pk, now)
    record("suggestion.unit_asked", on=row)
    return unit


def opine(*, by: User | None, label: str, unit: SuggestionUnit, text: str) -> SuggestionUnit:
    """Its opinion has come. Raises Refused for nothing, and where there is one."""
    moves.found(unit.suggestion_id)
    found: SuggestionUnit = SuggestionUnit.objects.get(pk=unit.pk)
    if not text.strip():
        raise Refused("请写会办意见。")
    if found.given_at:
        raise Refused(f"“{found.label}”的会办意见已经登记过了。")
    found.opinion, found.given_at = text.strip()[:2000], clock.now()
    found.save(update_fields=["opinion", "given_at"])
    moves.touch(found.suggestion_id, found.given_at)
    record("suggestion.opinion_given", on=found)
    return found
