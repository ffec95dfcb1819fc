"""Who is in the demo: 325 inflow members on the register, as many as the press report counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from registry.domain import seeding
from registry.domain.founding import short_name
from registry.lib import tables
from registry.lib.identity import compose
from registry.management.demo.people import Dice, Person, spread
from registry.management.demo.rosters import Roster, rosters

# By street, as rosters bring them, and those whom a clerk registers by hand: twice (see `twins`), and newcomers.
WAIHAI, JIANGNAN, GIG, LILE, OUT, TWINS, NEWCOMERS = 126, 82, 28, 66, 19, 4, 24
LEADS = 5  # of LILE: nothing is known of them by which they could be registered
MEMBERS = WAIHAI + JIANGNAN + GIG + LILE - LEADS + TWINS + NEWCOMERS
# Days ago on which newcomers were registered: most before the last closed month's end, LATE of them after it.
FIRST_CAME, LAST_CAME, LATE = 172, 40, 2
NOT_YET_REPORTED = 7  # every seventh


@dataclass(frozen=True, slots=True)
class Twin:
    """A record made by hand of somebody whom a roster brings too, under another spelling: to be found and merged."""

    person: Person
    original: Person
    street: str
    place: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who came since the register was begun: registered at a place by its street, so many days ago."""

    person: Person
    street: str
    days: int


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody."""

    waihai: list[Person]
    jiangnan: list[Person]
    gig: list[Person]
    lile: list[Person]
    out: list[Person]
    twins: list[Twin]
    newcomers: list[Newcomer]

    def rosters(self) -> list[Roster]:
        """The files that bring them."""
        return rosters(self.waihai, self.jiangnan, self.gig, self.lile, self.out)


def cast(today: date) -> Cast:
    """The same people for the same day."""
    dice = Dice(today)
    waihai = _people(dice, WAIHAI, seeding.WAIHAI)
    jiangnan = [_from_dushan(dice), _from_shaoxing(dice), *_people(dice, JIANGNAN - 2, seeding.JIANGNAN)]
    gig = [replace(person, kind=person.kind or "外卖送餐员") for person in _people(dice, GIG, seeding.JIANGNAN)]
    lile = _people(dice, LILE - LEADS, seeding.LILE)
    lile += [dice.person(place, lead=True, reports=False) for place in spread(LEADS, places_of(seeding.LILE))]
    out = _people(dice, OUT, seeding.LILE)
    twins = _twins({seeding.JIANGNAN: jiangnan, seeding.WAIHAI: waihai})
    return Cast(waihai, jiangnan, gig, lile, out, twins, list(_newcomers(dice, today)))


def places_of(street: str) -> list[str]:
    """The villages and communities of a street, as ledgers write them."""
    return [short_name(row["name"]) for row in tables.rows("jianghai_divisions") if row["parent_code12"] == street]


def _people(dice: Dice, count: int, street: str) -> list[Person]:
    places = spread(count, places_of(street))
    return [dice.person(place, reports=number % NOT_YET_REPORTED > 0) for number, place in enumerate(places, 1)]


def _newcomers(dice: Dice, today: date) -> Iterator[Newcomer]:
    """Half of them to each of two streets, evenly over the months since, the last ones in these days."""
    early = NEWCOMERS - LATE
    days = [FIRST_CAME - number * (FIRST_CAME - LAST_CAME) // (early - 1) for number in range(early)]
    for number, ago in enumerate([*days, *range(LATE, 0, -1)]):
        street = (seeding.JIANGNAN, seeding.LILE)[number % 2]
        place = places_of(street)[3 + number // 2 % 7]
        person = dice.person(place)
        arrived = today - timedelta(days=ago + 6 + number % 9)
        yield Newcomer(replace(person, arrived=arrived, reported=None), street, ago)


def _from_dushan(dice: Dice) -> Person:
    """The report's Mr He: from 独山县, at a firm in 明星村, asked by telephone to report in at 永明社区."""
    number = compose("522799", date(1986, 3, 9), 117)
    return replace(
        dice.person("永明社区"), name="何山远", sex="男", birth=date(1986, 3, 9), id_number=number, origin="贵州独山",
        home_org="中共独山县麻万镇支部委员会", employer="江海区明星村某五金厂", kind="", reason="务工",
    )  # fmt: skip


def _from_shaoxing(dice: Dice) -> Person:
    """The report's member from 绍兴, pointed here by his home organisation, who reported in at 永贤社区."""
    number = compose("330699", date(1979, 11, 20), 233)
    return replace(
        dice.person("永贤社区"), name="贺小松", sex="男", birth=date(1979, 11, 20), id_number=number, origin="浙江绍兴",
        home_org="中共绍兴市越城区府山街道支部委员会", kind="", reason="经商",
    )  # fmt: skip


def _twins(streets: dict[str, list[Person]]) -> list[Twin]:
    """Other characters of the same sound, the same telephone, the same birthday without a number."""
    alike = [(code, person) for code, people in streets.items() for person in people if person.name[1:] in SOUNDALIKES]
    near = [(code, person) for code, person in alike if person.place == "永明社区"][:1]
    chosen = [*near, *(found for found in alike if found[0] == seeding.WAIHAI)][:TWINS]
    assert near and len(chosen) == TWINS, "the dice have changed: look for other names"
    return [
        Twin(replace(person, name=person.name[0] + SOUNDALIKES[person.name[1:]]), person, code, person.place)
        for code, person in chosen
    ]


SOUNDALIKES = {
    "伟明": "玮明", "志强": "志墙", "静": "婧", "晓燕": "小燕", "丽华": "莉华", "嘉欣": "佳欣", "振宇": "震宇",
    "芳": "方", "家豪": "嘉豪", "文静": "雯静", "俊": "骏", "海波": "海博",
}  # fmt: skip
