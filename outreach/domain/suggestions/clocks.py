"""By when each stage is to be done. The days are those of the nearest node that set its own (SuggestionTerms).

Defaults after 上海市人民建议征集若干规定 (2021) and the working rules of 12345 hotlines and 人大代表建议: review,
handing on and signing within days, handling by difficulty, feedback right after the answer.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from outreach.choices import Complexity
from outreach.choices import SuggestionState as S
from outreach.domain import working_days
from outreach.models import Suggestion, SuggestionTerms
from outreach.models.suggestion import TO_CLOSE
from registry.lib import clock
from registry.models.custody import definer

# How long a rated or fed back one stays open for a word, in calendar days.
CLOSE_DAYS = 7


def terms(path: str) -> SuggestionTerms:
    """What holds at that node: of the nodes above it, the nearest that has a row; else the defaults."""
    rows = SuggestionTerms.objects.all().order_by("-owner_path")
    found = next((row for row in rows if path.startswith(row.owner_path)), None)
    return found or SuggestionTerms(owner_path=path)


def work_by(path: str, complexity: str, day: date) -> date:
    """办理时限, counted from the day after `day`: working days, of complex ones calendar days."""
    return _work_by(terms(path), complexity, day)


def _work_by(held: SuggestionTerms, complexity: str, day: date) -> date:
    if complexity == Complexity.COMPLEX:
        return day + timedelta(days=held.complex_days)
    return working_days.due_on(day, held.simple_days if complexity == Complexity.SIMPLE else held.normal_days)


def allowed(path: str) -> dict[Complexity, str]:
    """办理时限 by difficulty, as people say it."""
    held = terms(path)
    return {
        Complexity.SIMPLE: f"{held.simple_days} 个工作日", Complexity.NORMAL: f"{held.normal_days} 个工作日",
        Complexity.COMPLEX: f"{held.complex_days} 天",
    }  # fmt: skip


def opinion_by(path: str, day: date) -> date:
    """By when a 会办 unit gives its opinion."""
    return day + timedelta(days=terms(path).opinion_days)


def stage_by(row: Suggestion, state: str, day: date | None = None) -> date | None:
    """The deadline of the stage that begins on `day` (today); None where nothing is to be done any more."""
    day, held = day or clock.today(), terms(row.owner_path)
    days = {
        S.RECEIVED: held.review_days, S.ACCEPTED: held.assign_days, S.RETURNED: held.assign_days,
        S.ASSIGNED: held.sign_days, S.ANSWERED: held.feedback_days,
    }.get(S(state))  # fmt: skip
    if state == S.IN_PROGRESS:
        return row.due_on
    return None if days is None else working_days.due_on(day, days)


def open_until(state: str, since: datetime) -> date | None:
    """The last day on which something may still be said to what has been in that state since; the day after, the
    program closes it. None where it doesn't."""
    return clock.local(since).date() + timedelta(days=CLOSE_DAYS) if state in TO_CLOSE else None


def review_by(node: UUID | None, member: UUID | None, day: date) -> date:
    """By when what comes in on `day` for that node (None: the one that holds the member's record) is looked at. The
    page without an account sees no terms: the database says which hold."""
    [(days,)] = definer("outreach_review_days", node, member) or [(None,)]
    return working_days.due_on(day, days or SuggestionTerms().review_days)


def work_by_code(digest: bytes, day: date) -> date:
    """办理时限 of what its proposer reopens, who sees no terms herself: the database says which hold."""
    complexity, *days = next(iter(definer("outreach_terms_by_code", digest)), ("", None, None, None))
    named = zip(("simple_days", "normal_days", "complex_days"), days, strict=True)
    held = SuggestionTerms(**{name: number for name, number in named if number is not None})
    return _work_by(held, complexity, day)
