"""Lists that lie beside a roster and are of other people: its liaisons, the staff, those who want to join or came to a
meeting."""

import re

from registry.intake.headings.plans import SheetPlan

# What is asked of members alone: a list with one of these is of members, whatever its title says of others.
OF_MEMBERS = frozenset(
    (
        *("origin_region", "destination", "flow_in_date", "flow_out_date", "flow_reason", "flow_direction"),
        *("home_org_name", "host_org_name", "join_party_date", "regular_date", "political_status", "is_mobile"),
        *("reported", "reported_date", "enrolled", "liaison", "relation_status", "contact_status"),
        *("flow_certificate_no", "phone_or_channel", "planned_host_org", "expected_return_date", "return_date"),
    )
)
_ROLE = (
    "联络员|联络人|联系人|网格员|网格长|楼栋?长|红色管家|(?:党建)?指导员|(?:红色)?讲师团?|宣讲员|书记|支委|班子|两委(?:干部)?"
    "|工作人员|社工|(?<!党员)志愿者|积极分子|发展对象|入党申请人|党务工作者|负责人|值班"
)
_LIST = (
    "花?名[册单]|通[讯信]录|联[系络](?:表|方式)|电话(?:表|号码)?|一览表|(?:登记|信息|情况|统计|安排|汇总)表|台[账帐]"
)
_OTHERS = re.compile(rf"(?:{_ROLE})(?:成员|人员|信息|联系|情况)?(?:{_LIST})?\s*(?:[(（\d].*)?")
_TITLE = re.compile(rf".*?(?:{_ROLE})(?:成员|人员|信息|联系|情况)?(?:{_LIST})\s*(?:[(（\d].*)?")
_APPLICANTS = re.compile(rf".{{0,16}}(?:积极分子|发展对象|入党申请人)(?:信息|情况)?(?:{_LIST})?\s*(?:[(（\d].*)?")
_PREFIX = re.compile(r"^[\d.、\s]*(?:流动|流入|流出)?(?:党员)?(?:社区|村|村居|党支部|支部|街道)?")
# Who came to a meeting; of 流动党员主题党日 they are members all the same.
_SIGNED_IN = re.compile(r".*签到[表簿册单]?\s*(?:[(（\d].*)?")
_STAFF = re.compile("(?:在职|机关|公职|事业单位)(?:在职)?党员.{0,8}(?:报到|报道|进社区|进小区|到社区|下沉)")
_FLOWING = re.compile("流[动入出]")


def is_of_applicants(text: str) -> bool:
    """Whether a title, a sheet's name or a line is of those alone who want to join (积极分子, 发展对象)."""
    return "党员" not in text and _APPLICANTS.fullmatch(text) is not None


def is_of_staff(text: str) -> bool:
    """Whether a title is of officials who report where they live (在职党员到社区双报到): they don't flow."""
    return _STAFF.search(text) is not None and _FLOWING.search(text) is None


def are_others(plan: SheetPlan) -> bool:
    """Whether a table is by its title or its sheet's name a list of others, and asks nothing that only members have."""
    if OF_MEMBERS & plan.by_field.keys():
        return False
    if _came_to_a_meeting(plan):
        return True
    named = _OTHERS.fullmatch(_PREFIX.sub("", plan.sheet)) is not None
    return named or any(_TITLE.fullmatch(title) for title in plan.titles)


def _came_to_a_meeting(plan: SheetPlan) -> bool:
    called = (plan.sheet, *plan.titles)
    signed = "id_number" not in plan.by_field and any(map(_SIGNED_IN.fullmatch, called))
    return signed and not any(map(_FLOWING.search, called))
