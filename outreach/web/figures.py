"""What outreach counts on the first page: the same rows as the lists that the numbers lead to."""

from outreach.domain import corrections, heard, late, leads
from outreach.entry import activity_filter, lead_filter, message_filter, task_filter
from outreach.entry import suggestion_filter as ideas
from registry.policies import Action
from registry.web import home_figures
from registry.web.home_figures import Figure

FIGURES = (
    Figure("上报到本级", "下面逾期很久没办，已经报上来的", Action.TASK_ASSIGN, task_filter.risen, "tasks",
           (("state", task_filter.RISEN),)),
    Figure("联系任务逾期", "过了宽限还没办，看看是谁的事", Action.TASK_ASSIGN, task_filter.late, "tasks"),
    Figure("学习汇报逾期", "上个季度的还没有交，可以催一次", Action.TASK_ASSIGN, late.late, "study-late"),
    Figure("活动待登记", "已经办完，还没有登记和写记录", Action.ACTIVITY_EDIT, activity_filter.to_note, "activities",
           (("view", activity_filter.TO_NOTE),)),
    Figure("更正申请待处理", "党员要求更正自己的信息，核对后答复", Action.MEMBER_WRITE, corrections.waiting,
           "corrections"),
    Figure("更正申请逾期", "过了答复的期限，请先办这些", Action.MEMBER_WRITE, corrections.overdue, "corrections",
           (("view", "late"),)),
    Figure("报到线索待处理", "在登记点扫码登记的，打个电话", Action.MEMBER_WRITE, lead_filter.waiting, "leads"),
    Figure("报到线索逾期", "扫码登记 3 个工作日了，还没有人联系", Action.MEMBER_WRITE, leads.overdue, "leads",
           (("view", lead_filter.LATE),)),
    Figure("失联的人有了消息", "扫码登记、打开个人页面或来了活动，请核实、恢复联系", Action.LOST_DECIDE, heard.heard,
           "lost-heard"),
    Figure("待复制到微信", "写好了等您复制发出；过 7 天就作废，请先发这些", Action.MESSAGE_COPY, message_filter.by_hand,
           "messages-by-hand"),
    Figure("党员回复没有看", "点消息里的链接回的话，看过点“已阅”", Action.MESSAGE_COPY, message_filter.unread,
           "message-answers"),
    Figure("没发出去的消息", "试过几次没有成功，重发还是不发，请看一眼", Action.MESSAGE_SEND, message_filter.dead,
           "messages", (("state", message_filter.DEAD),)),
    Figure("金点子待办", "分给我的，和轮到本组织办下一步的", Action.SUGGESTION_WORK, ideas.waiting,
           "suggestions"),
    Figure("金点子逾期", "过了本阶段的时限，请先办这些", Action.SUGGESTION_WORK, ideas.late, "suggestions",
           (("view", ideas.LATE),)),
    Figure("金点子督办", "催办、督办到本组织，还没有办完的", Action.SUGGESTION_WORK, ideas.chased,
           "suggestions", (("view", ideas.CHASED),)),
    Figure("金点子延期待批复", "下面的组织申请延期，等您答复", Action.SUGGESTION_SUPERVISE, ideas.time_asked,
           "suggestions", (("view", ideas.TIME),)),
    Figure("可疑的意见待核", "像是垃圾信息，先没有收进来，请看一眼", Action.SUGGESTION_WORK, ideas.suspect,
           "suggestions", (("view", ideas.SPAM),)),
)  # fmt: skip


def add() -> None:
    """Once a process, when the app is ready."""
    if not set(FIGURES) <= set(home_figures.FURTHER):
        home_figures.FURTHER.extend(FIGURES)
