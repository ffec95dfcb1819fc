"""The address of the board."""

from django.urls import path

from reports.web.board import board

urlpatterns = [path("board/", board, name="board")]
