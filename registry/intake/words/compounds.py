"""What a heading in two rows means: 联络员 / 电话 is the liaison's telephone, 外出务工情况 / 地点 a place."""

import re
from functools import lru_cache

from registry.intake.words.headers import (
    ANOTHER,
    BARE,
    OF_SOMETHING_ELSE,
    SHARED,
    code_of,
    field_of,
    header_key,
    known_spellings,
    names_another,
    plain,
)

_SUBJECT = re.compile(r"(?:情况|信息|登记|管理|记录)+$")  # 外出情况 / 时间 is 外出时间
_LEFT = re.compile("流出(?!地)|外出")
_WORKPLACE = re.compile("(?:现|目前)?(?:工作|就业|务工|所在)?(?:单位|企业|公司)")
_CONTACTS = (
    ("liaison", re.compile(r"联络|结对|帮联|包联|帮扶|联系人|管家|指导员|联系干部|责任人")),
    ("home_org", re.compile(r"流出地|原(?:所在|所属|属)?(?:党|组织|支部)|组织关系|转出|隶属")),
    ("host_org", re.compile(r"流入地|流入党(?!员)|接收|纳入|编入|现(?:所在)?党|转入")),
)
_CHILD = {"name": "_contact", "phone": "_phone", "liaison": "_contact", "liaison_phone": "_phone"}
_OF_LIAISON = {"_contact": "liaison", "_phone": "liaison_phone"}
# What is asked of a person, whoever it is.
OF_A_PERSON = SHARED | {"employer", "job_title", "occupation_status", "native_place", "household_address"}
_ORGANISATIONS = frozenset(("branch?", "home_org_name", "host_org_name"))
_EVENT = re.compile("转正|入党|发展|培养|入伍|服役|退役")
_PRESENT = re.compile("现|所在|所属|组织关系")
_FORMER = re.compile("(?:变更|调整|变动|修改|更新)前|上(?:个)?(?:季度?|月|年度?|期)$|去年$")
_INSIDE = re.compile(r"[(\[【](.+?)[)\]】]")
_AN_OFFICE = re.compile("党组织|支部|党委|书记|联系人|联络员|网格员")
_BARE = BARE | {"方式", "情况", "人员", "内容", "备注", "标准"}
_A_PLACE = "place?"
_PLACES = frozenset(
    (
        "native_place",
        "household_address",
        "residence_address",
        "origin_region",
        "destination",
        "flow_target?",
        "left_for?",
    )
)
# Whose a village or street is below one of these, the direction says (`villages.py`).
_OUR_PLACES = frozenset(("community", "street"))
_VILLAGES = {
    **dict.fromkeys(("origin_region", "left_for?"), "origin_village?"),
    **dict.fromkeys(("household_address", "native_place"), "household_village?"),
    **dict.fromkeys(("destination", "flow_target?", "host_place?"), "there_{}?"),
}
_FLAT = frozenset(("host_community?", "host_street?"))
_LEVEL = re.compile("(?:省|市|县|区|乡|镇|街道|村|社区)+级")  # 流出地党组织: 县级 | 镇级 | 村级
_NAME_OF_ORG = ("名称", "党组织名称", "党支部名称", "组织名称", "全称", "单位名称", "党组织", "党支部")


def compound_field(parent: str, child: str) -> str | None:
    """The field of a heading in two rows: 联络员 / 电话 is the liaison's telephone, 外出务工情况 / 地点 a place."""
    found = compound_code(parent, child)
    return None if found is None or found.startswith("-") else found


@lru_cache(maxsize=8192)
def compound_code(parent: str, child: str) -> str | None:
    """The same, with the codes of what is about somebody else."""
    parent, child = plain(parent), plain(child)
    if not (parent and child):
        return _with_bracket(parent or child)
    joined = known_spellings().get(header_key(parent + child))
    if joined:
        return joined.replace("host_", "there_") if joined in _FLAT else joined  # 流入地 / 社区, beside 市 and 县
    return _of_somebody_else(parent, child) or _below(parent, child)


def _with_bracket(text: str) -> str | None:
    """联系电话（家属） is the relative's, 联系方式（流出地党组织） the organisation's."""
    found, inside = code_of(text), _INSIDE.search(text)
    if found != "phone" or inside is None or "本人" in text:
        return found
    if names_another(inside[1]):
        return ANOTHER
    return compound_code(inside[1], text[: inside.start()]) if _AN_OFFICE.search(inside[1]) else found


def _of_somebody_else(parent: str, child: str) -> str | None:
    """The code of a column that is not about the member: 家属 / 电话, 走访人 / 姓名, 联络员 / 性别, 转正情况 / 支部."""
    nearest, own = parent.rsplit("/", 1)[-1], field_of(child)
    if _FORMER.match(nearest):
        return OF_SOMETHING_ELSE  # 变更前 / 手机
    told = code_of(nearest) == OF_SOMETHING_ELSE or field_of(nearest) == "canvasser"
    if names_another(parent) or (told and own in OF_A_PERSON):
        return ANOTHER
    if own in OF_A_PERSON and own not in _CHILD and _owner(parent) == "liaison":
        return ANOTHER
    event = own in _ORGANISATIONS and _EVENT.search(parent) and not _PRESENT.match(child)
    return OF_SOMETHING_ELSE if event else None


def _below(parent: str, child: str) -> str | None:
    if field_of(parent) == "phone" and field_of(child) != "phone":
        return code_of(child + parent) or OF_SOMETHING_ELSE  # 联系电话 / 本人, 家属
    owner, own = _owner(parent), field_of(child)
    if whose := _place_below(parent, own):
        return whose
    if own in _OUR_PLACES and (field_of(parent) in _VILLAGES or owner == "home_org"):
        return _VILLAGES.get(field_of(parent) or "", OF_SOMETHING_ELSE).format(own)  # 流出地 / 村（社区）
    nearest = known_spellings().get(header_key(parent.rsplit("/", 1)[-1] + child))  # 基本信息 / 证件 / 号码
    found = (owner and _owned(owner, child)) or nearest or own or _turned(parent, child)
    if found or owner:
        return found or (OF_SOMETHING_ELSE if header_key(child) in _BARE else None)  # 组织关系转接 / 时间
    if code_of(child) == ANOTHER:
        return ANOTHER  # 用工单位 / 法人
    return field_of(parent) if field_of(parent) not in _CHILD else code_of(parent + child)  # 姓名 / 拼音


def _place_below(parent: str, own: str | None) -> str | None:
    if own == "flow_target?" and _LEFT.search(parent):
        return "destination"  # 流出情况 / 去向, beside 流入情况 / 来源地
    return _place_of(parent) if own == _A_PLACE else None


def _place_of(parent: str) -> str | None:
    """Which place has its parts in columns: 籍贯 / 省份, 工作单位所在地 / 市. 毕业院校所在地 is none of ours."""
    found = code_of(parent) or ""
    if found in _PLACES:
        return found
    if found.startswith(OF_SOMETHING_ELSE):
        return OF_SOMETHING_ELSE
    if _WORKPLACE.match(parent):
        return "destination"
    return OF_SOMETHING_ELSE if parent.endswith("地") and not (found or _owner(parent)) else None


def _turned(parent: str, child: str) -> str | None:
    """外出情况 / 时间, 时间 / 流入, 流动情况 / 时间 / 到达本地"""
    above, _, nearest = parent.rpartition("/")
    if above and nearest in BARE and (found := field_of(child + nearest)):
        return found
    return field_of(_SUBJECT.sub("", parent) + child) or field_of(child + parent)


def _owner(parent: str) -> str | None:
    known = next((owner for owner, pattern in _CONTACTS if pattern.search(parent)), None)
    return known or ("liaison" if field_of(parent) == "liaison" else None)  # 网格员


def _owned(owner: str, child: str) -> str | None:
    if owner != "liaison" and (header_key(child) in _NAME_OF_ORG or _LEVEL.match(child)):
        return f"{owner}_name"
    part = _CHILD.get(field_of(child) or "")
    if part is None:
        return None
    return _OF_LIAISON[part] if owner == "liaison" else owner + part
