"""Addresses of the moderation: the desk, what readers report, what authors contest, the public register."""

from django.urls import path

from moderation.views import bulk, deciding, desk, undoing

urlpatterns = [
    path("<slug:slug>/moderation/", desk.queue, name="moderation_desk"),
    path("<slug:slug>/moderation/<int:pk>/", deciding.decide, name="decide"),
    path("<slug:slug>/moderation/en-nombre/", bulk.bulk, name="moderation_bulk"),
    path("<slug:slug>/moderation/annuler/", undoing.undo, name="undo_decisions"),
]
