"""The roof: every address of the site."""

from django.urls import path

urlpatterns = []
