"""短信网关: a small signed HTTP contract, for a gateway of one's own or a bridge in front of any provider.

    POST {address}/messages        {"key": …, "to": …, "text": …}
    GET  {address}/messages/{key}
    X-Bdx-App, X-Bdx-Time (Unix seconds), X-Bdx-Signature: hex HMAC-SHA256(secret, METHOD ⏎ path ⏎ time ⏎ SHA-256(body))

Answers are JSON: {"status": "accepted" | "refused" | "absent", "id": …, "code": …}. The gateway keeps keys for a day at
least and delivers a key once, however often it is sent.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from outreach.channels.contract import Failure, Letter, Receipt, Sender, Setting, Uncertain, Verdict
from outreach.channels.wire import Answer, exchange


class Gateway(Sender):
    """Sends by the contract above."""

    title = "短信网关（HTTP）"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("address", "网关地址", "以 https:// 开头，例如 https://sms.example.gov.cn/api"),
        Setting("app", "应用编号"),
        Setting("secret", "签名密钥", secret=True),
    )
    takes_key, can_ask = True, True

    def __init__(self, values: Mapping[str, str], *, local: bool = False) -> None:
        self.address, self.app, self.secret = values["address"].rstrip("/"), values["app"], values["secret"]
        self.local = local

    def send(self, letter: Letter) -> Receipt:
        """POST the letter under its key."""
        body = json.dumps({"key": letter.key, "to": letter.to, "text": letter.text}, ensure_ascii=False).encode()
        answer = self._ask("POST", "/messages", body)
        answer.check()
        said = answer.json()
        if said.get("status") == "accepted":
            return Receipt(str(said.get("id", ""))[:100])
        if said.get("status") == "refused":
            raise Failure(_code(said), permanent=not said.get("later"), retry_after=answer.retry_after())
        raise Uncertain("bad_answer")

    def ask(self, letter: Letter) -> Verdict:
        """GET what became of the key."""
        answer = self._ask("GET", f"/messages/{quote(letter.key, safe='')}")
        answer.check()
        said = answer.json()
        state = said.get("status")
        if state not in ("accepted", "refused", "absent"):
            raise Uncertain("bad_answer")
        return Verdict(state, str(said.get("id", ""))[:100], _code(said))

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        url = self.address + path
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Bdx-App": self.app,
            "X-Bdx-Time": moment,
            "X-Bdx-Signature": signature(self.secret, method, urlsplit(url).path, moment, body),
        }
        return exchange(method, url, headers=headers, body=body, local=self.local)


def signature(secret: str, method: str, path: str, moment: str, body: bytes) -> str:
    """What a request is signed with."""
    text = "\n".join((method, path, moment, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _code(said: Mapping[str, Any]) -> str:
    return str(said.get("code") or said.get("status") or "")[:40]
