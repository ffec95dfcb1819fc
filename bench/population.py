"""Members by the hundred thousand for the benchmarks: drawn from a seed, encrypted and indexed as real ones are.

Rows are written by the owner role with COPY, which row-level security refuses to the app role; they are what the app
would have written, down to the associated data of each encrypted field.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg

from bench import common

SEED = 440704
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰飞鹏辉宇浩俊峰建国志红梅欣怡子涵雪松海波东立新家嘉思远文慧斌玲"
)
EMPLOYERS = [
    f"{place}{kind}{number}店"
    for place in ("江海", "外海", "礼乐", "滘头", "中东")
    for kind in ("电商基地", "机械厂", "物流站点", "光电有限公司", "餐饮配送服务有限公司")
    for number in range(1, 41)
]
ORIGINS = ("522726", "421181", "450923", "330603", "341226", "360731", "411627", "430524", "440983", "500235", "511324")
STATUSES = ("awaiting_report", "reported", "reported", "enrolled", "enrolled", "enrolled", "lead")
COLUMNS = [
    "id",
    "owner_path",
    "organisation_id",
    "direction",
    "status",
    "is_open",
    "relation_status",
    "name",
    "id_number",
    "id_index",
    "id_legacy",
    "sex",
    "birth_on",
    "birth_precision",
    "ethnic_code",
    "education_code",
    "education_text",
    "political_status",
    "joined_precision",
    "phone",
    "phone_index",
    "phone_tail_index",
    "other_phones",
    "contact_way",
    "origin_code",
    "origin_text",
    "home_org_name",
    "home_org_contact",
    "home_org_phone",
    "host_org_name",
    "branch_label",
    "work_community_code",
    "work_community_name",
    "employer",
    "job_title",
    "occupation",
    "new_employment_type",
    "flow_reason",
    "flowed_on",
    "flowed_precision",
    "residence",
    "household",
    "native_place",
    "certificate",
    "contact_status",
    "liaison_note",
    "liaison_phone",
    "remark",
    "extra",
    "close_reason",
    "version",
    "created_at",
    "updated_at",
    "name_key",
    "given_key",
    "pinyin",
    "initials",
    "pinyin_alt",
    "initials_alt",
    "employer_key",
]


def prepare(folder: str) -> None:
    """The app's schema on embedded servers in `var/<folder>`; sets Django up on it as the app role."""
    common.prepare(folder)
    import django

    django.setup()


def owner() -> psycopg.Connection[Any]:
    """A connection as the owner role, who passes row-level security."""
    from django.conf import settings

    return psycopg.connect(settings.ENVIRONMENT.migration_database_url, autocommit=True)


def grow(connection: psycopg.Connection[Any], organisations: list[tuple[Any, str]], start: int, stop: int) -> None:
    """Add members number `start` … `stop`-1, spread over `organisations` (id, path)."""
    with connection.cursor() as cursor:
        columns = ", ".join(COLUMNS)
        with cursor.copy(f"COPY registry_member ({columns}) FROM STDIN") as copy:
            for row in rows(organisations, start, stop):
                copy.write_row([row[column] for column in COLUMNS])
        cursor.execute("VACUUM ANALYZE registry_member")


def rows(organisations: list[tuple[Any, str]], start: int, stop: int) -> Iterator[dict[str, Any]]:
    """The members themselves, one dictionary a row."""
    from registry.lib import clock
    from registry.lib.ids import uuid7
    from registry.lib.keys import search_fields

    blank = dict.fromkeys(COLUMNS, "") | dict.fromkeys(_sealed(), b"")
    for number in range(start, stop):
        dice = random.Random(SEED + number)
        person = _person(dice, number)
        organisation_id, path = organisations[dice.randrange(len(organisations))]
        pk = uuid7()
        now = clock.now()
        yield (
            blank
            | person
            | _numbers(pk, person.pop("id"), person.pop("tel"))
            | search_fields(person["name"], person["employer"])
            | {"id": pk, "owner_path": path, "organisation_id": organisation_id, "created_at": now, "updated_at": now}
        )


def _person(dice: random.Random, number: int) -> dict[str, Any]:
    birth = date(1955, 1, 1) + timedelta(days=dice.randrange(18_000))
    return {
        "id": id_number(number, birth),
        "tel": f"1{dice.choice('3578')}{number % 10**9:09d}",
        "name": dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2)))),
        "employer": dice.choice(EMPLOYERS),
        "direction": dice.choice(("in", "in", "in", "out")),
        "status": dice.choice(STATUSES),
        "is_open": True,
        "id_legacy": False,
        "sex": dice.choice("男女"),
        "birth_on": birth,
        "birth_precision": "day",
        "ethnic_code": "01",
        "education_code": dice.choice(("21", "31", "41", "61")),
        "political_status": dice.choice(("full", "full", "full", "probationary")),
        "origin_code": dice.choice(ORIGINS),
        "flowed_on": date(2021, 1, 1) + timedelta(days=dice.randrange(1_000)),
        "flowed_precision": "day",
        "version": 1,
    }


def id_number(number: int, birth: date) -> str:
    """A synthetic number: county part 99 is unallocated. `number` is spread over areas and sequences."""
    from registry.lib.identity import compose

    area, sequence = divmod(number, 999)
    return compose(f"{11 + area % 50:02d}{area // 50 % 90 + 10:02d}99", birth, sequence + 1)


def _numbers(pk: object, number: str, tel: str) -> dict[str, Any]:
    from registry.models.sealed import blind_index, cipher, context_of

    seal, index = cipher().seal, blind_index().of
    return {
        "id_number": seal(number, context_of("registry_member", pk, "id_number")),
        "id_index": index("id", number),
        "phone": seal(tel, context_of("registry_member", pk, "phone")),
        "phone_index": index("phone", tel),
        "phone_tail_index": index("phone-tail", tel[-4:]),
    }


def _sealed() -> tuple[str, ...]:
    return ("other_phones", "home_org_phone", "residence", "household", "liaison_phone", "extra")


def verdict(**figures: Any) -> str:
    """The last line of a benchmark."""
    return json.dumps(figures, ensure_ascii=False)
