"""Personal names. Names are sacred: every CJK extension and compatibility ideograph stays as it was written.

No Unicode normalisation: NFC would turn U+F9DC into another character than the one on the identity card.
"""

import re
import unicodedata
from typing import NamedTuple

from registry.lib import phones
from registry.lib.characters import mainland
from registry.lib.values import fold, is_nothing, listed_words, strip_cell

LONGEST = 50
SHORT = 4  # characters from which a name may have a word behind it (张三预备, 张三同志)
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors belong to the character before them
_PLAIN = re.compile("[\u4e00-\u9fff]{2,4}")
_DOTS = "\u00b7\u2022\u2027\u30fb\uff65\u2219\u22c5\u0387\u1427\u16eb\u2e31\u25cf\u2981"
_DOT = re.compile(rf"\s*[{_DOTS}]+\s*")
_FULL_STOP = re.compile(rf"(?<=[{_HAN}{_MARKS}])\s*[.\uff0e\u3002\uff61\u2024\ufe52]+\s*(?=[{_HAN}])")
_HAN_SPACE = re.compile(rf"(?<=[{_HAN}{_MARKS}]) | (?=[{_HAN}])")
_BRACKETED = re.compile(r"[(（\[【〔](.*?)(?:[)）\]】〕]|$)")
_NUMBERED = re.compile(r"^\d{1,4}[.、．)）]\s*(?=\D)")
_LABELLED = re.compile(r"^(?:(?:流动)?党员(?:姓\s*名)?|姓\s*名|名字)\s*[:：]\s*(?=.)")
_LETTER = re.compile(rf"[^\W\d_]|[{_HAN}]")  # Python's own tables lag behind the newest extensions
_STARS = "*＊★☆"
_SIGNS = _STARS + _DOTS + ". ▲△▼▽※●○◎◆◇■□√✓✔☑#＃、，。；;,:：'‘’\"“”`!！①②③④⑤⑥⑦⑧⑨⑩)）]】〕-—–－/|"
_NUMBER = re.compile(rf"(?:(?:手机|电话|联系电话)[:：]?)?{phones.WRITTEN}|0\d{{2,3}}-?\d{{7,8}}(?!\d)")
_APART = re.compile(r"[\s/|—–－,，、-]+")
_DASHED = re.compile("[\u4e00-\u9fff]{2,4}\\s*[—–－-]+\\s*[\u4e00-\u9fff]{2,}")
_HIDDEN = re.compile(rf"[{_HAN}]+\s*[*＊]+\s*[{_HAN}]+|[{_HAN}]\s*[*＊]+|.*[?？\ufffd].*")  # 张*强, 张**, 刘?
_HALF = re.compile(f"[{_HAN}]{{1,2}}(?:某{{1,2}}|[xXｘＸ×]{{1,2}})")
# 老李头, 小张哥: somebody as his neighbours call him.
_PET = re.compile(f"[小老]([{_HAN}])(?:头儿?|爷子?|奶奶?|太太?|哥|姐|叔|伯|婶|嫂|师傅)")
_ROLES = frozenset(("老板", "老板娘", "房东", "邻居"))
_BARRED = re.compile(f"([{_HAN}]{{1,2}})\\s*[|｜¦丨_]\\s*([{_HAN}]{{1,2}})")  # 沈|荣俊, out of a picture
_CALLED = re.compile(
    f"阿[{_HAN}]|([{_HAN}])(?:姐|哥|叔|姨|婶|嫂|爷|奶|总|师傅|老师|阿姨|大姐|大哥|大叔|大爷|先生|女士|小姐|同志|老板|医生|主任|经理|队长)"
)
_NICKNAME = re.compile(
    "[的了是我你他她们每爱吧吗啊哦不没就在很最]|快乐|幸福|平安|天使|宝贝|妈妈?|爸爸?|人生|一生|花开|阳光|微笑|开心|自由|追梦|梦想|心情|岁月|时光|静好|随缘"
    "|知足|常乐|如意|吉祥|富贵|健康|好运|[一二三四五六七八九十]天|隔壁|楼[上下]|对门|老板娘|媳妇|老伴"
)
_LATIN_NICKNAME = re.compile(f"[A-Za-z]\\d*[{_HAN}]{{3,}}|[A-Za-z]\\d+[{_HAN}]+")
_SEVERAL = re.compile("[\u4e00-\u9fff]{2,4}(?:\\s*[、，,；;/]\\s*[\u4e00-\u9fff]{2,4})+")
# 张三夫妇, 张三等3人, 张三及家属: one name for two or more.
_TOGETHER = re.compile(
    f"[{_HAN}]{{2,4}}(?:夫妇|夫妻|伉俪|[两俩]口子|一家(?:[二两三四五六七八]口|[\\d二两三四五六七八]*人)?|全家(?:人)?|父子|父女|母子|母女|兄弟|兄妹|姐妹|姐弟|姊妹"
    r"|等\s*(?:\d{1,2}|[二两三四五六七八九十])?\s*[人位名]|(?:及|和|与|、|带)?(?:其|他|她)?(?:家属|妻子|丈夫|爱人|配偶|老婆|老公|儿子|女儿|子女|家人|夫人|父母))"
    r"(?:[二两俩三四2-4]人)?"
)
_SPACED = re.compile("([\u4e00-\u9fff]{2,4})\\s+([\u4e00-\u9fff]{2,4})")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖樊兰殷施洪翟倪鲁俞葛蓝岑"
)
# Surnames with which other words begin too: of one of them is whoever has a number beside him.
_LESS_USUAL = frozenset(
    "温关葛甘容莫麦区冼阮骆欧卓劳邝伍简符庄柯翁游祝凌霍梅涂童柳左裴章盛甄聂詹丘蒙植练苗舒娄岳辛冉耿齐牛尤焦柴饶闵喻屈晏佘池隋邬巫滕仇褚"
)
_TWO_CHARACTERS = ("欧阳", "司徒", "上官", "诸葛", "司马", "皇甫", "令狐", "慕容", "尉迟", "公孙", "东方", "端木")
_COMPOUND = frozenset(("夏侯", "万俟", "钟离", "段干", "梁丘"))  # of those that begin like one of them
_NOT_KEY = re.compile(rf"[\s{_MARKS}{_DOTS}.\u200c\u200d'’-]+")
# 张三 Zhang San is written twice; 张三1 and 张三B are told from one another. X may hide a character.
_BEHIND = re.compile(rf"([{_HAN}]{{2,}}(?:·[{_HAN}]+)*)\s*([A-Za-z][A-Za-z .'’-]{{2,}}|\d{{1,2}}|[A-Ea-e])")
_PICTURES = re.compile(
    "^[\u2600-\u2604\u2607-\u27bf\ufe0f\U0001f300-\U0001faff\\s]+|[\u2600-\u2604\u2607-\u27bf\ufe0f\U0001f300-\U0001faff\\s]+$"
)
_TITLED = re.compile("(?:中共|流动|流入|流出|预备)*党员(?=[\u4e00-\u9fff]{2,4}$)")
_SEXES = frozenset("男女")  # of 张三 女 汉 nothing but the first is a name
_FLAGS = (("预备", "probationary"), ("组长", "group_leader"), ("书记", "secretary"))


class Name(NamedTuple):
    """A name as it will be stored, and what stood beside it.

    `flags` ⊆ {probationary, group_leader, secretary, starred}; `remark` is the bracketed text (several joined by ；).
    `problem` is None, `too_long` (over 50 characters), `several` (赵六、钱七), `hidden` (张*强, 刘?: a character is not
    shown) or `not_a_name` (no letter in it, or what answers another question: 男, 汉族); then `text` is empty.
    """

    text: str
    flags: frozenset[str]
    remark: str
    problem: str | None = None


_NO_FLAGS: frozenset[str] = frozenset()
BLANK = Name("", _NO_FLAGS, "")


def parse_name(cell: object) -> Name:
    """The name in a cell: `张　三` → 张三, `张三（预备）` → 张三 with a flag, `才旦.卓玛` → 才旦·卓玛; never raises."""
    if type(cell) is str and len(cell) < SHORT and _PLAIN.fullmatch(cell):
        return BLANK if is_nothing(cell) else _unless_answer(cell) or Name(cell, _NO_FLAGS, "")
    return _parse(strip_cell(cell))


def _unless_answer(text: str) -> Name | None:
    """The problem of 男 or 汉族 in the place of a name, which answers another question."""
    return Name("", _NO_FLAGS, text, "not_a_name") if text in listed_words("no_name") else None


def _parse(raw: str) -> Name:
    if is_nothing(raw):
        return BLANK
    if answer := _unless_answer(raw):
        return answer
    text, notes, starred, apart = _LABELLED.sub("", _PICTURES.sub("", raw)), [], False, ""
    outside = _BRACKETED.sub("", raw).strip()
    while True:  # a word behind a bracket, a bracket behind a number: until nothing stands beside the name
        bare, beside = _without_notes(*_without_brackets(_NUMBERED.sub("", text)))
        starred, apart = starred or any(star in text for star in _STARS), apart or bare
        bare = canonical(bare)
        notes += beside
        if bare == text:
            break
        text = bare
    problem = _problem(text) or ("several" if _are_two(apart) else "hidden" if _HIDDEN.fullmatch(outside) else None)
    if problem:
        return Name("", _NO_FLAGS, raw, problem)
    if is_nothing(text):  # （空）
        return BLANK
    remark = "；".join(notes)
    return Name(text, _flags(remark, starred=starred), remark)


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """The text outside brackets, and what stood in them; of （张三） the inside is the text."""
    notes = [found for part in _BRACKETED.findall(text) if (found := part.strip())]
    bare = _BRACKETED.sub("", text).strip(_SIGNS)
    return (bare, notes) if bare or not notes else (notes[0], notes[1:])


def _without_notes(text: str, beside: list[str]) -> tuple[str, list[str]]:
    """`张三 女`, `张三-预备`, `张三预备党员`, `张三13800001234`: the name, and what else stood there."""
    if (titled := _TITLED.match(text)) and begins_like_a_name(text[titled.end() :]):
        return text[titled.end() :], [*beside, titled[0]]  # 党员张三
    numbers = [number.strip() for number in _NUMBER.findall(text)]
    bare = _NUMBER.sub("", text).strip(_SIGNS)
    if behind := _BEHIND.fullmatch(bare):
        return behind[1], [*beside, *numbers, behind[2]]
    first, *others = _APART.split(bare)
    notes = listed_words("name_note")
    if others and len(first) > 1 and (others[0] in _SEXES or all(other in notes for other in others)):
        return first, beside + numbers + others
    if len(others) == 1 and _DASHED.fullmatch(bare) and not begins_like_a_name(others[0]):
        return first, beside + numbers + others  # 王五—转走, but 陈志强—李秀英 is no one name
    for note in notes:
        stem = bare.removesuffix(note).rstrip(_SIGNS)
        if len(note) > 1 and stem != bare and len(stem) > 1:
            return stem, [*beside, *numbers, note]
    return bare, beside + numbers


def begins_like_a_name(text: str) -> bool:
    """Whether a text begins with one of the usual surnames, 陳 as 陈."""
    text = mainland(text[:2])
    return text[:1] in _SURNAMES or text[:2] in _COMPOUND


def is_plainly_a_name(text: str) -> bool:
    """Whether a text is of two to four characters, and begins with one of the usual surnames."""
    return _PLAIN.fullmatch(text) is not None and begins_like_a_name(text)


def may_be_a_name(text: str) -> bool:
    """The same with less usual surnames, with which other words begin too (温泉): for a text beside a number."""
    if is_plainly_a_name(text):
        return True
    begins = mainland(text[:2])
    return _PLAIN.fullmatch(text) is not None and (begins[0] in _LESS_USUAL or begins in _TWO_CHARACTERS)


def is_half(name: str) -> bool:
    """张某某, 李XX, 小陈, 老王, 阿强, 陈姐, 李师傅: who wrote it did not give the whole name."""
    if _HALF.fullmatch(name) or (len(name) < 3 and is_surname_alone(name)):
        return True
    if len(name) == 2 and name[0] in "小老":
        return name[1] in _SURNAMES or name[1] in _LESS_USUAL
    called = (_PET.fullmatch(name) if name[0] in "小老" else None) or _CALLED.fullmatch(name)
    return called is not None and (called[1] is None or called[1] in _SURNAMES or called[1] in _LESS_USUAL)


def is_surname_alone(name: str) -> bool:
    """顾, 欧阳: nothing of the given name."""
    return (len(name) == 1 and name.isalpha()) or name in _TWO_CHARACTERS or name in _COMPOUND


def without_bar(text: str) -> str:
    """沈荣俊 of 沈|荣俊, as a picture is read; "" of every other text, and of two names (沈荣|王俊)."""
    found = _BARRED.fullmatch(text.strip()) if len(text) < LONGEST else None
    two = found is not None and len(found[1]) == len(found[2]) > 1 and begins_like_a_name(found[2])
    return found[1] + found[2] if found and not two else ""


def is_nickname(name: str) -> bool:
    """快乐每一天, A0平安是福: no surname at the beginning, and words as no name has them."""
    if name in _ROLES:
        return True
    if name[:1].isascii():
        return _LATIN_NICKNAME.match(name) is not None
    return len(name) >= SHORT and not _begins_with_surname(name) and _NICKNAME.search(name) is not None


def _begins_with_surname(name: str) -> bool:
    return begins_like_a_name(name) or mainland(name[0]) in _LESS_USUAL or name[:2] in _TWO_CHARACTERS


def _flags(remark: str, *, starred: bool) -> frozenset[str]:
    found = {flag for word, flag in _FLAGS if word in remark}
    return frozenset(found | {"starred"}) if starred else frozenset(found)


def _are_two(text: str) -> bool:
    """`陈志强 李秀英`: two whole names, and no surname of two characters with what follows it."""
    match = _SPACED.fullmatch(text)
    return match is not None and match[1] not in _COMPOUND and {match[1][0], match[2][0]} <= _SURNAMES


def _problem(text: str) -> str | None:
    if len(text) > LONGEST:
        return "too_long"
    if _SEVERAL.fullmatch(text) or _TOGETHER.fullmatch(text):
        return "several"
    return "not_a_name" if text and not _LETTER.search(text) else None


def canonical(text: str) -> str:
    """Spaces and dots as they are stored: no space beside a Han character, single ones elsewhere, every dot U+00B7."""
    text = _HAN_SPACE.sub("", " ".join(text.split()))
    return _FULL_STOP.sub("·", _DOT.sub("·", text)).strip("· ")


def name_key(text: str) -> str:
    """What a name is searched and compared by: compatibility forms folded, without dots, spaces and selectors.

    Never stored as the name.
    """
    if _PLAIN.fullmatch(text):
        return text
    return _NOT_KEY.sub("", unicodedata.normalize("NFKC", fold(text))).casefold()
