"""Addresses of the moderation: the desk, what readers report, what authors contest, the public register."""

from django.urls import path

from moderation.views import desk

urlpatterns = [
    path("<slug:slug>/moderation/", desk.queue, name="moderation_desk"),
    path("<slug:slug>/moderation/<int:pk>/", desk.decide, name="decide"),
]
