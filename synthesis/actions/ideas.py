"""The trees of ideas, and what is filed under them.

Whoever changes a tree holds its theme until the end of the transaction: of two moves at once the second sees the tree
that the first left, so that no idea ever comes to stand under itself.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from debates.models import Theme
from synthesis.actions.refusing import Refused
from synthesis.models import Extract, Idea, SecondPassage, Statement

Tree = dict[int, Idea]  # the standing ideas of a theme by id, siblings in their order
Filing = Extract.ideas.through
SecondFiling = SecondPassage.ideas.through
STEPS = ("up", "down", "out", "in")


@transaction.atomic
def add_idea(theme: Theme, *, title: str, by: User, parent: Idea | None = None) -> Idea:
    """Add an idea to the tree of a theme, last among its siblings."""
    title = _title(title)
    if parent and parent.theme_id != theme.pk:
        raise Refused(_("Cette idée appartient à un autre thème."))
    tree = _held(theme.pk)
    above = _standing(tree, parent).pk if parent else None
    idea = Idea.objects.create(theme=theme, parent_id=above, title=title, position=_end(tree, above))
    audit.record("idea.added", idea, by=by)
    return idea


@transaction.atomic
def rename_idea(idea: Idea, *, title: str, by: User) -> Idea:
    """Give an idea another title; the statements and the passages stay with it."""
    found = _standing(_held(idea.theme_id), idea)
    found.title = _title(title)
    found.save(update_fields=["title"])
    audit.record("idea.renamed", found, by=by)
    return found


# --- Moving


@transaction.atomic
def move_idea(idea: Idea, *, parent: Idea | None, by: User, before: Idea | None = None) -> Idea:
    """Put an idea, with all below it, under another or at the root: before a sibling there, else last.

    Refused under itself, under what stands below it, and under an idea of another theme.
    """
    for other in (parent, before):
        if other and other.theme_id != idea.theme_id:
            raise Refused(_("Une idée reste dans son thème : elle ne se range pas sous une idée d’un autre thème."))
    tree = _held(idea.theme_id)
    moved = _standing(tree, idea)
    above = _standing(tree, parent).pk if parent else None
    if above in _below(tree, moved.pk):
        raise Refused(_("Une idée ne peut pas se placer sous elle-même ni sous une idée qu’elle contient."))
    beside = [each.pk for each in _children(tree, above) if each.pk != moved.pk]
    at = beside.index(before.pk) if before and before.pk in beside else len(beside)
    _put(tree, moved, above, at, by=by)
    return moved


@transaction.atomic
def step_idea(idea: Idea, *, way: str, by: User) -> Idea:
    """Move an idea one step: above its elder sibling (up), below the next (down), out from under its parent and just
    after it (out), under its elder sibling, last there (in). Where there is no such place nothing changes.
    """
    if way not in STEPS:
        raise Refused(_("Ce déplacement n’existe pas."))
    tree = _held(idea.theme_id)
    moved = _standing(tree, idea)
    if place := _step(tree, moved, way):
        _put(tree, moved, *place, by=by)
    return moved


def _step(tree: Tree, idea: Idea, way: str) -> tuple[int | None, int] | None:
    """Where a step leads: the parent, and the place among the others there; None where it leads nowhere."""
    beside = [each.pk for each in _children(tree, idea.parent_id)]
    at = beside.index(idea.pk)
    if way == "up":
        return (idea.parent_id, at - 1) if at else None
    if way == "down":
        return (idea.parent_id, at + 1) if at + 1 < len(beside) else None
    if way == "in":
        return (beside[at - 1], len(_children(tree, beside[at - 1]))) if at else None
    if idea.parent_id is None:
        return None
    above = tree[idea.parent_id]
    after = [each.pk for each in _children(tree, above.parent_id)].index(above.pk) + 1
    return above.parent_id, after


def _put(tree: Tree, idea: Idea, parent: int | None, at: int, *, by: User) -> None:
    """The idea at a place among its new siblings, which are numbered again from 0."""
    former = idea.parent_id
    beside = [each for each in _children(tree, parent) if each.pk != idea.pk]
    beside.insert(at, idea)
    idea.parent_id = parent
    _number(beside)
    audit.record("idea.moved", idea, by=by, former=former, parent=parent, position=at)


def _number(siblings: list[Idea]) -> None:
    for position, each in enumerate(siblings):
        each.position = position
    Idea.objects.bulk_update(siblings, ["parent", "position"])


# --- Merging, splitting, removing


@transaction.atomic
def merge_ideas(idea: Idea, *, into: Idea, by: User) -> Idea:
    """Put an idea together with another of its theme, which takes its passages, the ideas below it and the statements
    that rest on it. The merged one leaves the tree; its row stays and says which idea took it in.

    Refused into itself, and into what stands below it.
    """
    if into.theme_id != idea.theme_id:
        raise Refused(_("Deux idées de thèmes différents ne se réunissent pas."))
    tree = _held(idea.theme_id)
    merged, target = _standing(tree, idea), _standing(tree, into)
    if target.pk in _below(tree, merged.pk):
        raise Refused(_("Une idée ne se réunit pas à une idée qu’elle contient : sortez d’abord celle-ci."))
    children = _children(tree, merged.pk)
    for position, child in enumerate(children, start=_end(tree, target.pk)):
        child.parent, child.position = target, position
    Idea.objects.bulk_update(children, ["parent", "position"])
    extracts = _refile(merged, target)
    _lead_to(merged, target)
    details = {"into": target.pk, "extracts": extracts, "children": [child.pk for child in children]}
    audit.record("idea.merged", merged, by=by, **details)
    return target


def _lead_to(merged: Idea, target: Idea) -> None:
    """What pointed to the merged idea points to the other, in one hop."""
    Statement.objects.filter(idea=merged).update(idea=target)
    _refile_second(merged, target)
    merged.merged.update(merged_into=target)
    merged.merged_into, merged.parent, merged.position = target, None, 0
    merged.save(update_fields=["merged_into", "parent", "position"])


def _refile_second(idea: Idea, target: Idea) -> None:
    """The passages of second readings go with the idea they are under."""
    filed = SecondFiling.objects.filter(idea=idea)
    moved = [SecondFiling(secondpassage_id=pk, idea=target) for pk in filed.values_list("secondpassage", flat=True)]
    SecondFiling.objects.bulk_create(moved, ignore_conflicts=True)
    filed.delete()


def _refile(idea: Idea, target: Idea, only: Iterable[int] | None = None) -> list[int]:
    """Take extracts (`only` these) from under an idea and file them under another; their ids."""
    filed = Filing.objects.filter(idea=idea)
    if only is not None:
        filed = filed.filter(extract__in=list(only))
    ids = sorted(filed.values_list("extract_id", flat=True))
    Filing.objects.bulk_create([Filing(extract_id=pk, idea=target) for pk in ids], ignore_conflicts=True)
    filed.delete()
    return ids


@transaction.atomic
def split_idea(idea: Idea, *, title: str, extracts: Iterable[Extract], by: User) -> Idea:
    """Make a new idea, just after another and under the same parent, which takes these of its passages."""
    title = _title(title)
    tree = _held(idea.theme_id)
    parted = _standing(tree, idea)
    chosen = {extract.pk for extract in extracts}
    if not chosen:
        raise Refused({"extracts": _("Cochez au moins un passage, que la nouvelle idée prendra.")})
    if Filing.objects.filter(idea=parted, extract__in=chosen).count() != len(chosen):
        raise Refused({"extracts": _("Un de ces passages n’est plus rangé sous cette idée. Rechargez la page.")})
    new = Idea.objects.create(theme_id=parted.theme_id, parent_id=parted.parent_id, title=title)
    beside = _children(tree, parted.parent_id)
    beside.insert(beside.index(parted) + 1, new)
    _number(beside)
    audit.record("idea.split", parted, by=by, new=new.pk, extracts=_refile(parted, new, chosen))
    return new


@transaction.atomic
def remove_idea(idea: Idea, *, by: User) -> None:
    """Take an empty idea out of the tree, with the rows of those once merged into it.

    Refused while a passage is filed under it, an idea stands below it or a statement rests on it.
    """
    tree = _held(idea.theme_id)
    removed = _standing(tree, idea)
    if Filing.objects.filter(idea=removed).exists() or _children(tree, removed.pk):
        raise Refused(_("Cette idée n’est pas vide : rangez ailleurs ses passages et les idées qu’elle contient."))
    if Statement.objects.filter(idea=removed).exists():
        raise Refused(_("Un énoncé de la synthèse part de cette idée : réunissez-la plutôt à une autre."))
    audit.record("idea.removed", removed, by=by)
    removed.merged.all().delete()
    removed.delete()


# --- Filing


@transaction.atomic
def file_extracts(idea: Idea, *, extracts: Iterable[Extract], by: User) -> int:
    """File passages under an idea of their theme, beside those they are under already; gives how many were not."""
    found = _standing(_held(idea.theme_id), idea)
    ids = {extract.pk for extract in extracts}
    rows = Extract.objects.filter(pk__in=ids)
    if not ids or rows.count() != len(ids):
        raise Refused({"extracts": _("Cochez au moins un passage.") if not ids else _("Ce passage n’est plus gardé.")})
    if rows.exclude(contribution__question__theme=found.theme_id).exists():
        raise Refused({"idea": _("Cette idée appartient à un autre thème que le passage.")})
    new = sorted(ids - set(Filing.objects.filter(idea=found, extract__in=ids).values_list("extract_id", flat=True)))
    Filing.objects.bulk_create([Filing(extract_id=pk, idea=found) for pk in new], ignore_conflicts=True)
    if new:
        audit.record("idea.filed", found, by=by, extracts=new)
    return len(new)


@transaction.atomic
def unfile_extracts(idea: Idea, *, extracts: Iterable[Extract], by: User) -> int:
    """Take passages from under an idea; they stay kept. Gives how many were there."""
    found = _standing(_held(idea.theme_id), idea)
    filed = Filing.objects.filter(idea=found, extract__in=[extract.pk for extract in extracts])
    ids = sorted(filed.values_list("extract_id", flat=True))
    if not ids:
        raise Refused({"extracts": _("Cochez au moins un passage.")})
    filed.delete()
    audit.record("idea.unfiled", found, by=by, extracts=ids)
    return len(ids)


def standing_for(ideas: Iterable[Idea]) -> list[Idea]:
    """The ideas to file something under, their themes held: for one merged meanwhile, that which took it in."""
    chosen = list(ideas)
    for theme in sorted({idea.theme_id for idea in chosen}):
        _hold(theme)
    rows = Idea.objects.select_related("merged_into").in_bulk([idea.pk for idea in chosen])
    found = [row.merged_into or row for row in rows.values()]
    return list({idea.pk: idea for idea in found}.values())


# --- The tree


def _hold(theme: int) -> None:
    """Let others wait who would change this tree; rows that merely point to the theme may be written meanwhile."""
    Theme.objects.select_for_update(no_key=True).values_list("pk").get(pk=theme)


def _held(theme: int) -> Tree:
    _hold(theme)
    return {idea.pk: idea for idea in Idea.objects.standing().filter(theme=theme)}


def _standing(tree: Tree, idea: Idea) -> Idea:
    if idea.pk in tree:
        return tree[idea.pk]
    merged = Idea.objects.filter(pk=idea.pk).select_related("merged_into").first()
    if merged and merged.merged_into:
        raise Refused(_("Cette idée a été réunie à « %s » entre-temps.") % merged.merged_into)
    raise Refused(_("Cette idée n’est plus dans l’arbre."))


def _children(tree: Tree, parent: int | None) -> list[Idea]:
    found = [idea for idea in tree.values() if idea.parent_id == parent]
    return sorted(found, key=lambda idea: (idea.position, idea.pk))


def _end(tree: Tree, parent: int | None) -> int:
    return max((idea.position + 1 for idea in _children(tree, parent)), default=0)


def _below(tree: Tree, idea: int) -> set[int]:
    """An idea and all that stand below it, however deep."""
    found, fresh = {idea}, {idea}
    while fresh:
        fresh = {each.pk for each in tree.values() if each.parent_id in fresh}
        found |= fresh
    return found


def _title(title: str) -> str:
    title = text.clean_line(title)
    if text.is_blank(title) or len(title) > 200:
        raise Refused({"title": _("Nommez l’idée en 200 caractères au plus.")})
    return title
