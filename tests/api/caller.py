"""A program that calls the API: JSON in, JSON out, with a token of its own or a browser's session."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from registry.domain import tokens
from registry.lib import clock
from registry.models.identity import Standing, standings
from tests.web.staff import client_of
from tests.world import World

BASE = "/api/v1/"


def token_of(world: World, account: str, days: int = 30) -> str:
    """A fresh token of that account under its posting."""
    standing = standing_of(world, account)
    with world.at(account):
        issued = tokens.issue(
            by=world.users[account], standing=standing, name="测试程序", days=days, second_factor_passed=True
        )
        return issued[1]


def standing_of(world: World, account: str) -> Standing:
    """The account's posting as a session or a token finds it."""
    rows = standings(world.users[account], clock.today())
    return next(row for row in rows if row.id == world.postings[account].pk)


@dataclass
class Caller:
    """One program."""

    client: Client
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `path` is below /api/v1/ or absolute."""
        url = path if path.startswith(("/", "http")) else BASE + path
        url = url.removeprefix("http://testserver")
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, url, **data, headers=self.headers | headers)

    def get(self, path: str, **headers: str) -> Any:
        """GET, which must succeed; the JSON."""
        response = self.ask("GET", path, **headers)
        assert response.status_code == 200, (path, response.status_code, response.content.decode())
        return response.json()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST."""
        return self.ask("POST", path, {} if body is None else body, **headers)

    def send(self, path: str, **fields: Any) -> Any:
        """POST of a form with a file."""
        return self.client.post(BASE + path, fields, headers=self.headers)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH."""
        return self.ask("PATCH", path, body)


def program(world: World, account: str) -> Caller:
    """A program of that account, with a token and no session."""
    return Caller(Client(), {"Authorization": f"Token {token_of(world, account)}"})


def browser(world: World, account: str) -> Caller:
    """The account's browser."""
    return Caller(client_of(world, account), {})
