"""A fault test: twenty people write while the parts of the platform are killed, and nothing accepted may be missing.

    .venv/bin/python -m tests.chaos [--acknowledged N] [--kills N] [--limit SECONDS] [--seed N]

Real parts on loopback, in a folder of their own: gunicorn with two processes, a Celery worker with its beat, PostgreSQL
and Valkey, each killed with SIGKILL and started again, Valkey half of the time without its data. What a client was told
to be accepted is written down by the client, and looked for in the end. The last line is

    chaos: acknowledged=N lost=N doubled=N kills=N

and the exit status is 0 only when nothing was lost or doubled, the counters are those of a recount, the record of acts
verifies, every job ended, every published synthesis is whole, no page answered 500, and both numbers were reached.
"""
