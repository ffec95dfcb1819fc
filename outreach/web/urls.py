"""Addresses of outreach's staff pages. What each asks for is written at its view (registry.web.access)."""

from django.urls import include, path

from outreach.web import day, rule_pages, task_list, task_page

urlpatterns = [
    path("", day.home, name="home"),
    path("tasks/", task_list.task_list, name="tasks"),
    path("tasks/<uuid:pk>/", task_page.task, name="task"),
    path("tasks/<uuid:pk>/<slug:verb>/", task_page.decide, name="task-decide"),
    path("rules/", rule_pages.rule_list, name="rules"),
    path("rules/<slug:code>/", rule_pages.rule, name="rule"),
    path("", include("outreach.web.activity_urls")),
    path("", include("outreach.web.lead_urls")),
    path("", include("outreach.web.material_urls")),
    path("", include("outreach.web.part_urls")),
    path("", include("outreach.web.suggestion_figure_urls")),
    path("", include("outreach.web.suggestion_urls")),
    path("me/", include("outreach.web.me.urls")),
    path("", include("outreach.web.message_urls")),
    path("", include("outreach.web.suggest.urls")),
]
