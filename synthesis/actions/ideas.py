"""The trees of ideas."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from debates.models import Theme
from synthesis.actions.refusing import Refused
from synthesis.models import Idea


@transaction.atomic
def add_idea(theme: Theme, *, title: str, by: User, parent: Idea | None = None) -> Idea:
    """Add an idea to the tree of a theme, last among its siblings."""
    title = text.clean_line(title)
    if text.is_blank(title) or len(title) > 200:
        raise Refused({"title": _("Nommez l’idée en 200 caractères au plus.")})
    if parent and parent.theme_id != theme.pk:
        raise Refused(_("Cette idée appartient à un autre thème."))
    last = theme.ideas.filter(parent=parent).aggregate(last=Max("position"))["last"]
    idea = Idea.objects.create(theme=theme, parent=parent, title=title, position=0 if last is None else last + 1)
    audit.record("idea.added", idea, by=by)
    return idea
