"""What stands alone in its row: a name, or what says something of the rows around it (外省籍, 情况属实, 续上表)."""

import re

from registry.lib.names import begins_like_a_name, parse_name

LONGEST = 4  # characters of a Han name without a dot
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_STOPS = "：:，,。；;！!√△※★、…=—"
_AROUND = re.compile(r"^[\s（(【\[*★△√※—-]+|[\s）)】\]：:。—-]+$")
_KIND_OF = re.compile("(?:[省县区]|街道|社区|支部|党委|党员|公司|名单|报到|人员|行业|籍|季度|半年|总数)$")
_COUNTED = re.compile(r"等\s*[\d二两三四五六七八九十]+\s*[人名位]$")
_SAID = re.compile(
    "(?:新增|减少|流入|流出|转出|转入|[上下]页|[续附上下][上下]?表|附件|无误|属实|核实|存档|备案|存疑|暂缓|上报|补充|待定|不全"
    "|空白|未?纳入|未?编入|[在返]乡|在外|在家|省[内外]|正文|人数|户数|骑手|司机|其[他它]|身份证|完)$|^[年月日]+$|^[附续]?表[一二三四五六七八九十]+$|表示|标[注黄红]"
)


def says_no_name(text: str) -> bool:
    """Whether a text that stands alone in the place of a name is none: 外省籍, 江海区, ……, 年 月 日.

    In doubt it is a name: somebody of whom nothing else is known is asked about, and not left out.
    """
    if not any(map(str.isalpha, text)):
        return True
    name = parse_name(text)
    if name.problem == "not_a_name":
        return True  # 正式党员, 男
    if name.problem or "·" in name.text:
        return _COUNTED.search(text) is not None  # 张三等3人
    if len(name.text) <= LONGEST and begins_like_a_name(name.text):
        return _KIND_OF.search(name.text) is not None
    return any(map(_is_none, (name.text, _AROUND.sub("", text))))


def _is_none(text: str) -> bool:
    """Too long for a name or too short, with a number or a stop in it, or with the end of another word."""
    if not _HAN.fullmatch(text):
        return len(text) == 1 or any(char.isdigit() or char in _STOPS for char in text)
    return not 1 < len(text) <= LONGEST or _KIND_OF.search(text) is not None or _SAID.search(text) is not None
