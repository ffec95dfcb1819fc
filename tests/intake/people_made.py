"""One invented person as one row of cells, sound or with one fault, together with the clerk's answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.intake.spelling import Speller, Truth
from tests.intake.words import EDUCATION, NOTHING_DATES, SURNAMES


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


class RowMaker(Speller):
    """Makes rows."""

    def fault(self) -> str | None:
        return (
            self.random.choice(
                (
                    "name_missing",
                    "id_damaged",
                    "id_damaged_text",
                    "id_checksum",
                    "id_length",
                    "phone_damaged",
                    "duplicate_in_file",
                    "no_keys",
                    "masked",
                    "landline",
                    "legacy",
                )
            )
            if self.random.random() < 0.25
            else None
        )

    def cells(self, page: Page, number: int, truth: Truth, fault: str | None, known: dict[str, Any]) -> dict[str, Any]:
        """The cells of one person by column kind; fills `known` with what they say."""
        r, kinds = self.random, {kind for kind, _ in page.columns}
        writers: dict[str, Callable[[], Any]] = {
            "row_no": lambda: r.choice([number, float(number), str(number)]),
            "gender": lambda: truth.sex,
            "ethnic": lambda: r.choice(["汉", "汉族", "01"]),
            "age": lambda: 2023 - truth.birth.year,
            "native": lambda: self.place(truth.place),
            "household": lambda: truth.place[1] + truth.place[3] + truth.place[5],
            "residence": lambda: (
                f"广东省江门市江海区{truth.community[2]}{truth.community[1]}{r.choice(['', '1号', '新村二巷3号'])}"
            ),
            "political": lambda: r.choice(["正式党员", "中共党员", "预备党员", "中共预备党员"]),
            "education": lambda: r.choice(EDUCATION[truth.education].split()),
            "home_contact": lambda: f"{r.choice(SURNAMES)}书记",
            "home_phone": lambda: f"{r.choice(SURNAMES)}书记139{r.randrange(10**8):08d}",
            "host_org": lambda: f"中共江门市江海区{truth.community[2]}{truth.community[1]}支部委员会",
            "reason": lambda: r.choice(
                ["务工", "打工", "经商", "做生意", "上班", "就业", "创业", "读书", "带孙", "随迁", "养老", "投靠子女"]
            ),
            "employer": lambda: r.choice(["某机械厂", "江门市某光电有限公司", "", "某电商基地/仓库"]),
            "occupation": lambda: r.choice(["普工", "快递员，8万", "工程师", "幼儿教师，年收入5万"]),
            "kind": lambda: r.choice(["快递员", "外卖送餐员", "网约车司机", "货车司机", "网络主播", "电商", "家政"]),
            "migrant": lambda: r.choice(["是", "否", "", "√"]),
            "certificate": lambda: r.choice(["是", "否", "粤江海2023001", ""]),
            "relation": lambda: r.choice(["未转出", "已转出", "转接中", "否", ""]),
            "liaison": lambda: r.choice(
                [f"汪联络 138{r.randrange(10**8):08d}", "李四", f"张三（139{r.randrange(10**8):08d}）"]
            ),
            "ideology": lambda: "良好",
            "family": lambda: r.randrange(1, 7),
            "remark": lambda: r.choice(["", "", "已核实"]),
            "regular": lambda: self.date(truth.joined)[0],
            "reported_on": lambda: "",
            "last_contact": lambda: "2023.10.09",
        }
        found = {kind: write() for kind, write in writers.items() if kind in kinds}
        self.personal(page, found, kinds, truth, known)
        self.keys(page, found, kinds, truth, fault, known)
        return found

    def personal(self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, known: dict[str, Any]) -> None:
        r, out = self.random, page.direction == "out"
        known["education_code"] = truth.education if "education" in kinds else None
        for kind, key, day in (
            ("joined", "joined", truth.joined),
            ("left" if out else "arrived", "arrived", truth.arrived),
            ("birth", "birth", truth.birth),
        ):
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
        found["reported"] = {
            True: r.choice(["是", "√", "已报到", "有", "Y", "☑是□否", "是，2023年3月", "已到社区报到", "V"]),
            False: r.choice(["否", "×", "未报到", "N", "□是☑否", "否，联系不上", "尚未报到", "待报到"]),
            None: "",
        }[truth.reported]

    def keys(
        self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str | None, known: dict[str, Any]
    ) -> None:
        """Name, ID number, telephone: with the fault of this row, if the sheet has a column for it."""
        r = self.random
        found["name"], known["name"] = self.name(truth.name, truth.sex), truth.name
        known["sex"] = self.said_sex(kinds, found, truth)
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

    def spoil(
        self, page: Page, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str, known: dict[str, Any]
    ) -> None:
        r, number = self.random, truth.id_number
        has_id, tel = "id_number" in kinds, "phone" if "phone" in kinds else "channel" if "channel" in kinds else None
        if fault == "name_missing":
            found["name"], known["error"] = r.choice(["", "", " "]), ("name", "name_missing")
        elif fault == "phone_damaged" and tel == "phone":
            found["phone"], known["error"] = r.choice(["1.38E+10", "1.3912E+10", "1.38e10"]), ("phone", "phone_damaged")
        elif fault in ("landline", "no_keys") and tel:
            found[tel] = (
                "0750-3861234" if fault == "landline" else r.choice(["", "无", "微信" if tel == "channel" else ""])
            )
            known["phone"] = None
            if fault == "no_keys" and has_id:
                found["id_number"] = r.choice(["", "无", "不详"])
                self.forget_id(known, kinds, found, truth)
        elif has_id:
            self.spoil_id(found, kinds, truth, fault, known, number)

    def spoil_id(
        self, found: dict[str, Any], kinds: set[str], truth: Truth, fault: str, known: dict[str, Any], number: str
    ) -> None:
        r, place = self.random, self.random.randrange(6, 17)
        wrong = str((int(number[place]) + r.randrange(1, 10)) % 10)
        spoilt = {
            "id_damaged": float(number[:15] + "000"),
            "id_damaged_text": f"{number[0]}.{number[1:6]}E+17",
            "id_checksum": number[:place] + wrong + number[place + 1 :],
            "id_length": r.choice((number[:14], number[:16], number[:17], number[:17] + "0" + number[17])),
            "masked": f"{number[:4]}**********{number[-4:]}",
            "legacy": number[:6] + number[8:17] if number[6:8] == "19" else number,
        }
        found["id_number"] = spoilt.get(fault, found["id_number"])
        if fault == "masked":
            self.forget_id(known, kinds, found, truth)
        elif fault.startswith("id_"):
            known["error"] = ("id_number", fault.removesuffix("_text"))

    def said_sex(self, kinds: set[str], found: dict[str, Any], truth: Truth) -> str | None:
        """The sex where the sheet says it: in its column, or behind the name."""
        return truth.sex if "gender" in kinds or found["name"].endswith(f" {truth.sex}") else None

    def forget_id(self, known: dict[str, Any], kinds: set[str], found: dict[str, Any], truth: Truth) -> None:
        """Without the number only the sheet speaks for sex and birthday."""
        known |= {"id_number": None, "sex": self.said_sex(kinds, found, truth), "birth": None}
        if "birth" in kinds:
            found["birth"], known["birth"] = self.date(truth.birth)
