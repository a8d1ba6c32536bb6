"""Which passages a statement's form holds, and what one click of it does to them."""

from django.http import HttpRequest, QueryDict

from synthesis.forms import StatementForm
from synthesis.models import Statement

PICKS = ("add", "remove", "raise")  # buttons named so hold the id of a passage


def sent(data: QueryDict) -> list[str]:
    """The passages that a form holds: ids parted by spaces in one field, for an idea may have more passages than a form
    may have fields."""
    return " ".join(data.getlist("extracts")).split()


def picks(data: QueryDict) -> bool:
    """Whether the form was sent by a passage that is added, taken off or moved up."""
    return any(name in data for name in PICKS)


def filters(data: QueryDict) -> bool:
    """Whether other passages are asked for: the form comes back as it was typed, and nothing is kept."""
    return "filter" in data


def applied(data: QueryDict) -> QueryDict:
    """What was sent, after the click: the passages in the order of the citations, each once and by itself."""
    ids = list(dict.fromkeys(pk for pk in sent(data) if pk.isdecimal()))
    added, removed, raised = (data.get(name, "") for name in PICKS)
    ids = [pk for pk in ids if pk != removed]
    if added.isdecimal() and added not in ids:
        ids.append(added)
    if (at := ids.index(raised) if raised in ids else 0) > 0:
        ids[at - 1], ids[at] = ids[at], ids[at - 1]
    data = data.copy()
    data.setlist("extracts", ids)
    return data


def chosen(data: QueryDict, statement: Statement | None) -> list[int]:
    """The ids that a form sent holds, after its click."""
    return [int(pk[:18]) for pk in applied(data).getlist("extracts")]


def cited(statement: Statement | None) -> list[int]:
    """The ids of what a statement cites, in order."""
    return [citation.extract_id for citation in statement.citations.all()] if statement else []


def idea(request: HttpRequest, statement: Statement | None) -> str:
    """Whose passages are beside: those of the idea asked for, else of the statement's own; "" for the whole theme."""
    if "idea" in request.POST:
        return request.POST["idea"]
    return request.GET.get("idee", str((statement and statement.idea_id) or ""))


def idea_asked(data: QueryDict) -> str:
    """The same idea in an address."""
    query = QueryDict(mutable=True)
    query["idee"] = data.get("idea", "")
    return query.urlencode()


def as_typed(form: StatementForm) -> StatementForm:
    """The same form without its errors: it is not finished."""
    form.is_bound, form.initial = False, form.data.dict()
    return form
