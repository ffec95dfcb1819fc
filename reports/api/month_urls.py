"""Addresses of the month's cycle for programs."""

from django.urls import include, path

from registry.api import describing
from registry.api.urls import Router
from reports.api.months import Months, Reports

describing.TAGS.update(report="月报", month="月报")

router = Router()
router.register("reports", Reports, basename="report")
router.register("months", Months, basename="month")

urlpatterns = [path("v1/", include(router.urls))]
