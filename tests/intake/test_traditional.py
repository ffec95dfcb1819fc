"""Rosters in the characters of Hong Kong, Macau and Taiwan: whatever is looked up is found, names stay as written."""

from tests.intake.many import told_of
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, told


def test_values_of_a_whole_row() -> None:
    columns = {
        "姓名": "葉國強",
        "民族": "漢族",
        "學歷": "大學專科",
        "政治面貌": "中共黨員",
        "身份證號碼": A,
        "聯繫電話": "13800001234",
        "流出地黨組織": "中共廣西博白縣支部",
        "流動原因": "務工經商",
        "是否報到": "已報到",
        "所屬社區": "江翠社區",
        "來源地": "廣西博白縣",
        "備註": "離開江門，已轉走",
    }
    title, below = ["江海區流入黨員花名冊"], ["審核人：王文", "填表人：李某"]
    found = told([title, list(columns), list(columns.values()), below])
    (person,) = found["people"]
    assert (person["name"], person["home_org"]) == ("葉國強", "中共廣西博白縣支部")
    assert (person["origin_code"], person["education_code"], person["reported"]) == ("450923", "31", True)
    assert (person["community_code"], person["direction"]) == ("440704001017", "in")
    assert [warning["kind"] for warning in found["warnings"]] == ["remark_says"]


def test_communities_groups_sums_and_signatures() -> None:
    head = ["姓名", "電話", "社區"]
    places = {
        "街道": ("禮樂街道 英南村", "440704005201"),
        "辦事處": ("外海街道辦事處金溪社區", "440704004002"),
        "居委會": ("江南街道永明社區居民委員會", "440704001025"),
        "村": ("麻三村", "440704004203"),
    }
    sheets = {
        name: [head, [f"陳麗{name[0]}", f"1380000{at:04}", place], ["暫無流動黨員"], ["總計", 1], ["監交人", "王文"]]
        for at, (name, (place, _)) in enumerate(places.items())
    }
    sheets["兩段"] = [
        ["永明社區流入黨員名冊"],
        head[:2],
        ["譚偉", "13800002222"],
        ["二、仁美社區（流出黨員）"],
        ["馮芳", "13800002223"],
        ["鎮黨委書記", "王文"],
    ]
    found = [(p["sheet"], p["community_code"], p["direction"], p["verdict"]) for p in told_of(sheets)["people"]]
    assert found == [
        *((name, code, "in", "ok") for name, (_, code) in places.items()),
        ("兩段", "440704001025", "in", "ok"),
        ("兩段", "440704001021", "out", "ok"),
    ]


def test_lines_and_whose_a_number_is() -> None:
    lines = (
        "1、陳麗華 13800001234 廣西博白 住江翠社區",
        "2、歐陽偉，13800001235，麻三村",
        "3、葉國強 13800001236（母親）",
    )
    found = of_text("流入黨員：", *lines, "以上共3人，請查收。", "永明社區黨總支書記 王文 13900001111")["people"]
    assert [(p["name"], p["phone"], p["community_code"]) for p in found] == [
        ("陳麗華", "13800001234", "440704001017"),
        ("歐陽偉", "13800001235", "440704004203"),
        ("葉國強", None, "440704001025"),
    ]
