"""One stage of one intake at work."""

from dataclasses import dataclass

from registry.intake.staging.claims import Claim
from registry.lib.scope import Scope
from registry.models import Intake, User


@dataclass(frozen=True, slots=True)
class Job:
    """What a stage needs: the intake as it was when claimed, the hold on it, and on whose behalf it is done."""

    intake: Intake
    claim: Claim
    user: User
    scope: Scope
