"""The demo's 常用文字, and one batch of a community: written to all its members, some of it copied and sent, one answer
that nobody has read yet. All of it is made up."""

from outreach.choices import ChannelKind
from outreach.domain import batches, messages, opt_outs, wordings
from outreach.models import Message, MessageBatch, MessageTemplate, PersonalLink
from registry.choices import Role
from registry.models import Posting, User
from registry.models.identity import member_scope, system_scope
from registry.models.unit import work

# (name, text)
TEXTS = (
    ("日常问候", "{姓名}同志，您好！最近工作生活都顺利吗？有什么困难、想法，回我一声，或者点下面的链接写几句。"),
    ("催交学习汇报", "{姓名}同志，您好！本季度的学习汇报还没有收到，写三五句体会就行，点链接就能交。"),
    ("提醒报到", "{姓名}同志，欢迎到{组织}！请带上流动党员活动证或者党组织的介绍信来报到，地址和电话在链接里。"),
)
NAME = "年底问候"
SENT = 4
ANSWER = "都好，谢谢组织关心。春节前回老家，正月初八回来上班。"


def load(*, district: str, community: str) -> int:
    """What the district keeps for all, and a batch of the community (their paths), once; returns how many messages the
    batch has."""
    with work(system_scope(district)):
        if MessageTemplate.objects.exists() or MessageBatch.objects.exists():
            return 0
        for name, text in TEXTS:
            wordings.save(by=None, path=district, fields={"name": name, "body": text})
        clerk = Posting.objects.filter(owner_path=community, role=Role.COMMUNITY).select_related("user").first()
    if clerk is None:
        return 0
    with work(system_scope(community)):
        found = _sent(clerk.user)
        link = PersonalLink.objects.filter(message=found[0]).first() if found else None
    if link is not None:
        with work(member_scope(link.owner_path, link.member_id)):
            opt_outs.answer(link=link, text=ANSWER)
    return len(found)


def _sent(by: User) -> list[Message]:
    """The batch, approved; the first few are marked as pasted into WeChat."""
    fields = {"name": NAME, "channel": ChannelKind.WECHAT, "body": TEXTS[0][1]}
    batch = batches.create(by=by, label=by.name, fields=fields, query={})
    batches.approve(by=by, label=by.name, batch=batch, seen=batches.preview(batch).seal)
    found = list(Message.objects.filter(batch=batch).order_by("id"))
    for message in found[:SENT]:
        messages.mark_sent(by=by, label=by.name, message=message)
    return found
