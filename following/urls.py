from django.urls import path

from following import views

urlpatterns = [
    path("mon-espace/avis/", views.notices, name="notices"),
    path("mon-espace/avis/lus/", views.read_notices, name="read_notices"),
    path("mon-espace/avis/reglages/", views.settings, name="notice_settings"),
    path("mon-espace/avis/suivis/<int:pk>/", views.stop, name="stop_following"),
    path("mon-espace/avis/desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<slug:slug>/suivre/<slug:kind>/<int:pk>/", views.follow, name="follow"),
]
