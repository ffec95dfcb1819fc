"""How study materials and hand-outs are said on a page, and the tabs above their lists."""

from typing import Any

from django.urls import reverse

from outreach.models import Handout, Material
from registry.lib import scope as scopes
from registry.policies import Action, allowed

# (URL name, label, the right that the page asks for)
PAGES = (
    ("materials", "学习资料", Action.MATERIAL_VIEW),
    ("handouts", "发放记录", Action.MATERIAL_GIVE),
    ("study-late", "逾期名单", Action.TASK_ASSIGN),
    ("study-sheet", "学习台账", Action.STUDY_REVIEW),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """The lists beside each other, as far as one may open them."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label, action in PAGES
        if allowed(action)
    ]


def crumbs(material: Material | None = None) -> list[dict[str, str]]:
    """The pages above one of a material."""
    found = [{"label": "学习资料", "url": reverse("materials")}]
    if material is not None:
        found.append({"label": material.title, "url": reverse("material", args=[material.pk])})
    return found


def own(material: Material) -> bool:
    """Whether this scope may change it, or only hands it out."""
    return allowed(Action.MATERIAL_EDIT) and material.owner_path.startswith(scopes.current().path)


def standing(material: Material) -> dict[str, str]:
    """Whether it may be handed out."""
    return {"text": "已停用", "tone": "neutral"} if material.withdrawn_on else {"text": "在用", "tone": "success"}


def handout_badge(row: Handout) -> dict[str, str]:
    """Where a hand-out stands."""
    if row.voided_at:
        return {"text": "已作废", "tone": "outline"}
    return {"text": "已学习", "tone": "success"} if row.read_at else {"text": "已发", "tone": "info"}


def way(row: Handout) -> str:
    """How it was handed out: 当面送 1 册."""
    return f"{row.get_channel_display()} {row.copies} 册" if row.copies else str(row.get_channel_display())
