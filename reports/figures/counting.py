"""How a figure is counted, and the rows behind it: one description, two statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from reports.figures.standing import Asked, room, stands

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind, and which of them each figure counts.

    `rows` is FROM … WHERE … (with the pieces of `standing`), which may read the tables that `head` makes. `kind` says
    what a row is, `key` which one, `node` where it counts (unless that place was left before the month), `owner` who
    has it now. `figures`: figure → condition, empty for all of them. `amounts`: what is added up instead of
    rows; `once`: what is counted once however many rows have it. `before` asks as of the end of the month before.
    `apart`: heads of which each makes another part of the same rows, so that they may be counted one part after the
    other.
    """

    kind: str
    rows: str
    node: str
    key: str
    owner: str
    figures: Mapping[str, str]
    head: tuple[str, ...] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict)
    before: bool = False
    apart: tuple[tuple[str, ...], ...] = ()

    def parts(self) -> Iterator["Source"]:
        """What is counted for it: itself, or each part."""
        return (replace(self, head=head, apart=()) for head in self.apart or (self.head,))

    def counted(self, part: int, *, left: bool) -> str:
        """Its select in a statement of several: the part's number, node, the figures in their order. `left`: some place
        was left before the month; a count puts its sums where the node stands now, but for what is counted once."""
        columns = ", ".join(self._number(name) for name in self.figures)
        node = self._node(left=left and bool(self.once))
        return f"SELECT {part}, {node}, ARRAY[{columns}] {self.rows} GROUP BY {node}"

    def _node(self, *, left: bool) -> str:
        """Row by row, which the server's cores can't share."""
        return stands(self.node) if left else self.node

    def _number(self, name: str) -> str:
        condition = self.figures[name]
        those = f"FILTER (WHERE {condition})" if condition else ""
        if amount := self.amounts.get(name):
            return f"coalesce(sum({amount}) {those}, 0)"
        return f"count({f'DISTINCT {self.once[name]}' if name in self.once else '*'}) {those}"

    def exact(self, name: str, number: Number) -> Number:
        """As it was counted: what stood beside hours came back as a decimal."""
        return number if name in self.amounts else int(number)

    def behind(self, name: str, *, left: bool) -> str:
        """The statement of the rows that the figure counts: node, key, owner, amount; `left` as for `counted`."""
        node = self._node(left=left)
        condition = f" AND ({self.figures[name]})" if self.figures[name] else ""
        if name in self.once:
            columns = f"{node} AS node, min({self.key}::text)::uuid AS key, min({self.owner}) AS owner, 1 AS amount"
            ending = f" GROUP BY {node}, {self.once[name]}"
        else:
            amount = self.amounts.get(name, "1")
            columns = f"{node} AS node, {self.key} AS key, {self.owner} AS owner, {amount} AS amount"
            ending = ""
        return f"{_with(self.head)} SELECT {columns} {self.rows}{condition}{ending}"


def _with(pieces: Iterable[str]) -> str:
    """WITH of these, each once."""
    named = ", ".join(dict.fromkeys(pieces))
    return f"WITH {named}" if named else ""


def count(sources: Iterable[Source], asked: Asked, **values: Any) -> dict[str, dict[str, Number]]:
    """Node → figure → number of all these, for every node where any of them has a row."""
    every = merged(part for source in sources for part in source.parts())
    names = [name for source in every for name in source.figures]
    found: dict[str, dict[str, Number]] = defaultdict(lambda: dict.fromkeys(names, 0))
    with room():
        left = asked.places()
        if any(source.head for source in every):
            values["touched"] = asked.touched()
        for group in _at_once(every):
            for place, numbers in _numbers(group, asked, values, left=bool(left)):
                node = moved(place, left)
                for name, number in numbers.items():
                    found[node][name] += number
    return {node: found[node] for node in sorted(found)}


def moved(place: str, left: Mapping[str, str]) -> str:
    """A place, or where the node stands that has left it: `left` as `Asked.places` has it, the deepest first."""
    for old, new in left.items():
        if place.startswith(old):
            return new + place[len(old) :]
    return place


def _at_once(asking: Iterable[Source]) -> Iterable[list[Source]]:
    """What is one statement: whose heads begin alike, so that how everybody fared is worked out once."""
    groups: dict[Any, list[Source]] = defaultdict(list)
    for number, source in enumerate(asking):
        groups[(source.head[0], source.before) if source.head else number].append(source)
    return groups.values()


def _numbers(
    group: list[Source], asked: Asked, values: Mapping[str, Any], *, left: bool
) -> Iterator[tuple[str, dict[str, Number]]]:
    """Node → figure → number of one statement, for every node with any row."""
    selects = " UNION ALL ".join(source.counted(part, left=left) for part, source in enumerate(group))
    text = f"{_with(piece for source in group for piece in source.head)} {selects}"
    day = asked.month.previous().last if group[0].before else None
    for part, node, numbers in asked.rows(text, day, **values):
        source = group[part]
        yield node, {name: source.exact(name, number) for name, number in zip(source.figures, numbers, strict=True)}


def merged(sources: Iterable[Source]) -> list[Source]:
    """One for all that count the same rows: everybody on the register is looked at once."""
    found: dict[tuple[tuple[str, ...], str, str, bool], Source] = {}
    for source in sources:
        at = (source.head, source.rows, source.node, source.before)
        known = found.get(at)
        found[at] = source if known is None else replace(
            known, figures={**known.figures, **source.figures}, amounts={**known.amounts, **source.amounts},
            once={**known.once, **source.once},
        )  # fmt: skip
    return list(found.values())
