"""schemathesis over the whole API, against the real program and database: no 5xx, and every answer as described.

Each operation is asked by one of two accounts, with values that fit its description or with values that don't, which
changes from operation to operation; half of the time the keys are those of real rows. Every request is rolled back.
FUZZ=n asks n times as much, and then both accounts ask in both ways.
"""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry.api.schema import document
from registry.domain import calendar
from tests.api.caller import token_of
from tests.api.test_reading import member_with_story
from tests.planting import plant
from tests.world import World

TIMES = int(os.environ.get("FUZZ", "1"))
EXAMPLES = 1
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
ACCOUNTS = ("district-a", "community-a11")


@pytest.fixture
def program() -> Iterator[WSGIHandler]:
    """The whole program as a server would call it, on the test's own connection, which it must not close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def resource_of(path: str) -> str:
    return path.removeprefix("/api/v1/").partition("/")[0]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_breaks_whether_it_fits_the_description_or_not(world: World, program: WSGIHandler, say: Any) -> None:
    story = {name: str(key) for name, key in member_with_story(world).items()}
    with world.at("district-a"):
        story["calendar"] = str(calendar.set_day(by=None, day=date(2026, 3, 4), working=False, name="放假").pk)
    planted = plant(world, "a11", start=900).keys
    story |= {f"{name.lower()}s": str(planted[name]) for name in ("Task", "Alert", "Rule", "Message")}
    kinds = {"pioneer-posts": "PioneerPost", "council-seats": "CouncilSeat", "volunteer-services": "VolunteerService"}
    story |= {path: str(planted[model]) for path, model in kinds.items()} | {"wishes": str(planted["MicroWish"])}
    story["activities"] = str(planted["Activity"])
    story |= {"venues": str(planted["Venue"]), "message-batches": str(planted["MessageBatch"])}
    story |= {"answers": str(planted["MessageAnswer"]), "opt-outs": str(planted["OptOut"])}
    story["personal-links"] = str(planted["PersonalLink"])
    story["corrections"] = str(planted["Correction"])
    story["leads"] = str(planted["Lead"])
    story |= {"reports": str(planted["MonthlyReport"]), "months": "", "board": ""}
    story["exports"] = str(planted["Export"])
    story |= {"suggestions": str(planted["Suggestion"]), "suggestion-files": str(planted["SuggestionFile"])}
    story |= {
        "materials": str(planted["Material"]),
        "handouts": str(planted["Handout"]),
        "study-sheet": "",
        "suggest": "",
    }
    known = {"member": story["members"], "organisation": story["organisations"]}
    schema = schemathesis.openapi.from_dict(document())
    schema.app = program
    statuses: dict[int, int] = {}
    operations = [result.ok() for result in schema.get_all_operations()]
    for at, account in enumerate(ACCOUNTS):
        headers = {"Authorization": f"Token {token_of(world, account)}"}
        for turn, operation in enumerate(operations) if TIMES > 1 else [*enumerate(operations)][at :: len(ACCOUNTS)]:
            modes = _modes(operation)
            for mode in modes if TIMES > 1 else (modes[turn // len(ACCOUNTS) % len(modes)],):
                own = story[resource_of(operation.path)]
                _ask(operation, mode, own, known, headers, statuses)
    asked = sum(statuses.values())
    say(f"schemathesis: {asked} cases over {len(operations)} operations, {dict(sorted(statuses.items()))}, 0 × 5xx")
    assert asked >= len(operations)
    assert statuses[200] and statuses[400] and statuses[404]


def _modes(operation: Any) -> tuple[GenerationMode, ...]:
    """Where nothing is taken, nothing can be wrong."""
    takes = operation.body or operation.query or operation.path_parameters
    return (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if takes else (GenerationMode.POSITIVE,)


def _ask(operation: Any, mode: Any, own: str, known: dict, headers: dict, statuses: dict[int, int]) -> None:
    strategy = operation.as_strategy(generation_mode=mode)

    @hypothesis.settings(
        max_examples=EXAMPLES * TIMES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    @hypothesis.given(case=strategy, real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            _point_at_rows(case, own, known)
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        case.validate_response(response, checks=CHECKS)

    ask()


def _point_at_rows(case: Any, own: str, known: dict[str, str]) -> None:
    """Put the keys of real rows where keys belong."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = own
    if isinstance(case.body, dict):
        case.body |= {name: key for name, key in known.items() if name in case.body}
