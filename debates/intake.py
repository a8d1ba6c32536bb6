"""The bulk act: take a foreign export in, all or nothing."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from debates import indexing, places, recount, staging
from debates.incoming import Export, NewNature, Outcome, SetAside, Tally
from debates.models import Contribution, Nature, State, Version
from debates.staging import rows, run

Watch = Callable[[Iterable, str, int], Iterable]


def unwatched(work: Iterable, name: str, total: int) -> Iterable:
    """Nobody looks at the progress."""
    return work


@transaction.atomic
def take_in(
    consultation: Consultation,
    export: Export,
    *,
    by: User | None = None,
    tell: Callable[[Iterator[SetAside]], Any] = list,
    watch: Watch = unwatched,
) -> Outcome:
    """Publish the texts of an export with their dates, authors and reactions; a second time changes nothing.

    One transaction: a failure anywhere, in `tell` too, leaves the database as it was. What cannot be placed is handed
    to `tell` with its reason before the end. Memory does not grow with the export. A text is known by its origin in the
    whole consultation; one that an earlier import brought is left as it is now, whatever happened to it since.
    Counters are counted again for all that was touched.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)  # one import at a time
    staging.open_tables()
    _open_natures(consultation, export.natures)
    _place_texts(consultation, export)
    themes, questions = places.open_places(consultation, export.places)
    people = _bring_people("incoming_text", "reason = '' AND held IS NULL")
    _write_texts(consultation, watch)
    staging.load_reactions(consultation, export.name, export.reactions)
    people += _place_reactions()
    _write_reactions()
    recount.recount_incoming()
    tell(staging.set_aside())
    outcome = Outcome(*_tally_texts(), _tally_reactions(), themes=themes, questions=questions, people=people)
    staging.close_tables()
    if outcome.changed:
        audit.record("import.done", consultation, by=by, **_figures(export, outcome))
    return outcome


def _open_natures(consultation: Consultation, natures: Iterable[NewNature]) -> None:
    position = consultation.natures.count()
    for nature in natures:
        fields = {"name": nature.name, "hint": nature.hint, "position": position}
        _nature, made = consultation.natures.get_or_create(key=nature.key, defaults=fields)
        position += made


def _place_texts(consultation: Consultation, export: Export) -> None:
    staging.load_texts(consultation, export.name, export.texts)
    staging.refuse_twins()
    staging.recognise(consultation)
    staging.grow_threads()
    staging.refuse_lost_replies()


def _bring_people(table: str, condition: str) -> int:
    """Make the people of a staged table who are not here yet; they have no address and cannot sign in."""
    run(
        f"""
        CREATE TEMPORARY TABLE incoming_person ON COMMIT DROP AS
        SELECT row_number() OVER () AS n, person, (array_agg(person_name ORDER BY n))[1] AS name, min(at) AS since
        FROM {table} s
        WHERE {condition} AND person <> '' AND NOT EXISTS (SELECT FROM consultation_user u WHERE u.origin = s.person)
        GROUP BY person
        """  # noqa: S608 (table and condition are ours)
    )
    made, page = 0, "SELECT person, name, since FROM incoming_person WHERE n > %s AND n <= %s ORDER BY n"
    while found := rows(page, made, made + staging.BATCH):
        User.objects.bulk_create([_person(*row) for row in found])
        made += len(found)
    run("DROP TABLE incoming_person")
    return made


def _person(origin: str, name: str, since) -> User:
    return User(origin=origin, name=name, password=make_password(None), date_joined=since or timezone.now())


def _write_texts(consultation: Consultation, watch: Watch) -> None:
    run(
        """
        UPDATE incoming_text t SET pk = o.pk, live_id = o.live_id
        FROM (SELECT n, nextval(pg_get_serial_sequence('debates_contribution', 'id')) AS pk,
                     nextval(pg_get_serial_sequence('debates_version', 'id')) AS live_id
              FROM (SELECT n FROM incoming_text WHERE reason = '' AND held IS NULL ORDER BY n) ordered) o
        WHERE t.n = o.n
        """
    )
    [(total,)] = rows("SELECT count(pk) FROM incoming_text")
    natures = {nature.key: nature for nature in Nature.objects.filter(consultation=consultation)}
    written = (row for batch in staging.new_texts() for row in _write_batch(batch, natures))
    for _row in watch(written, "textes", total):
        pass


def _write_batch(batch: list[dict], natures: dict[str, Nature]) -> list[dict]:
    """Write texts with their only version. Foreign keys are checked at the end: replies may come first."""
    now = timezone.now()
    for row in batch:
        row["at"] = row["at"] or now
    Contribution.objects.bulk_create([_contribution(row, natures) for row in batch])
    Version.objects.bulk_create([_version(row) for row in batch])
    indexing.index(row["pk"] for row in batch)
    return batch


_COPIED = (
    *("pk", "live_id", "question_id", "root_id", "parent_id", "depth", "covered"),
    *("author_id", "stakeholder", "supports", "origin", "channel"),
)


def _contribution(row: dict, natures: dict[str, Nature]) -> Contribution:
    is_argument = row["depth"] > 0
    return Contribution(
        **{name: row[name] for name in _COPIED},
        state=State.PUBLISHED,
        nature=None if is_argument else natures[row["kind"]],
        stance=row["kind"] if is_argument else "",
        commune_id=row["commune"] or None,
        imported=json.loads(row["facts"]),
        created_at=row["at"],
        agree_count=row["supports"],
    )


def _version(row: dict) -> Version:
    rendered = text.render(row["body"], row["title"])
    return Version(
        pk=row["live_id"],
        contribution_id=row["pk"],
        number=1,
        title=row["title"],
        by_id=row["author_id"],
        body=rendered.body,
        html=rendered.html,
        text=rendered.text,
        sha256=rendered.sha256,
        created_at=row["at"],
        published_at=row["at"],
    )


def _place_reactions() -> int:
    """Say what becomes of each reaction; the number of people made for those that count."""
    run(
        """
        UPDATE incoming_reaction r SET target = COALESCE(t.held, t.pk)
        FROM incoming_text t WHERE t.key = r.key AND t.reason = '' AND r.reason = ''
        """
    )
    run(
        """
        UPDATE incoming_reaction r
        SET reason = COALESCE(
            (SELECT format(%s, min(t.line)) FROM incoming_text t WHERE t.key = r.key HAVING count(*) > 0),
            format(%s, key))
        WHERE reason = '' AND target IS NULL
        """,
        _("porte sur la ligne %s, mise de côté"),
        _("le texte %s n’est pas dans l’export"),
    )
    people = _bring_people("incoming_reaction", "reason = ''")
    run(
        """
        UPDATE incoming_reaction r SET by_id = u.id, fate = CASE WHEN ranked.place > 1 THEN 'replaced' ELSE 'new' END
        FROM (SELECT n, row_number() OVER (PARTITION BY target, person ORDER BY at DESC NULLS LAST, n DESC) AS place
              FROM incoming_reaction WHERE reason = '') ranked, consultation_user u
        WHERE ranked.n = r.n AND u.origin = r.person
        """
    )
    run(
        """
        UPDATE incoming_reaction r
        SET fate = CASE WHEN s.kind = r.kind OR s.at >= r.at THEN 'there' ELSE 'changed' END
        FROM debates_reaction s WHERE s.contribution_id = r.target AND s.by_id = r.by_id AND r.fate = 'new'
        """
    )
    return people


def _write_reactions() -> None:
    run(
        """
        INSERT INTO debates_reaction (contribution_id, by_id, kind, at)
        SELECT target, by_id, kind, COALESCE(at, now()) FROM incoming_reaction WHERE fate = 'new' ORDER BY n
        """
    )
    run(
        """
        UPDATE debates_reaction s SET kind = r.kind, at = COALESCE(r.at, now())
        FROM incoming_reaction r WHERE r.fate = 'changed' AND s.contribution_id = r.target AND s.by_id = r.by_id
        """
    )


def _tally_texts() -> Iterator[Tally]:
    """Of the contributions, then of the arguments."""
    for is_argument in (False, True):
        [(read, taken, there, aside)] = rows(
            """
            SELECT count(*), count(pk), count(*) FILTER (WHERE reason = '' AND held IS NOT NULL),
                   count(*) FILTER (WHERE reason <> '')
            FROM incoming_text WHERE (parent <> '') = %s
            """,
            is_argument,
        )
        yield Tally(read=read, taken=taken, there=there, aside=aside)


def _tally_reactions() -> Tally:
    [(read, taken, there, replaced, aside)] = rows(
        """
        SELECT count(*), count(*) FILTER (WHERE fate IN ('new', 'changed')), count(*) FILTER (WHERE fate = 'there'),
               count(*) FILTER (WHERE fate = 'replaced'), count(*) FILTER (WHERE reason <> '')
        FROM incoming_reaction
        """
    )
    return Tally(read=read, taken=taken, there=there, replaced=replaced, aside=aside)


def _figures(export: Export, outcome: Outcome) -> dict:
    return {"export": export.name, **asdict(outcome)}
