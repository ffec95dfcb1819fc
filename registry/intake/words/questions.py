"""Questions of a form that a program puts out in several columns: 4、您的流出地(——省), 4、(——市), 4、(——县)."""

import re

Pair = tuple[str, str]  # parent and child of a heading
_FIRST = re.compile(r"\s*(\d{1,2})\s*[、.．]\s*(.+?)\s*[(（]\s*[—–-]+[^()（）]{1,12}[)）]\s*")
_MORE = re.compile(r"\s*(\d{1,2})\s*[、.．]\s*([(（]\s*[—–-]+[^()（）]{1,12}[)）])\s*")


def whole_questions(columns: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The headings, those that go on with a question with its words before them."""
    asked: dict[str, str] = {}
    found = list(columns)
    for at, (parent, text) in enumerate(columns):
        if more := _MORE.fullmatch(text):
            found[at] = (parent, f"{more[1]}、{asked[more[1]]}{more[2]}" if more[1] in asked else text)
        elif first := _FIRST.fullmatch(text):
            asked[first[1]] = first[2]
    return tuple(found)
