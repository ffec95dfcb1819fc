"""What is logged carries no personal data."""

import io
import json
import logging
import re

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from config import logs

ID = "440799199001011234"
OLD_ID = "440799900101123"
PHONE = "13800138000"


@pytest.fixture
def lines():
    """Configured as in a running process; gives what was written since."""
    root = logging.getLogger()
    kept = root.handlers[:]
    logs.configure(logs.logging_settings("INFO"))
    written = io.StringIO()
    (handler,) = root.handlers
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = kept


@pytest.mark.parametrize("value", [ID, ID[:17] + "X", OLD_ID, PHONE, "138 0013 8000", "138-0013-8000", f"+86{PHONE}"])
def test_numbers_are_scrubbed_wherever_they_stand(value):
    assert value not in logs.scrub(f"前{value}后")
    assert value not in logs.scrub(f"q={value}&page=2")


@pytest.mark.parametrize("harmless", ["2026-11-23T06:58:02.147437Z", "440704001025", "12345678", "6a9cb3ba-1135-4135"])
def test_other_numbers_stay(harmless):
    assert logs.scrub(harmless) == harmless


def test_a_line_is_json_and_scrubbed_at_any_depth(lines):
    structlog.get_logger("bdx.test").info("登记", note=f"电话 {PHONE}", rows=[{"raw": ID}], number=int(ID), count=3)
    (line,) = lines()
    assert line["event"] == "登记"
    assert line["count"] == 3
    assert not {ID, PHONE} & set(json.dumps(line, ensure_ascii=False).split('"'))
    assert PHONE not in str(line)
    assert ID not in str(line)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x1b[2K\x1b[1A", "\x85", "\u2028", "\u2029", "\x0b", "\x1c", "\u202e"])
def test_nothing_that_is_logged_makes_a_line_of_its_own(lines, end):
    """H02: what a stranger typed can't forge a line, whatever its reader takes for the end of one."""
    forged = f'x{end}{{"event": "login", "level": "info"}}'
    structlog.get_logger("bdx.test").info(forged, note=[forged])
    logging.getLogger("some.library").warning("%s", forged)
    first, second = lines()
    assert first["event"] == second["event"] == forged
    assert first["note"] == [forged]


def test_a_line_left_as_it_is_could_be_broken_in_two(lines, monkeypatch):
    """Negative control of H02."""
    monkeypatch.setattr(logs, "UNPRINTABLE", re.compile("(?!)"))
    structlog.get_logger("bdx.test").info("x\u2028forged")
    with pytest.raises(json.JSONDecodeError):
        lines()


def test_keys_that_carry_personal_data_are_dropped(lines):
    structlog.get_logger("bdx.test").info("x", name="梁大伟", phone=PHONE, sql="SELECT 梁大伟", body={"a": 1})
    assert "梁大伟" not in str(lines())


def test_standard_logging_ends_in_the_same_lines(lines):
    logging.getLogger("some.library").warning("call %s", PHONE)
    (line,) = lines()
    assert line["event"] == "call [电话]"
    assert line["logger"] == "some.library"


def test_an_exception_is_its_class_and_place_and_never_its_text(lines):
    try:
        raise ValueError("Failing row contains (梁大伟)")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
        structlog.get_logger("bdx.test").error("failed", exc_info=True)
    found = lines()
    assert len(found) == 2
    for line in found:
        assert "梁大伟" not in str(line)
        assert line["exception"].startswith("ValueError < ")
        assert "test_logs.py" in line["exception"]


def test_a_request_is_logged_without_path_query_address_and_agent(lines):
    request = RequestFactory().get(
        "/members/梁大伟/", {"q": "梁大伟"}, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Secret/1.0"
    )
    request.resolver_match = None
    logs.RequestLogMiddleware(lambda _: HttpResponse(status=204))(request)
    (line,) = lines()
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "-", 204)
    for secret in ("梁大伟", "203.0.113.9", "Secret", "%E6"):
        assert secret not in str(line)


def test_frameworks_lines_with_paths_are_off(lines):
    logging.getLogger("django.request").error("Internal Server Error: %s", "/members/梁大伟/")
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST")
    logging.getLogger("django.db.backends").debug("SELECT 梁大伟")
    logging.getLogger("celery.app.trace").error("Task raised ValueError('梁大伟')")
    assert lines() == []


def test_a_whole_message_appended_by_a_framework_is_cut(lines):
    logging.getLogger("celery.worker.consumer.consumer").error("x" * 1000 + "梁大伟")
    (line,) = lines()
    assert len(line["event"]) == logs.LONGEST
