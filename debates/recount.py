"""Counters of all that an import touched, counted again in a few statements (see `debates.counters` for one text)."""

from debates.models import Reaction
from debates.staging import run

_THREADS = """
SELECT DISTINCT COALESCE(t.held_root, root.pk) FROM incoming_text t JOIN incoming_text root ON root.n = t.root
WHERE t.pk IS NOT NULL
"""
_REACTED = "SELECT DISTINCT target FROM incoming_reaction WHERE fate IN ('new', 'changed')"


def recount_incoming() -> None:
    """Count the reactions, threads and questions touched by the staged import.

    Rows are held before they are counted, in the order the acts hold them, so that a reaction given at the same time is
    counted once.
    """
    run("ANALYZE debates_contribution, debates_reaction")  # the planner knows nothing of what this transaction wrote
    _hold("debates_contribution", f"{_THREADS} UNION {_REACTED}")
    _count_reactions()
    _count_threads()
    questions = f"SELECT question_id FROM debates_contribution WHERE id IN ({_THREADS})"  # noqa: S608
    _hold("debates_question", questions)
    _count_questions(questions)


def _hold(table: str, ids: str) -> None:
    run(f"SELECT count(*) FROM (SELECT id FROM {table} WHERE id IN ({ids}) ORDER BY id FOR UPDATE) held")  # noqa: S608


def _count_reactions() -> None:
    counts = ", ".join(f"count(r.id) FILTER (WHERE r.kind = '{kind}') AS {kind}" for kind in Reaction.Kind.values)
    columns = ", ".join(f"{kind}_count = n.{kind}" for kind in Reaction.Kind.values if kind != Reaction.Kind.AGREE)
    run(
        f"""
        UPDATE debates_contribution c SET agree_count = c.supports + n.agree, {columns}
        FROM (SELECT r.contribution_id, {counts} FROM debates_reaction r
              WHERE r.contribution_id IN ({_REACTED}) GROUP BY r.contribution_id) n
        WHERE n.contribution_id = c.id
        """  # noqa: S608 (the kinds are ours)
    )


def _count_threads() -> None:
    run(
        f"""
        UPDATE debates_contribution c SET arguments_count = n.arguments, for_count = n.pros, against_count = n.cons
        FROM (SELECT a.root_id, count(*) AS arguments,
                     count(*) FILTER (WHERE a.parent_id = a.root_id AND a.stance = 'for') AS pros,
                     count(*) FILTER (WHERE a.parent_id = a.root_id AND a.stance = 'against') AS cons
              FROM debates_contribution a
              WHERE a.root_id IN ({_THREADS}) AND a.state = 'published' AND NOT a.covered GROUP BY a.root_id) n
        WHERE n.root_id = c.id
        """  # noqa: S608
    )


def _count_questions(questions: str) -> None:
    run(
        f"""
        UPDATE debates_question q SET contributions_count = n.contributions, arguments_count = n.arguments
        FROM (SELECT question_id, count(*) FILTER (WHERE state = 'published') AS contributions,
                     sum(arguments_count) AS arguments
              FROM debates_contribution
              WHERE root_id IS NULL AND question_id IN ({questions}) GROUP BY question_id) n
        WHERE n.question_id = q.id
        """  # noqa: S608
    )
