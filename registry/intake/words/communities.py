"""Which village or community a text names, among those of the district.

The tree comes as plain data, because checking also runs where there is no database.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from registry.lib.characters import mainland
from registry.lib.values import fold, strip_cell

_NOISE = re.compile(r"[\s()\[\]【】〔〕《》“”\"'、,，.。:：*-]")
_TAIL = re.compile(
    r"(?:社区居民委员会|社区居委会|社区村委会|居民委员会|村民委员会|居委会|村委会|社?居委|社区|村委|村|居)$"
)
_ORG_TAIL = re.compile(
    r"(?:流动党员|流入党员|党员)?(?:联合|综合|第?[一二三四五六七八九十\d]+)?(?:党支部委员会|支部委员会|党总支部委员会|总支部委员会"
    r"|党委|党委会|委员会|党总支|党支部|总支|支部|党组织|党群服务中心|服务中心|工作站|网格|第[一二三四五六七八九十\d]+网格)$"
)
_PARTY = re.compile(r"^(?:中共|中国共产党)")
_OPTION = re.compile(r"^[A-Ha-h](?=[\u4e00-\u9fff])")  # C.江翠社区, as a survey prints its answers
_OF_A_STREET = re.compile(r"(.+?)\s*[(（](.+?)[)）]\s*")  # 墟镇（礼乐）
_STREET_TAIL = re.compile(r"(?:街道办事处|街道办|街道|办事处|镇)$")
_DAY_HERE = re.compile(
    r"(来到?|到|离开?|何时(?:来到?|到|离开?))(.{2,8}?)的?(时间|日期|年月|)"
)  # 到永明时间, 何时来礼乐
_BETWEEN = re.compile(r"[/、,，;；\n＋+]|以及|[和与及或]")
_ELSEWHERE = re.compile(r"[省市县区州旗盟镇乡]")


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree: `code` has 12 digits; `level` is district, street, community or village."""

    code: str
    name: str
    level: str = "community"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`code` when one community is meant; `candidates` when several may be; neither when none is known."""

    code: str | None = None
    candidates: tuple[str, ...] = ()


NOTHING = Found()
MOST = 10_000  # names remembered
T = TypeVar("T")
LONGEST = 500  # characters in which a community is looked for: no address has more, and patterns go back and forth


@dataclass(slots=True)
class Communities:
    """The district's communities, ready to be asked. `within` are the codes inside the intake's organisation."""

    places: tuple[Place, ...]
    within: frozenset[str]
    _exact: dict[str, tuple[str, ...]] = field(init=False)
    _streets: dict[str, str] = field(init=False)
    _cache: dict[str, tuple[str, ...]] = field(init=False)
    _streets_in: dict[str, str | None] = field(init=False)
    _inside: re.Pattern[str] = field(init=False)
    _above: re.Pattern[str] = field(init=False)
    _briefly: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self._exact, self._streets, self._cache, self._streets_in = {}, {}, {}, {}
        for place in self.places:
            if place.level == "street":
                for name in (place.name, *place.aliases):
                    self._streets[_STREET_TAIL.sub("", plain(name))] = place.code
            elif place.level in ("community", "village"):
                self._add(place)
        self._inside = _alternatives(self._exact)
        self._above, self._briefly = (
            self._prefixes("街道办事处|街道办|街道|街|镇"),
            self._prefixes("街道办事处|街道办|街道|街办?|镇|办|"),
        )
        for place in self.places:
            if place.level in ("community", "village"):
                self._exact[place.code] = (place.code,)

    def _add(self, place: Place) -> None:
        for name in (place.name, *place.aliases):
            core = _TAIL.sub("", plain(name)) or plain(name)
            if place.code not in self._exact.get(core, ()):
                self._exact[core] = (*self._exact.get(core, ()), place.code)

    def _prefixes(self, endings: str) -> re.Pattern[str]:
        """Province, city, district and street before a community, the street with one of these endings."""
        above = [place.name for place in self.places if place.level in ("province", "city", "district")]
        names = [re.escape(plain(name)) + "?" for name in ("广东省", "江门市", *above)]
        streets = [re.escape(core) + rf"(?:{endings})" for core in self._streets]
        return re.compile(rf"^(?:{'|'.join(streets + names)})+") if streets or names else re.compile(r"^$")

    def find(self, text: str, hint: str | Callable[[], str] = "", *, loose: bool = True) -> Found:
        """The community `text` names. `hint` may name the street. Not `loose` (addresses): only with 社区 or 村 behind.

        Of several with one name, the one in the street that was named counts, else the only one within the intake.
        """
        text = text[:LONGEST]
        codes = self._known(text, loose)
        if not codes and (named := _OF_A_STREET.fullmatch(text)) and self.street(named[2]):
            return self.find(named[1], named[2], loose=loose)
        if len(codes) < 2:
            return Found(codes[0]) if codes else NOTHING
        return self._choose(codes, plain(text), plain(hint() if callable(hint) else hint))

    def _known(self, text: str, loose: bool) -> tuple[str, ...]:
        """Codes of the communities of this name. A column of names repeats itself; addresses don't."""
        return _kept(self._cache, text, partial(self._read, text, loose)) if loose else self._read(text, loose)

    def _read(self, text: str, loose: bool) -> tuple[str, ...]:
        bare = plain(text)
        return (self._several(text, loose) or self._codes(bare, loose)) if bare else ()

    def _several(self, text: str, loose: bool) -> tuple[str, ...]:
        """永明社区/永贤社区: all the communities of a text that names more than one, since none is meant alone."""
        parts = _BETWEEN.split(text) if _BETWEEN.search(text) else []
        found = [codes for part in parts if (codes := self._codes(plain(part), loose))]
        return tuple(dict.fromkeys(code for codes in found for code in codes)) if len(set(found)) > 1 else ()

    def _choose(self, codes: tuple[str, ...], text: str, hint: str) -> Found:
        streets = {code for core, code in self._streets.items() if core in text or core in hint}
        named = tuple(code for code in codes if any(code[:9] == street[:9] for street in streets))
        inside = tuple(code for code in named or codes if code in self.within)
        for choice in (named, inside):
            if len(choice) == 1:
                return Found(choice[0])
        return Found(None, codes)

    def _codes(self, text: str, loose: bool) -> tuple[str, ...]:
        bare = _PARTY.sub("", _OPTION.sub("", text))
        local = self._above.sub("", bare)
        if loose:
            brief = self._briefly.sub("", bare).lstrip("/\\|")  # 江南/江翠
            for form in (bare, local, _ORG_TAIL.sub("", local), brief, _ORG_TAIL.sub("", brief)):
                if codes := self._exact.get(form) or self._exact.get(_TAIL.sub("", form)):
                    return codes
        elif (brief := self._briefly.sub("", bare)) != bare and brief in self._exact:
            return self._exact[brief]  # 外海银泉: a street, and a name of it that nothing follows
        match = self._inside.search(local)
        if match is None or _ELSEWHERE.search(local[: match.start()]):
            return ()
        return self._exact[match[1]]

    def street(self, text: str) -> str | None:
        """The code of the street whose name stands in `text`."""
        return _kept(self._streets_in, text, partial(self._street, text))

    def _street(self, text: str) -> str | None:
        bare = plain(text)
        return next((code for core, code in self._streets.items() if core and core in bare), None)

    def name_of(self, code: str) -> str:
        """How a node of the tree is called, "" for an unknown code."""
        return next((place.name for place in self.places if place.code == code), "")

    def heading(self, text: str) -> str | None:
        """A heading with 本社区 for the community that it names (到永明时间 is 到本社区时间); None for others."""
        match = _DAY_HERE.fullmatch(plain(text))
        if match is None or not (match[3] or match[1].startswith("何时")):
            return None
        here = self.find(match[2]) != NOTHING or _STREET_TAIL.sub("", match[2]) in self._streets
        return f"{match[1]}本社区{match[3]}" if here else None

    def is_local(self, text: str) -> bool:
        """Whether a text names something of this district: a street with its ending, or one of its communities."""
        bare = plain(text)
        if any(place.name in bare for place in self.places if place.level == "district"):
            return True
        if any(core + tail in bare for core in self._streets for tail in ("街道", "街", "镇")):
            return True
        found = self.find(text, loose=False)
        return bool(found.code or found.candidates)


def _kept(known: dict[str, T], text: str, read: Callable[[], T]) -> T:
    """What a text was read as, remembered up to MOST texts."""
    if text in known:
        return known[text]
    found = read()
    if len(known) < MOST:
        known[text] = found
    return found


def plain(text: str) -> str:
    """A name without spaces, brackets and punctuation, half-width, in the characters of the mainland (江翠社區)."""
    return mainland(_NOISE.sub("", fold(strip_cell(text))))


def _alternatives(names: Iterable[str]) -> re.Pattern[str]:
    """A community's name inside a longer text: only with its kind behind, since 永明路 is a road."""
    ordered = sorted(names, key=len, reverse=True)
    if not ordered:
        return re.compile(r"$^()")
    return re.compile(rf"({'|'.join(map(re.escape, ordered))})(?:社区|居民委员会|村民委员会|社?居委会?|村委会?|村)")
