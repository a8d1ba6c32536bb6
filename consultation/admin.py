"""The technical administration, for superusers: what is set up by hand. No state changes here: actions do that."""

from django.contrib import admin

from consultation.models import AuditEntry, Consultation, Membership, Notice, Phase, User


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only actions write: to be looked at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class KeptAdmin(admin.ModelAdmin):
    """Rows set up by hand; what already stands on them keeps them from being deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


class PhaseInline(admin.TabularInline):
    model = Phase
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Consultation)
class ConsultationAdmin(KeptAdmin):
    list_display = ["name", "slug", "moderation", "state"]
    search_fields = ["name", "slug"]
    inlines = [PhaseInline, MembershipInline]


@admin.register(User)
class UserAdmin(KeptAdmin):
    """Who may sign in; what people say of themselves is theirs to change, a password theirs to choose."""

    list_display = ["name", "email", "stakeholder", "is_active", "is_superuser", "date_joined"]
    list_filter = ["is_active", "is_superuser", "stakeholder"]
    search_fields = ["name", "email"]
    fields = [
        *("name", "email", "stakeholder", "commune", "language", "origin", "date_joined", "last_login"),
        *("is_active", "is_staff", "is_superuser"),
    ]
    readonly_fields = ["name", "email", "stakeholder", "commune", "language", "origin", "date_joined", "last_login"]

    def has_add_permission(self, request):
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "consultation", "role"]
    list_filter = ["consultation", "role"]
    list_select_related = ["user", "consultation"]
    raw_id_fields = ["user"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "action", "target", "by", "consultation"]
    list_filter = ["action", "consultation"]
    list_select_related = ["by", "consultation"]
    show_full_result_count = False


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "kind", "person", "state"]
    list_filter = ["kind", "state"]
    list_select_related = ["person"]
    show_full_result_count = False
