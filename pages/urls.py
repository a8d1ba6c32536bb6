from django.urls import path

from pages.views import desk, public

urlpatterns = [
    path("<slug:slug>/mission/", public.mission, name="mission"),
    path("<slug:slug>/mission/agenda/", public.agenda, name="mission_agenda"),
    path("<slug:slug>/mission/contact/", public.contact, name="mission_contact"),
    path("<slug:slug>/mission/<slug:page_slug>/", public.page, name="mission_page"),
    path("<slug:slug>/pages/", desk.desk, name="pages_desk"),
    path("<slug:slug>/pages/nouvelle/<slug:kind>/", desk.new, name="new_page"),
    path("<slug:slug>/pages/apercu/", desk.preview, name="page_preview"),
    path("<slug:slug>/pages/<int:pk>/", desk.edit, name="edit_page"),
    path("<slug:slug>/pages/<int:pk>/retirer/", desk.withdraw, name="withdraw_page"),
]
