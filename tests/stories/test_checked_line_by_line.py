"""Texts, from their first reading to an archive that anybody verifies, and that one byte betrays.

Forty of them in the everyday run, real ones where they are on the disk; two hundred of ours and two hundred real ones
by `make story`.
"""

import re
import subprocess
import sys
import zipfile
from itertools import cycle
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Role
from debates.models import Contribution
from synthesis import reading
from synthesis.models import Export, Extract, Reading, Statement, Synthesis
from tests import running
from tests.factories import MembershipFactory, UserFactory
from tests.stories import two_hundred
from tests.stories.conftest import press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

BY_KEYS = 12 if two_hundred.MANY == two_hundred.ALL else 6  # texts that each reads by keys, in a browser
SLUG = "deux-cents"
WAIT = 120_000  # milliseconds that a worker may take on a busy machine
IDEAS = ("Des lieux ouverts plus tard", "Payer ce qui sert à tous", "Dire qui décide", "Essayer avant de signer")
ANY_IDEA = re.compile("|".join(IDEAS))  # which of them the first theme has, the numbers of its texts decide
SENTENCE = "Ce qui manque n’est pas l’envie : c’est un lieu, et quelqu’un pour en ouvrir la porte."
MEND = " Nous l’avons lu deux cents fois."


@pytest.mark.parametrize("bring", two_hundred.told(), ids=lambda bring: bring.__name__.removeprefix("of_"))
def test_texts_become_a_synthesis_that_anybody_verifies(bring, visit, site, tmp_path):
    bring(tmp_path, SLUG)
    consultation = Consultation.objects.get(slug=SLUG)
    readers = [_staff(consultation, Role.HARVESTER, name) for name in ("Hélène Récolte", "Ariane Moisson")]
    desks = [visit(reader) for reader in readers]
    with running.worker(tmp_path, site, SWEEP_EVERY="2"):
        read_by_keys(desks)
        read_the_rest(readers)
        assert_all_is_read(consultation, readers)
        file_what_is_loose(desks[0])
        page = visit(_staff(consultation, Role.EDITOR, "Éric Rédaction"))
        roll_up(page)
        draft(page)
        be_refused(page)
        mend(page)
        publish(page)
        files = export_in_all_formats(page, tmp_path)
    archive = files[Export.Format.ARCHIVE]
    reader = visit()
    everything_agrees(reader, archive)
    one_byte_is_named(reader, archive)
    assert [fault for each in (*desks, page, reader) for fault in each.faults] == []


def _staff(consultation, role, name):
    person = UserFactory(email=f"{name.split()[0].lower()}@exemple.invalid", name=name)
    MembershipFactory(consultation=consultation, user=person, role=role)
    return person


def looked_at(page: Page) -> Page:
    """A page of the way, as axe sees it."""
    assert running.violations(page) == [], page.url
    return page


# --- Reading


def read_by_keys(desks: list[Page]) -> None:
    """In turn, two people at once: the text that one has open is never the other's."""
    seen: list[set[str]] = [set() for _desk in desks]
    for desk in desks:
        desk.goto(f"/{SLUG}/recolte/")
        looked_at(desk)
    for number in range(BY_KEYS):
        opened = [opened_on(desk) for desk in desks]
        assert len(set(opened)) == len(desks)
        for desk, text, mine in zip(desks, opened, seen, strict=True):
            mine.add(text)
            read_one(desk, number)
    assert [len(mine) for mine in seen] == [BY_KEYS] * len(desks)
    assert not set.intersection(*seen)


def opened_on(desk: Page) -> str:
    return re.search(r"/recolte/(\d+)/", desk.locator("#garder").get_attribute("action"))[1]


def read_one(desk: Page, number: int) -> None:
    """A sentence is kept under an idea; of every five texts, one says nothing new."""
    form = desk.locator("#garder")
    before = form.get_attribute("action")
    if number % 5 == 4:
        desk.keyboard.press("r")
    else:
        desk.locator("#texte").focus()
        desk.keyboard.press("ArrowDown")
        desk.keyboard.press("i")
        desk.keyboard.type(IDEAS[number % len(IDEAS)])
        desk.keyboard.press("Escape")
        desk.keyboard.press("1235"[number % 4])
        expect(desk.locator("mark.harvested").first).to_be_visible()
        expect(desk.locator("[data-pressed=n]")).to_be_visible()  # the key is written there: it is heard
        desk.keyboard.press("n")
    expect(form).not_to_have_attribute("action", before)
    expect(desk.locator("#titre")).to_be_focused()


def read_the_rest(readers: list) -> None:
    """By the same pages, without a script: what comes next for each, read by both before either answers."""
    clients = [Client() for _reader in readers]
    for client, reader in zip(clients, readers, strict=True):
        client.force_login(reader)
    for ideas in cycle((*IDEAS, "")):  # the last one: filed later
        opened = [client.get(f"/{SLUG}/recolte/").context for client in clients]
        texts = [context["opened"] for context in opened if context["opened"]]
        if not texts:
            return
        assert len({text.pk for text in texts}) == len(texts)
        for client, context in zip(clients, opened, strict=True):
            if context["opened"]:
                answer(client, context, ideas)


def answer(client: Client, context: dict, idea: str) -> None:
    text, seen = context["opened"], context["seen"]
    passage = re.search(r"\w[\w ,’']*\w", text.live.text)
    if passage and text.pk % 7:
        sent = {"passage": passage[0], "nature": "barrier", "new_idea": idea, "seen": seen}
        response = client.post(reverse("harvest", args=[SLUG, text.pk]), sent)
    else:
        sent = {"outcome": "nothing_new", "seen": seen}
        response = client.post(reverse("mark_read", args=[SLUG, text.pk]), sent)
    assert response.status_code == 302, response.content.decode()


def assert_all_is_read(consultation, readers: list) -> None:
    """Each text once, by one of the two, and the ledger adds up."""
    assert Contribution.objects.of(consultation).published().count() == two_hundred.MANY
    assert Reading.objects.count() == two_hundred.MANY
    assert set(Reading.objects.values_list("by", flat=True)) == {reader.pk for reader in readers}
    coverage = reading.coverage(consultation)
    assert coverage.unread == 0
    kept = Extract.objects.select_related("version")
    assert all(extract.quote == extract.version.text[extract.start : extract.end] for extract in kept)


def file_what_is_loose(page: Page) -> None:
    """Passages kept without an idea find theirs on the page of the trees."""
    page.goto(f"/{SLUG}/idees/")
    looked_at(page)
    form = page.locator("form[data-file]")
    kept = Extract.objects.get(pk=form.locator("input[type=checkbox]").first.get_attribute("value"))
    idea = kept.contribution.question.theme.ideas.standing().first()
    box = form.locator(f"input[type=checkbox][value='{kept.pk}']")
    box.check()
    form.locator("select").select_option(str(idea.pk))
    press(page, "Ranger les passages cochés")
    expect(box).to_have_count(0)
    assert kept.ideas.get() == idea


# --- Writing


def roll_up(page: Page) -> None:
    page.goto(f"/{SLUG}/consolidations/")
    looked_at(page)
    press(page, "Lancer la consolidation")
    expect(page.locator("main table").first).to_be_visible(timeout=WAIT)
    expect(page.locator("main")).to_contain_text(str(two_hundred.MANY))
    looked_at(page)


def draft(page: Page) -> None:
    """Each idea gives statements; the editor adds one of her own, which cites nothing yet."""
    page.goto(f"/{SLUG}/redaction/")
    press(page, "Ouvrir une synthèse intermédiaire")
    expect(page.get_by_text(ANY_IDEA).first).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Ajouter un énoncé").first.click()
    page.get_by_label("Énoncé").fill(SENTENCE)
    expect(page.locator("[data-typed-said]")).to_contain_text("Enregistré à")
    press(page, "Ajouter l’énoncé")
    expect(page.get_by_text("À reprendre avant publication").first).to_be_visible()


def be_refused(page: Page) -> None:
    """Neither the page nor a form made by hand publishes what cites nothing."""
    page.get_by_role("link", name="Vérifier la liste entière").click()
    looked_at(page)
    expect(page.locator("#uncited")).to_contain_text("1")
    expect(page.get_by_role("button", name="Publier la synthèse")).to_have_count(0)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    page.request.post(f"/{SLUG}/redaction/publier/", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url})
    assert not Synthesis.objects.published().exists()


def mend(page: Page) -> None:
    """The line leads to the statement; a passage is cited, and a sentence added."""
    page.goto(f"/{SLUG}/redaction/verifier/")
    page.locator("#uncited").get_by_role("link").first.click()
    own = page.locator(".statement", has_text=SENTENCE)
    own.get_by_role("link", name="Écrire").click()
    looked_at(page)
    page.get_by_role("button", name="Citer").first.click()
    expect(page.locator(".picked > li")).to_have_count(1)
    text = page.get_by_label("Énoncé")
    text.fill(SENTENCE + MEND)
    press(page, "Enregistrer et revenir")
    expect(page.locator(".statement", has_text=MEND.strip())).to_contain_text("1 passage cité")
    assert Statement.objects.get(text=SENTENCE + MEND).citations.count() == 1


def publish(page: Page) -> None:
    page.get_by_role("link", name="Vérifier la liste entière").click()
    for line in page.get_by_label("Publier en le sachant").all():
        line.check()
    press(page, "Publier la synthèse")
    expect(page.get_by_text("La synthèse est publiée.")).to_be_visible()
    expect(page.get_by_text(MEND.strip()).first).to_be_visible()
    looked_at(page)


# --- Files


def export_in_all_formats(page: Page, folder: Path) -> dict[str, Path]:
    """Each format that is offered, asked for and waited for as an editor does."""
    files = {}
    for format, words in Export.offered():
        page.goto(f"/{SLUG}/exports/")
        page.get_by_role("button", name=words, exact=True).click()
        link = page.get_by_role("link", name="Télécharger")
        expect(link).to_be_visible(timeout=WAIT)
        with page.expect_download() as download:
            link.click()
        files[format] = folder / download.value.suggested_filename
        download.value.save_as(files[format])
        assert files[format].stat().st_size, words
    looked_at(page)
    assert len({path.name for path in files.values()}) == len(files)
    return files


def everything_agrees(page: Page, archive: Path) -> None:
    """By the program in the archive, alone, and by the page, signed out."""
    code, said = verified(archive)
    assert (code, "TOUT CONCORDE" in said) == (0, True), said
    page.goto(f"/{SLUG}/synthese/")
    page.get_by_role("link", name="Vérifier une archive").click()
    looked_at(page)
    page.get_by_label("L’archive (ZIP)").set_input_files(archive)
    press(page, "Vérifier cette archive")
    expect(page.get_by_text("Tout concorde")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("octet pour octet, celui que ce site donne")).to_be_visible()


def one_byte_is_named(page: Page, archive: Path) -> None:
    """A letter of a text under the very same wrapping, then a byte of the file itself: each is named by its place."""
    for name, change in (("lettre.zip", one_letter), ("octet.zip", one_byte)):
        altered = archive.with_name(name)
        member = change(archive, altered)
        code, said = verified(altered, archive)
        assert code == 1, said
        assert member in said
        page.get_by_label("L’archive (ZIP)").set_input_files(altered)
        press(page, "Vérifier cette archive")
        expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=WAIT)
        expect(page.get_by_role("region", name="Les différences")).to_contain_text(member)
        looked_at(page)


def one_letter(archive: Path, altered: Path) -> str:
    """Change a letter in the first text of the archive. The place that the verifier is to name."""
    name = "data/versions.jsonl"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = bytearray(old.read(member))
            if member.filename == name:
                at = data.index(b'"text":"') + 9
                data[at] = ord("y") if data[at] == ord("x") else ord("x")
            new.writestr(member, bytes(data))
    return name


def one_byte(archive: Path, altered: Path) -> str:
    """Change a byte in the middle of what is packed of a member. The place that the verifier is to name."""
    with zipfile.ZipFile(archive) as old:
        member = old.getinfo("data/extracts.jsonl")
    data = bytearray(archive.read_bytes())
    data[member.header_offset + 30 + len(member.filename) + member.compress_size // 2] ^= 0x01
    altered.write_bytes(data)
    return member.filename


def verified(archive: Path, genuine: Path | None = None) -> tuple[int, str]:
    """What the program of the genuine archive says of one: its code, its words."""
    program = archive.parent / "aside" / "verify.py"
    program.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(genuine or archive) as whole:
        program.write_bytes(whole.read("verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(archive)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr
