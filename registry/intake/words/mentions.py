"""Whom a line of text is about: a name at its beginning, a number of a telephone or an identity card behind it.

As people write and send it: 1．张三，男，电话 138…; 我叫张三，手机号是138…; 第一位是张三同志，…; 张三（男，138…）;
老李：张三，138…
"""

import re
from functools import lru_cache

from registry.intake.words.clauses import is_told
from registry.intake.words.headers import code_of
from registry.intake.words.leaving import tells_gone
from registry.intake.words.notes import is_footer_text, is_sender
from registry.intake.words.paperwork import is_part
from registry.intake.words.signatures import is_signature
from registry.intake.words.speech import in_figures, named_first
from registry.lib import identity, phones
from registry.lib.names import is_plainly_a_name, may_be_a_name, parse_name
from registry.lib.values import direction, fold, listed_words, names_kin, strip_cell

FEWEST = 2  # numbers of one kind that are not one person's
LONGEST_LETTER = 300  # characters
NUMBER = re.compile(
    r"^\s*(?:(?:\d\ufe0f?\u20e3){1,2}|\d{1,3}\s*[.、．)）:：]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)
# Before somebody in a list of notes: ☑ 张三, — 李四, 👉王五.
_BULLET = re.compile("^[\\s☐☑☒□■✓✔√✅❌❎○●◆◇▪▶►•·—–\ufe0f\U0001f300-\U0001faff-]+(?=[\u4e00-\u9fff(（\\d])")
_IS = r"(?:号码?)?\s*(?:就?是|为)?\s*[:：]?\s*"
_MOBILE = rf"(?:(?:本人|联系|联络)?(?:电话|手机|方式|号码){_IS})?{phones.ALONE}"
PHONE = re.compile(_MOBILE)
IDENTITY = re.compile(rf"(?:(?:公民)?身份证件?{_IS})?{identity.ALONE}")
_BETWEEN = re.compile(r"(?:[\s,，、;；|/。]|\+(?!86))+")
_DASH = re.compile(r"(?<=[\u4e00-\u9fff])(?<![年月日号])\s?[-—–]\s?(?=\d{4}(?:年|[./]\d))")  # 湖南隆回-2024年5月
_LABEL = re.compile("^(?:党员)?姓名[:是为]?(?=.)")
# Numbers with spaces in them: 133 3833 7522, 440799 1980 0101 1234.
_SPACED_PHONE = re.compile(
    r"(?<![\d.-])(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![\d-])|(?<![\d.-])(1[3-9]\d{2})[ -](\d{3})[ -](\d{4})(?!\d)"
)
_SPACED_IDENTITY = re.compile(r"(?<!\d)(\d{3}) ?(\d{3})[ -](\d{4})[ -]?(\d{4})[ -](\d{3}[\dXx])(?!\d)")
_COUNTED = re.compile(
    r"^(?:然后|再就是|还有|另外)?(?:(?:第[一二三四五六七八九十\d]{1,3}|另外?一|还有一|其中一|最后一|其[一二三四五六七八九十])[位名个]?(?:党员|同志)?(?:就?是|为|叫)?"
    r"|[一二三四五六七八九十]{1,2}是)[:，,、\s]*"
)
# 兹介绍我支部党员张三同志（…）到你处报到: whom a letter brings.
_LETTER = re.compile(
    r"^(?:兹|现|今|特)(?:有|介绍|证明|推荐|派|将|转介)(?:[^,，。:：\d()]{0,24}?(?:党员|同志|人员)[:：\s]*)?"
    r"(?=[\u4e00-\u9fff·]{2,6}?(?:同志)?\s*[(,，])"
)
_SPREAD = re.compile(r"^([\u4e00-\u9fff])\s+(?![男女])([\u4e00-\u9fff])(?=[\s,，、;；(]|$)")  # 李　娜
_COMRADE = re.compile(r"^([\u4e00-\u9fff·]{2,6}?)(?:同志|女士|先生)(?=[\s,，、;；。:(]|$)")
_BRACKETED = re.compile(r"^([\u4e00-\u9fff·]{2,6})\s*\(([^()]*(?:\d{11}|[，,])[^()]*)\)")
_SELF = re.compile(
    r"^(?:(?:【[^】]{0,20}】|\[[^\]]{0,20}\])\s*)?(?:[^我\d]{0,30}(?:[\s,，。!！~～、:：]|好|们))?我(?:的(?:名字|姓名))?(?:名?叫做?|是|姓名是?)\s*"
    r"([\u4e00-\u9fff·]{2,6}?)(?=[\s,，、。;；!！~～(]|$)"
)
_SENDER = re.compile(r"^(?=[^:：]*[^\d\s:：])([^:：\d]{1,20})[:：]\s*(?=\S)")
_TITLED = re.compile(
    "(?:书记|主任|委员|干部|队长|组长|村长|老师|经理|医生|店长|站长|主席|会长|党员|网格员|联络员|管理员)$"
)
_CALLED = re.compile("[\u4e00-\u9fff](?:小姐|先生|女士|大姐|大哥|阿姨|师傅)(?![\u4e00-\u9fff])")  # 王小姐138…
_PLACE = re.compile(".{2,10}?(?:社区|村|居委会)(?=$|[^民内里])")
_NO_NAME = re.compile("(?:社区|村|街道|镇|县|市|省|区|支部|党委|总支|公司|小区|学校|医院|名单|名册|情况|党员|人员)$")
# 经摸排，张三，…; 据了解 …: how a sentence begins.
_NO_BEGINNING = re.compile(
    "经[摸排核调查统初多]|据[了统悉]|截[至止]|[我本该][社村区]|[以如]下|另[外有]|其中|根据|按照|关于"
)
_OPENING = re.compile(
    "^(?:经|据)(?:[^,，。:：\\d]{0,8}?)(?:摸排|摸查|了解|核实|核查|调查|排查|走访|统计|悉)[,，:：]\\s*"
)
_PLAIN = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,12}){1,3}")
_SEXES = frozenset("男女")


def is_about_somebody(text: str) -> bool:
    """A name at the beginning, and one number of a telephone or an identity card behind it."""
    plain = tidy(text)
    found, cards = len(PHONE.findall(plain)), len(IDENTITY.findall(plain))
    if found + cards == 0 or max(found, cards) >= FEWEST or _CALLED.match(plain):
        return False
    return is_named(words_of(text), card=cards > 0)


def brings_somebody(text: str) -> bool:
    """Whether a line is a letter's (兹介绍我支部党员张三同志（…）…), of which one person may have one alone."""
    return _LETTER.match(fold(text[:LONGEST_LETTER]).strip()) is not None and is_about_somebody(text)


def has_number(text: str) -> bool:
    """Whether a text has a number of a telephone or of an identity card."""
    plain = tidy(text)
    return PHONE.search(plain) is not None or IDENTITY.search(plain) is not None


def is_signed(text: str) -> bool:
    """报告人：某书记 138…, 联系人：小陈 138…, 永明社区 书记 王某 138…: who sends a list, and whom to ask."""
    plain = fold(strip_cell(text))
    label, colon, _ = plain.partition(":")
    told = code_of(label) if colon else None
    return (
        is_footer_text(text)
        or is_sender(text)
        or is_signature(text)
        or told == "liaison"
        or (told or "").startswith("-")
        or is_part(plain.partition(" ")[0])
    )


def is_named(words: list[str], *, card: bool = False) -> bool:
    """Whether the first word is a name. Before a sex or beside an identity number it may begin as hardly any name does.

    Two names side by side: whose the number is nobody knows.
    """
    name, behind = parse_name(words[0]).text, words[1] if len(words) > 1 else ""
    sure = (card or behind in _SEXES) and _PLAIN.fullmatch(name) and not (code_of(name) or _NO_NAME.search(name))
    if not (sure or may_be_a_name(name)) or _TITLED.search(name) or _NO_BEGINNING.match(name):
        return False
    return not (len(behind) < FEWEST * 2 and is_plainly_a_name(behind) and not is_told(behind))


def words_of(text: str) -> list[str]:
    """The pieces of a line, its numbers as they are written; what is glued to them (张三13800001234) apart."""
    spaced = _numbers().sub(lambda found: f" {found[0]} ", _DASH.sub(" ", tidy(text)))
    first, *others = [word for word in _BETWEEN.split(spaced) if word] or [""]
    if others and (PHONE.fullmatch(first) or IDENTITY.fullmatch(first)) and is_named(others):
        return [others[0], first, *others[1:]]  # 13800001234 张三
    return [_LABEL.sub("", first), *others]


@lru_cache(maxsize=4096)
def tidy(text: str) -> str:
    """A line from its name on, without the spaces in numbers."""
    plain = in_figures(_BULLET.sub("", fold(strip_cell(text))))
    plain = _SPACED_PHONE.sub(
        lambda found: "".join(filter(None, found.groups())), _SPACED_IDENTITY.sub(r"\1\2\3\4\5", plain)
    )
    plain = NUMBER.sub("", re.sub(r"^\d{1,3}[,，](?=\D)", "", plain), count=1)
    if himself := _of_oneself(plain):
        return himself
    plain = named_first(_LETTER.sub("", _OPENING.sub("", _behind_a_sender(plain)), count=1))
    return _BRACKETED.sub(r"\1，\2，", _COMRADE.sub(r"\1", _SPREAD.sub(r"\1\2", _COUNTED.sub("", plain))))


def _of_oneself(plain: str) -> str:
    """张三，手机… of 您好，我叫张三，手机…; nothing where he speaks of others too, whose the number may be."""
    found = _SELF.match(plain)
    if found is None or not may_be_a_name(found[1]) or _TITLED.search(found[1]):
        return ""
    rest = plain[found.end() :]
    return "" if names_kin(rest) else found[1] + rest


def names_oneself(text: str) -> bool:
    """Whether somebody says who he is: 我叫张三，湖南隆回人."""
    return _of_oneself(fold(strip_cell(text[:LONGEST_LETTER]))) != ""


def _behind_a_sender(plain: str) -> str:
    """What stands behind 老李：, who sends it. 联系人： says whose the line is, 减少： how it is with him. Where he is
    (永明社区：, 永明社区老黄：) is put behind."""
    sender = _SENDER.match(plain)
    if sender is None or any(map(code_of, (sender[1], sender[1][-4:], sender[1][-3:]))):
        return plain
    if direction(sender[1]) or tells_gone(sender[1]) or is_part(sender[1]):
        return plain
    place = _PLACE.match(sender[1])
    where = f"，{place[0]}" if place else ""
    return NUMBER.sub("", plain[sender.end() :], count=1) + where


@lru_cache(maxsize=1)
def _numbers() -> re.Pattern[str]:
    """A number with the words that belong to it: 电话138…, 妻子电话138…, 138…（妻）."""
    kin = "|".join(map(re.escape, listed_words("kin")))
    mobile = rf"(?:{kin})?{_MOBILE}(?:\s*\([^()\d]{{1,8}}\)|(?:{kin}))?"
    return re.compile(rf"{mobile}|{IDENTITY.pattern}")
