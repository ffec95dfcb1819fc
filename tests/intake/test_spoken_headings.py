"""Headings as people speak (几时来的江门, 老家哪里), and those of programs that know whom they pay (实名姓名)."""

import pytest

from registry.intake.words.headers import code_of, field_of
from tests.intake.test_recognising import A, told

OWN = "13800001234"
HEAD = ["姓名", "手机", "老家"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *[(text, "name") for text in ("党员大名", "尊姓大名", "学名", "实名姓名", "认证姓名", "身份证姓名")],
        *[(text, "id_number") for text in ("实名证件号", "实名身份证", "认证身份证号码", "登记证件号码")],
        *[(text, "phone") for text in ("注册手机号", "绑定手机号", "预留手机", "平台注册手机号", "登记电话")],
        *[(text, "education") for text in ("读书程度", "念书程度", "受教育程度", "什么学历", "读到什么程度")],
        *[(text, "join_party_date") for text in ("哪年哪月入的党", "哪年入党的", "什么时候入的党", "几几年入的党")],
        *[(text, "join_party_date") for text in ("入党是哪年", "几时加入的党组织", "哪年当的党员")],
        *[(text, "flow_in_date") for text in ("几时来的江门", "哪年哪月来的", "几月来的江海", "什么时候搬来的")],
        *[(text, "flow_out_date") for text in ("几时出去打工的", "哪年走的", "什么时候去的外地")],
        *[(text, "regular_date") for text in ("什么时候转正", "哪年转的正")],
        *[(text, "birth_date") for text in ("哪年生的", "几几年出生", "出生于哪年")],
        *[(text, "native_place") for text in ("老家哪里", "老家在哪里", "老家是哪个县的", "哪里人", "家乡")],
        *[(text, "home_org_name") for text in ("组织关系挂在哪个支部", "关系还在哪个村支部", "党组织关系放在哪里")],
        *[(text, "employer") for text in ("在哪做事", "在哪个厂上班", "在什么单位工作")],
        *[(text, "destination") for text in ("去哪里打工", "去了哪个城市", "去了哪里")],
        *[(text, "age") for text in ("多大年纪", "今年多大", "年纪")],
    ],
)
def test_headings_as_people_speak(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize("when", ["原来", "原先", "之前", "以前", "先前", "老家", "家乡", "来江门之前", "流入前"])
@pytest.mark.parametrize("where", ["所在的党支部（必填）", "所在党组织名称", "所属的支部", "的党支部", "在哪个党支部"])
def test_the_branch_at_home(when: str, where: str) -> None:
    assert field_of(when + where) == "home_org_name"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *[(text, "home_org_name") for text in ("组织关系所在的党支部", "您的党组织关系原来在哪个支部")],
        *[(text, "home_org_name") for text in ("原来的组织关系所在地", "老家组织关系所在支部", "流出地的党组织名称")],
        *[(text, "host_org_name") for text in ("现在所在的党支部", "目前参加组织生活的党支部", "流入地的党组织")],
        *[(text, "residence_address") for text in ("现在住的地方", "现在的住址", "在江门的住址", "目前住在哪里")],
        *[(text, "community") for text in ("住在哪个社区", "所住社区", "现住的村（社区）", "属于哪个社区")],
        ("原来在哪里", "origin_region"),
        ("微信绑定的手机号", "phone"),
    ],
)
def test_headings_with_a_word_between(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    "heading", ["登记证号", "注册时间", "哪年毕业", "首单时间", "平台账号", "老家邻居", "微信号码", "老家村名"]
)
def test_what_only_sounds_like_them(heading: str) -> None:
    assert field_of(heading) is None


@pytest.mark.parametrize("heading", ["骑手ID", "司机编号", "学员工号"])
def test_a_number_of_who_is_listed_is_no_name(heading: str) -> None:
    assert field_of(heading) is None and code_of(heading) != "name?"


def test_a_list_of_a_platform() -> None:
    head = ["骑手ID", "站点名称", "实名姓名", "实名证件号", "注册手机号", "首单时间", "政治面貌", "入党时间"]
    row = [78213301, "江海万达站", "张三", A, OWN, "2022-03-01 11:20:00", "中共党员", "201808"]
    (person,) = told([head, row])["people"]
    assert (person["name"], person["id_number"], person["phone"]) == ("张三", A, OWN)
    assert (person["joined"], person["arrived"], person["verdict"]) == ("2018-08-01", None, "ok")


def test_a_roster_that_asks_as_people_speak() -> None:
    head = ["序", "党员大名", "男/女", "身份证编号", "手提电话", "读书程度", "哪年哪月入的党", "几时来的江门"]
    row = [1, "张三", "男", A, OWN, "中专", "2010年7月", "2023年5月"]
    table = [[*head, "老家哪里", "组织关系挂在哪个支部"], [*row, "湖南隆回", "中共独山县麻万镇支部"]]
    (person,) = told([["江海区流入党员摸底"], *table])["people"]
    assert (person["name"], person["phone"], person["education_code"]) == ("张三", OWN, "41")
    assert (person["joined"], person["arrived"], person["origin_code"]) == ("2010-07-01", "2023-05-01", "522726")


def test_a_nickname_beside_the_name_of_the_identity_card() -> None:
    (person,) = told([["小名", "大名", "曾用名", "手机"], ["阿强", "张三", "张五", OWN]])["people"]
    assert person["name"] == "张三"


@pytest.mark.parametrize(
    ("head", "row", "code", "kinds"),
    [
        (HEAD, ["张三", OWN, "湖南隆回"], "430524", ["origin_home"]),
        (HEAD, ["张三", OWN, "江海区外海街道"], None, ["origin_hint"]),  # who is from here came from elsewhere
        (["姓名", "手机", "籍贯"], ["张三", OWN, "湖南隆回"], None, ["origin_hint"]),
        ([*HEAD, "来源地"], ["张三", OWN, "湖南隆回", "贵州独山"], "522726", []),
        ([*HEAD, "来源地"], ["张三", OWN, "湖南隆回", "外地某处"], None, ["origin_unknown", "origin_hint"]),
        ([*HEAD, "原党组织"], ["张三", OWN, "湖南隆回", "独山县麻万镇党委"], "522726", []),
    ],
)
def test_where_somebody_is_from_who_gives_no_other_place(head: list, row: list, code: str, kinds: list) -> None:
    found = told([["江海区流入党员名册"], head, row])
    assert [person["origin_code"] for person in found["people"]] == [code]
    assert [warning["kind"] for warning in found["warnings"]] == kinds


def test_where_somebody_is_from_is_not_where_he_went() -> None:
    found = told([["江海区流出党员名册"], HEAD, ["张三", OWN, "湖南隆回"]])
    assert [person["origin_code"] for person in found["people"]] == [None]
