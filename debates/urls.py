from django.urls import path

from debates import feeds, sitemap
from debates.views import campaigns, collecting, drafts, pages, people, places, search, taking_part, threads, versions

urlpatterns = [
    path("", pages.home, name="home"),
    path("<slug:slug>/", pages.consultation, name="consultation"),
    path("<slug:slug>/themes/<slug:theme_slug>/", pages.theme, name="theme"),
    path("<slug:slug>/participants/<uuid:public_id>/", people.person, name="participant"),
    path("<slug:slug>/questions/<int:pk>/", threads.question, name="question"),
    path("<slug:slug>/questions/<int:pk>/contribuer/", taking_part.post, name="post"),
    path("<slug:slug>/questions/<int:pk>/brouillon/", drafts.keep, name="keep_draft"),
    path("<slug:slug>/questions/<int:pk>/apercu/", taking_part.preview, name="preview"),
    path("<slug:slug>/questions/<int:pk>/semblables/", search.similar, name="similar"),
    path("<slug:slug>/recherche/", search.search, name="search"),
    path("<slug:slug>/contributions/<int:pk>/", threads.contribution, name="contribution"),
    path("<slug:slug>/contributions/<int:pk>/versions/<int:number>/", threads.version, name="version"),
    path("<slug:slug>/contributions/<int:pk>/comparer/", versions.compare, name="compare"),
    path("<slug:slug>/contributions/<int:pk>/memes-textes/", campaigns.campaign, name="campaign"),
    path("<slug:slug>/contributions/<int:pk>/arguments/", taking_part.argue, name="argue"),
    path("<slug:slug>/contributions/<int:pk>/repondre/", taking_part.reply, name="reply"),
    path("<slug:slug>/contributions/<int:pk>/brouillon/", drafts.keep_reply, name="keep_reply_draft"),
    path("<slug:slug>/contributions/<int:pk>/reaction/", taking_part.react, name="react"),
    path("<slug:slug>/contributions/<int:pk>/modifier/", taking_part.edit, name="edit"),
    path("<slug:slug>/contributions/<int:pk>/modifier/brouillon/", drafts.keep_edit, name="keep_edit_draft"),
    path("<slug:slug>/contributions/<int:pk>/retirer/", taking_part.withdraw, name="withdraw"),
    path("<slug:slug>/recueillir/", collecting.index, name="collected"),
    path("<slug:slug>/questions/<int:pk>/recueillir/", collecting.collect, name="collect"),
    path("plan/contributions-<int:number>.xml", sitemap.contributions, name="contributions_sitemap"),
    path("<slug:slug>/flux/", feeds.whole, name="consultation_feed"),
    path("<slug:slug>/themes/<slug:theme_slug>/flux/", feeds.theme, name="theme_feed"),
    path("<slug:slug>/questions/<int:pk>/flux/", feeds.question, name="question_feed"),
    path("<slug:slug>/contributions/<int:pk>/lieu/", places.place, name="place"),
    path("<slug:slug>/lieux/", places.places, name="places"),
    path("<slug:slug>/lieux/<slug:code>/", places.place_department, name="place_department"),
]
