"""Who takes part in the fault test: accounts with a session and a key, a debate that is open, a draft to publish."""

import time
from dataclasses import dataclass

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from consultation.keys import actions as keys
from consultation.models import Consultation, Role, User
from debates.models import Contribution
from synthesis import actions
from synthesis.models import Section, Synthesis
from tests import cast
from tests.factories import ContributionFactory

TEXTS = 24  # contributions that are there from the beginning, to be answered


@dataclass(frozen=True)
class Account:
    """Somebody as his browser and his program know him."""

    pk: int
    cookie: str
    key: str


@dataclass(frozen=True)
class Scene:
    slug: str
    question: int
    texts: tuple[int, ...]
    citizens: tuple[Account, ...]
    editor: Account
    synthesis: int


def scene(citizens: int) -> Scene:
    """A consultation where texts go online at once; one transaction."""
    with transaction.atomic():
        consultation = cast.consultation()
        Consultation.objects.filter(pk=consultation.pk).update(moderation=Consultation.Moderation.AFTER)
        consultation.refresh_from_db()
        question, _natures = cast.question(cast.theme(consultation)), cast.natures(consultation)
        texts = [ContributionFactory(question=question, title=f"Un lieu à soi {n}") for n in range(TEXTS)]
        made = [_account(_citizen(number)) for number in range(citizens)]
        editor = cast.staff(consultation, Role.EDITOR)
        draft = _draft(consultation, texts[0], editor)
    return Scene(
        consultation.slug, question.pk, tuple(t.pk for t in texts), tuple(made), _account(editor), draft.number
    )


def _citizen(number: int) -> User:
    """Without a password: nobody signs in by the form here."""
    email = f"citoyen{number}@exemple.invalid"
    return User.objects.create_user(email, None, name=f"Citoyenne {number}")


def session_of(person: User) -> str:
    """The key of a session as signing in makes it."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "consultation.accounts.Backend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return session.session_key


def _account(person: User) -> Account:
    _key, words = keys.make(person, name="épreuve", days=30)
    return Account(person.pk, session_of(person), words)


def _draft(consultation: Consultation, text: Contribution, editor: User) -> Synthesis:
    """A draft with one statement that cites one passage."""
    nature, theme = consultation.natures.get(key="barrier"), text.question.theme
    extract = actions.harvest(text.live, passage=text.live.text[:40], nature=nature, ideas=(), by=editor)
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    words = "Le bail est trop long pour essayer."
    actions.state(draft, by=editor, theme=theme, section=Section.BARRIER, text=words, extracts=[extract])
    return draft
