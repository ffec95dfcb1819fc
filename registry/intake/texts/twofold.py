"""One person in two messages of the same sender: 我叫张三，湖南隆回人 and, further down, 电话138…，去年5月来的."""

import re

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import texts
from registry.intake.texts.together import Together
from registry.intake.words.chatter import STAMP
from registry.intake.words.mentions import has_number, is_about_somebody, names_oneself, words_of
from registry.lib.names import may_be_a_name
from registry.lib.values import fold

LONGEST = 200  # characters of a message
_STAMPED = re.compile(
    rf"(?P<who>[^:：]{{1,20}}?)[\s(（]+{STAMP}[)）]?[:：]?|{STAMP}\s+(?P<whose>[^:：\d]{{1,20}})[:：]?"
)
_SENDER = re.compile(r"(?P<who>[^\d\s:：,，][^:：,，]{0,19})[:：]\s*(?P<text>\S.*)")
Message = tuple[int, str, str]  # its row, who sends it, its text


def messages_joined(rows: list[Row]) -> Together | None:
    """How rows are read in which somebody tells of himself in two messages, or None where nobody does."""
    found, open_by = Together(), dict[str, Message]()
    for number, sender, text in _messages(rows):
        before = open_by.pop(sender, None)
        if _begins(text):
            open_by[sender] = (number, sender, text)
        elif before and _goes_on(text):
            found.whole[before[0]] = [f"{before[2]}，{text}"]
            found.gone.add(number)
    return found if found.gone else None


def _messages(rows: list[Row]) -> list[Message]:
    """Each message and who sends it: by the line of sender and time above it, or by what stands before its colon."""
    found, sender = list[Message](), ""
    for number, cells in rows:
        text = _line(cells)
        if not text:
            continue
        if stamped := _STAMPED.fullmatch(fold(text)):
            sender = (stamped["who"] or stamped["whose"] or "").strip()
        elif prefixed := _SENDER.fullmatch(text):
            found.append((number, prefixed["who"], prefixed["text"]))
        elif sender:
            found.append((number, sender, text))
    return found


def _line(cells: list[Cell]) -> str:
    text = "，".join(texts(cells))
    return text if len(text) <= LONGEST else ""


def _begins(text: str) -> bool:
    """Somebody says who he is, and no number."""
    return not has_number(text) and names_oneself(text)


def _goes_on(text: str) -> bool:
    """A number, and nobody's name before it."""
    return has_number(text) and not is_about_somebody(text) and not may_be_a_name(words_of(text)[0])
