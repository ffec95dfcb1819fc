"""Every form of every page, as the first account that may open it gets it."""

from collections import Counter

from django.test import Client

from tests.all_rows import all_rows
from tests.every_page import own_pages, rows_for_every_page
from tests.walls.pages import UUID_TEXT
from tests.web.filled import Filled, filled
from tests.web.staff import client_of
from tests.world import World

ACCOUNTS = ("community-a11", "street-a1", "district-a", "security_admin-a", "system_admin-a")
# The account's own pages end the session, or open units of their own.
NOT_ASKED = ("/logout/", "/account/")

# What is written beside the work.
NOT_WORK = {"Sign", "Job", "Alarm", "AuditEvent"}


class Undo(Exception):
    """Takes back what a form did."""


def staff(world: World, account: str) -> Client:
    """A browser that is asked for the page's token, as a real one is."""
    return client_of(world, account, enforce_csrf_checks=True)


def rows(world: World) -> Counter[str]:
    """How many rows each table of the work holds."""
    with world.system():
        return all_rows(NOT_WORK)


def pages(world: World) -> list[tuple[Client, str, Filled]]:
    """Each button of each form of every page, by the first account that may open it."""
    planted, found, known = rows_for_every_page(world, times=2), [], set()
    clients = [staff(world, account) for account in ACCOUNTS]
    for _, path in own_pages(planted):
        for client in clients:
            answer = client.get(path)
            if answer.status_code == 200:
                for form in filled(answer.content.decode()):
                    url = form.action or path
                    shape = (UUID_TEXT.sub("…", url), tuple(sorted(form.fields)))
                    if shape not in known and not url.startswith(NOT_ASKED):
                        known.add(shape)
                        found.append((client, url, form))
                break
    return found
