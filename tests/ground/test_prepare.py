"""What is done before a start: an interrupt ends it without a traceback, and the rest is not begun."""

import sys

import pytest

from config import prepare


def test_an_interrupt_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, str]] = []

    def command(name: str, *, skip_checks: bool) -> None:
        begun.append((name, roles[-1]))
        assert sys.argv == ["manage.py", name], "the checks would take the owner for the app"
        if name == "load_demo":
            raise KeyboardInterrupt

    roles: list[str] = []
    monkeypatch.setattr(prepare, "become", roles.append)
    monkeypatch.setattr(sys, "argv", ["run.py", "--prepare-only", "migrate"])
    monkeypatch.setattr(prepare, "call_command", command)
    with pytest.raises(SystemExit) as ended:
        prepare.run(["migrate", "load_demo", "load_demo_work"])
    assert ended.value.code == prepare.INTERRUPTED
    assert begun == [("migrate", "owner"), ("load_demo", "app")]
    prepare.run(["migrate"])
    assert begun[-1] == ("migrate", "owner")
