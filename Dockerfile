# The image of web, worker, beat and migrate: one image, four commands (see docker-compose.yml and docs/operations.md).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    WEB_CONCURRENCY=2 \
    STATIC_ROOT=/srv/consultation/static-root \
    EMBEDDED_VAR=/srv/consultation/var

WORKDIR /srv/consultation

RUN useradd --system --uid 10001 --home-dir /srv/consultation --shell /usr/sbin/nologin consultation \
    && install --directory --owner=consultation --group=consultation var

COPY requirements.txt ./
RUN pip install --requirement requirements.txt

COPY LICENSE manage.py ./
COPY consultation consultation
COPY pages pages
COPY debates debates
COPY synthesis synthesis
COPY imports imports
COPY administration administration
COPY following following
COPY moderation moderation
COPY privacy privacy
COPY demo demo
COPY templates templates
COPY static static
COPY locale locale

# Both addresses are given only so that nothing embedded starts: nothing connects to them here.
RUN DATABASE_URL=postgres://nobody@nowhere/nothing REDIS_URL=redis://nowhere SECRET_KEY=only-to-collect \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q consultation debates synthesis imports demo

USER consultation
EXPOSE 8000
STOPSIGNAL SIGTERM

CMD ["gunicorn", "--config", "python:consultation.serving", "consultation.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "consultation.patience.PatientWorker", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
