"""Which way the person of a row went, where the row says it, and whether that is what was chosen at the screen."""

from registry.intake.headings.plans import SheetPlan
from registry.intake.rows import gone, places
from registry.intake.rows.look import Context, Look
from registry.intake.texts.sentences import WAYS
from registry.intake.words import messages
from registry.intake.words.simple import nothing
from registry.lib import values

OPPOSED = "direction_opposed"


class Ways:
    """Decides for the rows of one table."""

    def __init__(self, plan: SheetPlan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.may_turn = plan.direction_from not in ("chosen", "sheet", "title")
        self.by_ends = plan.direction_from == "places"  # says more than 流动类型: 外出务工 of who came
        self.by_home = self.may_turn and places.says_way_by_home(plan)
        self.both_ways = self.may_turn and any(plan.by_field.keys() >= set(ends) for ends in places.BOTH_ENDS)

    def __call__(self, look: Look) -> None:
        """A 流动类型 column decides for its row where the sheet itself does not say."""
        text = look.text("flow_direction") if "flow_direction" in look.by else ""
        found = values.direction(text) if text else None
        if found is None and nothing(text):
            found = self._by_places(look)
        elif found is None:
            gone.tell_no_way(look, text)
        if found is None and self.plan.mixed and not text:
            look.warn(look.column("flow_direction"), "direction_blank", text, way=WAYS[look.row.direction])
        certain = not text or values.synonym("direction", text) is not None
        if found is not None and found != look.row.direction:
            self._differ(look, found, text, certain=certain)
        elif self.plan.opposed and not (text and found and certain):
            _oppose(look, "name", self.plan.opposed)

    def _differ(self, look: Look, found: str, text: str, *, certain: bool) -> None:
        if self.may_turn and not (self.by_ends and text and not certain):
            look.row.direction = found
        elif self.plan.direction_from != "chosen":
            look.warn(look.column("flow_direction"), "direction_differs", text)
        elif certain and text:
            _oppose(look, "flow_direction", text)
        elif "流出" in text or "流入" in text:  # 省内流出; 外出务工 may be said of who came
            look.warn(look.column("flow_direction"), "direction_differs", text)

    def _by_places(self, look: Look) -> str | None:
        if self.both_ways:
            return places.way_of(look, self.context)
        if self.by_home:
            return places.way_by_home(look, self.context)
        return places.way_by_route(look, self.context) if self.may_turn else None


def _oppose(look: Look, name: str, raw: str) -> None:
    """Nobody is put in the way that the list denies: who chose it is asked first."""
    message = messages.error(OPPOSED, raw=raw[:30], way=WAYS[look.row.direction])
    look.row.fail(look.column(name), OPPOSED, message, raw)
