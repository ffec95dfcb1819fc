"""Invented people, and the many ways in which a clerk writes what is known of them."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from tests.intake.words import COMMUNITIES, EDUCATION, GIVEN, PLACES, RARE, SURNAMES


def check_character(first17: str) -> str:
    """GB 11643, once more."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, weights, strict=True)) % 11]


@dataclass
class Truth:
    """What is so, before anybody writes it down."""

    name: str
    id_number: str
    phone: str
    sex: str
    birth: dt.date
    joined: dt.date
    arrived: dt.date
    place: tuple[str, ...]
    education: str
    community: tuple[str, str, str]
    village: str
    reported: bool | None


class Speller:
    """Invents people and writes their facts in a clerk's many ways."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scope = "440704"
        self.used: dict[str, dict[str, int]] = {"in": {}, "out": {}}  # one person may stand in both ledgers

    # ---- truth -----------------------------------------------------------------------------------------------------

    def day(self, first: int, last: int) -> dt.date:
        return dt.date(first, 1, 1) + dt.timedelta(days=self.random.randrange((last - first + 1) * 365))

    def truth(self) -> Truth:
        r = self.random
        place, birth = r.choice(PLACES), self.day(1955, 2000)
        sex = r.choice("男女")
        first17 = f"{place[0][:4]}99{birth:%Y%m%d}{r.randrange(100):02d}{r.choice('13579' if sex == '男' else '02468')}"
        name = (
            r.choice(RARE)
            if r.random() < 0.06
            else r.choice(SURNAMES) + "".join(r.choices(GIVEN, k=r.choice((1, 2, 2))))
        )
        phone = f"1{r.choice('35789')}{r.randrange(10**9):09d}"
        village = f"{r.choice('东西南北')}{r.choice('山河桥关')}"
        return Truth(
            name,
            first17 + check_character(first17),
            phone,
            sex,
            birth,
            self.day(1980, 2022),
            self.day(2021, 2023),
            place,
            r.choice(list(EDUCATION)),
            r.choice(COMMUNITIES),
            village,
            r.choice((True, False, None)),
        )

    # ---- spelling --------------------------------------------------------------------------------------------------

    def date(self, day: dt.date) -> tuple[Any, str]:
        """(cell, ISO date that it says)."""
        r = self.random
        y, m, d = day.year, day.month, day.day
        exact = [
            f"{y}.{m:02d}.{d:02d}",
            f"{y}{m:02d}{d:02d}",
            f"{y}年{m}月{d}日",
            f"{y}-{m:02d}-{d:02d} 00:00:00",
            f"{y}/{m}/{d}",
            day,
            f"{y}．{m:02d}．{d:02d}",
            f"{y}-{m}-{d}",
            f"{y}，{m}，{d}",
            f"{y}年{m}月{d}日 星期五",
            f"{y}·{m:02d}·{d:02d}",
            f"入党：{y}年{m}月{d}日",
        ]
        month = [
            f"{y}.{m:02d}",
            f"{y}．{m}",
            f"{y}-{m}",
            f"{y}/{m:02d}",
            f"{y}年{m}月",
            f"{y}{m:02d}",
            f"{y}.{m}至今",
            f"{y}年{m}月起",
            f"{y} 年 {m} 月",
            f"{y}年{m}月份",
            f"{y}年{m}月底",
            f"（{y}.{m:02d}）",
            f"{y}..{m}",
            f"{y}年{m}月来江",
        ]
        if r.random() < 0.5:
            return r.choice(exact), day.isoformat()
        return r.choice(month), day.replace(day=1).isoformat()

    def name(self, name: str, sex: str) -> str:
        r = self.random
        forms = [name] * 4 + [f" {name} ", f"{name}（预备）", f"{name}*", f"{name}(组长)"]
        forms += [f"{name}、", f"（{name}）", f"{name}▲", f"①{name}", f"{name} {sex}"]
        if len(name) == 2:
            forms += [f"{name[0]}　{name[1]}", f"{name[0]} {name[1]}", f"{name[0]}  {name[1]}"] * 2
        if "·" in name:
            forms += [name.replace("·", dot) for dot in "•.・．"]
        return r.choice(forms)

    def id_number(self, number: str) -> Any:
        r = self.random
        forms = [number] * 3 + [
            f" {number}",
            f"{number} ",
            f"'{number}",
            f"身份证：{number}",
            f"{number}（新）",
            f"{number}。",
        ]
        if number.endswith("X"):
            forms = [number[:-1] + end for end in ("X", "x", "Ｘ", "×", "✕", "Х")]
        return r.choice(forms)

    def phone(self, phone: str) -> Any:
        p = phone
        return self.random.choice(
            [
                p,
                p,
                p,
                f"{p[:3]} {p[3:7]} {p[7:]}",
                f"{p[:3]}-{p[3:7]}-{p[7:]}",
                f"+86{p}",
                float(p),
                int(p),
                f"{p}/0750-3861234",
                f"{p}、0750-3861234",
                f"{p};13900000001",
                f"86{p}",
                f"0{p}",
                f"{p}13900000001",
                f"{p[:3]}_{p[3:7]}_{p[7:]}",
                f"{p}（本人）",
                f"　{p}",
            ]
        )

    def place(self, place: tuple[str, ...]) -> str:
        code, full, short, city, city_short, county, county_short = place
        return self.random.choice(
            [
                full + city + county,
                short + county,
                full + county,
                code,
                short + county_short,
                short + city_short + county_short,
                f"{full} {city} {county}",
                f"来自{short}{county}",
                f"{full}/{city}/{county}" if city else f"{full}/{county}",
                f"{full}{county}人"[:-1],
            ]
        )

    def home(self, truth: Truth) -> str:
        _, full, _, city, _, county, _ = truth.place
        where = self.random.choice([full + county, full + city + county])
        return f"中共{where}{truth.village}镇{self.random.choice(['', '东风村'])}支部委员会"

    def community(self, found: tuple[str, str, str]) -> str:
        _, name, street = found
        core = name.removesuffix("社区").removesuffix("村")
        office = core + ("社区居委会" if name.endswith("社区") else "村委会")
        return self.random.choice(
            [
                name,
                name,
                office,
                core,
                street + name,
                f"{name}党支部",
                found[0],
                street.removesuffix("街道") + core,
                street.removesuffix("街道") + "办" + name,
                f"中共江门市江海区{street}{name}支部委员会",
                f"{street}{name}党委",
                f" {name} ",
            ]
        )
