"""Addresses of the moderation: the desk, what readers report, what authors contest, the public register."""

from django.urls import path

from moderation.views import bulk, contesting, deciding, desk, rearranging, register, reporting, undoing

urlpatterns = [
    path("<slug:slug>/contributions/<int:pk>/signaler/", reporting.report, name="report"),
    path("<slug:slug>/decisions/<int:pk>/contester/", contesting.appeal, name="appeal"),
    path("<slug:slug>/registre/", register.page, name="register"),
    path("<slug:slug>/registre.csv", register.table, name="register_csv"),
    path("<slug:slug>/moderation/appels/<int:pk>/", contesting.answer, name="answer_appeal"),
    path("<slug:slug>/moderation/signalements/", reporting.reporters, name="reporters"),
    path("<slug:slug>/moderation/", desk.queue, name="moderation_desk"),
    path("<slug:slug>/moderation/<int:pk>/", deciding.decide, name="decide"),
    path("<slug:slug>/moderation/<int:pk>/reunir/", rearranging.merge, name="merge_text"),
    path("<slug:slug>/moderation/<int:pk>/partager/", rearranging.split, name="split_text"),
    path("<slug:slug>/moderation/en-nombre/", bulk.bulk, name="moderation_bulk"),
    path("<slug:slug>/moderation/annuler/", undoing.undo, name="undo_decisions"),
    path("<slug:slug>/moderation/suspensions/<int:pk>/lever/", undoing.lift, name="lift_suspension"),
    path("<slug:slug>/moderation/groupes/<int:pk>/", bulk.accept_campaign, name="accept_campaign"),
]
