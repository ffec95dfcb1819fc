"""A street's monthly ledger of any length, invented but of the usual shape; the same seed gives the same bytes."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from registry.lib.identity import compose

TITLE = "江海区江南街道流动党员（流入）信息台账（2026年10月）"
SUBTITLE = "填报单位（盖章）：          填报人：        联系电话：         填报日期："
HEADERS = (
    "序号", "村(社区)", "姓名", "性别", "民族", "出生年月", "身份证号码", "学历", "入党时间", "是否预备党员",
    "联系电话", "流出地(省市县)", "流出地党组织名称", "流入时间", "流入地居住地址", "现工作单位", "流动原因",
    "是否已报到", "报到时间", "联络员姓名及电话", "备注",
)  # fmt: skip
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海波红梅宇浩然子轩欣怡思远家豪雨晨嘉诚天"
    "佑梓涵若曦俊杰鹏飞晓东春燕丹凤云龙雪松柏林峰山川河江月星辰光辉永福安康宁泰和顺"
)
ORIGINS = (
    "贵州省独山县", "湖北省麻城市", "广西壮族自治区博白县", "湖南省隆回县", "四川省仪陇县",
    "安徽省颍上县", "河南省太康县",
    "江西省于都县", "重庆市云阳县", "云南省镇雄县", "广东省化州市", "湖南省新化县",
)  # fmt: skip
COMMUNITIES = ("桥南社区", "中沙社区", "江翠社区", "仁美社区", "永明社区", "永贤社区")
EDUCATION = ("大专", "本科", "高中", "初中", "中专", "研究生")
REASONS = ("务工", "经商", "就业", "投靠亲属")
MADE = datetime(2026, 10, 31, tzinfo=UTC).replace(tzinfo=None)  # a workbook's clock has no zone


def rows(count: int, communities: Sequence[str] = COMMUNITIES, seed: int = 20261031) -> Iterator[tuple[Any, ...]]:
    """`count` people, one tuple of cells each; ID numbers are of county 99 and all different."""
    dice = random.Random(seed)
    for number in range(1, count + 1):
        yield _row(dice, number, communities[number * len(communities) // (count + 1)])


def _row(dice: random.Random, number: int, community: str) -> tuple[Any, ...]:
    born = date(1955, 1, 1) + timedelta(days=dice.randrange(18_000))
    place = dice.choice(ORIGINS)
    joined, arrived = _day(dice, 2000, 9000), _day(dice, 2019, 2400)
    reported = dice.choice(("是", "是", "是", "否", ""))
    return (
        number, community, dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2)))),
        "男" if number % 2 else "女", "汉族", f"{born:%Y.%m}",
        _id(born, number),
        dice.choice(EDUCATION), f"{joined:%Y.%m}", dice.choice(("否", "否", "否", "是")),
        f"13{100_000_000 + number}", place, f"中共{place}东桥镇支部委员会", f"{arrived:%Y-%m-%d}",
        f"江南街道{community}{dice.randrange(1, 200)}号", f"江门市{dice.choice(GIVEN)}{dice.choice(GIVEN[:20])}电子厂",
        dice.choice(REASONS), reported, f"{arrived + timedelta(days=20):%Y-%m-%d}" if reported == "是" else "",
        f"{dice.choice(SURNAMES)}联络 1382{dice.randrange(10_000_000):07d}", "",
    )  # fmt: skip


def _day(dice: random.Random, year: int, span: int) -> date:
    return date(year, 1, 1) + timedelta(days=dice.randrange(span))


def _id(born: date, number: int) -> str:
    """Different for every number: the county's first four digits and the sequence count up together."""
    return compose(f"{11 + number // 1000 % 80:02d}{number // 80_000 % 100:02d}99", born, number % 1000)


def write(path: Path, count: int, communities: Sequence[str] = COMMUNITIES) -> Path:
    """The ledger as .xlsx; deterministic, constant memory."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("流入党员台账")
        for at, line in enumerate(((TITLE,), (SUBTITLE,), HEADERS)):
            for column, text in enumerate(line):
                sheet.write_string(at, column, text)
        for at, row in enumerate(rows(count, communities), 3):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                else:
                    sheet.write_number(at, column, cell)
    return path
