"""The debate in the technical administration: themes, questions and natures are set up, texts are only looked at."""

from django.contrib import admin

from consultation.admin import KeptAdmin, ReadOnlyAdmin
from debates.models import Contribution, Decision, Nature, Question, Theme, Version


@admin.register(Theme)
class ThemeAdmin(KeptAdmin):
    list_display = ["name", "consultation", "slug", "colour", "position"]
    list_filter = ["consultation"]
    list_select_related = ["consultation"]


@admin.register(Question)
class QuestionAdmin(KeptAdmin):
    list_display = ["title", "theme", "position", "contributions_count", "arguments_count"]
    list_filter = ["theme__consultation"]
    list_select_related = ["theme"]
    fields = ["theme", "slug", "title", "context", "position", "origin", "contributions_count", "arguments_count"]
    readonly_fields = ["origin", "contributions_count", "arguments_count"]


@admin.register(Nature)
class NatureAdmin(KeptAdmin):
    list_display = ["label", "key", "consultation", "position"]
    list_filter = ["consultation"]
    list_select_related = ["consultation"]


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "state", "author", "question"]
    list_filter = ["state", "channel"]
    list_select_related = ["author", "question"]
    show_full_result_count = False


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ["contribution_id", "number", "title", "created_at", "published_at"]
    search_fields = ["=contribution__id"]
    show_full_result_count = False


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["at", "verdict", "reason", "contribution_id", "by"]
    list_filter = ["verdict", "reason"]
    list_select_related = ["by"]
    show_full_result_count = False
