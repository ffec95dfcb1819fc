"""The demo's 金点子 as they are written down; loaded they are looked at in test_suggestion_figures.py."""

from pathlib import Path

from registry.lib import tables

ROOT = Path(__file__).resolve().parents[2]


def test_no_two_alike_and_only_the_demo_moves_the_clock() -> None:
    lines = tables.rows("demo/suggestions")
    for column in ("title", "content"):
        assert len({line[column] for line in lines}) == len(lines)
    answers = [line["answer"] for line in lines if line["answer"]]
    assert len(set(answers)) == len(answers) >= 55
    sources = [path for top in ("registry", "outreach", "reports", "config") for path in (ROOT / top).rglob("*.py")]
    moving = [path.name for path in sources if "clock.as_of(" in path.read_text("utf-8")]
    assert sorted(moving) == ["demo_months.py", "demo_suggestions.py", "load_demo.py", "story.py"]
