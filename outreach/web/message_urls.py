"""Addresses of messages: for staff, for the security administrator, and for members who hold a link."""

from django.urls import path

from outreach.web import (
    answers,
    batch_pages,
    by_hand,
    channel_pages,
    link_list,
    link_page,
    message_list,
    message_page,
    opt_out_pages,
    template_pages,
)

urlpatterns = [
    path("messages/", message_list.message_list, name="messages"),
    path("messages/by-hand/", by_hand.worklist, name="messages-by-hand"),
    path("messages/answers/", answers.answer_list, name="message-answers"),
    path("messages/batches/", batch_pages.batch_list, name="batches"),
    path("messages/batches/new/", batch_pages.batch_new, name="batch-new"),
    path("messages/batches/<uuid:pk>/", batch_pages.batch, name="batch"),
    path("messages/batches/<uuid:pk>/edit/", batch_pages.batch_edit, name="batch-edit"),
    path("messages/batches/<uuid:pk>/stop/", batch_pages.stop, name="batch-stop"),
    path("messages/templates/", template_pages.templates, name="message-templates"),
    path("messages/templates/<uuid:pk>/", template_pages.template, name="message-template"),
    path("messages/templates/<uuid:pk>/switch/", template_pages.template_switch, name="message-template-switch"),
    path("messages/<uuid:pk>/", message_page.message, name="message"),
    path("messages/<uuid:pk>/<slug:verb>/", message_page.decide, name="message-decide"),
    path("members/<uuid:pk>/message/", by_hand.write, name="message-new"),
    path("members/<uuid:pk>/opt-outs/", opt_out_pages.opt_outs, name="opt-outs"),
    path("members/<uuid:pk>/links/", link_list.link_list, name="personal-links"),
    path("links/<uuid:pk>/revoke/", link_list.revoke, name="link-revoke"),
    path("opt-outs/<uuid:pk>/undo/", opt_out_pages.undo, name="opt-out-undo"),
    path("channels/", channel_pages.channels, name="channels"),
    path("channels/<slug:kind>/<slug:provider>/", channel_pages.channel, name="channel"),
    path("m/<str:token>/", link_page.link, name="personal-link"),
]
