"""Debates of any shape go the whole way: rows, roll-up, draft, publication, every file, archive, verifier."""

import io

import pytest

from debates import actions as debate
from debates.models import Reason
from privacy import actions as privacy
from privacy import tasks as privacy_tasks
from privacy.models import Erasure
from synthesis import actions, archive, tasks, verify
from synthesis.models import Export, JobState
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, StatementFactory, UserFactory
from tests.synthesis.archive.conftest import roll_up

pytestmark = pytest.mark.django_db

FILES = ("pdf", "docx", "odt", "epub", "html", "xlsx", "json", "tables-xlsx", "tables-json")
CHINESE = ("村里没有光纤网络", "我们需要共享办公空间", "租约太长，不适合试用", "火车站旁边可以开一个工作室")
DEBATES = {
    "empty": [],
    "one": ["Une seule contribution, sur le bail commercial."],
    "identical": ["Tous pareils, mot pour mot, dans chaque texte."] * 6,
    "Chinese": [f"{text}，第{n}个问题很重要。" for n, text in enumerate(CHINESE)],
    "emoji": ["😀", "😀😀", "👍🏽", "🏳️‍🌈 🎉"],
    "long": [" ".join(f"mot{n % 977}" for n in range(100_000)), "Un texte court sur le bail."],
}


@pytest.fixture(params=DEBATES)
def posted(request, question, natures):
    made = DEBATES[request.param]
    return [
        ContributionFactory(question=question, nature=natures["barrier"], body=text, author=UserFactory())
        for text in made
    ]


@pytest.mark.parametrize("harvested", [True, False], ids=["harvested", "nothing harvested"])
def test_a_debate_of_any_shape_goes_the_whole_way(posted, harvested, consultation, theme, editor, tmp_path):
    cited = [ExtractFactory(contribution=c, quote=c.live.text[:300].rstrip()) for c in posted[:2]] if harvested else []
    rollup = roll_up(consultation)
    assert rollup.snapshot["figures"]["totals"]["contributions"] == len(posted)
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    if cited:
        StatementFactory(synthesis=draft, theme=theme, text="Voici ce qui est dit.", extracts=cited)

    published = actions.publish(draft, by=editor) if cited else draft

    assert (published.state == "published") == bool(cited)
    for format in ("pdf", "docx", "html", "tables-xlsx") if harvested else ("pdf",):
        assert made(published, format, editor), format
    assert differences(published, tmp_path) == []


def made(synthesis, format, by) -> bytes:
    export = actions.request_export(synthesis, format=format, by=by)
    tasks.finish_export(export.pk)
    export = Export.objects.get(pk=export.pk)
    assert (export.state, export.error) == (JobState.DONE, "")
    return b"".join(export.data())


def differences(synthesis, tmp_path) -> list:
    out = io.BytesIO()
    archive.write(synthesis, out)
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    return verify.verify(tmp_path / "a.zip").differences


def test_ten_levels_of_ideas_and_a_text_longer_than_a_cell_are_in_the_data(
    contributions, theme, question, natures, consultation, editor, tmp_path
):
    idea = None
    for level in range(10):
        idea = IdeaFactory(theme=theme, parent=idea, title=f'={level} <b> "🙂" \u202e {level}')
    long = ContributionFactory(question=question, nature=natures["model"], body="é" * 40_000 + "\n\n@fin")
    extract = ExtractFactory(contribution=long, quote="@fin", ideas=[idea])
    roll_up(consultation)
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, theme=theme, text="=1+1 dix niveaux", extracts=[extract], idea=idea)
    published = actions.publish(draft, by=editor)

    for format in FILES:
        assert made(published, format, editor), format
    assert "é" * 40_000 in _texts_of(made(published, "tables-json", editor))
    assert idea.title in _texts_of(made(published, "tables-json", editor))
    assert differences(published, tmp_path) == []


def _texts_of(data: bytes) -> str:
    import json
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as file:
        lines = [line for name in file.namelist() if name.endswith(".jsonl") for line in file.read(name).splitlines()]
    return "\n".join(str(value) for line in lines for value in json.loads(line).values())


def test_an_author_erased_between_roll_up_and_publication_leaves_no_word(
    contributions, extract, consultation, theme, editor, tmp_path
):
    roll_up(consultation)
    gone = contributions[1]
    said = gone.live.text.splitlines()[0]
    privacy.erase(gone.author, by=gone.author, texts=privacy.TAKE)
    privacy_tasks.finish_erasure(Erasure.objects.get().pk)

    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, theme=theme, text="Le bail freine.", extracts=[extract])
    published = actions.publish(draft, by=editor)

    for format in ("html", "json", "tables-json"):
        data = made(published, format, editor)
        assert said not in (_texts_of(data) if format == "tables-json" else data.decode()), format
    assert differences(published, tmp_path) == []


def test_a_cited_text_hidden_later_leaves_the_files_made_again_and_nothing_published_changes(
    contributions, extract, consultation, theme, editor, moderator, tmp_path
):
    roll_up(consultation)
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, theme=theme, text="Le bail freine.", extracts=[extract])
    published = actions.publish(draft, by=editor)
    frozen, sha256 = published.document, published.sha256
    debate.hide(contributions[0], by=moderator, reason=Reason.INSULT, note="Une insulte.")

    for format in ("html", "json"):
        text = made(published, format, editor).decode()
        assert extract.quote not in text
        assert "passage retiré" in text
        assert "Le bail freine." in text
    published.refresh_from_db()
    assert (published.document, published.sha256) == (frozen, sha256)
    assert differences(published, tmp_path) == []
