"""The addresses of the board."""

from django.urls import path

from reports.web.board import board
from reports.web.board_rows import rows_behind

urlpatterns = [
    path("board/", board, name="board"),
    path("board/<slug:month>/<slug:key>/", rows_behind, name="board-rows"),
]
