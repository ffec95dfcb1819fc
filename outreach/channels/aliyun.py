"""阿里云短信 (dysmsapi 2017-05-25), signed by ACS3-HMAC-SHA256 as its documentation describes.

It sends approved templates only: `Letter.template` is the template's code and `Letter.values` its variables. Our key
travels as OutId; the provider does not drop a second letter with the same OutId, but tells by it what became of one.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from outreach.channels.contract import Failure, Letter, Receipt, Sender, Setting, Uncertain, Verdict
from outreach.channels.wire import exchange

VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()
# Days of sending are Beijing's.
BEIJING = timezone(timedelta(hours=8))
FAILED, PAGE, MOST_PAGES = 2, 50, 5
# Codes of SendSms that are the account's trouble, not the letter's.
OF_THE_CHANNEL = (
    "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT", "isv.PRODUCT_UN", "isv.SMS_SIGNATURE", "isv.SMS_SIGN",
    "isv.DAY_LIMIT", "isv.MONTH_LIMIT", "isp.RAM", "SignatureDoesNotMatch", "SignatureNonceUsed", "InvalidAccessKeyId",
    "InvalidTimeStamp", "Forbidden", "Throttling", "MissingAccessKeyId", "IncompleteSignature",
)  # fmt: skip
# Codes that pass by themselves, with the seconds to wait.
PASSING = {"isv.BUSINESS_LIMIT_CONTROL": 3600.0, "isv.SYSTEM_ERROR": 60.0, "Throttling": 60.0}


class Aliyun(Sender):
    """Sends by SendSms, asks by QuerySendDetails."""

    title = "阿里云短信"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("address", "接入地址", default="https://dysmsapi.aliyuncs.com"),
        Setting("sign_name", "短信签名", "在阿里云审核通过的签名"),
        Setting("access_key", "AccessKey ID"),
        Setting("secret", "AccessKey Secret", secret=True),
    )
    takes_key, can_ask = False, True

    def __init__(self, values: Mapping[str, str], *, local: bool = False) -> None:
        self.address, self.sign_name = values["address"].rstrip("/"), values["sign_name"]
        self.access_key, self.secret, self.local = values["access_key"], values["secret"], local

    def send(self, letter: Letter) -> Receipt:
        """SendSms to one number."""
        if not letter.template:
            raise Failure("no_provider_template", permanent=True)
        said = self._call(
            "SendSms",
            PhoneNumbers=letter.to,
            SignName=self.sign_name,
            TemplateCode=letter.template,
            TemplateParam=json.dumps(dict(letter.values), ensure_ascii=False),
            OutId=letter.key,
        )
        return Receipt(str(said.get("BizId", ""))[:100])

    def ask(self, letter: Letter) -> Verdict:
        """QuerySendDetails of that number on the day of the first try, looking for our OutId."""
        day = (letter.tried_at or datetime.now(UTC)).astimezone(BEIJING)
        for page in range(1, MOST_PAGES + 1):
            said = self._call(
                "QuerySendDetails",
                PhoneNumber=letter.to,
                SendDate=f"{day:%Y%m%d}",
                PageSize=str(PAGE),
                CurrentPage=str(page),
            )
            rows = _details(said)
            for row in rows:
                if row.get("OutId") == letter.key:
                    return _verdict(row)
            if len(rows) < PAGE:
                return Verdict("absent")
        raise Uncertain("too_many_details")

    def _call(self, action: str, **query: str) -> dict[str, Any]:
        target = urlsplit(self.address)
        text = canonical_query(query)
        now, nonce = datetime.now(UTC), secrets.token_hex(16)
        headers = signed(self.access_key, self.secret, target.netloc, action, VERSION, text, now, nonce)
        answer = exchange("POST", f"{self.address}/?{text}", headers=headers, local=self.local)
        said = answer.json() if answer.status < 500 else {}
        code = str(said.get("Code", ""))
        if not code:  # a client error comes with a code of its own, others with none
            answer.check()
        if code != "OK":
            raise _refusal(code, answer.retry_after())
        return said


def canonical_query(query: Mapping[str, str]) -> str:
    """The query sorted and encoded by RFC 3986, as it is signed and sent."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def signed(
    access_key: str, secret: str, host: str, action: str, version: str, query: str, moment: datetime, nonce: str
) -> dict[str, str]:
    """The headers of a POST to `/` without a body, with their signature."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(("POST", "/", query, lines, names, EMPTY))
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    mark = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    authorization = f"{ALGORITHM} Credential={access_key},SignedHeaders={names},Signature={mark}"
    return headers | {"Authorization": authorization}


def _refusal(code: str, asked: float | None) -> Exception:
    if not code or code.startswith("isp.SYSTEM_ERROR") or code == "ServiceUnavailable":
        return Uncertain(code or "bad_answer")
    wait = next((seconds for start, seconds in PASSING.items() if code.startswith(start)), None)
    channel = code.startswith(OF_THE_CHANNEL)
    return Failure(code[:40], permanent=not channel and wait is None, channel=channel, retry_after=asked or wait)


def _details(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        return list(said["SmsSendDetailDTOs"]["SmsSendDetailDTO"])
    except (KeyError, TypeError) as error:
        raise Uncertain("bad_answer") from error


def _verdict(row: Mapping[str, Any]) -> Verdict:
    refused = row.get("SendStatus") == FAILED
    return Verdict("refused" if refused else "accepted", code=str(row.get("ErrCode", ""))[:40] if refused else "")
