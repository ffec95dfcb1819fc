"""Addresses of outreach under the same version as the registry's."""

from django.urls import include, path

from outreach.api.activities import Activities
from outreach.api.corrections import Corrections
from outreach.api.desk import Answers, Batches
from outreach.api.leads import Leads
from outreach.api.materials import Handouts, Materials
from outreach.api.messages import Messages
from outreach.api.part import Posts, Seats, Services
from outreach.api.reach import Links, OptOuts
from outreach.api.study_sheet import StudySheets
from outreach.api.suggest import Suggesting
from outreach.api.suggestion_files import SuggestionFiles
from outreach.api.suggestions import Suggestions
from outreach.api.tasks import Alerts, Rules, Tasks
from outreach.api.venues import Venues
from outreach.api.wishes import Wishes
from registry.api import describing
from registry.api.urls import Router

describing.TAGS.update(
    activity="活动",
    material="学习资料",
    handout="学习资料",
    lead="报到线索",
    suggestion="金点子",
    correction="更正申请",
    task="联系任务",
    alert="逾期上报",
    rule="联系规则",
    message="消息",
)

describing.TAGS.update(post="党员先锋岗", seat="议事会成员", service="志愿服务", wish="微心愿")
describing.TAGS |= {"message-batch": "消息", "answer": "消息", "venue": "活动", "opt-out": "消息", "link": "消息"}
describing.TAGS["study-sheet"] = "学习汇报"
describing.TAGS["suggestion-file"] = "金点子"
describing.TAGS["suggest"] = "金点子（公开）"

router = Router()
router.register("activities", Activities, basename="activity")
router.register("materials", Materials, basename="material")
router.register("handouts", Handouts, basename="handout")
router.register("corrections", Corrections, basename="correction")
router.register("leads", Leads, basename="lead")
router.register("suggestions", Suggestions, basename="suggestion")
router.register("suggestion-files", SuggestionFiles, basename="suggestion-file")
router.register("study-sheet", StudySheets, basename="study-sheet")
router.register("pioneer-posts", Posts, basename="post")
router.register("council-seats", Seats, basename="seat")
router.register("volunteer-services", Services, basename="service")
router.register("wishes", Wishes, basename="wish")
router.register("suggest", Suggesting, basename="suggest")
router.register("tasks", Tasks, basename="task")
router.register("alerts", Alerts, basename="alert")
router.register("rules", Rules, basename="rule")
router.register("messages", Messages, basename="message")
router.register("message-batches", Batches, basename="message-batch")
router.register("answers", Answers, basename="answer")
router.register("venues", Venues, basename="venue")
router.register("opt-outs", OptOuts, basename="opt-out")
router.register("personal-links", Links, basename="link")

urlpatterns = [path("v1/", include(router.urls))]
