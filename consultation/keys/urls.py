from django.urls import path

from consultation.keys import views

urlpatterns = [
    path("mon-espace/cles/", views.keys, name="access_keys"),
    path("mon-espace/cles/nouvelle/", views.new_key, name="new_access_key"),
    path("mon-espace/cles/<int:pk>/revoquer/", views.revoke, name="revoke_access_key"),
]
