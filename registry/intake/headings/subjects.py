"""Headings that name their subject in the same cell: 租客姓名 | 租客电话, 基本情况-姓名 | 基本情况-性别."""

import re
from collections import Counter

from registry.intake.headings.others import OF_MEMBERS
from registry.intake.words.compounds import OF_A_PERSON
from registry.intake.words.headers import ANOTHER, BY_ROLE, RELATION, code_of, field_of, header_key

Pair = tuple[str, str]  # parent and child of a heading
_NAME = "姓名"
_OF_MEMBERS = re.compile("党员|基本|本人|个人|人员|成员|流动|流入|流出|外出|概况")
# 学生姓名 beside 家长姓名, and whose relative somebody is.
_NOT_LISTED = re.compile("学生|孩子|小孩|幼儿|儿童|子女|配偶|家属|亲属|父|母|[丈妻]|爱人|儿子|女儿|紧急|推荐人|介绍人")
_ASKED_OF_LISTED = frozenset(("id_number", "home_org_name", "join_party_date", "political_status", "branch?"))
_OF_MEMBERS_ALONE = OF_MEMBERS | {"branch?"}
_BRACKETED = re.compile(r"(?<=.)[(（].*")
_IN_BRACKETS = re.compile(r"(?<=.)[(（][^()（）]*[)）]")
_ROLE_OF_MEMBERS = re.compile("(.{2,}?)(?:流[动入出]|外来)?党员姓名")
_VISITS = frozenset(("canvasser", "canvassed_on"))
_OF_HOUSEHOLDS = frozenset(("家庭成员", "家庭成员姓名", "成员", "成员姓名"))
_PLAIN = re.compile("(?:.*(?:党员|人员|成员|本人|真实|中文))?姓名")
# 基本情况-姓名, 流入信息_来源地; 2021.3 is no such heading.
_JOINED = re.compile(r"([^-_.·:：|/\\—–－\d]{2,10})\s*[-_.·:：|/—–－]+\s*(\S.*)")


def parents_apart(columns: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Headings of which several share their first part, as if it stood above them (配偶情况/性别 | 配偶情况/电话)."""
    split = {
        at: (found[1], found[2])
        for at, (parent, text) in enumerate(columns)
        if not parent and (found := _JOINED.fullmatch(text))
    }
    count = Counter(parent for parent, _ in split.values())
    meant = {at for at, (parent, _) in split.items() if count[parent] > 1}
    if meant:  # so is a dash in the others, where nothing else is known of them
        meant |= {at for at in split if code_of(columns[at][1]) is None}
    return tuple(split[at] if at in meant else pair for at, pair in enumerate(columns))


def of_the_named(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The fields, where 租客姓名 says that 租客电话 is the member's too, and stands for nobody beside a plain 姓名."""
    fields = _in_households(columns, _called_by_role(columns, fields))
    fields = _without_others(columns, _of_whom_most_is_asked(columns, fields))
    named = [at for at, field in enumerate(fields) if field == "name"]
    roles = {at: role for at in named if (role := _role(columns[at][1]))}
    if len(roles) < len(named):
        return tuple(None if at in roles else field for at, field in enumerate(fields))
    if not roles:
        return fields
    role = roles[named[0]]
    return tuple(
        field or (field_of(key[len(role) :]) if (key := header_key(child)).startswith(role) else None)
        for field, (_, child) in zip(fields, columns, strict=True)
    )


def _called_by_role(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """骑手 | 手机 | 来源地: a role is the name where no name is asked for, but what only members are asked.

    So is 走访对象 in a list of visits, which asks of the members nothing else.
    """
    visited = not _VISITS.isdisjoint(fields) and any("对象" in child for _, child in columns)
    alone = fields.count(BY_ROLE) == 1 and "name" not in fields
    asked = alone and (visited or not _OF_MEMBERS_ALONE.isdisjoint(fields) or _has_a_number(columns, fields))
    meant = "name" if asked else None
    if BY_ROLE not in fields and (found := _of_whom_next_is_asked(columns, fields)) is not None:
        fields = (*fields[:found], "name", *fields[found + 1 :])
    return tuple(meant if field == BY_ROLE else field for field in fields)


def _has_a_number(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> bool:
    """房东姓名 | 房东身份证号 | 租客（党员） | 租客身份证号: the role is who is listed, and not the other one."""
    keys = [header_key(child) for _, child in columns]
    role = _role(columns[fields.index(BY_ROLE)][1])
    return bool(role) and any(field_of(key[len(role) :]) == "id_number" for key in keys if key.startswith(role))


def _of_whom_next_is_asked(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> int | None:
    """代理人 | 性别 | 身份证号: where no name is asked for, the one whose sex or number is asked right behind."""
    if "name" in fields or "id_number" not in fields or _OF_MEMBERS_ALONE.isdisjoint(fields):
        return None
    people = [at for at, (parent, child) in enumerate(columns[:-1]) if not parent and code_of(child) == ANOTHER]
    asked = [at for at in people if fields[at + 1] in ("gender", "id_number")]
    return asked[0] if len(asked) == 1 and not _NOT_LISTED.match(columns[asked[0]][1]) else None


def _in_households(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """户主 | 家庭成员 | 与户主关系: those listed are the members of households, where no other name is asked for."""
    keys = [header_key(child) for _, child in columns]
    listed = [at for at, key in enumerate(keys) if key in _OF_HOUSEHOLDS]
    related = any(code_of(key) == RELATION for key in keys if key)
    if "name" in fields or len(listed) != 1 or not related or "户主" not in keys:
        return fields
    return tuple("name" if at == listed[0] else field for at, field in enumerate(fields))


def _of_whom_most_is_asked(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """代理人姓名 | 代理人身份证: who is called so is listed, where no plain 姓名 is asked for.

    Of two such (学生姓名 | 家长姓名 | 家长组织关系所在支部) it is the one of whom is asked what only members have.
    """
    keys = [header_key(child) for _, child in columns]
    named = [at for at, field in enumerate(fields) if field == "name"]
    if any(not _NOT_LISTED.match(keys[at]) for at in named):
        return fields
    listed = [at for at, key in enumerate(keys) if at not in named and _is_listed(key.removesuffix(_NAME), keys)]
    if len(listed) != 1:
        return fields
    return tuple("name" if at in listed else None if at in named else field for at, field in enumerate(fields))


def _is_listed(who: str, keys: list[str]) -> bool:
    """Whether other headings ask for somebody's identity number, or for what only members have."""
    asked = (field_of(key[len(who) :]) for key in keys if key.startswith(who) and len(key) > len(who))
    return len(who) > 1 and not _NOT_LISTED.match(who) and any(field in _ASKED_OF_LISTED for field in asked)


def _without_others(columns: tuple[Pair, ...], fields: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """挂点领导: 姓名 | 电话 beside the member's own 姓名: what is asked there of a person is not asked of him."""
    named = [columns[at][0] for at, field in enumerate(fields) if field == "name"]
    others = {parent for parent in named if parent and not _OF_MEMBERS.search(parent)}
    if len(others) == len(set(named)):
        return fields
    pairs = zip(fields, columns, strict=True)
    return tuple(None if parent in others and field in OF_A_PERSON else field for field, (parent, _) in pairs)


def _role(heading: str) -> str:
    """Whose name a heading asks for, where it is neither a member's nor anybody's: 租客 of 租客姓名."""
    key = header_key(_IN_BRACKETS.sub("", heading))
    if (named := _ROLE_OF_MEMBERS.fullmatch(key)) and code_of(named[1]) == BY_ROLE:
        return named[1]  # 租客党员姓名
    if not key.endswith(_NAME):
        return header_key(_BRACKETED.sub("", heading))  # 骑手 | 骑手电话, 种植户（党员） | 种植户电话
    return "" if _PLAIN.fullmatch(key) or not key.endswith(_NAME) else key.removesuffix(_NAME)
