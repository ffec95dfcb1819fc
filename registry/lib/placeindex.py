"""The national list of divisions as tables in memory: by code, and by every way a name is written.

Source: 国家统计局统计用区划代码 (2023) without its development zones, which have no GB/T 2260 code; retired codes from
the standard's editions of 1980 to 2019 with what became of them where that is known. 东莞, 中山, 儋州 and 嘉峪关 have
no counties; 省直辖 counties hang under their province; Hong Kong, Macao and Taiwan are known as a whole.
"""

from dataclasses import dataclass
from functools import lru_cache

from registry.lib import tables
from registry.lib.placenames import official_names, short_names


@dataclass(frozen=True, slots=True)
class Division:
    """One entry: `level` is province, city or county; `parent` a code or empty; `successor` only of a retired one."""

    code: str
    name: str
    level: str
    parent: str
    retired: bool = False
    successor: str | None = None


def level_of(code: str) -> str:
    """`province`, `city` or `county`, by the zeros at the end of a six-digit code."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


@lru_cache(maxsize=1)
def current() -> dict[str, Division]:
    """Today's divisions by code."""
    return {
        row["code"]: Division(row["code"], row["name"], row["level"], row["parent"]) for row in tables.rows("divisions")
    }


@lru_cache(maxsize=1)
def _former() -> tuple[Division, ...]:
    """Former names, latest last: of retired codes, and of codes that live on under another name."""
    listed = sorted(tables.rows("retired_divisions"), key=lambda row: row["until"])
    return tuple(_of_old(row) for row in listed)


def _of_old(row: dict[str, str]) -> Division:
    code = row["code"]
    parents = (code[:4] + "00", code[:2] + "0000")
    parent = next((known for known in parents if known != code and known in current()), "")
    return Division(code, row["name"], level_of(code), parent, retired=True, successor=row["successor"] or None)


@lru_cache(maxsize=1)
def retired() -> dict[str, Division]:
    """Retired divisions by code, under the last name each had."""
    return {old.code: old for old in _former() if old.code not in current()}


def find(code: str) -> Division | None:
    """The division, current or retired, that has this six-digit code."""
    return current().get(code) or retired().get(code)


def _with_city(place: Division) -> tuple[str, ...]:
    """济南市中区 is 济南 + 市中区, not 济南市 + 中区."""
    city = current().get(place.parent)
    if not place.name.startswith("市") or city is None:
        return ()
    return tuple(short + place.name for short in short_names(city.name, city.level))


class Index:
    """Names → codes of one scope (a province's two digits, or the whole country)."""

    def __init__(self) -> None:
        """An empty one."""
        self.official: dict[str, tuple[str, ...]] = {}
        self.short: dict[str, tuple[str, ...]] = {}
        self.former: dict[str, tuple[str, ...]] = {}

    def add(self, place: Division) -> None:
        """Enter a current division under all its names."""
        for name in (*official_names(place.name, place.level), *_with_city(place)):
            self.official[name] = (*self.official.get(name, ()), place.code)
        for name in short_names(place.name, place.level):
            self.short[name] = (*self.short.get(name, ()), place.code)

    def add_former(self, place: Division) -> None:
        """The latest holder of a name in a province stands for it; a code that lives on stands for itself."""
        held = self.former.get(place.name, ())
        self.former[place.name] = (*(code for code in held if code[:2] != place.code[:2]), place.code)
        if place.level == "city":
            for name in short_names(place.name, place.level):  # 襄樊, where no place of today is called so
                if name not in self.short:
                    self.former[name] = (place.code,)


@lru_cache(maxsize=1)
def indexes() -> dict[str, Index]:
    """By scope: `provinces`, the whole country's cities and counties under ``, a province's under its two digits."""
    found = {"": Index(), "provinces": Index()}
    for place in current().values():
        for scope in ("provinces",) if place.level == "province" else ("", place.code[:2]):
            found.setdefault(scope, Index()).add(place)
    for place in _former():
        if place.level != "province" and len(place.name) > 1:
            found[""].add_former(place)
            found.setdefault(place.code[:2], Index()).add_former(place)
    return found


def name_of(code: str) -> str:
    """`522726` → 独山县; a retired code has its last name; an unknown one is empty."""
    place = find(code)
    return place.name if place else ""


@lru_cache(maxsize=4096)
def full_name(code: str) -> str:
    """`522726` → 贵州省黔南布依族苗族自治州独山县; an unknown code is empty."""
    place = find(code)
    return (full_name(place.parent) if place.parent else "") + place.name if place else ""


def prefix_of(code: str) -> str:
    """The digits that all codes inside a division begin with: `520000` → `52`, `522700` → `5227`."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def is_within(code: str, prefix: str) -> bool:
    """Whether `code` is the division `prefix` (a code, or its leading 2, 4 or 6 digits) or lies inside it."""
    return code.startswith(prefix_of(prefix) if len(prefix) == 6 else prefix)
