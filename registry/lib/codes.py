"""Codes of the national standards behind the words of a ledger: education, ethnic group, occupation, membership."""

import re
from functools import lru_cache

from registry.lib import tables
from registry.lib.characters import mainland
from registry.lib.values import match_key, strip_cell, synonym

_BRACKETED = re.compile(r"[(\[【〔「].*?[)\]】〕」]")
_LISTS = {
    "education": "gbt4658_education",
    "ethnic": "gbt3304_ethnic",
    "occupation": "gbt2261_4_occupation_status",
}
_STUDY_FORM = re.compile(
    r"^(?:全日制|非全日制|在职|函授|自考|自学考试|成人|成教|业余|夜大|网络教育|网络|远程|统招|普通|国家开放)+(?:教育)?"
)
_PARTED = re.compile(r"[/、,，;；+＋和及()（）\s]+")
_DEGREE = re.compile(r".{2,8}(学士|硕士|博士)(?:学位)?")
_GRADE_TAIL = re.compile(r"(?:(?:\d{4}年?(?:\d{1,2}月)?)?毕业|学历|文化程度|文化|文凭|程度|及以上|以上)+$")
_SCHOOL = re.compile(r"^.{0,12}(?:大学|学院|学校|党校|电大)(?=.)")
_NOT_YET = re.compile(r"在读|在学|就读|未毕业|没毕业")
_LEFT_OFF = re.compile(r"[(（](肄业|结业)[)）]$")  # 高中（肄业）
_IS_DEGREE = re.compile(r"学位|学士|硕士|博士")


@lru_cache(maxsize=8)
def _names(kind: str) -> dict[str, str]:
    """Name → code and code → code of one national list."""
    listed = tables.rows(_LISTS[kind])
    return {match_key(row["name"]): row["code"] for row in listed} | {row["code"]: row["code"] for row in listed}


@lru_cache(maxsize=8)
def _by_code(kind: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in tables.rows(_LISTS[kind])}


def name_of(kind: str, code: str) -> str:
    """What the national list (`education`, `ethnic` or `occupation`) calls a code; an unknown code is empty."""
    return _by_code(kind).get(code, "")


def _find(kind: str, text: str) -> str | None:
    return (
        synonym(kind, text)
        or _names(kind).get(match_key(text))
        or _names(kind).get(_BRACKETED.sub("", match_key(text)))
    )


def education(cell: object) -> str | None:
    """GB/T 4658 code: 本科, 在职本科, 中央党校大学 → `21`, 大专 → `31`; None if it can't be read."""
    return _education(strip_cell(cell)[:60])


@lru_cache(maxsize=8192)
def _education(text: str) -> str | None:
    text = _LEFT_OFF.sub(r"\1", text)
    if not text:
        return None
    if _NOT_YET.search(text):
        return _finished(text)
    if _differs(text):
        return None
    parts = [found for part in _PARTED.split(text) if part and (found := _grade(part))]
    if "博士" in text and len(set(parts)) > 1:  # 研究生（博士）
        return "11"
    return _grade(text) or (parts[0] if len(set(parts)) == 1 else None)


def _finished(text: str) -> str | None:
    """大专（本科在读） is 大专; 本科（在读） is no grade yet."""
    parts = [part for part in _PARTED.split(text) if part]
    if any(_NOT_YET.fullmatch(part) for part in parts):
        return None
    return _education("/".join(part for part in parts if not _NOT_YET.search(part)))


def _differs(text: str) -> bool:
    """Whether brackets say another grade than the text before them (大学（专科）). A degree in them is none."""
    plain = match_key(text)
    inside = [part[1:-1] for part in _BRACKETED.findall(plain) if not _IS_DEGREE.search(part)]
    before = _grade(_BRACKETED.sub("", plain)) if inside else None
    return before is not None and any(_grade(part) not in (None, before) for part in inside)


def _grade(text: str) -> str | None:
    """One grade: as listed, without the form of study, with its degree, or left unfinished (大专肄业)."""
    plain = _GRADE_TAIL.sub("", _STUDY_FORM.sub("", match_key(text)))
    if found := _find("education", text) or _find("education", plain):
        return found
    behind_school = _STUDY_FORM.sub("", _SCHOOL.sub("", plain))
    if behind_school != plain and (found := _find("education", behind_school)):
        return found  # 五邑大学本科, 党校函授本科
    if degree := _DEGREE.fullmatch(plain):
        return _find("education", degree[1])
    return _unfinished(text) if len(text) > 3 and text.endswith(("肄业", "结业")) else None


def _unfinished(text: str) -> str | None:
    """大专肄业: what the list calls 大学专科毕业, with 肄业 instead."""
    finished = name_of("education", _grade(text[:-2]) or "")
    return _names("education").get(match_key(finished.replace("毕业", text[-2:])))


def ethnic(cell: object) -> str | None:
    """GB/T 3304 code: 汉, 汉族, 01, 1 → `01`; None if it can't be read."""
    return _ethnic(strip_cell(cell)[:60])


@lru_cache(maxsize=4096)
def _ethnic(text: str) -> str | None:
    padded = text.zfill(2) if text.isdigit() else text.lstrip("0123456789-._|/、 ")
    return (_find("ethnic", padded) or _names("ethnic").get(match_key(padded) + "族")) if text else None


def occupation(cell: object) -> str | None:
    """GB/T 2261.4 code of an occupation. Income beside it (`快递员，7万`) is dropped: it is not ours to keep."""
    return _occupation(without_income(cell))


@lru_cache(maxsize=8192)
def _occupation(text: str) -> str | None:
    return _find("occupation", text) if text else None


_INCOME = re.compile(
    r"[\s，,、;；/(（]*[年月]?(?:收入|薪|工资)?\s*[:：]?\s*大?约?\s*"
    r"[\d.]+\s*[-~—至]?\s*[\d.]*\s*[万千元k百w][万元]*"
    r"(?:\s*[/每]?\s*[年月]|左右|以上)*[)）]?",
    re.IGNORECASE,
)


def without_income(cell: object) -> str:
    """`快递员，7万` → `快递员`: what is kept of 从事职业及年收入."""
    return _without_income(strip_cell(cell)[:200])


@lru_cache(maxsize=8192)
def _without_income(text: str) -> str:
    return _INCOME.sub("", text).strip(" ，,、;；")


def political(cell: object) -> str | None:
    """`full`, `probationary` or None for 政治面貌, 人员类别, 党员类型."""
    found = synonym("political", cell)
    text = mainland(strip_cell(cell))  # 中共党员（预备）
    return "probationary" if found == "full" and "预备" in text and "正" not in text else found
