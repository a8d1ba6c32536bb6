"""The tables beside, where an import waits until every record has found its place.

PostgreSQL holds them, so that the memory of the process does not grow with the export. They belong to one transaction
and leave nothing behind. The records are written by `load_texts` and `load_reactions`; the other functions each settle
one thing, in the order in which they stand here.
"""

import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from consultation import text
from consultation.models import Consultation
from debates.incoming import Aside, Person, Reaction, SetAside, Source, Text

BATCH = 500  # records in memory at once

_TABLES = """
DROP TABLE IF EXISTS incoming_text, incoming_reaction;
CREATE TEMPORARY TABLE incoming_text (
    n bigint PRIMARY KEY, file text, line bigint, raw text, reason text,
    key text, parent text, parent_name text, theme text, question text, context text, place text,
    kind text, title text, body text, person text, person_name text, at timestamptz,
    stakeholder text, commune text, channel text, origin text, supports bigint, facts text,
    held bigint, held_root bigint, held_depth bigint, root bigint, above bigint, depth bigint,
    question_id bigint, pk bigint, live_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE incoming_reaction (
    n bigint PRIMARY KEY, file text, line bigint, raw text, reason text,
    key text, person text, person_name text, kind text, at timestamptz,
    target bigint, by_id bigint, fate text
) ON COMMIT DROP;
"""

_TEXT = """
n, file, line, raw, reason, key, parent, parent_name, theme, question, context, place, kind, title, body,
person, person_name, at, stakeholder, commune, channel, origin, supports, facts
"""
_REACTION = "n, file, line, raw, reason, key, person, person_name, kind, at"


def run(sql: str, *values: Any) -> int:
    """Run one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def rows(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def open_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)


def close_tables() -> None:
    run("DROP TABLE incoming_text, incoming_reaction")


def person_origin(consultation: Consultation, export: str, person: Person | None) -> str:
    """The `origin` of an imported person: the same name in another consultation is another person."""
    return fitted(f"{consultation.pk}:{export}:{person.key}") if person else ""


def shown_name(person: Person) -> str:
    """The name on one line; one too long for its column is cut, and ends with an ellipsis."""
    name = text.clean_line(person.name)
    return name if len(name) <= 80 else name[:79] + "…"


def fitted(origin: str) -> str:
    """An origin that its column can hold; a longer one ends with its digest."""
    origin = text.clean_line(origin)
    return origin if len(origin) <= 200 else f"{origin[:130]}…{text.render('', origin).sha256}"


def load_texts(consultation: Consultation, export: str, records: Iterable[Text | Aside]) -> None:
    numbered = enumerate(records, 1)
    _copy("incoming_text", _TEXT, (_text_row(n, record, consultation, export) for n, record in numbered))
    run("CREATE INDEX ON incoming_text (key)")
    run("CREATE INDEX ON incoming_text (parent)")
    run("ANALYZE incoming_text")


def load_reactions(consultation: Consultation, export: str, records: Iterable[Reaction | Aside]) -> None:
    numbered = enumerate(records, 1)
    _copy("incoming_reaction", _REACTION, (_reaction_row(n, record, consultation, export) for n, record in numbered))
    run("ANALYZE incoming_reaction")


def refuse_twins() -> None:
    """Of several texts under one identifier the first is kept."""
    run(
        """
        UPDATE incoming_text t SET reason = format(%s, first.line)
        FROM (SELECT n, first_value(n) OVER same AS first_n, first_value(line) OVER same AS line
              FROM incoming_text WHERE reason = '' WINDOW same AS (PARTITION BY key ORDER BY n)) first
        WHERE t.n = first.n AND first.n <> first.first_n
        """,
        _("même identifiant qu’à la ligne %s"),
    )


def recognise(consultation: Consultation) -> None:
    """Find the texts an earlier import brought. Another text under the same identifier is refused, never mixed up."""
    run(
        """
        UPDATE incoming_text t
        SET held = c.id, held_root = COALESCE(c.root_id, c.id), held_depth = c.depth,
            reason = CASE WHEN v.title = t.title AND v.body = t.body THEN '' ELSE %s END
        FROM debates_contribution c
        JOIN debates_version v ON v.contribution_id = c.id AND v.number = 1
        JOIN debates_question q ON q.id = c.question_id
        JOIN debates_theme h ON h.id = q.theme_id
        WHERE h.consultation_id = %s AND c.origin = t.origin AND t.reason = ''
        """,
        _("la consultation a déjà un autre texte sous cet identifiant"),
        consultation.pk,
    )


def grow_threads() -> None:
    """Give each text its root and depth: down from the contributions and from the texts already there."""
    run(
        """
        WITH RECURSIVE placed AS (
            SELECT n, key, n AS root, NULL::bigint AS above, COALESCE(held_depth, 0) AS depth, held_root
            FROM incoming_text WHERE reason = '' AND (parent = '' OR held IS NOT NULL)
            UNION ALL
            SELECT t.n, t.key, p.root, p.n, p.depth + 1, p.held_root
            FROM placed p JOIN incoming_text t ON t.parent = p.key AND t.reason = '' AND t.held IS NULL
        )
        UPDATE incoming_text t SET root = p.root, above = p.above, depth = p.depth, held_root = p.held_root
        FROM placed p WHERE t.n = p.n
        """
    )


def refuse_lost_replies() -> None:
    """What could not be placed: the text it answers is absent, set aside itself, or answers it in a circle."""
    run(
        """
        UPDATE incoming_text t SET reason = format(%s, parent_name)
        WHERE reason = '' AND root IS NULL AND NOT EXISTS (SELECT FROM incoming_text p WHERE p.key = t.parent)
        """,
        _("%s n’est pas dans l’export"),
    )
    run(
        """
        WITH RECURSIVE lost AS (
            SELECT key, line FROM incoming_text WHERE reason <> '' AND key <> ''
            UNION
            SELECT t.key, t.line FROM lost l JOIN incoming_text t ON t.parent = l.key AND t.reason = '' AND root IS NULL
        )
        UPDATE incoming_text t SET reason = format(%s, l.line)
        FROM lost l WHERE l.key = t.parent AND t.reason = '' AND t.root IS NULL
        """,
        _("répond à la ligne %s, mise de côté"),
    )
    run(
        "UPDATE incoming_text SET reason = %s WHERE reason = '' AND root IS NULL",
        _("répond à un texte qui lui répond : la conversation tourne en rond"),
    )


def new_texts(batch: int = BATCH) -> Iterator[list[dict]]:
    """The texts to write with the identifiers of what they hang on, in the order of the file, a batch at a time."""
    last = 0
    while found := _page(last, batch):
        yield found
        last = found[-1]["n"]


def _page(after: int, batch: int) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [after, batch])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_NEW = """
SELECT t.n, t.pk, t.live_id, t.depth, t.kind, t.title, t.body, t.at, t.stakeholder, t.commune, t.channel, t.origin,
       t.supports, t.facts, u.id AS author_id, COALESCE(above.held, above.pk) AS parent_id,
       CASE WHEN t.depth > 0 THEN COALESCE(t.held_root, root.pk) END AS root_id,
       COALESCE(standing.question_id, root.question_id) AS question_id,
       COALESCE(standing.state IN ('hidden', 'pending'), false) AS covered
FROM incoming_text t
JOIN incoming_text root ON root.n = t.root
LEFT JOIN incoming_text above ON above.n = t.above
LEFT JOIN debates_contribution standing ON standing.id = t.held_root
LEFT JOIN consultation_user u ON u.origin = t.person AND t.person <> ''
WHERE t.pk IS NOT NULL AND t.n > %s
ORDER BY t.n LIMIT %s
"""


def set_aside() -> Iterator[SetAside]:
    """Every record that was refused, in the order of the files, a batch in memory at a time."""
    for table in ("incoming_text", "incoming_reaction"):
        last = 0
        sql = f"SELECT n, file, line, raw, reason FROM {table} WHERE reason <> '' AND n > %s ORDER BY n LIMIT %s"  # noqa: S608
        while found := rows(sql, last, BATCH):
            for last, file, line, raw, reason in found:  # noqa: B007 (where the next batch begins)
                yield SetAside(Source(file, line, tuple(json.loads(raw))), reason)


def _text_row(n: int, record: Text | Aside, consultation: Consultation, export: str) -> list:
    if isinstance(record, Aside):
        nothing = [*[""] * 10, None, "", "", "", "", 0, "{}"]
        return [n, *_where(record.source), record.reason, record.key, record.parent, *nothing]
    place = record.place
    where = (place.theme, place.question, place.context, place.origin) if place else [""] * 4
    person = person_origin(consultation, export, record.author)
    name = shown_name(record.author) if record.author else ""
    origin = fitted(f"{record.channel}:{record.key}")
    return [
        *(n, *_where(record.source), "", record.key, record.parent, record.parent_name, *where),
        *(record.kind, text.clean_line(record.title), text.clean_body(record.body), person, name, record.at),
        *(record.stakeholder, record.commune, record.channel, origin, record.supports, _facts(record)),
    ]


def _reaction_row(n: int, record: Reaction | Aside, consultation: Consultation, export: str) -> list:
    if isinstance(record, Aside):
        return [n, *_where(record.source), record.reason, record.key, "", "", "", None]
    person = person_origin(consultation, export, record.author)
    return [n, *_where(record.source), "", record.text, person, shown_name(record.author), record.kind, record.at]


def _facts(record: Text) -> str:
    clean = {key: text.clean_body(value) if isinstance(value, str) else value for key, value in record.facts.items()}
    return json.dumps(clean)


def _where(source: Source) -> tuple[str, int, str]:
    return source.file, source.line, json.dumps(source.row)


def _copy(table: str, columns: str, lines: Iterable[list]) -> None:
    lines = iter(lines)
    while batch := list(islice(lines, BATCH)):
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO("".join(map(_line, batch))))


def _line(values: list) -> str:
    return "\t".join(map(_field, values)) + "\n"


def _field(value: Any) -> str:
    """A value as PostgreSQL's COPY takes it (text format)."""
    if value is None:
        return r"\N"
    if isinstance(value, str) and value.isprintable() and "\\" not in value:
        return value  # nine cells out of ten: nothing to clean, nothing to escape
    escaped = text.clean_body(value).replace("\\", "\\\\")
    return escaped.replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
