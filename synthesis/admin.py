"""The synthesis in the technical administration: only to be looked at, actions and jobs write it."""

from django.contrib import admin

from consultation.admin import ReadOnlyAdmin
from synthesis.models import Export, Extract, Idea, RollUp, Synthesis


@admin.register(Idea)
class IdeaAdmin(ReadOnlyAdmin):
    list_display = ["title", "theme", "parent", "position"]
    list_filter = ["theme__consultation"]
    list_select_related = ["theme", "parent"]


@admin.register(Extract)
class ExtractAdmin(ReadOnlyAdmin):
    list_display = ["id", "quote", "nature", "contribution_id", "by", "at"]
    list_select_related = ["nature", "by"]
    show_full_result_count = False


@admin.register(RollUp)
class RollUpAdmin(ReadOnlyAdmin):
    list_display = ["id", "consultation", "state", "asked_at", "finished_at", "attempts"]
    list_filter = ["state"]
    list_select_related = ["consultation"]


@admin.register(Synthesis)
class SynthesisAdmin(ReadOnlyAdmin):
    list_display = ["title", "consultation", "number", "state", "published_at", "sha256"]
    list_filter = ["state"]
    list_select_related = ["consultation"]


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    list_display = ["id", "synthesis", "format", "state", "asked_at", "size"]
    list_filter = ["state", "format"]
    list_select_related = ["synthesis"]
