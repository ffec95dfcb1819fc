"""Addresses of outreach under the same version as the registry's."""

from django.urls import include, path

from outreach.api.activities import Activities
from outreach.api.messages import Messages
from outreach.api.tasks import Alerts, Rules, Tasks
from registry.api import describing
from registry.api.urls import Router

describing.TAGS.update(activity="活动", task="联系任务", alert="逾期上报", rule="联系规则", message="消息")

router = Router()
router.register("activities", Activities, basename="activity")
router.register("tasks", Tasks, basename="task")
router.register("alerts", Alerts, basename="alert")
router.register("rules", Rules, basename="rule")
router.register("messages", Messages, basename="message")

urlpatterns = [path("v1/", include(router.urls))]
