"""Whom a row is about: the name and the identity number."""

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import texts
from registry.intake.rows import misread, oneself, slipped
from registry.intake.rows.look import Look
from registry.intake.words import messages
from registry.lib import names
from registry.lib.identity import IdNumber, IdProblem, is_masked, parse_id
from registry.lib.names import Name
from registry.lib.values import strip_cell

LONGEST = 60  # characters of a line that are quoted
NAME_PROBLEMS = {"several": "several_names", "hidden": "hidden_name"}


def read(look: Look, *, unread: bool) -> None:
    """Name and number of a row; `unread`: it is a line in which somebody stands and that could not be parted."""
    if unread:
        _is_unread(look)
    else:
        _name(look)
    _identity(look)


def _is_unread(look: Look) -> None:
    """Somebody stands in a line that could not be parted: nothing of it is taken for what its columns ask."""
    look.row.values["name"] = None
    line = " ".join(texts(look.cells))
    look.row.fail(look.column("name"), "name_missing", messages.error("unread_line", raw=line[:LONGEST]), line)
    look.cells, look.width = [], 0


def _name(look: Look) -> None:
    """The name, and what stands beside it in its cell."""
    found = names.parse_name(oneself.name_in(look))
    look.row.values["name"] = found.text or None
    _tell(look, found)
    if "probationary" in found.flags:
        look.row.values["political_status"] = "probationary"
    if found.remark and not found.problem:
        look.row.extra["name_remark"] = found.remark
        if not found.flags:
            look.warn(look.column("name"), "name_remark", found.remark)


def _tell(look: Look, found: Name) -> None:
    if found.problem:
        raw = look.text("name")[:30]
        kind = NAME_PROBLEMS.get(found.problem, "not_a_name")
        look.row.fail(look.column("name"), "name_missing", messages.error(kind, raw=raw), raw)
    elif not found.text:
        look.row.fail(look.column("name"), "name_missing", messages.error("name_missing"))
    elif names.is_half(found.text):
        look.warn(look.column("name"), "half_name", found.text)
    elif names.is_nickname(found.text):
        look.warn(look.column("name"), "nickname", found.text)
    elif _may_be_told_by_another(look, found.text):
        look.warn(look.column("name"), "proxy", found.text, value=found.text[1:])


def _may_be_told_by_another(look: Look, name: str) -> bool:
    """代李明 without an identity number: his name, or who answers for 李明."""
    return name[0] == "代" and len(name) > 2 and names.is_plainly_a_name(name[1:]) and not look.cell("id_number")


def _identity(look: Look) -> None:
    """The identity number, and the sex and birthday that it says."""
    cell = look.cell("id_number")
    look.row.values["id_number"] = None
    if cell is None:
        slipped.tell(look)
        return
    try:
        found = parse_id(cell)
    except IdProblem as problem:
        found = _mended(look, cell, problem.kind)
    if found is not None:
        _take(look, found)
    elif starred := misread.starred_in(look, cell, look.plan.column_of("id_number")):
        _take(look, starred)
    elif is_masked(text := look.text("id_number")):
        look.row.values["id_masked"] = text
        look.warn(look.plan.column_of("id_number"), "id_masked", text)


def _take(look: Look, found: IdNumber) -> None:
    column = look.plan.column_of("id_number")
    look.row.values |= {"id_number": found.value, "sex": found.sex, "birth": found.birth}
    if found.legacy:
        look.warn(column, "id_legacy", look.text("id_number"))
    if look.plan.guessed:
        look.warn(column, "id_guessed", look.title(column - 1))


def _mended(look: Look, cell: Cell, problem: str) -> IdNumber | None:
    """What a cell is that is no number as it stands: another column's, one with letters for digits, words, or wrong."""
    column, text = look.plan.column_of("id_number"), look.text("id_number")
    if slipped.tell(look):
        return None
    if mended := misread.identity_in(look, cell, column):
        return parse_id(mended)
    if not any(map(str.isdigit, text)):  # 没带证件 is no number
        look.row.extra["id_number"] = text
        look.warn(column, "value", text)
        return None
    length = len("".join(strip_cell(cell).split()))
    look.row.fail(column, problem, messages.error(problem, length=length), text)
    return None


def sex_beside(look: Look) -> str | None:
    """张三（男）: the sex that stands beside the name, and nothing of more words."""
    beside = look.row.extra.get("name_remark", "")
    return next((word[0] for word in beside.split("；") if word in ("男", "女", "男性", "女性", "男士", "女士")), None)
