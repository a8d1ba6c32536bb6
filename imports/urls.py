from django.urls import path

from imports import views

urlpatterns = [path("<slug:slug>/recueillir/tableau/", views.collected_file, name="collected_file")]
