"""What a backup or a restore could not do."""

from django.core.management.base import CommandError


class Failed(CommandError):
    """One line for whoever runs the command: what happened, where, what to do now."""

    def __init__(self, sentence: str) -> None:
        super().__init__(" ".join(sentence.split()))


def first_line(text: str) -> str:
    """What a program of PostgreSQL complained of, without what follows: its details hold values of rows."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if " error: " in line or " FATAL: " in line]
    return (complaints or lines or ["没有留下原因"])[0][:300]
