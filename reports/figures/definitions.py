"""What each figure of the month means, in words, and where that comes from: read by pages, workbook and API alike."""

from dataclasses import dataclass

from registry.domain.rhythm import OVERDUE_DAYS

FORM = "街道流动党员月报表"
YEARLY = "党内统计年报“流动党员情况”"
RULES = "《关于进一步加强和改进流动党员管理工作的意见》"


@dataclass(frozen=True, slots=True)
class Figure:
    """One column. A share has no number of its own: it is `part` of `whole`, in per cent to one decimal."""

    key: str
    label: str
    meaning: str
    group: str = ""
    source: str = FORM
    part: str = ""
    whole: str = ""

    @property
    def full_label(self) -> str:
        """With the group it stands in."""
        return f"{self.group}：{self.label}" if self.group else self.label

    @property
    def is_share(self) -> bool:
        """Whether it is worked out of two others, at every level anew."""
        return bool(self.whole)


@dataclass(frozen=True, slots=True)
class Table:
    """One of the five: its key, heading and columns."""

    key: str
    title: str
    columns: tuple[Figure, ...]


_NEW, _GONE, _OF = "本月新增", "本月减少", "其中"
BASICS = Table("basics", "基本情况", (
    Figure(
        "before", "上月末流入党员数", "上月最后一天在册的流入党员：已登记、没有结束；线索不算，失联的算", source=YEARLY
    ),
    Figure("new", "新登记", "本月登记的，以及由线索转为登记的，按登记生效的日期", _NEW),
    Figure("came_over", "本区转来", "本月由本区其他组织转来管理的", _NEW),
    Figure("transferred_in", "转入组织关系", "本月组织关系转入、不再是流动党员的", _GONE),
    Figure("returned", "返回", "本月返回流出地的", _GONE),
    Figure("moved_on", "转往他处", "本月转往区外的", _GONE),
    Figure("closed", "其他", "本月因其他原因结束的，包括误登记、重复登记合并", _GONE),
    Figure("went_over", "转往本区其他组织", "本月转给本区其他组织管理的；全区合计与“本区转来”相等", _GONE),
    Figure("total", "本月末流入党员数", "本月最后一天在册的流入党员；上月末＋新增－减少＝本月末", source=YEARLY),
    Figure("other_province", "跨省", "来源地不在本省的", _OF, YEARLY),
    Figure("other_city", "省内跨市", "来源地在本省其他地市的", _OF, YEARLY),
    Figure("other_county", "市内跨县", "来源地在本市其他县区的；来源地只写到市的不分", _OF, YEARLY),
    Figure("reported", "已报到", "本月末在册的流入党员中报到过的"),
    Figure("enrolled", "已纳入党支部", "本月末在册的流入党员中纳入党支部的"),
    Figure("enrolled_share", "纳入率%", "已纳入党支部 ÷ 本月末流入党员数", part="enrolled", whole="total"),
    Figure("transferred", "组织关系已转接（累计）", "到本月末为止组织关系转入的流入党员，一人一次"),
    Figure("lost", "失联", "本月末已认定失联、没有恢复联系的流入党员", source=YEARLY),
    Figure("out", "流出党员数", "本月最后一天在册的流出党员", source=YEARLY),
    Figure("out_reported", "已在流入地报到", "流出党员中已在流入地报到的", _OF),
    Figure("new_employment", "新业态新就业群体", "本月末在册的流入党员中从事快递、外卖、网约车等新业态的"),
    Figure("young", "35岁及以下", "本月末在册的流入党员中，到月末满 35 周岁不满 36 周岁的和更年轻的"),
    Figure("college", "大专以上", "本月末在册的流入党员中大专及以上学历的（GB/T 4658）"),
    Figure("probationary", "预备党员", "本月末在册的流入党员中的预备党员"),
))  # fmt: skip
CONTACTS = Table("contacts", "联系服务", (
    Figure("liaisons", "联络员数", "在本组织任职、本月末有主要联系对象的联络员；街道派出的计在街道本级", source=RULES),
    Figure(
        "to_contact", "应联系人数", "本月末在册、没有认定失联的流动党员，流入流出都算；一位党员在一个村（社区）流出、"
        "在另一个流入的，两边各联系各的，全区算两人", source=RULES,
    ),
    Figure("contacted", "已联系人数", "应联系的人里，本月联系上本人至少一次的", source=RULES),
    Figure("contacted_share", "联系率%", "已联系人数 ÷ 应联系人数", part="contacted", whole="to_contact"),
    Figure("times", "联系人次", "本月联系上本人的次数，没有联系上的不算"),
    Figure("by_phone", "电话", "打电话、发短信联系上的", _OF),
    Figure("by_wechat", "微信", "微信、视频联系上的", _OF),
    Figure("by_visit", "走访", "走访、座谈、接待联系上的", _OF),
    Figure("by_other", "其他方式", "活动现场、信函等联系上的", _OF),
    Figure("hard_to_reach", "联系困难", "应联系的人里，台账记为联系困难的"),
    Figure("overdue", "逾期未联系", f"应联系的人里，到月末（没过完的月份到统计那天）{OVERDUE_DAYS} 天以上没有联系上的；"
           "一直没有联系过的从登记那天算（本区规定）"),
    Figure("helped", "帮助解决困难件数", "本月办结的帮扶诉求"),
))  # fmt: skip
STUDIES = Table("studies", "学习教育", (
    Figure("theme_days", "主题党日", "本月举办的主题党日，计在主办组织", "开展场次"),
    Figure("lectures", "专题党课", "本月举办的专题党课，计在主办组织", "开展场次"),
    Figure("on_site", "送学上门", "本月送学上门的次数，计在主办组织", "开展场次"),
    Figure("attendances", "参加流动党员人次", "上面这些活动到会（含迟到）的流动党员人次"),
    Figure("reports", "学习汇报篇数", "学习日期在本月的学习汇报、心得"),
    Figure("reports_total", "学习汇报篇数（累计）", "到本月末为止的学习汇报、心得"),
    Figure("copies", "赠送学习资料册数", "本月发放的学习资料册数"),
    Figure("attended", "参加过的人数", "本月末在册的流动党员里，本月参加过上面这些活动的，一人一次"),
    Figure("attended_share", "参加率%", "参加过的人数 ÷ 应联系人数", part="attended", whole="to_contact"),
))  # fmt: skip
PART = Table("part", "作用发挥", (
    Figure("posts", "先锋岗", "本月末在岗的党员先锋岗"),
    Figure("occasions", "场次", "本月志愿服务的场次：同一组织、同一项目、同一天算一场", "志愿服务"),
    Figure("served", "人次", "本月参加志愿服务的人次", "志愿服务"),
    Figure(
        "hours", "时长（小时）", "本月志愿服务的时长，路上的时间不算", "志愿服务",
        "《志愿服务记录与证明出具办法（试行）》",
    ),
    Figure("wishes_claimed", "认领", "本月认领、没有退回的微心愿", "微心愿"),
    Figure("wishes_fulfilled", "完成", "本月实现的微心愿", "微心愿"),
    Figure("seats", "议事会成员", "本月末在任的村（社区）议事会成员"),
    Figure("ideas", "收集", "收集日期在本月的意见建议，后来并入别条的、不受理的也在内", "金点子"),
    Figure("ideas_total", "累计收集", "到本月末为止收集的意见建议", "金点子"),
    Figure("ideas_listed", "纳入清单", "本月纳入“金点子”清单的", "金点子"),
    Figure("ideas_closed", "办结", "本月办结归档的", "金点子"),
    Figure("ideas_overdue", "逾期", "到本月末（没过完的月份到统计那天）过了办理时限还没有答复的", "金点子"),
    Figure(
        "ideas_share", "满意率%", "本月评价为满意、基本满意的 ÷ 本月评价的", "金点子",
        part="ideas_content", whole="ideas_rated",
    ),
    Figure("homecomings", "场次", "本月举办的返乡座谈会，计在主办组织", "返乡座谈会"),
    Figure("homecoming_people", "人次", "返乡座谈会到会的流动党员人次", "返乡座谈会"),
))  # fmt: skip
PARTIES = Table("parties", "党组织", (
    Figure("branches", "流动党员党支部", "现有的流动党员党支部"),
    Figure("new_branches", "本月新建", "本月启用的流动党员党支部", _OF),
    Figure("new_employment_branches", "新业态党组织", "现有的新业态新就业群体党组织"),
    Figure("groups", "党小组", "现有的党小组"),
    Figure("covered", "覆盖流动党员", "本月末在册、已纳入党支部的流入党员"),
    Figure("points", "流动党员登记点", "本月末在用的登记点、可以扫码报到的场所"),
))  # fmt: skip
TABLES = (BASICS, CONTACTS, STUDIES, PART, PARTIES)
