"""The first of a member's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outreach.web import sign_up
from outreach.web.me import sections
from outreach.web.me.door import Me, hers

# What the page says after something was sent: (title, text).
DONE = {
    "study": ("学习汇报收到了", "您的联络员会看，看过以后的答复就在这一页。"),
    "material": ("已记下", "您已学习这份资料。想写几句心得的，可以交一份学习汇报。"),
    "notice": ("已记下", "您已看过个人信息告知书。"),
    "correct": ("申请收到了", "核对以后答复您，答复就在这一页。"),
    "stop": ("已退订", "以后不再给您发消息。想恢复的话，请和您的联络员说一声。"),
    "idea": ("建议收到了", "工作人员 3 个工作日内审核，谁在办、办得怎么样，就在这一页看。"),
    "idea-rated": ("已记下", "谢谢您的评价。"),
    "idea-reopened": ("收到了", "会重新办理，办完再答复您。"),
    "idea-late": ("没有记下", "现在不能这样做，可能刚刚有了新进展。请看这一页上的最新情况。"),
    "wish-claimed": ("已认领", "社区工作人员会联系您确认，约定完成时间。"),
    "wish-taken": ("没有认领上", "刚刚被别的党员认领了，或者已经不在公示。看看别的心愿吧。"),
    "wish-done": ("收到了", "谢谢您。社区会回访心愿人。"),
    **{f"activity-{said}": (title, text) for said, (_, title, text) in sign_up.SAID.items()},
}


@hers
@require_safe
def home(request: HttpRequest, me: Me) -> HttpResponse:
    """Everything on one page, section by section."""
    title, text = DONE.get(request.GET.get("done", ""), ("", ""))
    context = {"me": me, "sections": sections.of(me), "done": {"title": title, "text": text} if title else None}
    return render(request, "outreach/me/home.html", context)
