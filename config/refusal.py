"""How the program declines to start: one line on stderr, exit code 1, no traceback."""


class Refusal(SystemExit):
    """What is wrong, where, and what to do now, in one line.

    A SystemExit, so that every way in (manage.py, Celery, gunicorn, pytest) ends with the sentence alone.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(f"不断线：{' '.join(sentence.split())}")

    def __str__(self) -> str:
        return str(self.code)
