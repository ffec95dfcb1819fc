"""How a figure is counted, and the rows behind it: one description, two statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from reports.figures.standing import Asked, room

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind, and which of them each figure counts.

    `rows` is FROM … WHERE … (with the pieces of `standing`), behind `head` (WITH …). `kind` says what a row is, `key`
    which one, `node` where it counts, `owner` who has it now. `figures`: figure → condition, empty for all of them.
    `amounts`: what is added up instead of rows; `once`: what is counted once however many rows have it. `before` asks
    as of the end of the month before.
    """

    kind: str
    rows: str
    node: str
    key: str
    owner: str
    figures: Mapping[str, str]
    head: str = ""
    amounts: Mapping[str, str] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict)
    before: bool = False

    def numbers(self, asked: Asked, **values: Any) -> Iterator[tuple[str, dict[str, Number]]]:
        """Node → figure → number, for every node with any row."""
        columns = ", ".join(self._number(name) for name in self.figures)
        text = f"{self.head} SELECT {self.node}, {columns} {self.rows} GROUP BY {self.node}"
        day = asked.month.previous().last if self.before else None
        for node, *found in asked.rows(text, day, **values):
            yield node, dict(zip(self.figures, found, strict=True))

    def _number(self, name: str) -> str:
        condition = self.figures[name]
        those = f"FILTER (WHERE {condition})" if condition else ""
        if amount := self.amounts.get(name):
            return f"coalesce(sum({amount}) {those}, 0)"
        return f"count({f'DISTINCT {self.once[name]}' if name in self.once else '*'}) {those}"

    def behind(self, name: str) -> str:
        """The statement of the rows that the figure counts: node, key, owner, amount."""
        condition = f" AND ({self.figures[name]})" if self.figures[name] else ""
        if name in self.once:
            columns = (
                f"{self.node} AS node, min({self.key}::text)::uuid AS key, min({self.owner}) AS owner, 1 AS amount"
            )
            ending = f" GROUP BY {self.node}, {self.once[name]}"
        else:
            amount = self.amounts.get(name, "1")
            columns = f"{self.node} AS node, {self.key} AS key, {self.owner} AS owner, {amount} AS amount"
            ending = ""
        return f"{self.head} SELECT {columns} {self.rows}{condition}{ending}"


def count(sources: Iterable[Source], asked: Asked, **values: Any) -> dict[str, dict[str, Number]]:
    """Node → figure → number of all these, for every node where any of them has a row."""
    asking = merged(sources)
    names = [name for source in asking for name in source.figures]
    found: dict[str, dict[str, Number]] = defaultdict(lambda: dict.fromkeys(names, 0))
    with room():
        for source in asking:
            for node, numbers in source.numbers(asked, **values):
                found[node] |= numbers
    return {node: found[node] for node in sorted(found)}


def merged(sources: Iterable[Source]) -> list[Source]:
    """One for all that count the same rows: everybody on the register is looked at once."""
    found: dict[tuple[str, str, str, bool], Source] = {}
    for source in sources:
        at = (source.head, source.rows, source.node, source.before)
        known = found.get(at)
        found[at] = source if known is None else replace(
            known, figures={**known.figures, **source.figures}, amounts={**known.amounts, **source.amounts},
            once={**known.once, **source.once},
        )  # fmt: skip
    return list(found.values())
