"""Each sender against a real server that speaks its protocol, faults included (D12, G13)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.channels import aliyun, wire
from outreach.channels.contract import Failure, Letter, Sender, Uncertain
from outreach.channels.registry import SENDERS, sender_class
from tests.outreach.mailbox import certificate_for_this_host, mail_provider
from tests.outreach.provider import SECRET, Book, http_provider

TEXT = "何小山同志，您好：\n.请于本周五前回复。"


def letter(key: str = "m1", **values: object) -> Letter:
    given = {"to": "13800000001", "text": TEXT, "template": "SMS_1", "values": {"姓名": "何小山"}}
    return Letter(key=key, tried_at=datetime.now(UTC), **(given | values))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.deadline.__wrapped__, "__defaults__", (0.4,))


@pytest.fixture
def http() -> Iterator[tuple[Book, str]]:
    with http_provider() as found:
        yield found


def sender(channel: str, provider: str, address: str) -> Sender:
    made = sender_class(channel, provider)
    values = {setting.name: setting.default for setting in made.settings}
    values |= {"address": address, "secret": SECRET, "key": SECRET, "app": "bdx", "access_key": "LTAI-test",
               "sign_name": "江海党建"}  # fmt: skip
    return made(values, local=True)


def test_the_signature_of_aliyun_is_the_documented_one() -> None:
    """The worked example of the provider's own page on ACS3-HMAC-SHA256."""
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = aliyun.signed(
        "YourAccessKeyId", "YourAccessKeySecret", "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26",
        aliyun.canonical_query(query), datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        "3156853299f313e23d1673dc12e1703d",
    )  # fmt: skip
    mark = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    assert headers["Authorization"].endswith(f"Signature={mark}")
    assert aliyun.canonical_query({"b": "a b*~", "a": "何"}) == "a=%E4%BD%95&b=a%20b%2A~"


@pytest.mark.parametrize("way", [("sms", "gateway"), ("sms", "aliyun"), ("wecom", "robot")])
def test_a_letter_arrives_whole_and_once(http: tuple[Book, str], way: tuple[str, str]) -> None:
    book, address = http
    made = sender(*way, address)
    made.send(letter())
    assert list(book.delivered.values()) == [1]
    (kept,) = book.texts.values()
    assert kept == (json.dumps({"姓名": "何小山"}, ensure_ascii=False) if way[1] == "aliyun" else TEXT)
    assert book.forged == 0
    if made.can_ask:
        assert made.ask(letter()).state == "accepted"
        assert made.ask(letter("m2")).state == "absent"


FAILED = [
    # fault, permanent, channel, retry_after
    ("429", False, True, 7.0),
    ("401", False, True, None),
    ("redirect", False, True, None),
    ("ok_with_error", True, False, None),
]
UNCERTAIN = ["500", "hang", "reset", "drip", "reset_after_accept", "hang_after_accept", "reset_mid_body", "bad_json",
             "500_after_accept"]  # fmt: skip


@pytest.mark.parametrize("way", [("sms", "gateway"), ("sms", "aliyun"), ("wecom", "robot")])
def test_each_fault_is_told_for_what_it_is(http: tuple[Book, str], way: tuple[str, str]) -> None:
    book, address = http
    made = sender(*way, address)
    for fault, permanent, channel, retry_after in FAILED:
        book.go_wrong(fault)
        with pytest.raises(Failure) as failed:
            made.send(letter(fault))
        told = failed.value
        assert (told.permanent, told.channel) == (permanent, channel), (fault, told.code)
        assert told.retry_after == retry_after, fault
    assert sum(book.delivered.values()) == 0
    for fault in UNCERTAIN:
        book.go_wrong(fault)
        with pytest.raises(Uncertain):
            made.send(letter(fault))
    taken = {fault for fault in UNCERTAIN if "accept" in fault} | {"reset_mid_body", "bad_json"}
    assert sum(book.delivered.values()) == len(taken) or way[0] == "wecom"
    if made.can_ask:
        assert {fault for fault in UNCERTAIN if made.ask(letter(fault)).state == "accepted"} == taken


def test_a_key_sent_again_is_delivered_once(http: tuple[Book, str]) -> None:
    book, address = http
    made = sender("sms", "gateway", address)
    book.go_wrong("reset_after_accept")
    with pytest.raises(Uncertain):
        made.send(letter())
    made.send(letter())
    assert (book.posts["m1"], book.delivered["m1"]) == (2, 1)
    # The negative control: 阿里云 takes no key, so that sending again would deliver twice.
    other = sender("sms", "aliyun", address)
    for _ in range(2):
        other.send(letter("m9"))
    assert book.delivered["m9"] == 2
    assert made.takes_key
    assert not other.takes_key


def test_a_wrong_secret_is_the_channels_fault_or_a_refusal(http: tuple[Book, str]) -> None:
    book, address = http
    for channel, provider in (("sms", "gateway"), ("sms", "aliyun"), ("wecom", "robot")):
        made = sender(channel, provider, address)
        made.secret = made.key = "wrong"
        with pytest.raises(Failure):
            made.send(letter())
    assert sum(book.delivered.values()) == 0


def test_nothing_is_sent_where_no_connection_comes_about(http: tuple[Book, str], tmp_path: Path) -> None:
    """DNS, a closed port, a certificate that nobody signed: certain failures of the channel."""
    for address, code in (("http://no-such-host.invalid", "dns"), ("http://127.0.0.1:9", "no_connection")):
        with pytest.raises(Failure, match=code) as failed:
            sender("sms", "gateway", address).send(letter())
        assert failed.value.channel
        assert not failed.value.permanent
    with http_provider(certificate_for_this_host(tmp_path)) as (book, address):
        with pytest.raises(Failure, match="tls"):
            sender("sms", "gateway", address).send(letter())
        assert not book.posts


def test_tls_with_a_certificate_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificate_for_this_host(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with http_provider(certificate) as (book, address):
        sender("sms", "gateway", address).send(letter())
        book.go_wrong("hang")
        with pytest.raises(Uncertain):
            sender("sms", "gateway", address).send(letter("m2"))
        assert book.delivered == {"m1": 1}


FORBIDDEN = (
    "127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254", "fe80::1%eth0", "100.100.100.200",
    "224.0.0.1", "240.0.0.1",
)  # fmt: skip


def test_no_address_leads_inside() -> None:
    for address in FORBIDDEN:
        assert wire.forbidden(address), address
    for address in ("10.1.2.3", "192.168.0.9", "8.8.8.8", "2001:4860:4860::8888"):
        assert not wire.forbidden(address), address


def test_a_gateway_on_this_host_is_refused_on_the_socket(http: tuple[Book, str]) -> None:
    """The negative control is every other test here: with `local` the same address is reached."""
    book, address = http
    port = address.rpartition(":")[2]
    for url in (f"https://127.0.0.1:{port}", f"https://localhost:{port}", f"https://2130706433:{port}",
                f"https://0x7f000001:{port}"):  # fmt: skip
        made = sender("sms", "gateway", url)
        made.local = False
        with pytest.raises(Failure, match="forbidden_address"):
            made.send(letter())
    for url in (address, "file:///etc/passwd", "gopher://127.0.0.1/"):
        made = sender("sms", "gateway", url)
        made.local = False
        with pytest.raises(Failure, match="bad_address"):
            made.send(letter())
    assert not book.posts


# SMTP


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Book, Sender]]:
    certificate = certificate_for_this_host(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_provider(certificate) as (book, port):
        values = {"host": "127.0.0.1", "port": str(port), "security": "tls", "sender": "bdx@example.gov.cn",
                  "sender_name": "江海区委组织部", "user": "bdx", "password": "mail-secret"}  # fmt: skip
        yield book, SENDERS["email"]["smtp"](values, local=True)


def test_mail_arrives_with_its_key(mail: tuple[Book, Sender]) -> None:
    book, made = mail
    receipt = made.send(letter(to="he@example.org", subject="请回复"))
    assert receipt.provider_id.endswith("m1")
    assert book.delivered == {"m1": 1}
    assert "To: he@example.org" in book.texts["m1"]


def test_each_fault_of_mail_is_told_for_what_it_is(mail: tuple[Book, Sender]) -> None:
    book, made = mail
    failures = [
        ("no_such_user", True, False),
        ("busy", False, False),
        ("bad_login", False, True),
        ("hang", False, True),
    ]
    for fault, permanent, channel in failures:
        book.go_wrong(fault)
        with pytest.raises(Failure) as failed:
            made.send(letter(to="he@example.org"))
        assert (failed.value.permanent, failed.value.channel) == (permanent, channel), (fault, failed.value.code)
    for fault in ("reset_before_accept", "reset_after_accept"):
        book.go_wrong(fault)
        with pytest.raises(Uncertain):
            made.send(letter(fault, to="he@example.org"))
    assert book.delivered == {"reset_after_accept": 1}
    for to in ("he@example.org\r\nRCPT TO:<x@example.org>", "何@例子.中国"):
        with pytest.raises(Failure, match="bad_address"):
            made.send(letter(to=to))
