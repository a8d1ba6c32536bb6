"""axe on every page of the synthesis, for those who see them, wide and narrow."""

import pytest
from django.db import transaction
from django.urls import reverse

from consultation.models import Role
from synthesis import actions, tasks
from synthesis.actions import coding
from synthesis.models import HarvestPlan, Reading, SecondReading, Section
from tests import running
from tests.factories import (
    ArgumentFactory,
    ExtractFactory,
    IdeaFactory,
    MembershipFactory,
    ReadingFactory,
    RemarkFactory,
    StatementFactory,
)

SLUG = "tiers-lieux"


@pytest.fixture
def report(transactional_db, consultation, theme, contributions, idea, editor):
    """A published synthesis, a draft after it, a roll-up and their files."""
    with transaction.atomic():
        ArgumentFactory(parent=contributions[0])
        IdeaFactory(theme=theme, parent=idea, title="Une idée plus précise")
        extract = ExtractFactory(contribution=contributions[0], ideas=[idea])
        rollup = actions.request_roll_up(consultation, by=editor)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    with transaction.atomic():
        synthesis = actions.draft(consultation, by=editor)
        divided = {"section": Section.DISAGREEMENT, "text": "On se partage.", "extracts": [extract]}
        StatementFactory(synthesis=synthesis, theme=theme, **divided)
        actions.publish(synthesis, by=editor)
        actions.draft(consultation, by=editor, kind="final")
        draft = consultation.syntheses.first()
        values = {"section": "model", "text": "Sans passage.", "extracts": [], "figure": "coverage"}
        statement = actions.state(draft, by=editor, theme=theme, **values)
        RemarkFactory(statement=statement)
    export = synthesis.exports.get(format="html")
    tasks.finish_export(export.pk)
    return {"rollup": rollup, "export": export, "contribution": contributions[0], "statement": statement, "idea": idea}


@pytest.fixture
def second(report, consultation, contributions, natures, idea, harvester):
    """A second reader: one of his readings differs from the first, another is under way."""
    with transaction.atomic():
        person = MembershipFactory(consultation=consultation, role=Role.HARVESTER).user
        HarvestPlan.objects.create(consultation=consultation, double_share=100)
        Reading.objects.filter(contribution__in=contributions).delete()
        for contribution in contributions:
            ReadingFactory(contribution=contribution, by=harvester)
        for kept in (
            {"nature": natures["model"], "ideas": [idea, idea.children.get()]},
            {"nature": natures["barrier"]},
        ):
            row = coding.take_second(consultation, by=person)
            coding.keep_second(row, passage=row.contribution.live.text[:12], by=person, **kept)
            if "ideas" in kept:
                coding.hand_in(row, by=person)
    return person


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    report, second, question, harvester, editor, browser, live_server
):
    def at(name, *args):
        return reverse(name, args=[SLUG, *args])

    rollup = at("rollup", report["rollup"].pk)
    pages = {
        None: [
            at("synthesis"),
            at("contribution", report["contribution"].pk),
        ],
        harvester: [
            *(at("harvest_desk"), at("rollups"), rollup, f"{rollup}?question={question.pk}"),
            *(at("ideas"), at("idea", report["idea"].pk), at("coverage"), f"{at('coverage_list')}?etat=unread"),
            at("second_desk"),  # nothing waits for him, who read first
        ],
        second: [at("second_desk"), at("handed_in"), at("disagreements")],
        editor: [
            at("synthesis_desk"),
            at("checklist"),
            at("statement", report["statement"].pk),
            at("new_statement", question.theme.slug),
            at("synthesis_version", 2),
            at("exports"),
            at("export", report["export"].pk),
            *(at("harvest_plan"), at("disagreements"), at("suggestions")),
            at("settle_second", SecondReading.objects.finished().get().pk),
        ],
    }

    assert running.faults(browser, live_server.url, pages) == []
