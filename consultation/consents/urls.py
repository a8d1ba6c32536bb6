from django.urls import path

from consultation.consents import views

urlpatterns = [
    path("mon-espace/accords/", views.acceptances, name="acceptances"),
    path("<slug:slug>/accords/", views.accept_terms, name="accept_terms"),
]
