"""The month's tables: a row for each 村(社区), a subtotal for each street, the whole. Children sum to parents; shares
are worked out anew at every level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.lib import scope as scopes
from registry.models import Organisation
from reports.figures import contacts, part, parties, profile, register, studies
from reports.figures.counting import count
from reports.figures.definitions import Figure
from reports.figures.places import names
from reports.figures.standing import Asked

Number = int | Decimal
Numbers = Mapping[str, Number]
STREET, ROW = 2 * scopes.SEGMENT, 3 * scopes.SEGMENT
OWN, GONE = "（本级）", "（已撤并的组织）"
TOPICS = (contacts, studies, part, parties)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: of a node, of what lies at a street or the district itself (`own`), a street's subtotal, the whole."""

    path: str
    label: str
    kind: str
    numbers: Numbers

    def share(self, figure: Figure) -> Decimal | None:
        """Per cent to one decimal; None of nothing."""
        whole = self.numbers.get(figure.whole, 0)
        share = 100 * Decimal(self.numbers.get(figure.part, 0)) / Decimal(whole) if whole else None
        return None if share is None else share.quantize(Decimal("0.1"))


def division() -> str:
    """The division code (6 digits) at the root of the scope, a whole district's; empty without one."""
    return (Organisation.objects.order_by("path").values_list("code", flat=True).first() or "")[:6]


def figures(asked: Asked, *, code: str) -> dict[str, dict[str, Number]]:
    """Every figure of the scope by the node where it lies: node → key → number."""
    sources = [*register.COUNTED, *(source for topic in TOPICS for source in topic.SOURCES)]
    values = register.values(asked, code)
    for topic in TOPICS:
        values |= topic.VALUES
    return register.together(count(sources, asked, **values))


def board(asked: Asked, *, code: str) -> dict[str, dict[str, Number]]:
    """The same with what the board has besides (`profile`), without what it does not show: line → key → number."""
    topics = (contacts, studies, part, profile)
    sources = [*register.COUNTED, *(source for topic in topics for source in topic.SOURCES)]
    values = register.values(asked, code) | profile.values(asked)
    for topic in (contacts, studies, part):
        values |= topic.VALUES
    return dict(_lines(register.together(count(sources, asked, **values))))


def rows(found: Mapping[str, Numbers], root: str = "", *, day: date) -> list[Row]:
    """The lines of the scope (of the node at `root` in it) in the order of the tree: streets with their rows, the whole
    last. Who was not in use at the end of `day` has one only where there is something to be told."""
    lines, root = _lines(found), root or scopes.current().path
    nodes = names(root)
    there = {node.path for node in Organisation.objects.all() if len(node.path) == ROW and node.in_use(day)}
    places = sorted({path for path in there if path.startswith(root)} | set(lines))
    made: list[Row] = []
    for street in sorted({path[:STREET] for path in places if len(path) >= STREET}):
        inside = [path for path in places if path.startswith(street)]
        made += [_row(path, nodes, lines) for path in inside]
        made += [_sum(street, f"{nodes.get(street, '')}小计", "street", [lines.get(path, {}) for path in inside])]
    made += [_row(path, nodes, lines) for path in places if len(path) < STREET]
    return [*made, _sum(root, "合计", "total", lines.values())]


def _lines(found: Mapping[str, Numbers]) -> dict[str, dict[str, Number]]:
    """The numbers of each line: of a community with all that lies below it."""
    lines: dict[str, dict[str, Number]] = defaultdict(lambda: defaultdict(int))
    for node, numbers in found.items():
        for key, number in numbers.items():
            lines[node[:ROW]][key] += number
    return lines


def _row(path: str, nodes: Mapping[str, str], lines: Mapping[str, Numbers]) -> Row:
    own = len(path) < ROW
    label = nodes.get(path, GONE) + (OWN if own else "")
    return Row(path, label, "own" if own else "row", dict(lines.get(path, {})))


def _sum(path: str, label: str, kind: str, parts: Iterable[Numbers]) -> Row:
    total: dict[str, Number] = defaultdict(int)
    for numbers in parts:
        for key, number in numbers.items():
            total[key] += number
    return Row(path, label, kind, dict(total))
