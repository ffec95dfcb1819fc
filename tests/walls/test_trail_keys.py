"""The trail's keys change and what they signed still holds (H09)."""

import io
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command

from registry.domain import trail
from registry.models import audit
from registry.models.audit import GENESIS
from registry.models.unit import record
from tests.walls.mutations import CHAIN, ROWS, read, run_command
from tests.world import World

NEW = "a2:" + "bmV3IG9uZSBvZiB0aGlydHktdHdvIGJ5dGVzIGhlcmU="


def test_a_new_key_takes_over_and_the_old_rows_still_hold(
    chain: psycopg.Cursor, anchors: Path, settings, world
) -> None:
    """Rotation: rows and anchors name their key; the old one is kept for what it wrote."""
    old = settings.AUDIT_KEY
    first = next(iter(audit.ring()))
    trail.write_anchor()
    settings.AUDIT_KEY = f"{NEW},{old}"
    with world.at("system_admin-a"):
        record("test.after", object_type="test")
    trail.write_anchor()
    code, results = run_command()
    assert (code, results[0]["keys"]) == (0, [[first, 1], ["a2", ROWS + 1]])
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert f"第 1 条起用密钥 {first or '（无编号）'}，第 {ROWS + 1} 条起用密钥 a2" in out.getvalue()

    # Without the old key its rows can't be vouched for, and with it nobody goes on after the new one.
    settings.AUDIT_KEY = NEW
    code, results = run_command()
    assert (code, results[0]["damage"]["kind"], results[0]["damage"]["seq"]) == (1, "key", 1)
    settings.AUDIT_KEY = old
    with world.at("system_admin-a"):
        record("test.forged", object_type="test")
    settings.AUDIT_KEY = f"{NEW},{old}"
    code, results = run_command()
    assert (code, results[0]["damage"]["kind"], results[0]["damage"]["seq"]) == (1, "key", ROWS + 2)


def test_a_key_without_an_id_stays_good_under_its_old_rows(chain: psycopg.Cursor, anchors: Path, settings) -> None:
    """Installations from before keys had ids: the bare key goes into the ring as it is."""
    bare = NEW.partition(":")[2]
    rows, mac = read(chain), GENESIS
    settings.AUDIT_KEY = bare
    for row in rows:
        row.key_id = ""
        mac = row.mac = row.compute_mac(mac)
    settings.AUDIT_KEY = f"a9:{bare[::-1]},{bare}"
    assert trail.verify(rows, CHAIN).keys == (("", 1),)
    assert trail.verify(rows, CHAIN).damage is None


def test_an_empty_key_writes_nothing(world: World, settings) -> None:
    settings.AUDIT_KEY = ""
    with pytest.raises(ValueError, match="AUDIT_KEY"), world.at("system_admin-a"):
        record("test.keyless", object_type="test")
