"""Which of our communities a row belongs to: where several columns speak, and where they contradict each other."""

import re
from functools import partial

from registry.intake.headings.plans import SENDER
from registry.intake.rows.look import Context, Look
from registry.intake.rows.places import abodes, lies_away, texts_of
from registry.intake.words import messages
from registry.lib import divisions
from registry.lib.values import strip_cell, synonym

BINDING = ("column", "sheet", "title", "group")  # an address says where somebody lives, not where the roster belongs
_OUR_OWN = re.compile(r"[本我](?:村社区|村[(（]社区[)）]|社区|村|居委会?|村委会?)")  # the one that the sheet is about
_AT_WORK = re.compile("务工|工作|上班|打工|做工|经营|经商|开店|任职|就业|公司|工厂|企业|从|原|曾|以前|之前")
_GRID = re.compile(r"第?[一二三四五六七八九十\d-]{0,4}号?网格(?:第?[一二三四五六七八九十\d]+号?)?|\d{1,4}")


def read(look: Look, context: Context) -> None:
    """Fill in the community: its column, else the sheet, else the address."""
    code, source, raw, column = _named_community(look, context)
    look.row.values["community_code"] = code
    if code is None and not source and synonym("unsure", said := look.text("community")):
        look.warn(look.column("community"), "community_unsure", said)  # 待定
    _keep_streets(look, context)
    if look.row.direction == "in":
        _tell_elsewhere(look, context, known=source != "")
    else:
        _tell_at_home(look, context)
    if code is None and not (source == "column" and _is_next_door(raw, context)):
        return
    if code in context.communities.within:
        return
    if source in BINDING:
        look.row.fail(column, "out_of_scope", messages.error("out_of_scope", raw=raw[:30]), raw)
    else:
        look.warn(column, "community_elsewhere", raw)


def _keep_streets(look: Look, context: Context) -> None:
    """A street that is none of the district's says something that no column holds."""
    for text in texts_of(look, "street"):
        if context.communities.street(text) is None:
            look.keep(look.title(look.column("street") - 1), text)


def _tell_elsewhere(look: Look, context: Context, *, known: bool) -> None:
    """Of who came: a place where he is now in another district (现在何处：珠海), beside that where he came from.

    An address there says it only of who belongs to none of our communities by anything else.
    """
    fields = [] if known else ["residence_address"]
    if texts_of(look, "origin_region"):
        fields.append("destination")
    for name in fields:
        if away := next((text for text in texts_of(look, name) if lies_away(text, context)), None):
            look.warn(look.column(name), "community_elsewhere", away)
            return


def _tell_at_home(look: Look, context: Context) -> None:
    """Of who left: a place in this district, or 本村, where it is asked where he went."""
    said = texts_of(look, "destination") or [strip_cell(look.at(at)) for at in abodes(look.plan) if look.at(at)]
    if said and all(_OUR_OWN.fullmatch(text) or context.communities.is_local(text) for text in said):
        column = look.column("destination" if "destination" in look.by else "residence_address")
        look.warn(column, "not_away", said[0])


def _is_next_door(text: str, context: Context) -> bool:
    """Whether a community is said to lie in another county of the same city: 蓬江区白石社区."""
    match = divisions.resolve(text)
    code = match.successor or match.code or ""
    return match.depth == "county" and code[:4] == context.district[:4] and code != context.district


def _named_community(look: Look, context: Context) -> tuple[str | None, str, str, int]:
    """(code, source, text, column)."""
    for text in (named := texts_of(look, "community")):
        if look.plan.community and _OUR_OWN.fullmatch(text):
            break
        column = look.column("community")
        found = context.communities.find(text, partial(_hint_of_street, look))
        if found.code is None:
            look.row.extra.setdefault("community", text)
            if _GRID.fullmatch(text) and (said := _without_column(look, context))[0]:
                return said  # 第三网格 is a part of a community, which the sheet or the address names
            look.warn(column, "community_ambiguous" if found.candidates else "community_unknown", text)
        elif street := _other_street(look, text, found.code, context):
            look.warn(column, "street_differs", text, street=street)
        if found.code and len(named) > 1:
            _tell_another(look, found.code, named, context)
        return found.code, "column", text, column
    return _without_column(look, context)


def _tell_another(look: Look, code: str, said: list[str], context: Context) -> None:
    """Two columns ask for a community, and name two."""
    at = look.by["community"]
    for text in said:
        other = context.communities.find(text, partial(_hint_of_street, look)).code
        if other not in (None, code):
            column = next((index + 1 for index in at if strip_cell(look.at(index)) == text), at[-1] + 1)
            look.warn(column, "community_other", text, place=context.communities.name_of(code))
            return


def _other_street(look: Look, text: str, code: str, context: Context) -> str | None:
    """The street that is written with a community of another one: 江南街道 | 东升村."""
    for said in (text, *texts_of(look, "street")):
        street = context.communities.street(said)
        if street and street[:9] != code[:9]:
            return context.communities.name_of(street)
    return None


def _without_column(look: Look, context: Context) -> tuple[str | None, str, str, int]:
    by = look.plan.community_from
    if by and not (look.plan.spoken or by == SENDER):
        return look.plan.community, by, look.plan.sheet, 1
    out = look.row.direction == "out"
    addresses = ("street", "residence_address", "origin_region" if out else "destination")
    # Whose party organisation has the member: that took in who came, that who left belongs to.
    organisations = ("home_org_name" if out else "host_org_name", "branch")
    found = _first_named(look, context, "address", addresses)
    if by:
        return _said_or_around(look, context, found)
    return found if found[0] else _first_named(look, context, "organisation", organisations)


def _said_or_around(
    look: Look, context: Context, said: tuple[str | None, str, str, int]
) -> tuple[str | None, str, str, int]:
    """Where somebody is told to live, before what stands around her line (永明社区：); where she works is less."""
    around, by = look.plan.community, look.plan.community_from or ""
    place = context.communities.name_of(around or "")
    if said[0] and not _AT_WORK.search(said[2]):
        if around not in (None, said[0]):
            look.warn(said[3], "community_says", said[2], place=place)
        return said
    if by == SENDER:
        look.warn(1, "community_of_sender", look.plan.sender, place=place)
    return around, by, place if by == SENDER else look.plan.sheet, 1


def _hint_of_street(look: Look) -> str:
    return " ".join(
        (*texts_of(look, "street"), *texts_of(look, "residence_address"), look.plan.sheet, *look.plan.titles)
    )


def _first_named(
    look: Look, context: Context, source: str, fields: tuple[str, ...]
) -> tuple[str | None, str, str, int]:
    """The community that the first of these fields names."""
    for name in fields:
        for text in texts_of(look, name):
            found = context.communities.find(text, " ".join(texts_of(look, "street")), loose=False)
            if found.code:
                return found.code, source, text, look.column(name)
    return None, "", "", 1
