"""The address of the board's numbers for programs."""

from django.urls import path

from registry.api import describing
from reports.api.board import Board

describing.TAGS.update(board="看板")

urlpatterns = [path("v1/board/", Board.as_view({"get": "figures"}, basename="board"), name="board-figures")]
