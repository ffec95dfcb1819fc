"""Which rows below a heading are people, and which are sums, notes, headings of a group or nothing at all."""

import re
from collections.abc import Iterable

from registry.intake.files.wire import Cell
from registry.intake.headings.plans import SheetPlan
from registry.intake.sheets.repeated import ROW_LABELS, heads_a_pivot, heads_counts, heads_others
from registry.intake.words.chatter import is_chatter
from registry.intake.words.fieldcodes import are_fields
from registry.intake.words.formrows import is_numbering, is_printed
from registry.intake.words.headers import field_of, spellings
from registry.intake.words.lone import says_no_name
from registry.intake.words.nobody import THANKS, ends_list, is_count, is_example, is_leftover, is_thanks, says_nobody
from registry.intake.words.notes import is_footer_text, is_note, is_on_rows, is_sender
from registry.intake.words.paperwork import heads_parts, is_label, is_part, is_post, names_a_part, spelt
from registry.lib import phones
from registry.lib.characters import mainland
from registry.lib.names import begins_like_a_name
from registry.lib.values import is_nothing, listed_words, match_key, strip_cell

AROUND = frozenset(("row_no", "community", "street"))  # says where a row stands, not who somebody is
# What a form prints into rows that nobody filled in: 3 | | 男 | | 否.
PRESET = frozenset(
    ("gender", "ethnic", "age", "political_status", "reported", "is_mobile", "is_member", "is_migrant_worker")
)
BLANK, FOOTER, GROUP = "blank", "footer", "group"
LONGEST_NAME = 20
A_PERSON = 5  # filled cells that a line of signatures does not reach
A_SIGNATURE = 2  # cells: 联系人：岑某 | 138…
A_FIGURE, A_PHONE = 6, 11  # digits at most
FIRST = 3  # rows among which an example stands that only its remark calls one
EXAMPLES = frozenset(
    word + colon
    for word in ("示例", "样例", "范例", "例", "例如", "例子", "填写示例", "样表")
    for colon in ("", "：", ":")
)
SUMS = frozenset(("合计", "总计", "小计", "共计", "累计"))
BEGIN_SUMS = frozenset("共合总累无")  # 共计人数: looked at more closely
OF_A_SUM = frozenset(("男", "女", "男性", "女性", "男党员", "女党员"))  # 女 | 3, below 合计
NONE_HERE = frozenset(("无", "暂无", "没有", "/", "\\", "-", "--", "—", "——", "0"))  # 不详 and 未填 are somebody
# What a row says of a firm or of those who look after it, whether it has members or none.
OF_A_FIRM = frozenset(
    (
        *("employer", "residence_address", "remark", "new_employment_type", "kind", "canvasser", "canvassed_on"),
        *("liaison", "liaison_phone", "host_org_name", "host_org_contact", "host_org_phone", "is_mobile"),
        "is_member",
    )
)
_MARKED = re.compile(r"[(（\[【<].*|[*＊:：\s]+|^[①-⑳\d.、]+")
_LABEL = re.compile(r"[^\d:：]{2,14}[:：]")
# 张三电话：138…
_OWN_NUMBER = re.compile(r"[\u4e00-\u9fff·]{2,4}的?(?:联系)?(?:电话|手机)(?:号码?)?[:：]\s*" + phones.PLAIN)
_ABOUT = re.compile("党员.{0,4}见|附[表件页]|另表")  # 流出党员见附表2
_DATE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*[年./-].{0,12}|日期.{0,20}")


def _is_no_name(name: str) -> bool:
    """Alone in its row: 无 (a village without members), a note, a sentence, what the next rows are about (外省籍)."""
    said = says_nobody(name) or name == "0" or is_note(name) or _ABOUT.search(name) is not None
    return said or len(name) > LONGEST_NAME or _DATE.fullmatch(name) is not None or says_no_name(name)


def _says_nothing(text: str) -> bool:
    """Nothing of a person: blank, /, or a count (第一党支部 | 3人)."""
    return is_nothing(text) or is_count(text)


def _says_no_more(text: str) -> bool:
    """Nobody, or how many there are: 暂无, 男3女2."""
    return says_nobody(text) or is_count(text)


def _digits(cell: Cell) -> int:
    return sum(map(str.isdigit, strip_cell(cell)))


class Sorter:
    """Tells people from the rest of a table's rows. Remembers whether the notes below the table have begun."""

    def __init__(self, plan: SheetPlan, headings: Iterable[str]) -> None:
        self.words, self.parts = frozenset(listed_words("footer")), spelt()
        words = frozenset((*listed_words("hint"), *listed_words("nothing"), *THANKS))
        marked = {_MARKED.sub("", heading) for heading in headings}  # 姓名（必填） is 姓名 on the next page
        self.no_names = spellings() | marked | set(headings) | SUMS | ROW_LABELS | words | self.words
        self.name = plan.by_field["name"][0]
        self.around = {column.index for column in plan.columns if column.field in AROUND}
        self.serial = {column.index for column in plan.columns if column.field == "row_no"}
        self.unread = {column.index for column in (*plan.unknown, *plan.unnamed)}
        self.own = {column.index for column in plan.columns if column.field and column.field not in OF_A_FIRM}
        self.width = len(plan.columns)
        self.left = next((column.index for column in plan.columns if column.heading), 0)
        self.keys = [plan.origin(at) for name in ("id_number", "phone") for at in plan.by_field.get(name, ())]
        self.preset = {column.index for column in plan.columns if column.field in PRESET}
        self.identities = [plan.origin(at) for at in plan.by_field.get("id_number", ())]
        self.below = self.figures = self.others = self.seen = False
        self.first = FIRST

    def is_plainly_person(self, cells: list[Cell]) -> bool:
        """The quick answer for nearly every row: two to four characters that are neither heading nor sum."""
        if self.first:
            self.first -= 1
            return False
        name = cells[self.name] if self.name < len(cells) else None
        return (
            type(name) is str
            and 1 < len(name) < 5
            and name.isalpha()
            and (read := mainland(name)) not in self.no_names
            and read[0] not in BEGIN_SUMS
            and read[-1] != "无"
            and not (self.below or self.others)
            and self.parts.isdisjoint(cells)
            and "姓名" not in name
            and len(cells) - cells.count(None) > 1
            and (self.name == self.left or type(cells[self.left]) is not str or not self._labels(self.left, cells))
            and not self._counts(cells)
        )

    def is_sum(self, cells: list[Cell]) -> bool:
        """永明社区 | 3 in a table that counts people: no line above others."""
        return any(cell is not None and strip_cell(cell).isdigit() for cell in cells)

    def _counts(self, cells: list[Cell]) -> bool:
        """Whether a row is of a second table, which counts people: from its heading on, until somebody has a number."""
        if self.figures:
            self.figures = not self._has_key(cells)
        else:
            self.figures = not self._begins_a_number(cells) and heads_counts(cells)
        return self.figures

    def _begins_a_number(self, cells: list[Cell]) -> bool:
        """138… where a telephone is asked for: such a row is no heading, which has no digits."""
        return any(
            type(cell) is str and cell[:1].isdigit() for at in self.keys if at < len(cells) and (cell := cells[at])
        )

    def _labels(self, at: int, cells: list[Cell]) -> bool:
        """Whether the cell before a name says what it is: an example, or somebody who signs (经办人：王某).

        In the column of row numbers such a text can be nothing else; elsewhere a person has a number of his own.
        """
        first = strip_cell(cells[at])
        if first.isdigit() or first in EXAMPLES:
            return first in EXAMPLES
        if at in self.serial:
            return self._is_footer(first)
        closing = is_footer_text(first) or first.endswith((":", "：")) or self._signs(first, cells)
        return (closing and not self._has_key(cells)) or (is_part(first) and not self._is_known(cells))

    def _closes(self, text: str, cells: list[Cell]) -> bool:
        """Whether a text begins a line below the table. A person's number beside it says no, but not to 填表人："""
        return is_footer_text(text) and (text.endswith((":", "：")) or not self._has_key(cells))

    def _signs(self, text: str, cells: list[Cell]) -> bool:
        """`街道意见：同意 | 签字：`, `备注 | 以上已核对`: few cells, of which the first says what they are."""
        if _OWN_NUMBER.match(text) and begins_like_a_name(text):
            return False
        few = len(cells) - cells.count(None) < A_PERSON
        said = match_key(text) in self.words or _LABEL.match(text) is not None
        return few and said and not self._has_key(cells)

    def _is_footer(self, text: str) -> bool:
        said = is_footer_text(text) or _LABEL.match(text) is not None or match_key(text) in self.words
        return said or is_part(text) or is_post(text)

    def why_not(self, cells: list[Cell]) -> str | None:
        """None for a person's row, else blank, footer or group."""
        if any(type(cell) is str and is_example(cell) for cell in cells) or self._counts(cells):
            return FOOTER
        if len(cells) - cells.count(None) == 1 and is_chatter(next(cell for cell in cells if cell is not None)):
            return FOOTER
        if heads_a_pivot(cells):
            self.figures = True
            return FOOTER
        if self._is_another_tables(cells):
            return FOOTER
        if is_printed(cells) or ends_list(cells) or are_fields(cells, self.name):
            return FOOTER
        if self._is_paperwork(cells):
            self.below = True
            return FOOTER
        name = cells[self.name] if self.name < len(cells) else None
        if name is None or not strip_cell(name):
            return self._without_name(cells)
        return self._with_odd_name(cells, strip_cell(name))

    def _is_paperwork(self, cells: list[Cell]) -> bool:
        """Whether a row is of who signs or hands over; the names below 移交人 | 接收人 are of another table."""
        if self._is_known(cells):
            return False
        self.others = self.others or heads_parts(cells)
        name = strip_cell(cells[self.name]) if self.name < len(cells) else ""
        return names_a_part(cells) or is_post(name) or (self.below and is_label(name))

    def _without_name(self, cells: list[Cell]) -> str | None:
        filled = [at for at, cell in enumerate(cells) if cell is not None and strip_cell(cell)]
        if not filled:
            return BLANK
        first = strip_cell(cells[filled[0]])
        closing = self._closes(first, cells) or (filled[0] <= self.left and self._signs(first, cells))
        signed = is_footer_text(first) and len(filled) <= A_SIGNATURE
        if closing or signed or (filled[0] in self.serial and self._is_footer(first)):
            self.below = True
            return FOOTER
        said = [at for at in filled if at not in self.around and not is_leftover(cells[at])]
        if not said:
            return self._group_or_blank(cells, filled)
        if len(said) < len(filled) and self.preset.issuperset(said):
            return BLANK
        if is_numbering(cells):
            return FOOTER
        if all(self._is_beside(at) for at in filled) or all(map(_says_no_more, (strip_cell(cells[at]) for at in said))):
            return FOOTER
        return FOOTER if self._is_a_note(cells, filled) else None

    def _is_a_note(self, cells: list[Cell], filled: list[int]) -> bool:
        """One text that says nothing of a person, and at most a count beside it."""
        at, *beside = filled
        text = strip_cell(cells[at])
        if len(beside) > 1 or not all(is_count(strip_cell(cells[more])) for more in beside):
            return False
        if (
            self.below
            or is_on_rows(text)
            or _DATE.fullmatch(text)
            or is_note(text)
            or is_sender(text)
            or (at <= self.left and len(text) > LONGEST_NAME)
        ):
            return True
        return at not in self.keys and not any(map(str.isdigit, text))

    def _group_or_blank(self, cells: list[Cell], filled: list[int]) -> str:
        """Printed row numbers without a person, or a line such as 一、快递行业 across the table."""
        written = [strip_cell(cells[at]) for at in filled]
        blank = all(text.isdigit() for text in written) or len(filled) > 1 or filled[0] not in self.around
        return BLANK if blank else GROUP

    def _is_beside(self, at: int) -> bool:
        """Whether a column says nothing of the people here: codes and notes that stand at the side of a table."""
        return at in self.unread or at >= self.width

    def _with_odd_name(self, cells: list[Cell], name: str) -> str | None:
        others = [
            at
            for at, cell in enumerate(cells)
            if cell is not None and at != self.name and at not in self.around and not _says_nothing(strip_cell(cell))
        ]
        at = next(at for at, cell in enumerate(cells) if cell is not None and strip_cell(cell))
        first = strip_cell(cells[at])
        closing = self._closes(name, cells) or self._signs(name, cells) or (is_footer_text(name) and _LABEL.match(name))
        if closing or (at < self.name and self._labels(at, cells)):
            self.below = first not in EXAMPLES
            return FOOTER
        if (
            self._is_hint(name)
            or is_thanks(cells)
            or ("姓名" in name and field_of(name) == "name")
            or is_numbering(cells)
            or (not (others or self._has_key(cells)) and _is_no_name(name))
        ):
            return FOOTER
        none = match_key(name) in NONE_HERE or (says_nobody(name) and not is_nothing(name))
        if none and not self.own.intersection(others) and not self._has_key(cells):
            return FOOTER  # a firm without members
        if (is_count(name) or name in OF_A_SUM) and not self._has_key(cells):
            return FOOTER
        self.below, self.seen = False, True  # it was only a subtotal
        return None

    def _is_hint(self, name: str) -> bool:
        """必填 below 姓名: how to fill the column in."""
        return match_key(name.strip("()（）[]【】")) in listed_words("hint")

    def _is_another_tables(self, cells: list[Cell]) -> bool:
        """Whether a row is of a second table, of liaisons: from its heading until somebody has an identity number."""
        if self.others:
            self.others = not self._is_known(cells)
        else:
            self.others = self.seen and heads_others(cells)
        return self.others

    def _has_key(self, cells: list[Cell]) -> bool:
        """A sum may have figures, but no ID number or telephone."""
        return any(at < len(cells) and _digits(cells[at]) > A_FIGURE for at in self.keys)

    def _is_known(self, cells: list[Cell]) -> bool:
        """Whether somebody has an identity number, as who signs has not."""
        return any(at < len(cells) and _digits(cells[at]) > A_PHONE for at in self.identities)
