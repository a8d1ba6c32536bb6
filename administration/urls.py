from django.urls import include, path

from administration.views import audit, calendar, framing, general, invitations, natures, opening, team

administered = [
    path("", opening.overview, name="administration"),
    path("etat/", opening.change_state, name="change_state"),
    path("general/", general.general, name="administer_general"),
    path("apercu/", general.preview, name="preview_markdown"),
    path("calendrier/", calendar.phases, name="administer_calendar"),
    path("calendrier/<int:pk>/", calendar.phase, name="administer_phase"),
    path("calendrier/<int:pk>/retirer/", calendar.remove, name="remove_phase"),
    path("themes/", framing.themes, name="administer_themes"),
    path("themes/<int:pk>/", framing.theme, name="administer_theme"),
    path("themes/<int:pk>/deplacer/", framing.move_theme, name="move_theme"),
    path("themes/<int:pk>/retirer/", framing.remove_theme, name="remove_theme"),
    path("themes/<int:pk>/questions/", framing.add_question, name="add_question"),
    path("questions/<int:pk>/", framing.question, name="administer_question"),
    path("questions/<int:pk>/deplacer/", framing.move_question, name="move_question"),
    path("questions/<int:pk>/retirer/", framing.remove_question, name="remove_question"),
    path("natures/", natures.natures, name="administer_natures"),
    path("natures/<int:pk>/", natures.nature, name="administer_nature"),
    path("natures/<int:pk>/deplacer/", natures.move, name="move_nature"),
    path("natures/<int:pk>/retirer/", natures.remove, name="remove_nature"),
    path("journal/", audit.log, name="administer_log"),
    path("equipe/", team.team, name="administer_team"),
    path("equipe/roles/<int:pk>/retirer/", team.take_role, name="take_role"),
    path("equipe/invitations/<int:pk>/renvoyer/", team.resend, name="resend_invitation"),
    path("equipe/invitations/<int:pk>/retirer/", team.withdraw, name="withdraw_invitation"),
]

urlpatterns = [
    path("consultations/nouvelle/", opening.new, name="new_consultation"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("<slug:slug>/administration/", include(administered)),
]
