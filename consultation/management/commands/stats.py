import json

from django.db.models import Count, Sum

from consultation.commands import PlatformCommand
from consultation.models import Consultation
from debates.models import Contribution, Question, Reaction, State
from synthesis.models import Extract, Idea

LABELS = {
    "themes": "Thèmes",
    "questions": "Questions",
    "contributions": "Contributions publiques",
    "arguments": "Arguments publics",
    "reactions": "Réactions",
    "participants": "Participants",
    "extracts": "Passages gardés",
    "ideas": "Idées",
    "statements": "Énoncés de la synthèse",
}


class Command(PlatformCommand):
    help = "Donne les chiffres d’une consultation, lisibles ou en JSON (--json)."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="adresse de la consultation, par exemple mission-coworking")
        parser.add_argument("--json", action="store_true", help="un objet JSON sur la sortie standard")

    def handle(self, *, slug: str, **options) -> None:
        consultation = self.consultation_named(slug)
        found = figures(consultation)
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else _table(consultation, found))


def figures(consultation: Consultation) -> dict:
    """The figures of a consultation, as integers.

    `contributions` and `arguments` are those everybody may read now; `by_state` counts contributions in each state,
    `arguments_by_state` arguments. `participants` are the distinct authors of public texts. `reactions` are those given
    here and the supports an import brought without their people. `statements` are those of the last published
    synthesis or, where there is none, of the open draft.
    """
    texts = Contribution.objects.of(consultation)
    return {
        "themes": consultation.themes.count(),
        "questions": Question.objects.filter(theme__consultation=consultation).count(),
        "contributions": texts.contributions().published().count(),
        "arguments": texts.arguments().published().count(),
        "reactions": _reactions(consultation),
        "participants": texts.published().aggregate(n=Count("author", distinct=True))["n"],
        "extracts": Extract.objects.of(consultation).count(),
        "ideas": Idea.objects.filter(theme__consultation=consultation).count(),
        "statements": _statements(consultation),
        "by_state": _by_state(texts.contributions()),
        "arguments_by_state": _by_state(texts.arguments()),
    }


def _reactions(consultation: Consultation) -> int:
    given = Reaction.objects.filter(contribution__question__theme__consultation=consultation).count()
    return given + (Contribution.objects.of(consultation).aggregate(n=Sum("supports"))["n"] or 0)


def _statements(consultation: Consultation) -> int:
    synthesis = consultation.syntheses.published().first() or consultation.syntheses.first()
    return synthesis.statements.count() if synthesis else 0


def _by_state(texts) -> dict[str, int]:
    counted = dict(texts.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in State.values}


def _table(consultation: Consultation, found: dict) -> str:
    lines = [f"{label:<26}{found[key]:>8}" for key, label in LABELS.items()]
    for title, key in (("Contributions", "by_state"), ("Arguments", "arguments_by_state")):
        states = ", ".join(f"{State(state).label} {number}" for state, number in found[key].items())
        lines.append(f"{title} par état\u00a0: {states}")
    return "\n".join([consultation.name, *lines])
