from django.urls import path

from synthesis.views import exports, harvest, ideas, public, rollups, writing

urlpatterns = [
    path("<slug:slug>/recolte/", harvest.desk, name="harvest_desk"),
    path("<slug:slug>/recolte/<int:pk>/extraits/", harvest.keep, name="harvest"),
    path("<slug:slug>/recolte/<int:pk>/lecture/", harvest.mark_read, name="mark_read"),
    path("<slug:slug>/recolte/extraits/<int:pk>/abandonner/", harvest.drop, name="drop_extract"),
    path("<slug:slug>/idees/", ideas.tree, name="ideas"),
    path("<slug:slug>/idees/<slug:theme_slug>/ajouter/", ideas.add, name="add_idea"),
    path("<slug:slug>/consolidations/", rollups.index, name="rollups"),
    path("<slug:slug>/consolidations/<int:pk>/", rollups.rollup, name="rollup"),
    path("<slug:slug>/consolidations/<int:pk>/reprendre/", rollups.retry, name="retry_rollup"),
    path("<slug:slug>/redaction/", writing.desk, name="synthesis_desk"),
    path("<slug:slug>/redaction/ouvrir/", writing.open_draft, name="open_draft"),
    path("<slug:slug>/redaction/completer/", writing.refresh, name="refresh_draft"),
    path("<slug:slug>/redaction/presentation/", writing.retitle, name="retitle_draft"),
    path("<slug:slug>/redaction/publier/", writing.publish, name="publish_synthesis"),
    path("<slug:slug>/redaction/<slug:theme_slug>/enonces/", writing.add, name="new_statement"),
    path("<slug:slug>/redaction/enonces/<int:pk>/", writing.edit, name="statement"),
    path("<slug:slug>/redaction/enonces/<int:pk>/deplacer/", writing.move, name="move_statement"),
    path("<slug:slug>/redaction/enonces/<int:pk>/retirer/", writing.remove, name="remove_statement"),
    path("<slug:slug>/synthese/", public.latest, name="synthesis"),
    path("<slug:slug>/synthese/<int:number>/", public.version, name="synthesis_version"),
    path("<slug:slug>/synthese/<int:number>/exports/", exports.ask, name="request_export"),
    path("<slug:slug>/exports/", exports.index, name="exports"),
    path("<slug:slug>/exports/<int:pk>/", exports.export, name="export"),
    path("<slug:slug>/exports/<int:pk>/reprendre/", exports.retry, name="retry_export"),
    path("<slug:slug>/exports/<int:pk>/fichier", exports.file, name="export_file"),
]
