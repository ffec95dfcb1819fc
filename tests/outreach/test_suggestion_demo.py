"""The demo's 金点子: every state, each on the list with an owner, chased on its days, told by the verbs alone."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from outreach.choices import SuggestionCategory, SuggestionState
from outreach.domain import demo_suggestions
from outreach.domain.suggestions import flow
from outreach.models import Suggestion, SuggestionExtension, SuggestionStep, SuggestionWord, Supervision
from registry.lib import clock, tables
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]


def test_ideas_in_every_state_with_an_owner_each(world: World) -> None:
    """Counted; each one's log replays; written once."""
    world.member("a11", 1)
    with world.system():
        before = clock.now()
        assert demo_suggestions.load(by=None, organisation=world.nodes["a"]) == 83
        assert demo_suggestions.load(by=None, organisation=world.nodes["a"]) == 0
        rows = list(Suggestion.objects.all())
        states = Counter(row.state for row in rows)
        assert states == {
            "closed": 49, "in_progress": 10, "received": 4, "answered": 4, "evaluated": 4, "fed_back": 3, "assigned": 3,
            "merged": 2, "rejected": 2, "returned": 1, "accepted": 1,
        }  # fmt: skip
        assert set(states) == set(SuggestionState) and {row.category for row in rows} == set(SuggestionCategory)
        listed = [row for row in rows if row.on_list and row.lead_label and row.handler_name and row.due_on]
        assert len(listed) == 71 and sum(row.is_help for row in rows) == 3
        assert sum(bool(row.split_from) for row in rows) == 1 and sum(row.reopened for row in rows) == 2
        for row in rows:
            steps = SuggestionStep.objects.filter(suggestion=row).values_list("move", "before", "after")
            assert flow.replay(list(steps)) == row.state, row.title
        assert all(row.state_at <= before for row in rows)
        assert Suggestion.objects.all().late(clock.today()).count() >= 3
        open_now = Supervision.objects.all().open()
        assert set(open_now.values_list("level", flat=True)) >= {"urge", "street", "district"}
        assert not Supervision.objects.filter(at__gt=before).exists()
        assert SuggestionExtension.objects.count() == 2 and SuggestionWord.objects.filter(kind="progress").exists()
        assert Suggestion.objects.filter(published_at__isnull=False).count() == 35
        # As many as the press report counts, whatever day the last closed month ended on.
        early = clock.today() - timedelta(days=35)
        assert Suggestion.objects.all().ideas().genuine().filter(collected_on__lte=early).count() >= 50


def test_no_two_alike_and_only_the_demo_moves_the_clock() -> None:
    lines = tables.rows("demo/suggestions")
    for column in ("title", "content"):
        assert len({line[column] for line in lines}) == len(lines)
    answers = [line["answer"] for line in lines if line["answer"]]
    assert len(set(answers)) == len(answers) >= 55
    sources = [path for top in ("registry", "outreach", "reports", "config") for path in (ROOT / top).rglob("*.py")]
    moving = [path.name for path in sources if "clock.as_of(" in path.read_text("utf-8")]
    assert sorted(moving) == ["demo_months.py", "demo_suggestions.py", "load_demo.py", "story.py"]
