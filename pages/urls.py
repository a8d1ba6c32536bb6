from django.urls import path

from pages.views import desk, public, statements

urlpatterns = [
    path("<slug:slug>/mission/", public.mission, name="mission"),
    path("<slug:slug>/mission/agenda/", public.agenda, name="mission_agenda"),
    path("<slug:slug>/mission/contact/", public.contact, name="mission_contact"),
    path("<slug:slug>/mission/<slug:page_slug>/", public.page, name="mission_page"),
    path("charte/", statements.charter, name="site_charter"),
    path("<slug:slug>/charte/", statements.charter, name="charter"),
    path("<slug:slug>/methode/", statements.method, name="method"),
    path("<slug:slug>/mentions-legales/", statements.legal, name="consultation_legal"),
    path("<slug:slug>/donnees-personnelles/", statements.privacy, name="consultation_privacy"),
    path("<slug:slug>/accessibilite/", statements.accessibility, name="consultation_accessibility"),
    path("<slug:slug>/plan-du-site/", statements.site_map, name="site_map"),
    path("<slug:slug>/pages/", desk.desk, name="pages_desk"),
    path("<slug:slug>/pages/nouvelle/<slug:kind>/", desk.new, name="new_page"),
    path("<slug:slug>/pages/apercu/", desk.preview, name="page_preview"),
    path("<slug:slug>/pages/<int:pk>/", desk.edit, name="edit_page"),
    path("<slug:slug>/pages/<int:pk>/retirer/", desk.withdraw, name="withdraw_page"),
]
