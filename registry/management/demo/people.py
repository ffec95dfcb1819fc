"""Who the demo's members are. Every number has county part 99, which is unallocated; nobody here exists."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.choices import NewEmployment
from registry.lib.identity import compose

SEED = 20231101  # the month of the press report whose figures the demo reproduces
# Some of the surnames are there for their readings: 单 shàn, 曾 zēng, 仇 qiú, 解 xiè, 区 ōu, 冼 xiǎn, 覃 qín.
SURNAMES = "陈李黄张何梁林吴周罗邓谢曾冼区覃单仇解贺莫韦蒙陆石杨刘王赵郭彭蒋唐龙田向秦白"
GIVEN_MEN = "志强 建国 伟明 小松 远山 家豪 海波 国栋 文杰 永康 子轩 立新 春生 少华 振宇 德胜 俊 涛 磊 勇 浩然 景行"
GIVEN_WOMEN = "秀英 丽华 晓燕 桂芳 雨晴 嘉欣 玉兰 海燕 文静 思敏 彩霞 月娥 春梅 佩珊 静 娟 敏 芳 若涵 诗雅"
# 省(区、市) → (county of origin as written, first four digits of its division code).
ORIGINS = (
    ("贵州省独山县", "5227"), ("浙江省绍兴市", "3306"), ("湖北省麻城市", "4211"), ("广西博白县", "4509"),
    ("湖南省隆回县", "4305"), ("四川省仪陇县", "5113"), ("江西省于都县", "3607"), ("重庆市云阳县", "5002"),
    ("云南省镇雄县", "5306"), ("河南省太康县", "4116"), ("安徽省颍上县", "3412"), ("广东省化州市", "4409"),
    ("广东省五华县", "4414"), ("广东省封开县", "4412"), ("湖南省新化县", "4313"), ("广西桂平市", "4508"),
)  # fmt: skip
TOWNS = "东桥 西岭 南塘 北坪 石门 青山 新圩 大河"
EMPLOYERS = (
    "江海区银晨五金制品有限公司", "高新智能装备有限公司", "江海光电科技有限公司", "外海船舶修造厂",
    "名杨餐饮配送服务有限公司", "粤湾云谷电商产业园", "礼乐电子元件有限公司", "银泉汽车租赁服务部",
    "江海广场商业管理有限公司", "顺丰外海营业点", "饿了么江海站", "五邑家政服务中心",
)  # fmt: skip
GIG = {
    "快递员": "顺丰外海营业点", "外卖送餐员": "饿了么江海站", "网约车司机": "银泉汽车租赁服务部",
    "电商从业人员": "粤湾云谷电商产业园", "货车司机": "麻园货运物流园", "网络主播": "礼乐电商直播基地",
}  # fmt: skip
EDUCATION = ("初中", "高中", "中专", "大专", "大专", "本科", "本科", "硕士研究生")
RESERVED = ("何山远", "贺小松")  # the two of whom the press report tells
REASONS = ("务工", "务工", "务工", "经商", "就业", "创业", "随亲属居住")
assert len(GIG) <= len(NewEmployment)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member, as a careful clerk would write her into a ledger."""

    name: str
    sex: str
    birth: date
    id_number: str
    phone: str
    origin: str
    home_org: str
    education: str
    joined: date
    probationary: bool
    arrived: date
    reported: date | None
    employer: str
    kind: str
    reason: str
    place: str
    lead: bool = False


# How long the district has had its register: longer than the months that the demo has closed.
HISTORY = timedelta(days=185)


class Roll(random.Random):
    """Chance that comes out the same each time: for invented stories, never for secrets."""


class Dice:
    """Draws people one after the other; the same seed and day give the same people.

    They had come by the day on which the register was begun, HISTORY before `today`.
    """

    def __init__(self, today: date, seed: int = SEED) -> None:
        self.begun = today - HISTORY
        self.roll = Roll(seed)
        self.names = set(RESERVED)
        self.count = 0

    def person(self, place: str, *, lead: bool = False, reports: bool = True) -> Person:
        """One more person living at `place` (a village's or community's name)."""
        self.count += 1
        man = self.roll.random() < 0.58
        birth = date(self.roll.randint(1962, 2001), self.roll.randint(1, 12), self.roll.randint(1, 28))
        origin, area = self.roll.choice(ORIGINS)
        arrived = self.begun - timedelta(days=self.roll.randint(20, 1100))
        reported = arrived + timedelta(days=self.roll.randint(3, 45))
        kind = self.roll.choice((*GIG, "", "", "", ""))
        return Person(
            name=self._name(man),
            sex="男" if man else "女",
            birth=birth,
            id_number=compose(f"{area}99", birth, 2 * self.count % 998 + man),
            phone=f"139{20_000_000 + 7919 * self.count}",
            origin=origin,
            home_org=f"中共{origin}{self.roll.choice(TOWNS.split())}镇支部委员会",
            education=self.roll.choice(EDUCATION),
            joined=date(birth.year + self.roll.randint(20, 23), self.roll.randint(1, 12), 1),
            probationary=False,
            arrived=arrived,
            reported=reported if reports and reported < self.begun else None,
            employer=GIG.get(kind) or self.roll.choice(EMPLOYERS),
            kind=kind,
            reason=self.roll.choice(REASONS),
            place=place,
            lead=lead,
        )

    def _name(self, man: bool) -> str:
        given = (GIVEN_MEN if man else GIVEN_WOMEN).split()
        while True:
            name = self.roll.choice(SURNAMES) + self.roll.choice(given)
            if name not in self.names:
                self.names.add(name)
                return name


def spread(total: int, places: Sequence[str]) -> Iterator[str]:
    """`total` places, the earlier ones of the list more often; every place at least once when there are enough."""
    for number in range(total):
        yield places[number % len(places)]
