"""One factory a model: rows as the acts would have written them, with short French defaults.

`ContributionFactory(body=..., title=..., state=...)` and `ArgumentFactory(parent=..., stance=..., body=...)` write a
real version through `consultation.text.render` and keep the counters that lists show; so does `ReactionFactory`.
Objects given to a factory are not refreshed: `refresh_from_db()` before reading a counter.
"""

from datetime import timedelta
from uuid import uuid4

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import F
from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from administration import models as staff
from consultation import models as ground
from consultation import text
from consultation.consents.models import Acceptance, Terms
from consultation.keys.models import AccessKey
from consultation.territories.models import Commune, Department, Region
from debates import counters, indexing
from debates import models as debates
from debates.models import State
from following import models as following
from pages import models as mission
from privacy import models as private
from synthesis import models as report

PASSWORD = "un-mot-de-passe-long"  # of every person made here
TOTP_SECRET = "A" * 32  # of every application of codes made here
BODY = (
    "Dans notre bourg, l’ancienne perception accueille six postes de travail.\n\n"
    "Le bail commercial est trop long pour essayer, le bail précaire trop court pour investir."
)


# --- Territories


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "75"
    name = "Nouvelle-Aquitaine"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "23"
    name = "Creuse"
    region = SubFactory(RegionFactory)


class CommuneFactory(DjangoModelFactory):
    """Felletin, which is rural; `small_town=True`, `medium_town=True`, `metropolis=True` for the other kinds."""

    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    class Params:
        small_town = Trait(code="23096", name="Guéret", population=12_734)
        medium_town = Trait(
            code="19031",
            name="Brive-la-Gaillarde",
            population=46_630,
            department=SubFactory(DepartmentFactory, code="19", name="Corrèze"),
        )
        metropolis = Trait(
            code="87085",
            name="Limoges",
            population=129_760,
            department=SubFactory(DepartmentFactory, code="87", name="Haute-Vienne"),
        )

    code = "23079"
    name = "Felletin"
    department = SubFactory(DepartmentFactory)
    population = 1_605

    @classmethod
    def _create(cls, model, *, code, name, department, population, postcodes="", **fields):
        described = model.describe(code, name, department.pk, population, postcodes)
        commune, _ = model.objects.get_or_create(code=code, defaults=_columns(described))
        return commune


def _columns(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


# --- The ground


class UserFactory(DjangoModelFactory):
    """Somebody with a verified address who can sign in with PASSWORD; `email=None, origin=...` for an imported one."""

    class Meta:
        model = ground.User

    email = Sequence("personne{}@exemple.invalid".format)
    name = Sequence("Camille Robin {}".format)
    stakeholder = ground.Stakeholder.CITIZEN
    shows_stakeholder = True
    shows_commune = True
    password = PASSWORD

    @classmethod
    def _create(cls, model, *, email, password, **fields):
        person = model.objects.create_user(email, password if email else None, **fields)
        if email:
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        return person


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = ground.Consultation

    slug = Sequence("consultation-{}".format)
    name = "Territoires, Travail, Numérique"
    tagline = "Où et comment travaillerons-nous demain\u202f?"


class PhaseFactory(DjangoModelFactory):
    """Open today; `is_over=True`, `is_ahead=True` for the others."""

    class Meta:
        model = ground.Phase

    class Params:
        is_over = Trait(starts_on=LazyFunction(lambda: _day(-60)), ends_on=LazyFunction(lambda: _day(-31)))
        is_ahead = Trait(starts_on=LazyFunction(lambda: _day(31)), ends_on=LazyFunction(lambda: _day(60)))

    consultation = SubFactory(ConsultationFactory)
    kind = ground.Phase.Kind.DEBATE
    name = LazyAttribute(lambda phase: str(ground.Phase.Kind(phase.kind).label))
    starts_on = LazyFunction(lambda: _day(-30))
    ends_on = LazyFunction(lambda: _day(30))


def _day(step: int):
    return timezone.localdate() + timedelta(days=step)


def protect(person: ground.User) -> ground.User:
    """Give a second factor, without which staff has no rights: an application of codes that holds TOTP_SECRET."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, TOTP_SECRET)
    return person


class MembershipFactory(DjangoModelFactory):
    """A role, and the second factor it takes (`protect`), unless `is_protected=False`."""

    class Meta:
        model = ground.Membership
        django_get_or_create = ("consultation", "user", "role")

    consultation = SubFactory(ConsultationFactory)
    user = SubFactory(UserFactory)
    role = ground.Role.MODERATOR

    @classmethod
    def _create(cls, model, *args, is_protected=True, **fields):
        if is_protected:
            protect(fields["user"])
        return super()._create(model, *args, **fields)


class AccessKeyFactory(DjangoModelFactory):
    """A key that is good, whose words nobody knows; `consultation.keys.actions.make` gives the words too."""

    class Meta:
        model = AccessKey

    person = SubFactory(UserFactory)
    name = "Un programme"
    digest = Sequence("{:064d}".format)
    beginning = "cle_abcd"
    stamp = LazyAttribute(lambda key: key.person.get_session_auth_hash())
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=90))


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = ground.Notice

    person = SubFactory(UserFactory)
    kind = "published"
    facts = LazyFunction(lambda: {"heading": "Un titre", "path": "/", "consultation": "Une consultation"})


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = ground.AuditEntry

    action = "contribution.posted"
    target = "debates.contribution:1"


# --- The mission's own pages


class PageFactory(DjangoModelFactory):
    """A piece of news that is online; `kind=Kind.VISIT` for a visit in ten days, unless `visit_on` says otherwise."""

    class Meta:
        model = mission.Page

    consultation = SubFactory(ConsultationFactory)
    kind = mission.Kind.NEWS
    slug = Sequence("page-{}".format)
    title = Sequence("La mission est à Felletin {}".format)
    body = "Nous avons **visité** un atelier."
    state = mission.PageState.PUBLISHED
    published_at = LazyAttribute(
        lambda o: timezone.now() - timedelta(hours=1) if o.state != mission.PageState.DRAFT else None
    )
    visit_on = LazyAttribute(lambda o: _day(10) if o.kind == mission.Kind.VISIT else None)

    @classmethod
    def _create(cls, model, *, body, **fields):
        rendered = text.render(body, fields["title"])
        return model.objects.create(body=body, html=rendered.html, text=rendered.text, **fields)


class AccessibilityAuditFactory(DjangoModelFactory):
    """Made yesterday, half of the criteria met; the foot of the pages knows nothing of it."""

    class Meta:
        model = mission.AccessibilityAudit

    consultation = SubFactory(ConsultationFactory)
    made_on = LazyFunction(lambda: _day(-1))
    auditor = "Un cabinet"
    rate = 50
    valid_until = LazyFunction(lambda: _day(365))


# --- What people accept


class TermsFactory(DjangoModelFactory):
    """A charter that asks again, in force since yesterday."""

    class Meta:
        model = Terms

    consultation = SubFactory(ConsultationFactory)
    kind = "charter"
    version = Sequence(lambda n: n + 2)
    digest = "0" * 64
    asks_again = True
    published_at = LazyFunction(lambda: timezone.now() - timedelta(days=1))


class AcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = Acceptance

    person = SubFactory(UserFactory)
    kind = "charter"


# --- The debate


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = debates.Theme

    consultation = SubFactory(ConsultationFactory)
    slug = Sequence("theme-{}".format)
    name = "Territoires"
    colour = debates.Colour.GREEN
    position = Sequence(int)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = debates.Question

    theme = SubFactory(ThemeFactory)
    slug = Sequence("question-{}".format)
    title = "Quels lieux pour quels territoires\u202f?"
    position = Sequence(int)


class NatureFactory(DjangoModelFactory):
    class Meta:
        model = debates.Nature
        django_get_or_create = ("consultation", "key")

    consultation = SubFactory(ConsultationFactory)
    key = "finding"
    position = LazyAttribute(lambda nature: [*debates.Nature.DEFAULTS, nature.key].index(nature.key))


class _TextFactory(DjangoModelFactory):
    """What contributions and arguments share: `body`, `title` and `state` make the version, live or awaiting."""

    class Meta:
        model = debates.Contribution
        abstract = True

    author = SubFactory(UserFactory)
    stakeholder = LazyAttribute(lambda o: o.author.stakeholder if o.author else "")
    commune = LazyAttribute(lambda o: o.author.commune if o.author else None)
    state = State.PUBLISHED
    key = LazyFunction(lambda: uuid4().hex)
    title = ""
    body = BODY

    @classmethod
    def _create(cls, model, *, title, body, state, **fields):
        contribution = model.objects.create(**fields)
        version = VersionFactory(
            contribution=contribution,
            title=title,
            body=body,
            created_at=contribution.created_at,
            published_at=contribution.created_at if state != State.PENDING else None,
        )
        contribution.state = state
        contribution.live = version if state != State.PENDING else None
        if state == State.PENDING:
            contribution.awaiting = version
            contribution.waiting_since = contribution.queued_at = contribution.created_at
        contribution.save()
        _count(contribution)
        indexing.index([contribution.pk])
        return contribution


def _count(contribution: debates.Contribution) -> None:
    if contribution.is_argument:
        counters.recount_thread(contribution.root_id)
    elif contribution.state == State.PUBLISHED:
        debates.Question.objects.filter(pk=contribution.question_id).update(
            contributions_count=F("contributions_count") + 1
        )


class ContributionFactory(_TextFactory):
    """A contribution under a question, published unless `state` says otherwise."""

    question = SubFactory(QuestionFactory)
    nature = LazyAttribute(lambda o: NatureFactory(consultation=o.question.consultation, key="proposal"))
    title = Sequence("Un lieu à vingt minutes de chacun {}".format)


class ArgumentFactory(_TextFactory):
    """An argument that answers `parent`, a contribution or another argument."""

    parent = SubFactory(ContributionFactory)
    question = SelfAttribute("parent.question")
    root = LazyAttribute(lambda o: o.parent.root or o.parent)
    depth = LazyAttribute(lambda o: o.parent.depth + 1)
    stance = debates.Stance.FOR
    covered = LazyAttribute(lambda o: o.root.state in (State.HIDDEN, State.PENDING))
    body = "Chez nous aussi, et cela tient depuis quatre ans."


class VersionFactory(DjangoModelFactory):
    """A version of a text, rendered from `body`; alone it changes nothing else (`debates.actions.edit` does)."""

    class Meta:
        model = debates.Version

    contribution = SubFactory(ContributionFactory)
    number = LazyAttribute(lambda o: o.contribution.versions.count() + 1)
    title = "Un lieu à vingt minutes de chacun"
    body = BODY
    by = SelfAttribute("contribution.author")

    @classmethod
    def _create(cls, model, *, body, **fields):
        rendered = text.render(body, fields["title"])
        texts = {"body": body, "html": rendered.html, "text": rendered.text, "sha256": rendered.sha256}
        return model.objects.create(**texts, **fields)


class DraftFactory(DjangoModelFactory):
    """What somebody began to write under a question, or in answer to `parent`."""

    class Meta:
        model = debates.Draft

    by = SubFactory(UserFactory)
    question = SubFactory(QuestionFactory)
    fields = LazyFunction(lambda: {"title": "Un titre commencé", "body": "Un texte commencé."})


class ReactionFactory(DjangoModelFactory):
    class Meta:
        model = debates.Reaction

    contribution = SubFactory(ContributionFactory)
    by = SubFactory(UserFactory)
    kind = debates.Reaction.Kind.AGREE

    @classmethod
    def _create(cls, model, **fields):
        reaction = model.objects.create(**fields)
        counters.move_reaction(reaction.contribution, "", reaction.kind)
        return reaction


class PlaceListFactory(DjangoModelFactory):
    class Meta:
        model = debates.PlaceList
        django_get_or_create = ("consultation", "key")

    consultation = SubFactory(ConsultationFactory)
    key = "liste"
    source = "L’observatoire des lieux"
    licence = "Licence Ouverte 2.0"


class PlaceFactory(DjangoModelFactory):
    """The place of a practice; `contribution=None, consultation=..., origin="liste:1"` for one of a list."""

    class Meta:
        model = debates.Place

    class Params:
        has_point = Trait(latitude=45.882, longitude=2.174)  # of Felletin

    contribution = LazyFunction(lambda: _practice())
    consultation = LazyAttribute(lambda o: o.contribution.consultation)
    commune = SubFactory(CommuneFactory)
    name = "L’ancienne perception"
    search_name = LazyAttribute(lambda o: debates.Place.searched(o.name))
    list = LazyAttribute(lambda o: PlaceListFactory(consultation=o.consultation) if o.origin else None)
    origin = ""


def _practice() -> debates.Contribution:
    question = QuestionFactory()
    return ContributionFactory(
        question=question, nature=NatureFactory(consultation=question.consultation, key="practice")
    )


class DecisionFactory(DjangoModelFactory):
    """The record of a decision; alone it changes no state (`debates.actions` does)."""

    class Meta:
        model = debates.Decision

    contribution = SubFactory(ContributionFactory)
    version = LazyAttribute(lambda o: o.contribution.live or o.contribution.versions.last())
    verdict = debates.Decision.Verdict.PUBLISH
    by = SubFactory(UserFactory)


class ReportFactory(DjangoModelFactory):
    """The record of an open report; alone it counts nowhere (`debates.actions.report` does)."""

    class Meta:
        model = debates.Report

    contribution = SubFactory(ContributionFactory)
    version = LazyAttribute(lambda o: o.contribution.live or o.contribution.versions.last())
    by = SubFactory(UserFactory)
    reason = debates.Reason.OFF_TOPIC


class AppealFactory(DjangoModelFactory):
    """The record of an appeal that waits for its answer, of the author of the text."""

    class Meta:
        model = debates.Appeal

    decision = SubFactory(DecisionFactory, verdict=debates.Decision.Verdict.HIDE, reason=debates.Reason.OFF_TOPIC)
    by = SelfAttribute("decision.contribution.author")
    text = "Mon texte répond à la question posée."


class SuspensionFactory(DjangoModelFactory):
    """Somebody may not write in one consultation, until somebody lifts it."""

    class Meta:
        model = debates.Suspension

    consultation = SubFactory(ConsultationFactory)
    person = SubFactory(UserFactory)
    by = SubFactory(UserFactory)


class CampaignFactory(DjangoModelFactory):
    """Near-identical texts; of those that exist, only the first is in it."""

    class Meta:
        model = debates.Campaign

    first = SubFactory(ContributionFactory)


class HoldFactory(DjangoModelFactory):
    """Why a text waits; alone it changes no state."""

    class Meta:
        model = debates.Hold

    contribution = SubFactory(ContributionFactory)
    version = LazyAttribute(lambda o: o.contribution.live or o.contribution.versions.last())
    kind = debates.Hold.Kind.PERSONAL_DATA


# --- What is followed


class FollowFactory(DjangoModelFactory):
    """Somebody follows a question (`following.actions.follow` follows anything)."""

    class Meta:
        model = following.Follow

    person = SubFactory(UserFactory)
    question = SubFactory(QuestionFactory)
    consultation = LazyAttribute(lambda o: o.question.consultation)


# --- The synthesis


class IdeaFactory(DjangoModelFactory):
    class Meta:
        model = report.Idea

    theme = SubFactory(ThemeFactory)
    title = "Mailler le territoire à vingt minutes"
    position = Sequence(int)


class ExtractFactory(DjangoModelFactory):
    """The first paragraph of a contribution, or `quote`, which must stand in it; `ideas=[...]` files it."""

    class Meta:
        model = report.Extract

    contribution = SubFactory(ContributionFactory)
    version = SelfAttribute("contribution.live")
    quote = LazyAttribute(lambda o: o.version.text.split("\n\n")[0])
    start = LazyAttribute(lambda o: o.version.text.index(o.quote))
    end = LazyAttribute(lambda o: o.start + len(o.quote))
    nature = SelfAttribute("contribution.nature")
    by = SubFactory(UserFactory)

    @classmethod
    def _create(cls, model, *, ideas=(), **fields):
        extract = model.objects.create(**fields)
        extract.ideas.add(*ideas)
        counters.move_extracts(extract.contribution_id, 1)
        return extract


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = report.Reading

    contribution = SubFactory(ContributionFactory)
    outcome = report.Reading.Outcome.NOTHING_NEW
    by = SubFactory(UserFactory)


class SecondReadingFactory(DjangoModelFactory):
    """A second reading that was handed in, of a text whose first reader kept nothing; `outcome=""` is under way."""

    class Meta:
        model = report.SecondReading

    contribution = LazyFunction(lambda: ReadingFactory().contribution)
    outcome = report.Reading.Outcome.NOTHING_NEW
    by = SubFactory(UserFactory)
    first_by = LazyAttribute(lambda o: o.contribution.reading.by)
    first = LazyAttribute(
        lambda o: {"outcome": o.contribution.reading.outcome, "natures": [], "ideas": [], "passages": []}
    )
    differs = LazyAttribute(lambda o: o.outcome != o.first["outcome"])


class SecondPassageFactory(DjangoModelFactory):
    """The first paragraph of a text, as its second reader would keep it."""

    class Meta:
        model = report.SecondPassage

    reading = SubFactory(SecondReadingFactory, outcome=report.Reading.Outcome.KEPT)
    version = SelfAttribute("reading.contribution.live")
    start = 0
    end = LazyAttribute(lambda o: len(o.version.text.split("\n\n")[0]))
    nature = SelfAttribute("reading.contribution.nature")


class SuggestionFactory(DjangoModelFactory):
    """What a text probably speaks of: its own nature, with three chances in four."""

    class Meta:
        model = report.Suggestion

    contribution = SubFactory(ContributionFactory)
    version = SelfAttribute("contribution.live")
    natures = LazyAttribute(lambda o: [[o.contribution.nature.key, 0.75]])
    learnt_at = LazyFunction(timezone.now)


class RollUpFactory(DjangoModelFactory):
    """A roll-up that waits for its worker."""

    class Meta:
        model = report.RollUp

    consultation = SubFactory(ConsultationFactory)
    cut_off = LazyFunction(timezone.now)


class RollUpPartFactory(DjangoModelFactory):
    class Meta:
        model = report.RollUpPart

    question = SubFactory(QuestionFactory)
    rollup = LazyAttribute(lambda o: RollUpFactory(consultation=o.question.consultation))


class ProposedPassageFactory(DjangoModelFactory):
    """The first paragraph of a contribution, which a roll-up proposes; `words` for other words of it."""

    class Meta:
        model = report.ProposedPassage
        exclude = ("words",)

    contribution = SubFactory(ContributionFactory)
    version = SelfAttribute("contribution.live")
    rollup = LazyAttribute(lambda o: RollUpFactory(consultation=o.contribution.consultation))
    words = LazyAttribute(lambda o: o.version.text.split("\n\n")[0])
    start = LazyAttribute(lambda o: o.version.text.index(o.words))
    end = LazyAttribute(lambda o: o.start + len(o.words))


class SynthesisFactory(DjangoModelFactory):
    """An open draft without statements (`synthesis.actions.publish` freezes one)."""

    class Meta:
        model = report.Synthesis

    consultation = SubFactory(ConsultationFactory)
    number = LazyAttribute(lambda o: o.consultation.syntheses.count() + 1)
    title = "Synthèse intermédiaire"


class StatementFactory(DjangoModelFactory):
    """A statement; `extracts=[...]` are cited in that order."""

    class Meta:
        model = report.Statement

    synthesis = SubFactory(SynthesisFactory)
    theme = LazyAttribute(lambda o: ThemeFactory(consultation=o.synthesis.consultation))
    section = report.Section.FINDING
    position = Sequence(int)
    text = "Les lieux qui durent naissent d’un groupe d’habitants."

    @classmethod
    def _create(cls, model, *, extracts=(), **fields):
        statement = model.objects.create(**fields)
        for position, extract in enumerate(extracts):
            CitationFactory(statement=statement, extract=extract, position=position)
        return statement


class CitationFactory(DjangoModelFactory):
    class Meta:
        model = report.Citation

    statement = SubFactory(StatementFactory)
    extract = SubFactory(ExtractFactory)


class RemarkFactory(DjangoModelFactory):
    class Meta:
        model = report.Remark

    statement = SubFactory(StatementFactory)
    by = SubFactory(UserFactory)
    text = "Citer aussi l’avis contraire."


class ExportFactory(DjangoModelFactory):
    class Meta:
        model = report.Export

    synthesis = SubFactory(SynthesisFactory)
    format = report.Export.Format.HTML


class ExportChunkFactory(DjangoModelFactory):
    class Meta:
        model = report.ExportChunk

    export = SubFactory(ExportFactory)
    number = 0
    data = factory.LazyFunction(lambda: b"<!doctype html>")


class ReportTemplateFactory(DjangoModelFactory):
    """A row with some bytes: no Word file (`tests.synthesis.exports.templates_made` makes real ones)."""

    class Meta:
        model = report.ReportTemplate

    consultation = SubFactory(ConsultationFactory)
    format = report.ReportTemplate.Format.DOCX
    name = "modele.docx"
    data = factory.LazyFunction(lambda: b"PK")
    sha256 = "0" * 64


# --- Setting up


class InvitationFactory(DjangoModelFactory):
    """To moderate, good for a week; its mail is not sent."""

    class Meta:
        model = staff.Invitation

    consultation = SubFactory(ConsultationFactory)
    email = Sequence("invitee{}@exemple.invalid".format)
    roles = LazyFunction(lambda: [ground.Role.MODERATOR.value])
    by = SubFactory(UserFactory)
    nonce = LazyFunction(lambda: uuid4().hex)
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=7))

    @classmethod
    def _create(cls, model, **fields):
        invitation = model(**fields)
        invitation.digest = staff.digest_of(invitation.token)
        invitation.save()
        return invitation


# --- What concerns a person


class PersonalExportFactory(DjangoModelFactory):
    """A copy of somebody's data that waits for its worker."""

    class Meta:
        model = private.PersonalExport

    person = SubFactory(UserFactory)


class PersonalExportChunkFactory(DjangoModelFactory):
    class Meta:
        model = private.PersonalExportChunk

    export = SubFactory(PersonalExportFactory)
    number = 0
    data = factory.LazyFunction(lambda: b"PK")


class ErasureFactory(DjangoModelFactory):
    class Meta:
        model = private.Erasure

    person = SubFactory(UserFactory)


class WarnedFactory(DjangoModelFactory):
    class Meta:
        model = private.Warned

    person = SubFactory(UserFactory)
