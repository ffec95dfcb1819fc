"""Remarks that contradict what the row says: somebody moved on, a number is no longer his, nobody can reach him."""

import re
from functools import lru_cache

from registry.intake.rows.look import Context, Look
from registry.intake.rows.places import lies_away
from registry.intake.words.simple import says_gone, says_one_of
from registry.lib import phones
from registry.lib.characters import mainland
from registry.lib.values import listed_words

LONGEST_PLACE = 20  # characters behind 搬到 that may name a place
LONGEST_STATE = 20
_NOT_YET = re.compile("[拟未想]|计划|准备|打算|预计|可能|如|若")
_MOVED = re.compile(r"(?:改|搬|换|转|调|迁)(?:到|至|往|去|赴)了?(?P<to>[\u4e00-\u9fff]{2,})")
_MOBILE = re.compile(phones.ALONE)
_CHANGED = re.compile(
    "[换改更变]|新(?!村)|现用|现在用|目前用|最近用|停用|作废|打(?:不通|这个|此)|请[打联]|以.{0,6}为准|应[为是]|错"
)
_NUMBER_OF_KIN = "[为是](?:其|他|她|本人)?(?:{kin})的?(?:电话|手机|号)"


def tell(look: Look, context: Context, aside: tuple[int, ...] = ()) -> None:
    """Ask about a remark that says something else than the row does. Who is to be listed at all, asks `gone.tell`.

    `aside` are columns (see `gone.columns_aside`) in which somebody may be said to have moved on (现状: 已搬去珠海).
    """
    if look.row.direction == "in":
        _tell_moves(look, context, aside)
    remark = look.row.values.get("remark") or ""
    said = mainland(remark)
    if said and not says_gone(said) and (_says_else(said) or _moved_on(said, context) or _gives_number(look, said)):
        look.warn(look.column("remark"), "remark_differs", remark)


def _tell_moves(look: Look, context: Context, aside: tuple[int, ...]) -> None:
    for at in aside:
        cell = look.at(at)
        if isinstance(cell, str) and len(cell) < LONGEST_STATE and _moved_on(cell, context):
            look.warn(at + 1, "gone", cell)


@lru_cache(maxsize=4096)
def _says_else(remark: str) -> bool:
    """号码已停用, 该号码为其儿子电话, 身份证号有误, 失联."""
    return says_one_of("remark_differs", remark) or _of_kin().search(remark) is not None


@lru_cache(maxsize=1)
def _of_kin() -> re.Pattern[str]:
    return re.compile(_NUMBER_OF_KIN.format(kin="|".join(map(re.escape, listed_words("kin")))))


def _gives_number(look: Look, remark: str) -> bool:
    """电话已换成139…, 新号码139…: another number than the row's, and nobody else's."""
    found = set(_MOBILE.findall(remark)) - {look.row.values.get("phone"), *look.row.values.get("other_phones", ())}
    return bool(found) and _CHANGED.search(remark) is not None


def _moved_on(remark: str, context: Context) -> bool:
    """2024年起改到佛山, 已搬到中山市居住; not 从佛山搬到我社区, 打算搬到中山."""
    if _MOVED.search(remark) is None:  # nearly every one
        return False
    moves = (move for move in _MOVED.finditer(remark) if not _NOT_YET.search(remark[: move.start()]))
    return any(lies_away(move["to"][:LONGEST_PLACE], context) for move in moves)
