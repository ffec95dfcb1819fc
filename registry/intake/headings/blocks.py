"""Columns of somebody else in a heading of one row: 房东姓名 | 身份证号 | 电话 | 姓名, 手机 | 配偶姓名 | 性别 | 电话.

Such columns are put below that person's heading, where nothing is read as the member's.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from registry.intake.words.headers import ANOTHER, RELATION, code_of

Pair = tuple[str, str]  # parent and child of a heading
_IDENTITY = frozenset(("id_number", "gender", "birth_date"))
_ASKED = _IDENTITY | {"ethnic", "age", "education", "political_status", "employer", "job_title", "phone"}
_KIN = re.compile("配偶|妻|丈夫|爱人|父|母|子女|孩子|儿子|女儿|家属|家庭|亲属|紧急|房东|监护")

# Who is never asked for his own number or birthday: 填表人 | 身份证号 | … | 姓名 asks for the member's.
_ON_DUTY = re.compile(
    "填|报|审|复核|制表|统计|录入|登记|采集|走访|摸[排查底]|排查|经办|联[络系]|网格|书记|支书|负责|责任|主任|干部|领导|专干|专员"
    "|[楼村组队站会区]长|主管|管理|管家|民警|班主任|辅导员|领队|带队|指导员|社工|老师|经手|核[实查对]|挂[点钩]|包[联保]|帮[扶联]|结对"
)


def below_their_owners(columns: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The headings, with what is asked of another person below who it is."""
    codes = [None if parent else code_of(child) for parent, child in columns]
    found = list(columns)
    for owner, run in _blocks(codes):
        if _is_theirs(columns[owner][1], codes, owner, run):
            for at in run:
                found[at] = (columns[owner][1], columns[at][1])
    return tuple(found)


def _blocks(codes: list[str | None]) -> Iterator[tuple[int, list[int]]]:
    """Each other person, and the columns right behind that are asked of persons; a telephone is the last of them."""
    for owner, code in enumerate(codes):
        if code == ANOTHER:
            behind = range(owner + 1, len(codes))
            run = list(takewhile(lambda at: codes[at] in _ASKED or codes[at] == RELATION, behind))
            last = next((number for number, at in enumerate(run, 1) if codes[at] == "phone"), len(run))
            if _IDENTITY.intersection(codes[at] for at in run[:last]):
                yield owner, run[:last]


def _is_theirs(heading: str, codes: list[str | None], owner: int, run: list[int]) -> bool:
    """Before the member's name it is, and of a relative where it says how they are related or asks once more.

    Of who is on duty (填表人, 网格员) before the name only what is asked of the member too.
    """
    if "name" not in codes:
        return False
    theirs, own = ({code for at, code in enumerate(codes) if (at in run) is side} for side in (True, False))
    if owner < codes.index("name"):
        on_duty = _ON_DUTY.search(heading) and not _KIN.search(heading)
        return run[-1] < codes.index("name") and (not on_duty or bool(theirs & own))
    if not _KIN.search(heading):
        return False
    again = theirs & (own | _IDENTITY if "id_number" in own else own)
    if "phone" in theirs - own and "id_number" not in again:
        return RELATION in theirs  # the only telephone is rather the member's
    return RELATION in theirs or bool(again)
