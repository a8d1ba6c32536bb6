"""The main job, end to end: a citizen's sentence goes from the form to the exported PDF, where it is cited."""

import email
import re
import time
from email import policy

import pytest
from django.core import mail
from playwright.sync_api import expect
from pypdf import PdfReader

from consultation import notices
from consultation.models import Notice
from tests import running
from tests.factories import CommuneFactory
from tests.stories.conftest import let_time_pass

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

SENTENCE = "Le bail commercial de neuf ans tue les petits lieux avant leur deuxième hiver."
BODY = f"Je gère un lieu de douze places.\n\n{SENTENCE} Il faut un bail d’essai."


def test_a_sentence_goes_from_the_form_to_the_report(
    visit, site, tmp_path, question, natures, moderator, harvester, editor
):
    CommuneFactory()
    with running.worker(tmp_path, site, SWEEP_EVERY="2"):
        citizen = visit()
        sign_up(citizen, question)
        contribute(citizen)
        publish(visit(moderator))
        let_time_pass()
        notices.hand_over(notices.send_notices, list(Notice.objects.waiting().values_list("pk", flat=True)))
        expect_told(tmp_path)
        keep_the_sentence(visit(harvester))
        roll_up(visit(harvester))
        page = visit(editor)
        publish_the_synthesis(page)
        follow_the_citation(visit())
        report = download_the_pdf(page, tmp_path)

    assert normal(SENTENCE) in report
    assert "Odile Ferrand" in report
    assert "Felletin (23)" in report


def sign_up(page, question):
    page.goto(question.get_absolute_url())
    page.get_by_role("link", name="Je contribue").click()
    page.get_by_role("link", name="Créer un compte").first.click()
    page.locator("input[name=email]").fill("odile@exemple.invalid")
    page.locator("input[name=password1]").fill("un long mot de passe à moi")
    page.get_by_label("Nom affiché").fill("Odile Ferrand")
    page.get_by_label("Vous parlez en tant que").select_option("manager")
    page.get_by_label("Votre commune").fill("Felletin")
    page.get_by_label("Montrer ma commune").check()
    page.locator("main form button[type=submit], main form button").first.click()
    code = page.locator("input[name=code]")
    expect(code).to_be_visible()
    code.fill(re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.M)[1])
    page.locator("main form button[type=submit], main form button").first.click()
    expect(page.get_by_role("link", name="Mon espace")).to_be_visible()


def contribute(page):
    if "contribuer" not in page.url:
        page.goto("/")
        page.get_by_role("link", name="Quels lieux pour quels territoires").first.click()
        page.get_by_role("link", name="Je contribue").click()
    page.get_by_text("Frein", exact=False).first.click()
    page.get_by_label("Titre").fill("Un bail d’essai pour les lieux")
    page.get_by_label("Votre texte").fill(BODY)
    expect(page.locator("#apercu")).to_contain_text("douze places")
    page.get_by_role("button", name="Publier ma contribution").click()
    expect(page.get_by_text("En attente de modération")).to_be_visible()


def publish(page):
    page.goto("/tiers-lieux/moderation/")
    expect(page.locator(".desk-item")).to_contain_text(SENTENCE)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Rien n’attend")).to_be_visible()


def expect_told(mails):
    """The worker wrote the mail to the author."""
    for _ in range(60):
        for path in mails.glob("*.log"):
            content = path.read_text(errors="replace")
            if "odile@exemple.invalid" in content:
                message = email.message_from_string(content, policy=policy.default)
                assert message["Subject"] == "Votre texte est en ligne"
                return
        time.sleep(0.5)
    raise AssertionError("no mail was sent")


def select(page, sentence):
    """Select a sentence with the mouse, as a reader does."""
    page.evaluate(
        """sentence => {
            const walker = document.createTreeWalker(document.querySelector(".prose"), NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(sentence);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + sentence.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                document.dispatchEvent(new Event("selectionchange"));
                return;
            }
            throw new Error("sentence not found");
        }""",
        sentence,
    )


def keep_the_sentence(page):
    page.goto("/tiers-lieux/recolte/")
    expect(page.locator(".prose").first).to_contain_text(SENTENCE)
    select(page, SENTENCE)
    page.locator("input[name=nature][value=barrier]").check()
    page.locator("[name=new_idea]").fill("Adapter les baux aux lieux qui démarrent")
    page.get_by_role("button", name="Garder ce passage").click()
    expect(page.locator("mark.harvested, .messages").first).to_be_visible()


def roll_up(page):
    page.goto("/tiers-lieux/consolidations/")
    page.get_by_role("button", name="Lancer la consolidation").click()
    results = page.get_by_role("table", name="Question par question").or_(page.locator("table").first).first
    expect(results).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Quels lieux pour quels territoires").first.click()
    expect(page.locator("main")).to_contain_text(SENTENCE)


def publish_the_synthesis(page):
    page.goto("/tiers-lieux/redaction/")
    page.get_by_role("button", name="Ouvrir une synthèse intermédiaire").click()
    expect(page.get_by_text("Adapter les baux aux lieux qui démarrent").first).to_be_visible()
    page.get_by_role("link", name="Vérifier la liste entière").click()
    for line in page.get_by_label("Publier en le sachant").all():
        line.check()
    page.get_by_role("button", name="Publier la synthèse").click()
    expect(page.get_by_text("La synthèse est publiée.")).to_be_visible()
    page.goto("/tiers-lieux/synthese/")
    expect(page.get_by_text("Adapter les baux aux lieux qui démarrent").first).to_be_visible()


def follow_the_citation(page):
    page.goto("/tiers-lieux/synthese/")
    page.locator("a.cite").first.click()
    quote = page.locator("li.cited").first
    expect(quote).to_contain_text(SENTENCE)
    quote.get_by_role("link").first.click()
    expect(page.locator("mark.harvested").first).to_contain_text(SENTENCE)


def download_the_pdf(page, folder) -> str:
    page.goto("/tiers-lieux/synthese/")
    file = page.get_by_role("link", name="PDF").first
    for _ in range(60):  # the worker makes the files of a version once it is published
        if file.is_visible():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    with page.expect_download() as download:
        file.click()
    path = folder / "report.pdf"
    download.value.save_as(path)
    return normal(" ".join(sheet.extract_text() for sheet in PdfReader(path).pages))


def normal(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())
