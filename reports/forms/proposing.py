"""What each empty cell of a form probably wants: by its headings, by a placeholder written into it, by its name.

Nothing is guessed: where a heading is not known, or is the word of two things, the cell is left for a person.
"""

import re
from collections.abc import Container, Iterable, Mapping

from reports.forms.binding import FIGURE, THIS, WORDS, Binding, Bindings, Source
from reports.forms.grid import Grid, Place, address, box, place
from reports.forms.package import Package, main
from reports.forms.vocabulary import Vocabulary, folded

TOKEN = re.compile(r"\{\{(.{1,80}?)\}\}")
BETWEEN = re.compile(r"[·.．|｜，,、/；;]+")
COLON = re.compile(r"[:：]\s*$")
EMPTY = re.compile(r"^[\s_＿0/／\-—–]*$")
UNASKED = ("备注", "说明", "序号", "签名")
RANGE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$")


def may_hold(grid: Grid, at: Place) -> str:
    """Why a value can't be put there; empty when it can. What the form prints is left alone."""
    cell = grid.cell(at)
    if grid.first(at) != at:
        return f"{address(at)} 在合并单元格里，请填它的第一格 {address(grid.first(at))}。"
    if cell.formula:
        return f"{address(at)} 里有表样自己的公式，不能填。请换一格，或者在表样里去掉公式后重新上传。"
    if not (EMPTY.match(cell.text) or cell.number or TOKEN.search(cell.text) or COLON.search(cell.text)):
        return f"{address(at)} 印着“{cell.text[:20]}”，填了会盖掉。请选空格，或者在表样里写成“填报人：”这样。"
    return ""


def around(grid: Grid, at: Place) -> tuple[str, ...]:
    """The text that stays in front of what is filled in: `填报人：`."""
    text = grid.cell(at).text
    return (text, "") if COLON.search(text) and not TOKEN.search(text) else ()


def propose(package: Package, grids: list[Grid], words: Vocabulary) -> Bindings:
    """For all sheets. Placeholders and names go before headings."""
    named = _named(package, grids, words)
    found: Bindings = {}
    for grid in grids:
        cells = {}
        for at in places(grid):
            if not may_hold(grid, at):
                binding = _token(grid, at, words) or named.get((grid.name, at)) or _headed(grid, at, words)
                if binding:
                    cells[address(at)] = binding
        if cells:
            found[grid.name] = cells
    return found


def places(grid: Grid) -> list[Place]:
    """Every cell that is shown, of a merged range the first, row by row."""
    shown = ((row, column) for row in range(1, grid.bottom + 1) for column in range(1, grid.right + 1))
    return [at for at in shown if grid.first(at) == at]


def open_tokens(grid: Grid, bound: Container[str]) -> list[tuple[str, str]]:
    """Cells whose placeholders nobody bound: address and text."""
    there = [(address(at), cell.text) for at, cell in sorted(grid.cells.items()) if TOKEN.search(cell.text)]
    return [(at, text) for at, text in there if at not in bound]


def without_tokens(text: str) -> str | None:
    """What is left of a cell whose placeholders nobody bound: the words around them, or nothing."""
    return TOKEN.sub("", text).rstrip() or None


def left_open(grid: Grid, bound: Mapping[str, Binding]) -> list[tuple[str, str]]:
    """Empty cells of a table of which others are bound: address and heading. They stay empty, which somebody should
    know; columns for remarks and numbering aside."""
    filled = [place(name) or (0, 0) for name, each in bound.items() if each.sources[0].kind == FIGURE]
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    return [
        (address(at), grid.heading(at))
        for at in places(grid)
        if (at[0] in rows or at[1] in columns) and address(at) not in bound and _is_open(grid, at, at[0] in rows)
    ]


def _is_open(grid: Grid, at: Place, among: bool) -> bool:
    """Empty under a heading; in a row without a bound cell (not `among` them) beside the name of the row."""
    if grid.cell(at).formula or grid.first(at) != at or not EMPTY.match(grid.cell(at).text):
        return False
    heading = next((folded(text) for first, text in grid.above(at) if not grid.is_title(first)), "")
    beside = next((text for _, text in grid.left(at)), "")
    return bool(heading) and heading not in UNASKED and (among or bool(beside and not COLON.search(beside)))


def node_beside(grid: Grid, at: Place, words: Vocabulary) -> str:
    """The key of the organisation that the row or the column of a cell is of; empty for none."""
    texts = [*(text for _, text in grid.left(at)), *(text for _, text in grid.above(at))]
    return next((words.nodes[word].key for word in map(folded, texts) if word in words.nodes), "")


def _token(grid: Grid, at: Place, words: Vocabulary) -> Binding | None:
    """`填报单位：{{单位名称}}`: every placeholder must be known."""
    text = grid.cell(at).text
    sources = [spoken(name, words) for name in TOKEN.findall(text)]
    if not sources or None in sources:
        return None
    pieces = tuple(TOKEN.sub("\0", text).split("\0"))
    whole = tuple(source for source in sources if source)
    return Binding(whole, pieces if any(pieces) else (), grid.heading(at))


def spoken(name: str, words: Vocabulary) -> Source | None:
    """A name such as `外海街道·跨省·上月`, in any order; None when a part is not known, or said twice."""
    parts = [folded(part) for part in BETWEEN.split(name) if folded(part)]
    if len(parts) == 1 and parts[0] in words.texts and not words.figures.get(parts[0]):
        return Source(WORDS, words.texts[parts[0]])
    said: dict[str, str] = {}
    for part in parts:
        kind, value = _meaning(part, parts, words)
        if not kind or kind in said:
            return None
        said[kind] = value
    if "figure" not in said:
        return None
    return _figure(said["figure"], said.get("node", ""), said.get("month", THIS), words)


def _meaning(part: str, near: list[str], words: Vocabulary) -> tuple[str, str]:
    """`本月减少` is a figure by itself, and the group of `返回` beside it."""
    if part in words.topics and any(words.figure(each, near) for each in near if each != part):
        return "group", part
    if key := words.figure(part, near):
        return "figure", key
    if part in words.nodes or part in words.whole:
        return "node", part
    if part in words.months:
        return "month", words.months[part]
    return ("group", part) if part in words.topics else ("", "")


def _figure(key: str, node: str, month: str, words: Vocabulary) -> Source:
    place = words.nodes.get(node)
    return Source(FIGURE, key, place.key if place else "", place.name if place else "", month)


def _named(package: Package, grids: list[Grid], words: Vocabulary) -> dict[tuple[str, Place], Binding]:
    """Cells that the form itself gave a name (名称管理器) that is known here."""
    by_name = {grid.name: grid for grid in grids}
    found = {}
    for each in package.workbook.iter(main("definedName")):
        match = RANGE.match(each.text or "")
        source = spoken(each.get("name", "").replace("_", "·"), words)
        if not match or source is None:
            continue
        grid, corners = by_name.get((match[1] or match[2]).replace("''", "'")), box(match[3].replace("$", ""))
        if grid and corners and grid.first(corners[0]) == grid.first(corners[1]):
            at = grid.first(corners[0])
            found[grid.name, at] = Binding((source,), around(grid, at), grid.heading(at))
    return found


def _headed(grid: Grid, at: Place, words: Vocabulary) -> Binding | None:
    """By the words beside and above it."""
    text = _text_field(grid, at, words)
    if text:
        return Binding((Source(WORDS, text),), around(grid, at), grid.heading(at))
    if COLON.search(grid.cell(at).text) or not EMPTY.match(grid.cell(at).text):
        return None
    left = [folded(text) for _, text in grid.left(at)]
    above = [folded(text) for first, text in grid.above(at) if not grid.is_title(first)]
    if not left and not _right_under(grid, at):
        return None
    source = _crossing(left, above, words)
    return Binding((source,), (), grid.heading(at)) if source else None


def _right_under(grid: Grid, at: Place) -> bool:
    """Whether the text above it ends in the row above: else it is a row that nobody named."""
    first, _ = next(grid.above(at), (at, ""))
    return first[0] + grid.spans.get(first, (1, 1))[0] == at[0]


def _text_field(grid: Grid, at: Place, words: Vocabulary) -> str:
    """`填报人：` in the cell itself, or 填报人 in the cell beside it."""
    own = grid.cell(at).text
    if COLON.search(own):
        return "" if _is_blank(grid, _behind(grid, at)) else words.texts.get(folded(own), "")
    beside = next(grid.left(at), None)
    if beside is None or not EMPTY.match(own):
        return ""
    first, text = beside
    near = _behind(grid, first) == at and (_is_blank(grid, at) or not COLON.search(text))
    under = [folded(word) for first, word in grid.above(at) if not grid.is_title(first)]
    crossed = any(words.figures.get(word) or word in words.months for word in under[:1])
    return words.texts.get(folded(text), "") if near and not crossed else ""


def _behind(grid: Grid, first: Place) -> Place:
    """The cell to the right of a cell or merged range."""
    return first[0], first[1] + grid.spans.get(first, (1, 1))[1]


def _is_blank(grid: Grid, at: Place) -> bool:
    """Whether the form has an empty cell there, framed or merged, to write into."""
    return (at in grid.cells or at in grid.spans) and bool(EMPTY.match(grid.cell(at).text))


def _crossing(left: list[str], above: list[str], words: Vocabulary) -> Source | None:
    """A figure on one side; on the other a node, a month or nothing, but no word that is not known."""
    sides = [[word for word in side if word and not word.isdigit()] for side in (left, above)]
    near = {*sides[0], *sides[1]}
    found = {number: key for number, side in enumerate(sides) if (key := _heads(side, near, words))}
    if len(found) != 1 or not all(words.knows(word) for side in sides for word in side[:1]):
        return None
    node = next((word for side in sides for word in side if word in words.nodes or word in words.whole), "")
    month = next((words.months[word] for side in sides for word in side if word in words.months), THIS)
    return _figure(next(iter(found.values())), node, month, words)


def _heads(side: list[str], near: Iterable[str], words: Vocabulary) -> str:
    """The nearest figure of a side, unless a word that is not known stands nearer."""
    for word in side:
        if key := words.figure(word, near):
            return key
        if not words.knows(word):
            break
    return ""
