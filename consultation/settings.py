"""Settings: environment in, typed constants out. No URL given: the embedded PostgreSQL and Valkey."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import env, validate

from consultation import logs, schedule
from consultation.files import addresses
from consultation.providers import configuration as providers
from consultation.secret import secret_key

ROOT = Path(__file__).resolve().parent.parent

# --- Where it runs
DATABASE_URL = env.str("DATABASE_URL", "")  # postgres://user:password@host:5432/name; PostgreSQL is embedded without
REDIS_URL = env.str("REDIS_URL", "")  # redis://:password@host:6379/0, or rediss:// for TLS; without it, embedded too
EMBEDDED = not (DATABASE_URL and REDIS_URL)  # demonstration accounts and the folder of mails exist in this mode only
if EMBEDDED:
    from consultation import embedded

    _servers = embedded.ensure()
    DATABASE_URL = DATABASE_URL or _servers.database
    REDIS_URL = REDIS_URL or _servers.redis

DEBUG = env.bool("DEBUG", False)  # Django's pages for developers, which show everything: never where others come
VAR = env.path("EMBEDDED_VAR", ROOT / "var")  # data of the embedded mode; with two URLs records of imports and counters
SECRET_KEY = env.str("SECRET_KEY", "") or (secret_key(VAR) if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY must be given with DATABASE_URL and REDIS_URL: 50 random characters or more."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])  # former ones, still believed while they are here
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if EMBEDDED else [])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")  # address written in mails and documents
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_NAME = env.str("SITE_NAME", "Consultation")
ADMIN_PATH = env.str("ADMIN_PATH", "admin")  # technical access, for superusers

# --- Parts
INSTALLED_APPS = [
    "consultation.apps.ConsultationConfig",
    "consultation.territories",
    "consultation.keys",
    "consultation.consents",
    "pages",
    "debates",
    "synthesis",
    "imports",
    "administration",
    "following",
    "moderation",
    "privacy",
    "demo",
    "consultation.apps.TechnicalAdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "consultation.providers",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
]
MIDDLEWARE = [
    "consultation.middleware.HeadMiddleware",
    "consultation.tracing.RequestNumberMiddleware",
    "consultation.metrics.MetricsMiddleware",
    "consultation.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "consultation.caching.CachingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "consultation.middleware.ChosenLanguageMiddleware",
    "consultation.middleware.RetryAfterMiddleware",
    "consultation.middleware.PermissionsPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "consultation.replica.ReplicaMiddleware",  # the innermost; does nothing without DATABASE_REPLICA_URL
]
ROOT_URLCONF = "consultation.urls"
WSGI_APPLICATION = "consultation.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["consultation.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consultation.context.site",
            ],
        },
    }
]

# --- State: PostgreSQL holds everything that matters, Redis may be lost
DATABASE_POOLED = env.bool("DATABASE_POOLED", False)  # DATABASE_URL leads to PgBouncer in transaction mode
DATABASE_DIRECT_URL = env.str("DATABASE_DIRECT_URL", "")  # PostgreSQL itself, past PgBouncer: for backup and restore
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", "")  # a streaming replica that answers pages for everybody
REPLICA_MAX_LAG = env.float("REPLICA_MAX_LAG", 2, validate=validate.Range(min=0.1))  # seconds; further behind: not read
_ENGINE = "consultation.pooled" if DATABASE_POOLED else "django.db.backends.postgresql"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, engine=_ENGINE, conn_max_age=60, conn_health_checks=True)}
if DATABASE_REPLICA_URL:  # nothing is routed there: consultation.replica lends it to a request from beginning to end
    DATABASES["replica"] = dj_database_url.parse(DATABASE_REPLICA_URL, engine=_ENGINE, conn_max_age=60)
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASES["replica"].setdefault("OPTIONS", {}).update(  # away is known within seconds, and the primary answers
        {"connect_timeout": 2, "keepalives_idle": 5, "keepalives_interval": 2, "tcp_user_timeout": 4000}
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "consultation.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},  # seconds: away is told from slow
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # what a job did is columns on its row
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,  # a page that hands over work waits for the broker no longer than this, in seconds
    "socket_timeout": 2,
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULER = "consultation.beat:Scheduler"
SWEEP_EVERY = env.int("SWEEP_EVERY", 20)  # seconds between two looks for jobs that were asked for and not done
PULSE_EVERY = env.int("PULSE_EVERY", 300)  # seconds between two counts of the key figures of an open consultation
GATHER_EVERY = env.int("GATHER_EVERY", 60)  # seconds between two counts of the pages that were opened
SEAL_EVERY = env.int("SEAL_EVERY", 5)  # seconds between two sealings of the record of acts
CELERY_BEAT_SCHEDULE = schedule.entries(seal=SEAL_EVERY, sweep=SWEEP_EVERY, pulse=PULSE_EVERY, gather=GATHER_EVERY)
RETENTION_YEARS = env.float("RETENTION_YEARS", 3)  # after the last contact an account is erased, its owner told twice
NOTICES_DAYS = env.int("NOTICES_DAYS", 365)  # days for which what people were told is kept
DRAFTS_DAYS = env.int("DRAFTS_DAYS", 365)  # days for which a draft that nobody touches is kept
UNCONFIRMED_DAYS = env.int("UNCONFIRMED_DAYS", 30)  # days to confirm the address of a new account
LOGS_DAYS = env.int("LOGS_DAYS", 180)  # days for which whoever hosts the site keeps its logs, as the pages say
SMALL_CELL = env.int("SMALL_CELL", 5)  # different people that a published count by territory or quality holds at least
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", "")  # under which the data of consultations may be used again
ROLLUP_ENCODER = env.bool("ROLLUP_ENCODER", True)  # sentence vectors for grouping and suggestions; words alone without
EXPORT_PARTS_FROM = env.int("EXPORT_PARTS_FROM", 20_000)  # public texts from which data are made by several processes
WORKER_NICE = env.int("WORKER_NICE", 10)  # 0 to 19 (nice(1)): the worker lets the web server of its machine go first
JOB_LEASE = env.int("JOB_LEASE", 30)  # seconds without a sign of life after which a job is taken up by another worker

# --- People
AUTH_USER_MODEL = "consultation.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "consultation.accounts.Backend",
]
PASSWORD_HASHERS = [
    "consultation.hashing.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CONSULTATIONS_OPENED_BY = env.str("CONSULTATIONS_OPENED_BY", "administrators")  # or "superusers" alone
INVITATION_DAYS = env.int("INVITATION_DAYS", 7)  # days during which an invitation to work on a consultation is good
INVITATIONS_A_DAY = 50  # mails of invitation a consultation may send in a day
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_space"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0  # believe a proxy: who asks, by https
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "consultation.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # a code keeps the person, and the draft, in the same tab
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the former one stays until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to the address it had
ACCOUNT_ADAPTER = "consultation.accounts.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an address or a password changes within five minutes of signing in
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # signing in by mail, without a password
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {"confirm_login_code": "consultation.mail_link.MailCodeForm"}
OIDC_APPS = providers.apps(
    env, env.list("OIDC_PROVIDERS", [])
)  # identity providers, none unless the environment names them
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS}}
SOCIALACCOUNT_ADAPTER = "consultation.providers.adapter.Adapter"
SOCIALACCOUNT_FORMS = {"signup": "consultation.providers.forms.SignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # one chooses the name under which one writes
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_ADAPTER = "consultation.mfa.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code is good for its half-minute and the two beside it: telephones are not on time
MFA_FORMS = {
    "authenticate": "consultation.mfa.CodeForm",
    "reauthenticate": "consultation.mfa.AgainCodeForm",
    "activate_totp": "consultation.mfa.LinkAppForm",
    "add_webauthn": "consultation.mfa.AddKeyForm",
    "edit_webauthn": "consultation.mfa.RenameKeyForm",
    "authenticate_webauthn": "consultation.mfa.KeyForm",
    "login_webauthn": "consultation.mfa.KeyAloneForm",
    "reauthenticate_webauthn": "consultation.mfa.AgainKeyForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if SITE_URL.startswith("http://") else "https"

# --- Mail: to a folder in the embedded mode, by SMTP elsewhere
EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    _mail = env.dj_email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = env.path("MAIL_FOLDER", VAR / "mail")  # where mails go without EMAIL_URL, one file each
EMAIL_TIMEOUT = 10  # seconds: somebody waits for the page that sends a code
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Consultation <ne-pas-repondre@demo.invalid>")

# --- Languages
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["consultation.formats"]  # British dates in English
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = None if EMBEDDED else env.path("STATIC_ROOT", VAR / "static")  # of collectstatic; none when embedded
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = DEBUG
FILES_URL = env.str("FILES_URL", "")  # bucket of the files that workers make, s3://BUCKET/PREFIX?endpoint=…; "": rows
FILES_FORMER_URLS = env.list("FILES_FORMER_URLS", [])  # buckets where older files still are, with commas between
FILES_PLACE = addresses.place(FILES_URL)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if EMBEDDED
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
    **addresses.stores(
        [FILES_URL, *FILES_FORMER_URLS],
        access_key=env.str("AWS_ACCESS_KEY_ID", ""),  # of the buckets; without keys, those of the machine
        secret_key=env.str("AWS_SECRET_ACCESS_KEY", ""),
    ),
}

# --- Guard rails
_UNUSED = ["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb"]
_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = "publickey-credentials-get=(self), publickey-credentials-create=(self), fullscreen=(self), " + (
    ", ".join(f"{feature}=()" for feature in _UNUSED)
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, *providers.origins(OIDC_APPS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
TITLE_MAX = 160  # characters of a contribution's title
BODY_MAX = 20_000  # characters of a contribution
ARGUMENT_MAX = 5_000  # characters of an argument
PAGE = env.int("PAGE", 20)  # rows of one page of a list, everywhere
KEPT_PAGES_MB = env.int("KEPT_PAGES_MB", 40)  # memory of each web process for pages that are the same for everybody
CDN_SECONDS = env.int("CDN_SECONDS", 0)  # for which a CDN may give a page without asking, hidden texts in it too

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,  # the same address as every other limit counts
    "EXCEPTION_HANDLER": "consultation.api_errors.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consultation",
    "DESCRIPTION": _("Tout ce qui est public dans les consultations, en lecture ; écrire demande une clé d’accès."),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "PhaseKind": "consultation.models.Phase.Kind",
        "SynthesisKind": "synthesis.models.Synthesis.Kind",
        "ConsultationState": "consultation.models.Consultation.State",
        "TextState": "debates.models.State",
    },
}

# --- What the law wants said: shown as missing while empty
LEGAL_PUBLISHER = env.str("LEGAL_PUBLISHER", "")  # the body that publishes the site
LEGAL_PUBLISHER_ADDRESS = env.str("LEGAL_PUBLISHER_ADDRESS", "")
LEGAL_PUBLISHER_PHONE = env.str("LEGAL_PUBLISHER_PHONE", "")
LEGAL_PUBLISHER_CONTACT = env.str("LEGAL_PUBLISHER_CONTACT", "")  # an address people may write to
LEGAL_PUBLISHER_NUMBER = env.str("LEGAL_PUBLISHER_NUMBER", "")  # SIREN or RNA, where there is one
LEGAL_DIRECTOR = env.str("LEGAL_DIRECTOR", "")  # director of publication
LEGAL_HOST = env.str("LEGAL_HOST", "")
LEGAL_HOST_ADDRESS = env.str("LEGAL_HOST_ADDRESS", "")
LEGAL_HOST_PHONE = env.str("LEGAL_HOST_PHONE", "")
LEGAL_BASIS = env.str("LEGAL_BASIS", "")  # a sentence: what the processing of personal data rests on
DPO_CONTACT = env.str("DPO_CONTACT", "")  # address of the data protection officer
ACCESSIBILITY_DATE = env.str("ACCESSIBILITY_DATE", "")  # when the statement was drawn up, as it is to be read
ACCESSIBILITY_CONTACT = env.str("ACCESSIBILITY_CONTACT", "")
ACCESSIBILITY_PLAN_URL = env.str("ACCESSIBILITY_PLAN_URL", "")  # multi-year plan
# The last audit of the whole site; a consultation may have its own, recorded in its administration.
ACCESSIBILITY_AUDIT_ON = env.date("ACCESSIBILITY_AUDIT_ON") if env.str("ACCESSIBILITY_AUDIT_ON", "") else None
ACCESSIBILITY_AUDIT_RATE = (  # % of the criteria that are met
    env.decimal("ACCESSIBILITY_AUDIT_RATE") if env.str("ACCESSIBILITY_AUDIT_RATE", "") else None
)
ACCESSIBILITY_AUDIT_UNTIL = (  # three years after it at the latest
    env.date("ACCESSIBILITY_AUDIT_UNTIL") if env.str("ACCESSIBILITY_AUDIT_UNTIL", "") else None
)
ACCESSIBILITY_AUDITOR = env.str("ACCESSIBILITY_AUDITOR", "")
ACCESSIBILITY_NONCONFORMITIES = env.str("ACCESSIBILITY_NONCONFORMITIES", "")
ACCESSIBILITY_DEROGATIONS = env.str("ACCESSIBILITY_DEROGATIONS", "")

# --- What operators see
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # whoever sends it reads /metrics; without one the address does not exist
METRICS_FOLDER = env.path("PROMETHEUS_MULTIPROC_DIR", VAR / "metrics")  # where web processes count; lost at a start
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 500)  # a query that takes longer is logged, without its values; 0: none
SENTRY_DSN = env.str("SENTRY_DSN", "")  # where faults are told, nothing about people in them
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(["line", "json"]))
LOGGING = logs.configuration(env.str("LOG_LEVEL", "WARNING"), LOG_FORMAT)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker logs as the web does
