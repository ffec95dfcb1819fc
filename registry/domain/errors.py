"""What a verb says when it can't be done."""


class Refused(Exception):
    """The verb can't be done as things stand; the message is for the person who asked, in her words."""


class Conflict(Refused):
    """The record was changed by somebody else meanwhile."""


def changed_since(what: str, lost: str = "没有保存", again: str = "再保存") -> str:
    """What a Conflict says where a page was opened before somebody else's change."""
    return f"您打开这一页以后，{what}，这次{lost}。请对照现在的样子{again}。"


class OpenElsewhere(Refused):
    """This person has an open record already. The wording is the same whoever holds it."""

    MESSAGE = "这位党员在系统中已有在册记录，不能重复登记。可以提出“申请接收”，由上级确认后转到本组织。"

    def __init__(self) -> None:
        super().__init__(self.MESSAGE)


class Blocked(Refused):
    """Several things stand in the way; `obstacles` names each of them in the user's words."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles
