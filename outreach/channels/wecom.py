"""企业微信群机器人: a text into one group chat, by the robot's webhook.

The group is the address: such a message is to nobody in person, so that it may hold nobody's data. The webhook takes no
key of ours and can't be asked.
"""

import json
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import quote

from outreach.channels.contract import Failure, Letter, Receipt, Sender, Setting, Uncertain, Verdict
from outreach.channels.wire import exchange

# A robot may speak twenty times a minute.
TOO_OFTEN, BUSY = 45009, -1
# The letter's own fault: too long, or not allowed.
OF_THE_LETTER = frozenset({40058, 44004, 45002, 45004, 40008})
MOST_BYTES = 2048


class Wecom(Sender):
    """Sends to a group's robot."""

    title = "企业微信群机器人"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("address", "接口地址", default="https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        Setting("key", "机器人 key", "机器人 Webhook 地址里 key= 后面的一段", secret=True),
    )
    takes_key, can_ask = False, False

    def __init__(self, values: Mapping[str, str], *, local: bool = False) -> None:
        self.address, self.key, self.local = values["address"], values["key"], local

    def send(self, letter: Letter) -> Receipt:
        """One text message into the group."""
        if len(letter.text.encode()) > MOST_BYTES:
            raise Failure("too_long", permanent=True)
        body = json.dumps({"msgtype": "text", "text": {"content": letter.text}}, ensure_ascii=False).encode()
        url = f"{self.address}?key={quote(self.key, safe='')}"
        answer = exchange("POST", url, headers={"Content-Type": "application/json"}, body=body, local=self.local)
        answer.check()
        code = answer.json().get("errcode")
        if code == 0:
            return Receipt()
        if not isinstance(code, int) or code == BUSY:
            raise Uncertain(f"errcode_{code}"[:40])
        if code == TOO_OFTEN:
            raise Failure("errcode_45009", retry_after=60.0)
        mine = code in OF_THE_LETTER
        raise Failure(f"errcode_{code}", permanent=mine, channel=not mine)

    def ask(self, letter: Letter) -> Verdict:
        """The webhook has no such question."""
        raise Uncertain("cannot_ask")
