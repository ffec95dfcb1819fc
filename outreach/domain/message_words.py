"""Why a message was not sent, in the clerk's words; a provider's own code is shown as it is."""

REASONS = {
    "stopped": "批次已停止",
    "text_changed": "文字或收件人在确认之后被改动，没有发送",
    "not_approved": "批次没有确认，或确认已收回",
    "member_ended": "这条记录已经结束",
    "moved": "党员已转到别的组织",
    "opted_out": "本人已退订",
    "handed_in": "学习汇报已经交了，不用再催",
    "answered": "已经答复过这个活动，不用再请",
    "stepped_back": "本人已经说不参加，不用再通知",
    "stale": "耽搁超过 7 天，已经过时",
    "no_address": "没有可用的手机号或邮箱",
    "withdrawn": "已取消",
    "unmarked": "这一条标过“已经发了”，又改了回来：请先在微信里看一眼，确实没发再发",
    "overtaken": "活动有了变化，这一条不用发了",
    "lease_lost": "发送中断，正在向服务商核实",
    "gave_up": "试了三次都没有成功",
    "refused": "服务商没有接收",
    "cannot_ask": "服务商无法查询，请向本人核实是否收到",
    "nobody_knows": "一刻钟内没有查到结果，请向本人核实是否收到",
    "restored": "恢复了更早的备份，可能已经发过，请向本人核实",
    "no_channel": "发送途径没有启用",
    "dns": "找不到服务商的网址",
    "no_connection": "连不上服务商",
    "tls": "服务商的证书不可信",
    "bad_address": "地址不对",
    "forbidden_address": "网关地址指向本机或内部保留地址",
    "no_provider_template": "没有填短信模板代码",
}


def reason_text(code: str) -> str:
    """A code in words."""
    head, _, rest = code.partition(":")
    text = REASONS.get(head, f"服务商答复 {head}" if head else "")
    return f"{text}（{REASONS.get(rest, rest)}）" if rest else text
