"""The demo has 常用文字, a batch of which some is sent and some waits to be copied, and an answer; once."""

from outreach.domain import demo_messages, wordings
from outreach.models import Message, MessageAnswer, MessageBatch
from tests.outreach.post import Moment
from tests.web.staff import client_of, text_of
from tests.world import World, clerk


def test_what_a_newcomer_finds(world: World, moment: Moment) -> None:
    for number in range(6):
        world.member("a11", number + 1, name=f"何小{number}")
    district, node = world.nodes["a"].path, world.nodes["a11"].path
    assert [demo_messages.load(district=district, community=node) for _ in range(2)] == [6, 0]
    with world.at(clerk("a11")):
        batch = MessageBatch.objects.get()
        assert (batch.state, batch.recipients, batch.left_out) == ("approved", 6, {})
        states = list(Message.objects.order_by("id").values_list("state", flat=True))
        assert states == ["sent"] * demo_messages.SENT + ["queued"] * 2
        assert str(MessageAnswer.objects.get(seen_at__isnull=True).text) == demo_messages.ANSWER
        assert {row.name for row in wordings.in_use()} == {name for name, _ in demo_messages.TEXTS}
    page = text_of(client_of(world, clerk("a11")).get("/messages/batches/"))
    assert demo_messages.NAME in page
    with world.at(clerk("a12")):
        assert not MessageBatch.objects.exists() and wordings.in_use().count() == len(demo_messages.TEXTS)
