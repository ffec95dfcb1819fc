"""Rosters as clerks keep them, made up together with the answer that a careful clerk would give.

Everything random comes from one `random.Random`, so a failure is one number. Nothing here asks the importer: spellings,
codes and check digits are written down again, or the tests would only compare the program with itself.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

HEADINGS = {
    "row_no": "序号;编号;序  号;No.;顺序号",
    "name": "姓名;党员姓名;姓  名;姓   名;名字;流动党员姓名;人员姓名;*姓名;姓名：;姓\n名;姓 名（必填）",
    "gender": "性别;性  别",
    "ethnic": "民族;族别",
    "birth": "出生年月;出生日期;生日;出生时间;出生年月日",
    "age": "年龄;周岁;年  龄",
    "id_number": "身份证号;身份证;身份证号码;公民身份号码;公民身份证号码;公民身份证号;证件号码;身份证件号码;身份证号码（18位）;公民\n身份号码",
    "education": "学历;文化程度;最高学历;学历学位;教育程度;全日制学历",
    "native": "籍贯;祖籍;原籍",
    "household": "户籍所在地;户籍地址;户籍地;户口所在地",
    "residence": "现居住地;现居住地址;居住地址;家庭住址;现住址;流入地居住地址;住址;联系地址",
    "phone": "联系电话;手机;手机号;手机号码;电话;联系方式;本人电话;联系手机;注册手机号;移动电话;联系电话（手机）;＊手机号码",
    "political": "政治面貌;人员类别;党员类别;党籍状态;党员类型",
    "joined": "入党时间;入党日期;加入党组织日期;入党年月;何时入党;加入中国共产党日期",
    "regular": "转正时间;转正日期;转为正式党员日期",
    "home_org": "组织关系所在党组织;流出地党组织;流出地党组织名称;流出党组织;组织关系所在党支部;原党组织;原所在党支部;原所属党支部;"
    "原组织;正式组织关系所在党组织;党组织关系所在地",
    "origin": "流出地;流出地(省市县);来源地;原所在地;流出地行政区划;流出地（省、市、县）",
    "home_contact": "流出地党组织联系人;原党组织联系人;流出组织联系人;流出地联系人",
    "home_phone": "流出地党组织联系电话;流出组织联系电话;原党组织电话;流出地党组织联系人及电话",
    "host_org": "流入地党组织;流入党组织;接收党组织;纳入党支部名称;纳入党组织;编入党支部;流入党支部;报到党组织",
    "community": "村(社区);社区;村居;村(居);所属社区;所在村(社区);村（社区）",
    "destination": "外出地点;流向;流出地点;外出去向;流入地;现流入地;外出务工地;流动地点;地点;外出流向",
    "reason": "外出原因;流动原因;流出原因;流出理由;流入原因;外出事由;外出缘由",
    "left": "外出日期;流出时间;流出日期;外出时间;何时外出;离开时间;流动日期",
    "arrived": "流入时间;流入日期;何时流入;到江海时间;来江时间",
    "employer": "工作单位;工作单位及职务;现工作单位;工作/学习单位;务工单位;流入单位名称;单位名称;就业单位",
    "occupation": "从业状况;从事职业;原职业;现从事职业;从业类别;就业状况;工作状况;从事职业及年收入",
    "kind": "新业态类别;新就业群体类别;类别",
    "migrant": "是否农民工;农民工",
    "certificate": "流动党员活动证;活动证编号;流动证号;是否持证;是否持有《中国共产党流动党员活动证》",
    "reported": "是否已报到;是否报到;报到情况;报到状态",
    "reported_on": "报到时间;报到日期",
    "relation": "组织关系状态;是否转接组织关系;组织关系转接情况",
    "liaison": "联络员;联系人;结对联系人;结对党员;固定联系人;党建联络员;帮联人;红色管家;党建指导员;责任联系人;结对人员",
    "last_contact": "最近联系时间;最后联系时间",
    "ideology": "思想状况;思想动态;现实表现",
    "family": "家庭人口",
    "remark": "备注;备   注;说明;其他;附注",
    "channel": "与党组织联系方式",
}
DECOYS = ("血型", "车牌号", "微信号", "宿舍号", "衣服尺码", "是否参加体检", "紧急程度", "党徽领取", "QQ")

# county code, province, province short, city, city short, county, county short
PLACES = (
    ("522726", "贵州省", "贵州", "黔南布依族苗族自治州", "黔南州", "独山县", "独山"),
    ("421181", "湖北省", "湖北", "黄冈市", "黄冈", "麻城市", "麻城"),
    ("450923", "广西壮族自治区", "广西", "玉林市", "玉林", "博白县", "博白"),
    ("511324", "四川省", "四川", "南充市", "南充", "仪陇县", "仪陇"),
    ("411627", "河南省", "河南", "周口市", "周口", "太康县", "太康"),
    ("360731", "江西省", "江西", "赣州市", "赣州", "于都县", "于都"),
    ("430524", "湖南省", "湖南", "邵阳市", "邵阳", "隆回县", "隆回"),
    ("341226", "安徽省", "安徽", "阜阳市", "阜阳", "颍上县", "颍上"),
    ("440983", "广东省", "广东", "茂名市", "茂名", "信宜市", "信宜"),
    ("530627", "云南省", "云南", "昭通市", "昭通", "镇雄县", "镇雄"),
    ("330603", "浙江省", "浙江", "绍兴市", "绍兴", "柯桥区", "柯桥"),
    ("500235", "重庆市", "重庆", "", "", "云阳县", "云阳"),
)
COMMUNITIES = (
    ("440704001021", "仁美社区", "江南街道"), ("440704001025", "永明社区", "江南街道"),
    ("440704001028", "永贤社区", "江南街道"), ("440704001023", "银城社区", "江南街道"),
    ("440704004206", "东南村", "外海街道"), ("440704004003", "石鹤利社区", "外海街道"),
    ("440704004205", "南山村", "外海街道"), ("440704005201", "英南村", "礼乐街道"),
    ("440704005221", "向荣村", "礼乐街道"), ("440704005218", "新华村", "礼乐街道"),
)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文区单仇解冼覃"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红斌欣嘉涵宇浩波怡松志辉美家豪思雪梅兰海峰建国新立远东飞鹏燕俊子文"
RARE = ("𠮷田明", "陈㛃", "娜仁·其其格", "吐尔逊·阿不都拉", "才旦·卓玛", "欧阳翙翙", "单于小满", "司徒𬭎")
EDUCATION = {
    "21": "大学 本科 大学本科 全日制本科 本科(学士) 在职本科 函授本科 中央党校大学", "31": "大专 专科 高职 大学专科",
    "41": "中专", "61": "高中", "71": "初中", "14": "硕士 研究生 硕士研究生", "11": "博士",
}
NOTHING_DATES = ("春节后", "去年", "不详", "长期", "/", "—", "无", "待核实")
TITLES = ("江海区流动党员（{w}）信息台账（2023年11月）", "{w}党员花名册", "江海区某街道{w}党员名册", "2024年第二季度{w}党员登记表")
UNDER_TITLES = ("填报单位（盖章）：          填报人：        填报日期：", "生成时间:2023-12-01 09:00:00", "单位：某党支部     2023年12月")
FOOTERS = (
    ["合计：", "{n}人"], ["合计"], ["填表说明：1.流动党员是指……；2.本表每月25日前报送。"], ["注：本表一式两份。"],
    ["审核人：李某", "", "", "制表人：王某"], ["说明:1.本表由村（社区）填写。"], ["总计", "", "{n}"], ["备注：以上信息已核对。"],
    ["制表人：", "", "审核人："], ["说明：", ""], ["2.每月25日前报送街道党建办。"], ["第1页 共3页"], ["（盖章）"],
)


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


@dataclass
class Roster:
    """A file and its answer."""

    content: bytes
    filename: str
    expected: dict[str, Any]
    seed: int = 0


@dataclass
class Page:
    """One sheet being written."""

    name: str
    direction: str
    columns: list[tuple[str, str]]
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


class Maker:
    """Makes one roster. `scope` are the codes of the intake's communities (all when empty)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.used: dict[str, dict[str, int]] = {"in": {}, "out": {}}  # one person may stand in both ledgers

    # ---- truth -----------------------------------------------------------------------------------------------------

    def day(self, first: int, last: int) -> dt.date:
        return dt.date(first, 1, 1) + dt.timedelta(days=self.random.randrange((last - first + 1) * 365))

    def truth(self) -> Truth:
        r = self.random
        place, birth = r.choice(PLACES), self.day(1955, 2000)
        sex = r.choice("男女")
        first17 = f"{place[0][:4]}99{birth:%Y%m%d}{r.randrange(100):02d}{r.choice('13579' if sex == '男' else '02468')}"
        name = r.choice(RARE) if r.random() < 0.06 else r.choice(SURNAMES) + "".join(r.choices(GIVEN, k=r.choice((1, 2, 2))))
        phone = f"1{r.choice('35789')}{r.randrange(10**9):09d}"
        village = f"{r.choice('东西南北')}{r.choice('山河桥关')}"
        return Truth(name, first17 + check_character(first17), phone, sex, birth, self.day(1980, 2022), self.day(2021, 2023),
                     place, r.choice(list(EDUCATION)), r.choice(COMMUNITIES), village, r.choice((True, False, None)))

    # ---- spelling --------------------------------------------------------------------------------------------------

    def date(self, day: dt.date) -> tuple[Any, str]:
        """(cell, ISO date that it says)."""
        r = self.random
        y, m, d = day.year, day.month, day.day
        exact = [f"{y}.{m:02d}.{d:02d}", f"{y}{m:02d}{d:02d}", f"{y}年{m}月{d}日", f"{y}-{m:02d}-{d:02d} 00:00:00",
                 f"{y}/{m}/{d}", day, f"{y}．{m:02d}．{d:02d}", f"{y}-{m}-{d}"]
        month = [f"{y}.{m:02d}", f"{y}．{m}", f"{y}-{m}", f"{y}/{m:02d}", f"{y}年{m}月", f"{y}{m:02d}", f"{y}.{m}至今",
                 f"{y}年{m}月起", f"{y} 年 {m} 月"]
        if r.random() < 0.5:
            return r.choice(exact), day.isoformat()
        return r.choice(month), day.replace(day=1).isoformat()

    def name(self, name: str) -> str:
        r = self.random
        forms = [name] * 4 + [f" {name} ", f"{name}（预备）", f"{name}*", f"{name}(组长)"]
        if len(name) == 2:
            forms += [f"{name[0]}　{name[1]}", f"{name[0]} {name[1]}", f"{name[0]}  {name[1]}"] * 2
        if "·" in name:
            forms += [name.replace("·", dot) for dot in "•.・．"]
        return r.choice(forms)

    def id_number(self, number: str) -> Any:
        r = self.random
        forms = [number] * 3 + [f" {number}", f"{number} ", f"'{number}"]
        if number.endswith("X"):
            forms = [number[:-1] + end for end in ("X", "x", "Ｘ", "×")]
        return r.choice(forms)

    def phone(self, phone: str) -> Any:
        p = phone
        return self.random.choice([p, p, p, f"{p[:3]} {p[3:7]} {p[7:]}", f"{p[:3]}-{p[3:7]}-{p[7:]}", f"+86{p}", float(p), int(p),
                                   f"{p}/0750-3861234", f"{p}、0750-3861234", f"{p};13900000001", f"86{p}", f"　{p}"])

    def place(self, place: tuple[str, ...]) -> str:
        code, full, short, city, city_short, county, county_short = place
        return self.random.choice([full + city + county, short + county, full + county, code, short + county_short,
                                   short + city_short + county_short, f"{full} {city} {county}", f"{full}{county}人"[:-1]])

    def home(self, truth: Truth) -> str:
        _, full, _, city, _, county, _ = truth.place
        where = self.random.choice([full + county, full + city + county])
        return f"中共{where}{truth.village}镇{self.random.choice(['', '东风村'])}支部委员会"

    def community(self, found: tuple[str, str, str]) -> str:
        _, name, street = found
        core = name.removesuffix("社区").removesuffix("村")
        office = core + ("社区居委会" if name.endswith("社区") else "村委会")
        return self.random.choice([name, name, office, core, street + name, f"{name}党支部",
                                   f"中共江门市江海区{street}{name}支部委员会", f"{street}{name}党委", f" {name} "])

    # ---- one row ---------------------------------------------------------------------------------------------------

    def fault(self) -> str | None:
        return self.random.choice(("name_missing", "id_damaged", "id_damaged_text", "id_checksum", "id_length", "phone_damaged",
                                   "duplicate_in_file", "no_keys", "masked", "landline", "legacy")
                                  ) if self.random.random() < 0.25 else None

    def cells(self, page: Page, number: int, truth: Truth, fault: str | None, known: dict[str, Any]) -> dict[str, Any]:
        """The cells of one person by column kind; fills `known` with what they say."""
        r, kinds = self.random, {kind for kind, _ in page.columns}
        writers: dict[str, Callable[[], Any]] = {
            "row_no": lambda: r.choice([number, float(number), str(number)]),
            "gender": lambda: truth.sex, "ethnic": lambda: r.choice(["汉", "汉族", "01"]),
            "age": lambda: 2023 - truth.birth.year, "native": lambda: self.place(truth.place),
            "household": lambda: truth.place[1] + truth.place[3] + truth.place[5],
            "residence": lambda: f"广东省江门市江海区{truth.community[2]}{truth.community[1]}{r.choice(['', '1号', '新村二巷3号'])}",
            "political": lambda: r.choice(["正式党员", "中共党员", "预备党员", "中共预备党员"]),
            "education": lambda: r.choice(EDUCATION[truth.education].split()),
            "home_contact": lambda: f"{r.choice(SURNAMES)}书记",
            "home_phone": lambda: f"{r.choice(SURNAMES)}书记139{r.randrange(10**8):08d}",
            "host_org": lambda: f"中共江门市江海区{truth.community[2]}{truth.community[1]}支部委员会",
            "reason": lambda: r.choice("务工 打工 经商 做生意 上班 就业 创业 读书 带孙 随迁 养老 投靠子女".split()),
            "employer": lambda: r.choice(["某机械厂", "江门市某光电有限公司", "", "某电商基地/仓库"]),
            "occupation": lambda: r.choice(["普工", "快递员，8万", "工程师", "幼儿教师，年收入5万"]),
            "kind": lambda: r.choice(["快递员", "外卖送餐员", "网约车司机", "货车司机", "网络主播", "电商", "家政"]),
            "migrant": lambda: r.choice(["是", "否", "", "√"]), "certificate": lambda: r.choice(["是", "否", "粤江海2023001", ""]),
            "relation": lambda: r.choice(["未转出", "已转出", "转接中", "否", ""]),
            "liaison": lambda: r.choice([f"汪联络 138{r.randrange(10**8):08d}", "李四", f"张三（139{r.randrange(10**8):08d}）"]),
            "ideology": lambda: "良好", "family": lambda: r.randrange(1, 7), "remark": lambda: r.choice(["", "", "已核实"]),
            "regular": lambda: self.date(truth.joined)[0], "reported_on": lambda: "", "last_contact": lambda: "2023.10.09",
        }
        found = {kind: write() for kind, write in writers.items() if kind in kinds}
        self.personal(page, found, kinds, truth, known)
        self.keys(page, found, kinds, truth, fault, known)
        return found

    def personal(self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, known: dict[str, Any]) -> None:
        r, out = self.random, page.direction == "out"
        known |= {"sex": truth.sex if "gender" in kinds else None, "education_code": truth.education if "education" in kinds else None}
        for kind, key, day in (("joined", "joined", truth.joined), ("left" if out else "arrived", "arrived", truth.arrived),
                               ("birth", "birth", truth.birth)):
            known[key] = None
            if kind not in kinds:
                continue
            if kind != "birth" and r.random() < 0.08:
                found[kind] = r.choice(NOTHING_DATES)
            else:
                found[kind], known[key] = self.date(day)
        known["home_org"] = found["home_org"] = self.home(truth) if "home_org" in kinds else None
        known["origin_code"] = None
        if {"origin", "destination"} & kinds:
            found["origin"] = found["destination"] = self.place(truth.place)
            known["origin_code"] = truth.place[0]
        elif "home_org" in kinds and not out:
            known["origin_code"] = truth.place[0]
        known["reported"] = truth.reported if "reported" in kinds else None
        found["reported"] = {True: r.choice("是 √ 已报到 有 Y".split()), False: r.choice("否 × 未报到 N".split()), None: ""}[truth.reported]

    def keys(self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str | None, known: dict[str, Any]) -> None:
        """Name, ID number, telephone: with the fault of this row, if the sheet has a column for it."""
        r = self.random
        found["name"], known["name"] = self.name(truth.name), truth.name
        known["id_number"] = known["phone"] = None
        if "id_number" in kinds:
            found["id_number"], known["id_number"] = self.id_number(truth.id_number), truth.id_number
            known |= {"sex": truth.sex, "birth": truth.birth.isoformat()}
        if kinds & {"phone", "channel"}:
            if "phone" in kinds:
                found["phone"] = self.phone(truth.phone)
            else:
                found["channel"] = r.choice([f"电话{truth.phone}", truth.phone, f"手机：{truth.phone}"])
            known["phone"] = truth.phone
        if fault:
            self.spoil(page, found, kinds, truth, fault, known)

    def spoil(self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str, known: dict[str, Any]) -> None:
        r, number = self.random, truth.id_number
        has_id, tel = "id_number" in kinds, "phone" if "phone" in kinds else "channel" if "channel" in kinds else None
        if fault == "name_missing":
            found["name"], known["error"] = r.choice(["", "", " "]), ("name", "name_missing")
        elif fault == "phone_damaged" and tel == "phone":
            found["phone"], known["error"] = r.choice(["1.38E+10", "1.3912E+10", "1.38e10"]), ("phone", "phone_damaged")
        elif fault in ("landline", "no_keys") and tel:
            found[tel] = "0750-3861234" if fault == "landline" else r.choice(["", "无", "微信" if tel == "channel" else ""])
            known["phone"] = None
            if fault == "no_keys" and has_id:
                found["id_number"] = r.choice(["", "无", "不详"])
                self.forget_id(known, kinds, found, truth)
        elif has_id:
            self.spoil_id(found, kinds, truth, fault, known, number)

    def spoil_id(self, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str, known: dict[str, Any], number: str) -> None:
        r = self.random
        if fault == "id_damaged":
            found["id_number"] = float(number[:15] + "000")
        elif fault == "id_damaged_text":
            found["id_number"] = f"{number[0]}.{number[1:6]}E+17"
        elif fault == "id_checksum":
            place = r.randrange(6, 17)
            found["id_number"] = number[:place] + str((int(number[place]) + r.randrange(1, 10)) % 10) + number[place + 1:]
        elif fault == "id_length":
            found["id_number"] = number[:r.choice((14, 16, 17))] if r.random() < 0.7 else number[:17] + "0" + number[17]
        elif fault == "masked":
            found["id_number"] = f"{number[:4]}**********{number[-4:]}"
            self.forget_id(known, kinds, found, truth)
        elif fault == "legacy":
            fifteen = number[:6] + number[8:17]
            if number[6:8] == "19":
                found["id_number"] = fifteen
        if fault in ("id_damaged", "id_damaged_text", "id_checksum", "id_length"):
            known["error"] = ("id_number", {"id_damaged_text": "id_damaged"}.get(fault, fault))

    def forget_id(self, known: dict[str, Any], kinds: set[str], found: dict[str, Any], truth: Truth) -> None:
        """Without the number only the sheet speaks for sex and birthday."""
        known |= {"id_number": None, "sex": truth.sex if "gender" in kinds else None, "birth": None}
        if "birth" in kinds:
            found["birth"], known["birth"] = self.date(truth.birth)

    # ---- one sheet -------------------------------------------------------------------------------------------------

    def columns(self, direction: str, *, community: bool) -> list[tuple[str, str]]:
        r = self.random
        always = ["name"]
        place = ["destination", "left"] if direction == "out" else ["arrived"]
        keys = r.choice((["id_number", "phone"], ["id_number", "phone"], ["id_number"], ["phone"], ["channel", "age"]))
        often = ["gender", "birth", "education", "joined", "employer", "remark", "reason"]
        if direction == "in":
            often += ["origin", "home_org", "reported"]
        rare = ["ethnic", "political", "regular", "occupation", "migrant", "certificate", "relation", "liaison", "last_contact",
                "ideology", "family", "native", "household"]
        if direction == "in":
            rare += ["home_contact", "home_phone", "host_org", "kind"]
        kinds = always + keys + [k for k in place if r.random() < 0.95] + [k for k in often if r.random() < 0.7]
        kinds += [k for k in rare if r.random() < 0.25] + (["community"] if community else [])
        if direction == "in" and not community and r.random() < 0.3:
            kinds.append("residence")
        if direction == "out" and "destination" not in kinds:
            kinds.append("destination")
        if not {"origin", "home_org"} & set(kinds) and direction == "in":
            kinds.append("origin")
        columns = [(kind, r.choice(HEADINGS[kind].split(";"))) for kind in kinds]
        columns += [("decoy", title) for title in r.sample(DECOYS, r.choice((0, 0, 1, 2)))]
        columns = _distinct(columns)
        if r.random() < 0.6:
            r.shuffle(columns)
        if r.random() < 0.8:
            columns.insert(0, ("row_no", r.choice(HEADINGS["row_no"].split(";"))))
        return columns

    def page(self, name: str, direction: str, *, community: tuple[str, str, str] | None, column: bool, rows: int,
             scope: str = "", said: bool = True) -> Page:
        """A sheet. `community`: the one the sheet is about; `column`: whether it has a column for it."""
        r = self.random
        page = Page(name, direction, self.columns(direction, community=column))
        word = {"in": "流入", "out": "流出"}[direction]
        two_rows = r.random() < 0.35
        if r.random() < 0.8 or said:
            self.line(page, r.choice(TITLES).format(w=word), merge=True)
            if r.random() < 0.5:
                self.line(page, r.choice(UNDER_TITLES), merge=r.random() < 0.5)
        if r.random() < 0.15:
            page.rows.append([])
        head = self.head(page, two_rows)
        self.body(page, head, rows, community, column, scope)
        for footer in r.sample(FOOTERS, r.choice((0, 1, 2, 3))):
            cells = [cell.format(n=rows) for cell in footer]
            page.rows.append(cells)
        return page

    def line(self, page: Page, text: str, *, merge: bool) -> None:
        page.rows.append([text])
        if merge and len(page.columns) > 1:
            page.merges.append((len(page.rows), 1, len(page.rows), len(page.columns)))

    def head(self, page: Page, two_rows: bool) -> list[list[Any]]:
        """The heading: one row, or two with some neighbours under one parent."""
        titles = [title for _, title in page.columns]
        if not two_rows or len(titles) < 5:
            page.rows.append(list(titles))
            return [titles]
        safe = {"joined", "regular", "employer", "reason", "education", "arrived", "left", "destination", "origin", "occupation"}
        upper, lower, top = list(titles), [""] * len(titles), len(page.rows) + 1
        runs = [at for at in range(len(titles) - 1) if page.columns[at][0] in safe and page.columns[at + 1][0] in safe]
        grouped: set[int] = set()
        for at in runs[:1]:
            grouped |= {at, at + 1}
            upper[at], upper[at + 1] = ("外出务工情况" if page.direction == "out" else "流入务工情况"), ""
            lower[at], lower[at + 1] = titles[at], titles[at + 1]
            page.merges.append((top, at + 1, top, at + 2))
        if not grouped:
            page.rows.append(list(titles))
            return [titles]
        page.merges += [(top, at + 1, top + 1, at + 1) for at in range(len(titles)) if at not in grouped]
        page.rows += [list(upper), list(lower)]
        return [upper, lower]

    def body(self, page: Page, head: list[list[Any]], rows: int, about: tuple[str, str, str] | None, column: bool, scope: str) -> None:
        r = self.random
        repeat, blank, faulty = r.random() < 0.2, r.random() < 0.2, r.random() < 0.8
        merged = column and r.random() < 0.5
        group: tuple[str, str, str] | None = None
        start = 0
        for index in range(rows):
            if repeat and index and index % 10 == 0:
                self.close(page, start, merged)
                start, group = 0, None
                page.rows += [list(line) for line in head]
            if blank and r.random() < 0.1:
                self.close(page, start, merged)
                start, group = 0, None
                page.rows.append([])
            truth = self.truth()
            if about:
                truth.community = about
            if merged:
                if group is None or r.random() < 0.2:
                    self.close(page, start, merged)
                    while group and truth.community == group:
                        truth.community = r.choice(COMMUNITIES)
                    group, start = truth.community, len(page.rows) + 1
                truth.community = group
            elif column and group is not None and r.random() < 0.5:
                truth.community = group
            else:
                group = truth.community
            self.person(page, index + 1, truth, self.fault() if faulty else None, column, about, scope,
                        written=not merged or start == len(page.rows) + 1)
        self.close(page, start, merged)

    def close(self, page: Page, start: int, merged: bool) -> None:
        if merged and start and len(page.rows) > start:
            at = next(i for i, (kind, _) in enumerate(page.columns) if kind == "community") + 1
            page.merges.append((start, at, len(page.rows), at))

    def person(self, page: Page, number: int, truth: Truth, fault: str | None, column: bool, about: tuple[str, str, str] | None,
               scope: str, *, written: bool) -> None:
        known: dict[str, Any] = {}
        cells = self.cells(page, number, truth, fault, known)
        if column:
            cells["community"] = self.community(truth.community) if written else ""
        row = len(page.rows) + 1
        page.rows.append([cells.get(kind, self.random.choice(["", "a1", "有"]) if kind == "decoy" else "") for kind, _ in page.columns])
        named = column or about is not None
        residence = any(kind == "residence" for kind, _ in page.columns)
        known["community_code"] = truth.community[0] if named or residence else None
        errors = [known.pop("error")] if "error" in known else []
        if named and not truth.community[0].startswith(scope):
            errors.append(("community", "out_of_scope"))
        bad_id = any(kind == "id_number" for kind, _ in errors)
        if fault == "duplicate_in_file" and self.used[page.direction]:
            errors += self.twice(page, row, known, bad_id)
        elif known["id_number"] and not bad_id:
            self.used[page.direction].setdefault(known["id_number"], row)
        self.note(page, row, known, errors)

    def twice(self, page: Page, row: int, known: dict[str, Any], bad_id: bool) -> list[tuple[str, str]]:
        """Write somebody's number again."""
        at = next((i for i, (kind, _) in enumerate(page.columns) if kind == "id_number"), None)
        if at is None or bad_id:
            return []
        page.rows[-1][at] = self.random.choice(list(self.used[page.direction]))
        return [("id_number", "duplicate_in_file")]

    def note(self, page: Page, row: int, known: dict[str, Any], errors: list[tuple[str, str]]) -> None:
        place = {kind: at + 1 for at, (kind, _) in reversed(list(enumerate(page.columns)))}
        for kind, error in errors:
            page.errors.append({"sheet": page.name, "row": row, "column": place.get(kind, 1), "kind": error})
        told = {"sheet": page.name, "row": row}
        if errors:
            page.people.append(told | {"verdict": "error"})
            return
        verdict = "ok" if known["id_number"] or known["phone"] else "review"
        page.people.append(known | told | {"verdict": verdict})

    # ---- one file --------------------------------------------------------------------------------------------------

    def roster(self) -> Roster:
        """Any of the shapes: a ledger with a community column, a sheet a village, in and out in one workbook, a CSV."""
        shape = self.random.choice(("ledger", "ledger", "villages", "both", "branch", "csv"))
        pages = getattr(self, f"shape_{shape}")()
        content = as_csv(self.random, pages[0]) if shape == "csv" else as_xlsx(pages)
        if shape == "csv":
            pages[0].name = "Sheet1"
            for item in (*pages[0].people, *pages[0].errors):
                item["sheet"] = "Sheet1"
        return Roster(content, f"{shape}.{'csv' if shape == 'csv' else 'xlsx'}", answer(pages), self.seed)

    def shape_ledger(self) -> list[Page]:
        return [self.page("台账", "in", community=None, column=True, rows=self.random.randrange(3, 40))]

    def shape_csv(self) -> list[Page]:
        page = self.page("Sheet1", self.random.choice(("in", "out")), community=None, column=self.random.random() < 0.5,
                         rows=self.random.randrange(3, 40))
        return [page]

    def shape_branch(self) -> list[Page]:
        direction = self.random.choice(("in", "out"))
        name = {"in": "流入党员名册", "out": "流出党员名册"}[direction]
        return [self.page(self.random.choice((name, "Sheet1", "名册")), direction, community=None, column=False, rows=20)]

    def shape_villages(self) -> list[Page]:
        chosen = self.random.sample(COMMUNITIES, 4)
        return [self.page(found[1], "in", community=found, column=False, rows=8) for found in chosen]

    def shape_both(self) -> list[Page]:
        return [self.page(name, direction, community=None, column=self.random.random() < 0.5, rows=12)
                for name, direction in (("流入", "in"), ("流出", "out"))]


def _distinct(columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """No two columns with one heading (流入党支部 …), as long as nobody means it."""
    seen: set[str] = set()
    return [column for column in columns if not (column[1] in seen or seen.add(column[1]))]


def answer(pages: list[Page]) -> dict[str, Any]:
    """The `.expected.json` of these sheets."""
    directions = {page.direction for page in pages}
    return {
        "direction": directions.pop() if len(directions) == 1 else "mixed",
        "sheets": [page.name for page in pages], "rows": sum(len(page.people) for page in pages),
        "errors": [error for page in pages for error in page.errors],
        "people": [person for page in pages for person in page.people],
    }


def as_xlsx(pages: list[Page]) -> bytes:
    """A workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for number, cells in enumerate(page.rows, 1):
            for at, cell in enumerate(cells, 1):
                if cell not in ("", None):
                    sheet.cell(number, at, cell)
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
        for number in page.hidden:
            sheet.row_dimensions[number].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(chance: random.Random, page: Page) -> bytes:
    """A CSV as Excel, WPS or a system writes it; merges are gone, numbers as Excel shows them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=chance.choice(",,,;\t"))
    for cells in page.rows:
        writer.writerow([_shown(cell) for cell in cells])
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16"))
    return text.getvalue().encode(encoding)


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.5E}".replace("E+0", "E+") if cell >= 1e15 else str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
