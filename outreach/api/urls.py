"""Addresses of outreach under the same version as the registry's."""

from django.urls import include, path

from outreach.api.activities import Activities
from outreach.api.materials import Handouts, Materials
from outreach.api.messages import Messages
from outreach.api.study_sheet import StudySheets
from outreach.api.tasks import Alerts, Rules, Tasks
from registry.api import describing
from registry.api.urls import Router

describing.TAGS.update(
    activity="活动",
    material="学习资料",
    handout="学习资料",
    task="联系任务",
    alert="逾期上报",
    rule="联系规则",
    message="消息",
)

describing.TAGS["study-sheet"] = "学习汇报"

router = Router()
router.register("activities", Activities, basename="activity")
router.register("materials", Materials, basename="material")
router.register("handouts", Handouts, basename="handout")
router.register("study-sheet", StudySheets, basename="study-sheet")
router.register("tasks", Tasks, basename="task")
router.register("alerts", Alerts, basename="alert")
router.register("rules", Rules, basename="rule")
router.register("messages", Messages, basename="message")

urlpatterns = [path("v1/", include(router.urls))]
