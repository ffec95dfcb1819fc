"""Step 3: rows left out before anything is written, one by one or all of which the roster says the same."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from registry.choices import IntakeState, RowDoubt
from registry.intake import pipeline
from registry.lib.ids import keys_in
from registry.models import Intake
from registry.policies import Action
from registry.web.access import needs
from registry.web.intake_parts import intake_or_404, run

SPARED = "这一行不导入。改了主意，把“写入时”改成“不写入”，在那一行点“还是导入”。"
TAKEN_IN = "这一行还是导入。"
ALL_SPARED = "{label}的都不导入。改了主意，点“都还是导入”，或在某一行点“还是导入”。"
ALL_TAKEN_IN = "{label}的都还是导入。"
BACK = ("verdict", "action", "doubt", "from")  # of the address, so that she is back where she was


def offers(intake: Intake, here: str, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """What the roster says of some of its rows, each with how many it is and a way to see them, or all again."""
    if intake.state != IntakeState.READY:
        return []
    return [
        {
            "kind": doubt.kind,
            "label": doubt.label,
            "asked": f"{doubt.asked:,}" if doubt.asked else "",
            "out": f"{doubt.out:,}" if doubt.out else "",
            "url": f"{here}?{urlencode({'doubt': '' if chosen['doubt'] == doubt.kind else doubt.kind})}#rows",
            "current": chosen["doubt"] == doubt.kind,
        }
        for doubt in pipeline.doubts(intake)
    ]


@needs(Action.INTAKE_USE)
@require_POST
def leave_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a row out, or all of one doubt (`all_of`), or take in after all; and back to where it stands."""
    intake, doubt = intake_or_404(pk), request.POST.get("all_of", "")
    said = _all_of(request, intake, doubt) if doubt in RowDoubt.values else _one(request, intake)
    if said:
        messages.success(request, said)
    query = {name: request.POST.get(name, "") for name in BACK}
    return redirect(f"{reverse('intake:check', args=[pk])}?{urlencode(query)}#{'doubts' if doubt else 'rows'}")


def _out(request: HttpRequest) -> bool:
    return request.POST.get("out") == "1"


def _all_of(request: HttpRequest, intake: Intake, doubt: str) -> str:
    """What was done; "" where it was refused."""
    done = run(request, pipeline.leave_out_doubted, intake=intake, doubt=doubt, out=_out(request))
    said = ALL_SPARED if _out(request) else ALL_TAKEN_IN
    return said.format(label=RowDoubt(doubt).label) if done else ""


def _one(request: HttpRequest, intake: Intake) -> str:
    keys = keys_in([request.POST.get("row", "")])
    done = keys and run(request, pipeline.leave_out, intake=intake, row=keys[0], out=_out(request))
    return (SPARED if _out(request) else TAKEN_IN) if done else ""
