"""Addresses of exports under the same version as the registry's."""

from django.urls import include, path

from registry.api import describing
from registry.api.urls import Router
from reports.api.exports import Exports

describing.TAGS["export"] = "导出"

router = Router()
router.register("exports", Exports, basename="export")
urlpatterns = [path("v1/", include(router.urls))]
