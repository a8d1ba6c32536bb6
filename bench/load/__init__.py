"""A television evening: a thousand people read, fifty write, others sign up, a moderator works, a roll-up runs.

    .venv/bin/python -m bench load                    (or `make load`, the same)
    .venv/bin/python -m bench.load [--readers N] [--writers N] [--newcomers N] [--seconds N] [--arrivals N]
                                   [--contributions N] [--var FOLDER]

Real parts on loopback, in a folder of their own, as one machine runs them (`consultation.run`): gunicorn with two
processes, a Celery worker of two with its beat, PostgreSQL, Valkey. The consultation is filled first (`demo --scale`).
Everybody is a locust user in a process of its own, on the same processors, whose share is printed too.

Readers think 10 to 30 seconds between two pages, evenly (20 on the mean: a thousand of them ask for 50 pages a second),
keep the cookies that they are given, fetch scripts and style sheets once, and ask for a page that they have seen with
its ETag where it had one. Each comes from an address of his own, told by X-Forwarded-For as a proxy tells it, over a
connection that is closed after the answer, as nginx does by default with what is behind it; there is no proxy in
between, no TLS and no network. Writers read as readers do, write for half a minute with the requests that typing makes,
react, argue and post. Those who sign up take their code from the mail that was sent to them. All arrive within
`--arrivals` seconds; times are those of the `--seconds` after that, errors are of the whole run.

The limits of `consultation.limits` stand: who is told 429 is counted apart. The exit status is 1 when anything else
than an answer below 400 came, or when a process is over its bound of memory (web 250 MB, worker 1.5 GB).
"""
