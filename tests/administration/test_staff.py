"""Staff by invitation: a link that expires and dies with use, for one address; roles come from nowhere else."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from administration import actions, tasks
from administration.models import Invitation
from consultation.models import AuditEntry, Membership, Role, User
from tests.administration.conftest import signed_in
from tests.factories import InvitationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "invitee@exemple.invalid"


@pytest.fixture
def invited(prepared, founder) -> Invitation:
    return actions.invite(prepared, by=founder, email=ADDRESS, roles=["moderator"])


@pytest.fixture
def invitee(db) -> User:
    return UserFactory(email=ADDRESS, name="Irène Invitée")


def roles(person, consultation) -> set[str]:
    return set(Membership.objects.filter(user=person, consultation=consultation).values_list("role", flat=True))


def at(route: str, *args) -> str:
    return reverse(route, args=["a-venir", *args])


# --- Inviting


def test_an_invitation_goes_by_mail_and_gives_its_role_once_accepted(prepared, desk, invitee):
    sent = {"email": " Invitee@Exemple.Invalid ", "roles": ["moderator", "harvester"]}
    assert desk.post(at("administer_team"), sent).status_code == 302
    invitation = prepared.invitations.get()
    tasks.send_invitation(invitation.pk)
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    path = re.search(r"/invitations/[0-9a-f]{64}/", message.body)[0]
    assert roles(invitee, prepared) == set()
    client = signed_in(invitee)
    assert "Accepter l’invitation" in client.get(path).content.decode()
    assert roles(invitee, prepared) == set()
    assert client.post(path)["Location"] == reverse("mfa_index")  # then, protected, to what follows
    assert client.session["protect_for"] == "/a-venir/"
    assert roles(invitee, prepared) == {"moderator", "harvester"}
    done = AuditEntry.objects.filter(action__startswith="invitation").order_by("pk").values_list("action", flat=True)
    assert list(done) == ["invitation.sent", "invitation.accepted"]


def test_a_mail_is_sent_once_and_waits_while_it_cannot_be(invited, settings):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    with pytest.raises(ConnectionRefusedError):
        tasks.send_invitation(invited.pk)
    assert Invitation.objects.to_send().get() == invited
    settings.EMAIL_BACKEND = usual
    for _ in range(2):
        tasks.send_invitation(invited.pk)
    assert len(mail.outbox) == 1


def test_the_database_does_not_hold_the_token(invited):
    row = Invitation.objects.filter(pk=invited.pk).values().get()
    assert invited.token not in str(row)
    assert len(invited.token) == 64


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "pas une adresse"},
        {"email": f"{'x' * 300}@exemple.invalid"},
        {"email": "x" * 1_000_000},
        {"email": "a@exemple.invalid\nBcc: b@exemple.invalid"},
        {"email": "a@exemple.invalid, b@exemple.invalid"},
        {"roles": []},
        {"roles": ["superuser"]},
        {"roles": ["moderator", "owner"]},
    ],
)
def test_an_invitation_that_does_not_hold_is_refused(prepared, desk, wrong):
    assert desk.post(at("administer_team"), {"email": ADDRESS, "roles": ["editor"]} | wrong).status_code == 422
    assert not Invitation.objects.exists()


def test_the_answer_is_the_same_for_an_address_with_an_account_and_for_one_without(prepared, desk, invitee):
    pages = []
    for address in (ADDRESS, "inconnu@exemple.invalid"):
        page = desk.post(at("administer_team"), {"email": address, "roles": ["editor"]}, follow=True).content.decode()
        listed = page[page.index("Invitations sans réponse") : page.index("Inviter quelqu’un")]
        pages.append(listed.count("Renvoyer"))
        assert "Irène" not in page
    assert pages == [1, 2]


def test_an_address_is_invited_once_at_a_time(prepared, founder, invited):
    with pytest.raises(actions.Refused):
        actions.invite(prepared, by=founder, email=ADDRESS.upper(), roles=["editor"])
    Invitation.objects.update(expires_at=timezone.now())
    again = actions.invite(prepared, by=founder, email=ADDRESS, roles=["editor"])
    assert list(prepared.invitations.pending()) == [again]


def test_a_consultation_sends_no_flood_of_mails(prepared, founder, settings):
    settings.INVITATIONS_A_DAY = 2
    for n in range(2):
        actions.invite(prepared, by=founder, email=f"n{n}@exemple.invalid", roles=["editor"])
    with pytest.raises(actions.Refused):
        actions.invite(prepared, by=founder, email="n3@exemple.invalid", roles=["editor"])


# --- The link


def gone(client, path) -> bool:
    response = client.get(path)
    posted = client.post(path)
    return (response.status_code, posted.status_code) == (404, 404) and "plus valable" in response.content.decode()


def test_a_link_serves_once(invited, invitee, prepared):
    signed_in(invitee).post(invited.path)
    assert signed_in(invitee).get(invited.path)["Location"] == "/a-venir/"
    Membership.objects.filter(user=invitee).delete()
    signed_in(invitee).post(invited.path)
    assert roles(invitee, prepared) == set()
    assert gone(signed_in(UserFactory()), invited.path)


def test_a_link_ends_on_its_day(invited, invitee, prepared, settings):
    assert invited.expires_at - invited.created_at <= timedelta(days=settings.INVITATION_DAYS, seconds=5)
    Invitation.objects.update(expires_at=timezone.now())
    assert gone(signed_in(invitee), invited.path)
    assert roles(invitee, prepared) == set()


def test_a_link_that_was_withdrawn_ends(invited, invitee, desk, prepared):
    assert desk.post(at("withdraw_invitation", invited.pk)).status_code == 302
    assert gone(signed_in(invitee), invited.path)
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1


def test_sending_again_makes_a_new_link_until_the_same_day(invited, invitee, desk, prepared):
    former = invited.path
    Invitation.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    until = Invitation.objects.get().expires_at
    assert desk.post(at("resend_invitation", invited.pk)).status_code == 302
    again = Invitation.objects.get()
    assert again.expires_at == until
    assert gone(signed_in(invitee), former)
    signed_in(invitee).post(again.path)
    assert roles(invitee, prepared) == {"moderator"}


def test_an_invitation_is_not_sent_again_without_end_nor_once_over(invited, desk):
    for _ in range(10):
        desk.post(at("resend_invitation", invited.pk))
    assert Invitation.objects.get().sendings == 5
    Invitation.objects.update(sendings=1, expires_at=timezone.now())
    response = desk.post(at("resend_invitation", invited.pk), follow=True)
    assert "n’attend plus de réponse" in response.content.decode()
    assert Invitation.objects.get().sendings == 1


def test_a_new_password_gives_an_invitation_no_longer_life(invited, invitee):
    until = invited.expires_at
    invitee.set_password("un autre mot de passe long")
    invitee.save()
    invited.refresh_from_db()
    assert invited.expires_at == until


@pytest.mark.parametrize("token", ["0" * 64, "x", "a" * 500, "0" * 63 + "g"])
def test_a_made_up_link_says_no_more_than_one_that_is_over(invited, invitee, token):
    Invitation.objects.update(expires_at=timezone.now())
    over = signed_in(invitee).get(invited.path)
    made_up = signed_in(invitee).get(reverse("invitation", args=[token]))
    assert made_up.status_code == over.status_code == 404
    assert made_up.content.decode().count("Invitation") == over.content.decode().count("Invitation")


def test_signed_out_one_is_led_to_sign_in_and_back(invited):
    client = signed_in(None)
    page = client.get(invited.path).content.decode()
    assert f"?next={invited.path}" in page
    assert ADDRESS not in page
    assert client.post(invited.path).status_code == 200
    assert Invitation.objects.standing().count() == 1


def test_the_page_of_a_link_is_kept_by_no_cache_and_no_search_engine(invited):
    response = signed_in(None).get(invited.path)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
    assert response.content.decode().count('rel="canonical"') == 0


# --- For one address


def test_somebody_signed_in_under_another_address_gets_a_clear_page(invited, citizen, prepared):
    for response in (signed_in(citizen).get(invited.path), signed_in(citizen).post(invited.path)):
        assert response.status_code == 403
        page = response.content.decode()
        assert "pour une autre adresse" in page
        assert ADDRESS not in page
    assert roles(citizen, prepared) == set()


def test_an_address_that_was_not_verified_is_not_enough(invited, citizen, prepared):
    EmailAddress.objects.create(user=citizen, email=ADDRESS, verified=False)
    assert signed_in(citizen).post(invited.path).status_code == 403
    User.objects.filter(pk=citizen.pk).update(email=ADDRESS)
    assert signed_in(citizen).post(invited.path).status_code == 403
    assert roles(citizen, prepared) == set()


def test_letters_that_look_the_same_are_another_address(invited, prepared):
    person = UserFactory(email="ınvıtee@exemple.invalid")  # Turkish, without dots: their capitals are I
    assert signed_in(person).post(invited.path).status_code == 403
    assert roles(person, prepared) == set()


# --- Taking away


def test_a_role_is_taken_away_and_the_person_told(prepared, desk, invitee):
    membership = MembershipFactory(consultation=prepared, user=invitee, role=Role.EDITOR)
    assert signed_in(invitee).get("/a-venir/").status_code == 200
    assert desk.post(at("take_role", membership.pk)).status_code == 302
    assert signed_in(invitee).get("/a-venir/").status_code == 404
    assert invitee.notices.get().kind == "role_taken"
    assert AuditEntry.objects.filter(action="role.taken").get().details == {"person": invitee.pk, "role": "editor"}


def test_the_last_administrator_cannot_leave(prepared, desk, founder):
    own = founder.memberships.get()
    response = desk.post(at("take_role", own.pk), follow=True)
    assert "Personne d’autre n’administre" in response.content.decode()
    gone_one = UserFactory(is_active=False)
    MembershipFactory(consultation=prepared, user=gone_one, role=Role.ADMINISTRATOR)
    desk.post(at("take_role", own.pk))
    assert roles(founder, prepared) == {"administrator"}
    MembershipFactory(consultation=prepared, user=UserFactory(), role=Role.ADMINISTRATOR)
    assert desk.post(at("take_role", own.pk))["Location"] == reverse("my_space")
    assert roles(founder, prepared) == set()


def test_what_an_administrator_had_sent_ends_with_the_role(prepared, desk, invitee):
    other = UserFactory()
    membership = MembershipFactory(consultation=prepared, user=other, role=Role.ADMINISTRATOR)
    backdoor = actions.invite(prepared, by=other, email=ADDRESS, roles=["administrator"])
    desk.post(at("take_role", membership.pk))
    assert gone(signed_in(invitee), backdoor.path)


# --- Roles come from nowhere else


def test_no_other_form_gives_a_role(prepared, citizen, client):
    forged = {
        "role": "administrator",
        "roles": "administrator",
        "memberships": "1",
        "is_superuser": "on",
        "is_staff": "on",
    }
    inside = signed_in(citizen)
    inside.post(reverse("where_from"), {"name": "Alice", "stakeholder": "", "commune": ""} | forged)
    inside.post(at("administer_team"), {"email": citizen.email} | forged)
    inside.post(reverse("new_consultation"), {"name": "La mienne"} | forged)
    account = {"email": "nouvelle@exemple.invalid", "password1": "un long mot de passe à moi", "name": "Nouvelle"}
    client.post(reverse("account_signup"), account | forged)
    assert Membership.objects.filter(user=citizen).count() == 0
    for person in User.objects.filter(email__in=[citizen.email, account["email"]]):
        assert (person.is_superuser, person.is_staff, person.memberships.count()) == (False, False, 0)


def test_staff_of_other_roles_and_of_another_consultation_invite_nobody(consultation, moderator, editor, stranger):
    for person in (moderator, editor, stranger):
        sent = {"email": ADDRESS, "roles": ["administrator"]}
        assert signed_in(person).post(reverse("administer_team", args=["tiers-lieux"]), sent).status_code == 403
    assert not Invitation.objects.exists()


def test_invitations_and_roles_of_another_consultation_are_not_found(invited, stranger, prepared):
    client = signed_in(stranger)
    membership = MembershipFactory(consultation=prepared)
    for route, row in (("resend_invitation", invited), ("withdraw_invitation", invited), ("take_role", membership)):
        assert client.post(reverse(route, args=["ailleurs", row.pk])).status_code == 404
        assert client.post(at(route, row.pk)).status_code == 404


# --- What is kept of them


def test_an_invitation_of_no_more_use_is_erased_after_a_month(prepared, founder):
    month, now = timedelta(days=30), timezone.now()
    used, withdrawn, over, fresh, standing = (
        InvitationFactory(consultation=prepared, by=founder) for _each in range(5)
    )
    long_ago, lately = now - month - timedelta(hours=1), now - month + timedelta(hours=1)
    for invitation, field, when in (
        (used, "used_at", long_ago),
        (withdrawn, "withdrawn_at", long_ago),
        (over, "expires_at", long_ago),
        (fresh, "used_at", lately),
    ):
        Invitation.objects.filter(pk=invitation.pk).update(**{field: when})

    tasks.sweep_invitations()

    assert set(prepared.invitations.all()) == {fresh, standing}
