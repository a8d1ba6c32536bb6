"""Writes threads at once, then by the acts of the debate, and compares every row."""

import re

from django.forms.models import model_to_dict

from debates import actions
from debates.models import Appeal, Campaign, Contribution, Likeness, Suspension
from demo import alike, debate
from demo.rows import recount

WHEN = ("created_at", "published_at", "at", "id", "key", "turn", "waiting_since", "queued_at", "details")
WHEN += ("lifted_at", "answered_at", "until")
LINKS = ("contribution", "version", "live", "awaiting", "root", "parent", "decision", "campaign")


def assert_same_rows(said, consultation, question, natures, moderators, people) -> None:
    """Write the threads at once, then by the acts: the same rows, the same counters."""
    writer = debate.Writer(consultation, people, moderators[0], 1, moderators[1])
    texts = [made for root in said for made in writer.thread(root)]
    compared = alike.look(writer, texts)
    debate.write(texts)
    alike.write(compared, texts)
    recount(consultation)
    written = [_rows(Contribution.objects.get(key=made.said.key)) for made in texts]
    question.refresh_from_db()
    counted = (question.contributions_count, question.arguments_count)
    Suspension.objects.all().delete()
    Contribution.objects.update(state="withdrawn", campaign=None, is_echo=False)  # else copies would be near to these
    Likeness.objects.all().delete()
    Campaign.objects.all().delete()
    type(question).objects.filter(pk=question.pk).update(contributions_count=0, arguments_count=0)

    acted = {}
    for root in said:
        _act(root, None, acted, question, natures, moderators, people)
    question.refresh_from_db()
    assert (question.contributions_count, question.arguments_count) == counted
    for made, rows in zip(texts, written, strict=True):
        assert _rows(acted[made.said.key]) == rows, made.said.key


def _act(said, parent, acted, question, natures, moderators, people) -> None:
    """The same thread through the acts; a text is decided on once its answers are there, if it is to be taken away."""
    by = people[said.author]
    if parent:
        contribution = actions.argue(parent, by=by, stance=said.stance, body=said.body)
    else:
        contribution = actions.post(question, by=by, nature=natures[said.nature], title=said.title, body=said.body)
    acted[said.key] = contribution
    if said.state != "pending" and said.was_online:
        actions.publish(contribution, by=moderators[0])
    if said.edited:
        actions.edit(contribution, by=by, title=said.title, body=said.edited)
        actions.publish(contribution, by=moderators[0])
    for reply in said.replies:
        _act(reply, contribution, acted, question, natures, moderators, people)
    _judge(said, contribution, moderators, people)
    if said.state == "withdrawn":
        actions.withdraw(contribution, by=by)


def _judge(said, contribution, moderators, people) -> None:
    for told in said.reports:
        actions.report(contribution, by=people[told.by], reason=told.reason, line=told.line)
    if said.kept:
        actions.keep(contribution, by=moderators[0], note=said.kept.note)
    if said.state in ("hidden", "to_amend"):
        _take_off(said, contribution, moderators[::-1] if said.by_colleague else moderators)


def _take_off(said, contribution, moderators) -> None:
    (first, other), why = moderators, {"reason": said.reason, "note": said.reason_note}
    if said.state == "to_amend":
        decision = actions.amend(contribution, by=first, **why).decision
    else:
        suspend = {"suspend": bool(said.suspended), "days": said.suspended or None}
        decision = actions.hide(contribution, by=first, **why, **suspend).decision
    if said.appeal:
        made = actions.appeal(decision, by=contribution.author, words=said.appeal.text)
        answer = {"granted": actions.grant, "rejected": actions.reject}.get(said.appeal.state)
        assert answer is None or answer(made, by=other, answer=said.appeal.answer)


def _rows(contribution: Contribution) -> dict:
    """Every column of a text and of its rows, but for dates and identifiers."""
    contribution = Contribution.objects.get(pk=contribution.pk)
    group = contribution.campaign
    audit = contribution.consultation.audit.filter(target=f"debates.contribution:{contribution.pk}").order_by("pk")
    return {
        "text": _columns(contribution),
        "live": contribution.live and contribution.live.number,
        "queued": contribution.queued_at is not None,
        "awaiting": contribution.awaiting and contribution.awaiting.number,
        "above": [contribution.root and contribution.root.live.text, contribution.parent and contribution.parent.depth],
        "versions": [_columns(v) | {"online": v.published_at is not None} for v in contribution.versions.all()],
        "decisions": [
            _columns(d) | {"n": d.version.number, "waited": d.waiting_since is not None, "stood": _stood(d.details)}
            for d in contribution.decisions.order_by("pk")
        ],
        "audit": [(entry.action, entry.by_id, _unlinked(entry.details)) for entry in audit],
        "holds": [
            _columns(hold) | {"found": _unnumbered(hold.found), "lifted": hold.lifted_at is not None}
            for hold in contribution.holds.all()
        ],
        "reports": [_columns(r) | {"answered": r.decision and r.decision.verdict} for r in contribution.reports.all()],
        "appeals": [_columns(appeal) for appeal in Appeal.objects.filter(decision__contribution=contribution)],
        "suspended": [
            (row.by_id, (row.until - row.at).days, row.decision.verdict)
            for row in Suspension.objects.filter(decision__contribution=contribution)
        ],
        "campaign": group and (group.signatories, group.first.live.text),
        "compared": contribution.root is None and len(contribution.likeness.bands),
    }


def _stood(details: dict) -> list:
    """How the text stood before a decision and after, without what differs from one database to the next."""
    both = [details["before"], details["left"]]
    shown = [(at["state"], at["live"] is not None, at["awaiting"] is not None, at["question"]) for at in both]
    return [*shown, len(details["holds"]), "appeal" in details]


def _unlinked(details: dict) -> dict:
    return {name: value for name, value in details.items() if name not in ("decision", "appeal", "report")}


def _unnumbered(found: str) -> str:
    return re.sub(r"\d+$", "", re.sub(r"n° \d+", "n°", found)) if found.startswith("n° ") else found


def _columns(row) -> dict:
    return {name: value for name, value in model_to_dict(row).items() if name not in WHEN + LINKS}
