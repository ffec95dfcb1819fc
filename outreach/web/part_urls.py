"""Addresses of 作用发挥."""

from django.urls import path

from outreach.web import part_list, part_new, part_page, part_print, wish_page

urlpatterns = [
    path("part/", part_list.posts, name="posts"),
    path("part/seats/", part_list.seats, name="seats"),
    path("part/services/", part_list.services, name="services"),
    path("part/wishes/", part_list.wishes, name="wishes"),
    path("part/posts/roll/", part_print.roll, name="post-roll"),
    path("part/posts/<uuid:pk>/", part_page.post, name="post"),
    path("part/posts/<uuid:pk>/plaque/", part_print.plaque, name="post-plaque"),
    path("part/seats/<uuid:pk>/", part_page.seat, name="seat"),
    path("part/services/<uuid:pk>/", part_page.service, name="service"),
    path("part/<slug:sort>/<uuid:pk>/do/<slug:verb>/", part_page.act, name="part-act"),
    path("part/notes/<uuid:pk>/", part_page.note_void, name="part-note-void"),
    path("part/members/<uuid:pk>/", part_new.new, name="part-new"),
    path("part/activities/<uuid:pk>/", part_new.from_activity, name="part-from-activity"),
    path("part/wishes/new/", wish_page.new, name="wish-new"),
    path("part/wishes/wall/", part_print.wall, name="wish-wall"),
    path("part/wishes/<uuid:pk>/", wish_page.wish, name="wish"),
    path("part/wishes/<uuid:pk>/edit/", wish_page.edit, name="wish-edit"),
    path("part/wishes/<uuid:pk>/phone/", wish_page.phone, name="wish-phone"),
    path("part/wishes/<uuid:pk>/to/<slug:to>/", wish_page.move, name="wish-move"),
    path("part/evidence/<uuid:pk>/", wish_page.evidence, name="wish-evidence"),
]
