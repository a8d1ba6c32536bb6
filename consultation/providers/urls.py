"""Where one leaves for a provider, and where it sends back. The names are those that allauth asks for."""

from django.urls import path

from consultation.providers import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
