"""All settings, read from the environment (and `.env`) once; `.env.example` lists every variable with its meaning."""

import os
import re
from datetime import timedelta
from pathlib import Path

import phonenumbers
from csp.constants import NONE, SELF

from storyjobs.admin_look import UNFOLD  # noqa: F401 - the admin's pages read it
from storyjobs.env import BY_PROFILE, Environment
from storyjobs.production import refuse_unfit
from storyjobs.profiles import PROFILES, defaults_of
from storyjobs.secret_key import kept_secret_key
from users.webhooks import is_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(dotenv=BASE_DIR / ".env")

# --- What the installation is for
ENVIRONMENT = env.choice("ENVIRONMENT", default="default", allowed=PROFILES)
env.profile = defaults_of(ENVIRONMENT)
PRODUCTION = ENVIRONMENT == "production"

# --- The site
DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", default=None, minimum_length=32)
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = kept_secret_key(BASE_DIR / "var" / "secret_key")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", wildcards=True)
CSRF_FAILURE_VIEW = "users.pages.errors.csrf_failure"
SITE_URL = env.url("SITE_URL", default="http://localhost:8000")
BEHIND_PROXY = env.boolean("BEHIND_PROXY", default=False)
if BEHIND_PROXY:  # only a proxy that sets the header itself may be believed
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
CSRF_COOKIE_HTTPONLY = True  # the admin's forms bring the token along themselves
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"  # no other host may set them
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^api/jobs/health$"]  # load balancers ask from inside, without TLS
    SECURE_HSTS_SECONDS = 30 * 86_400

CONTENT_SECURITY_POLICY = {  # of every page; api_pages.py, staff_site.py and the files have their own
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"  # with "no-referrer" browsers would not say where a form comes from either

DATA_UPLOAD_MAX_MEMORY_SIZE = 15 * 1024 * 1024  # a photo of 10 MB as base64, and its story
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE  # a child's photo never lies in a temporary folder

ROOT_URLCONF = "storyjobs.urls"
ASGI_APPLICATION = "storyjobs.asgi.application"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]  # each in its own words, as the switch shows them
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE = "language", 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
FORMAT_MODULE_PATH = ["storyjobs.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
if PRODUCTION:  # names that change with the content, so that browsers keep files for good
    STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
    STORAGES["staticfiles"]["BACKEND"] = "storyjobs.static_files.HashedFiles"
    if "STORYJOBS_WEB" in os.environ and not (STATIC_ROOT / "staticfiles.json").exists():
        env.refuse("STATIC_ROOT", "has no collected files in it: run manage.py collectstatic --noinput")
SILENCED_SYSTEM_CHECKS = [
    "models.E034",  # index names over 30 letters: the guide's own, and PostgreSQL takes 63
    "security.W005",  # HSTS for subdomains and in browsers' lists: other services of the domain are not ours to decide
    "security.W021",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"
LOGIN_URL = "/sign-in"  # of families; the admin has its own
LOGIN_REDIRECT_URL = "/admin/"
SESSION_ENGINE = "users.sessions"

INSTALLED_APPS = [
    "storyjobs",
    "jobs",  # before django_q: its qcluster command is ours
    "storybooks",
    "prints",
    "users",
    "unfold.apps.BasicAppConfig",  # behind ours, whose templates may stand in for its own; before the admin
    "unfold.contrib.filters",
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "users.staff.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "storyjobs.request_id.name_requests",
    "users.acting.restrict",
    "users.pool.release_before_sending",
    "storyjobs.probes.answer_machines",
    "storyjobs.timing.time_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "storyjobs.headers.tell_browsers",
    "corsheaders.middleware.CorsMiddleware",  # above whatever may answer: also errors are for the page to read
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "users.pages.language.speak",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "storyjobs.body_limit.refuse_too_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "users.authentication.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "users.pages.context.page",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "users.authentication.TokenAuthentication",
        "users.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["users.api.parsers.StrictJSONParser", "users.api.parsers.PlainTextJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["users.api.throttles.CallerThrottle"],
    "DEFAULT_SCHEMA_CLASS": "users.api.schema.describing.ApiSchema",
    "EXCEPTION_HANDLER": "users.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "storyjobs",
    "DESCRIPTION": "A photo and a story become an illustrated, printable storybook, as background jobs.",
    "VERSION": "1",
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "an access token"},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": SESSION_COOKIE_NAME,
                "description": "who has signed in",
            },
            **{
                name: {"type": "apiKey", "in": "header", "name": header, "description": f"the secret {setting}"}
                for name, header, setting in (
                    ("webhookSecret", "X-Webhook-Secret", "WEBHOOK_SECRET"),
                    ("githubSecret", "X-GitHub-Token", "GITHUB_WEBHOOK_SECRET"),
                    ("vercelSecret", "X-Vercel-Signature", "VERCEL_WEBHOOK_SECRET"),
                )
            },
            "vercelBearer": {"type": "http", "scheme": "bearer", "description": "the secret VERCEL_WEBHOOK_SECRET"},
            "readToken": {"type": "apiKey", "in": "query", "name": "token", "description": "for one job or file"},
        }
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "TAGS": [  # in the order in which the pages show them
        {"name": name}
        for name in (
            "Storybook",
            "Auto Story",
            "Scene Generation",
            "Cartoonize",
            "Image Generation",
            "Redraw Scene",
            "Edit Storybook",
            "Any job",
            "Your books",
            "Shared books",
            "Files",
            "Payment",
            "Prints",
            "Sign-in",
            "Account",
            "Health",
            "Processing",
        )
    ],
    "ENUM_SUFFIX": "",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "FailureCode": "storybooks.api.results.FAILURE_CODES",
        "CommonFailureCode": "jobs.api.schema.shapes.FAILURES",
        "HealthStatus": "jobs.health.MESSAGES",
        "JobStatus": "jobs.states.Status",
        "PrintStatus": "prints.states.Status",
        "Priority": "jobs.wishes.Priority",
        "ProcessingOutcome": "jobs.processing.Outcome",
        "Audience": "storybooks.catalog.Audience",
        "Style": "storybooks.catalog.Style",
        "Genre": "storybooks.catalog.Genre",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "users.api.schema.errors.add_error_component",
    ],
    "SERVE_AUTHENTICATION": [],  # the same for everybody
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- What stands between a stranger and the API
RATE_LIMIT_ADDRESS = env.limit("RATE_LIMIT_ADDRESS", default="100/15m")
RATE_LIMIT_USER = env.limit("RATE_LIMIT_USER", default="600/15m")
RATE_LIMIT_STARTS = env.limit("RATE_LIMIT_STARTS", default="5/h")
RATE_LIMIT_POLLING = env.limit("RATE_LIMIT_POLLING", default="10/10s")
RATE_LIMIT_SIGN_IN = env.limit("RATE_LIMIT_SIGN_IN", default="20/15m")
RATE_LIMIT_STAFF_SIGN_IN = env.limit("RATE_LIMIT_STAFF_SIGN_IN", default="10/15m")
RATE_LIMIT_CODES = env.limit("RATE_LIMIT_CODES", default="5/h")
RATE_LIMIT_FILES = env.limit("RATE_LIMIT_FILES", default="300/m")
MAX_STREAMS_PER_CALLER = env.integer("MAX_STREAMS_PER_CALLER", default=20, minimum=1)
PAYMENT_WEBHOOK_SECRET = env.secret("PAYMENT_WEBHOOK_SECRET", default=None)
if PAYMENT_WEBHOOK_SECRET and not is_secret(PAYMENT_WEBHOOK_SECRET):
    env.refuse("PAYMENT_WEBHOOK_SECRET", "must be whsec_ and 24 or more bytes in base64")
WEBHOOK_SECRET = env.secret("WEBHOOK_SECRET", default=None, minimum_length=32)
GITHUB_WEBHOOK_SECRET = env.secret("GITHUB_WEBHOOK_SECRET", default=None, minimum_length=32)
VERCEL_WEBHOOK_SECRET = env.secret("VERCEL_WEBHOOK_SECRET", default=None, minimum_length=32)
_shown = [secret for secret in (WEBHOOK_SECRET, GITHUB_WEBHOOK_SECRET, VERCEL_WEBHOOK_SECRET) if secret]
if len(set(_shown)) < len(_shown):
    env.refuse("WEBHOOK_SECRET", "and those of GitHub and Vercel must differ: a caller is known by its secret alone")
RATE_LIMIT_CRON = env.limit("RATE_LIMIT_CRON", default="10/m")
READ_TOKEN_HOURS = env.number("READ_TOKEN_HOURS", default=72, minimum=1, maximum=24 * 365)
CORS_ALLOWED_ORIGINS = env.origins("CORS_ORIGINS", default=["http://localhost:3000"] if DEBUG else [])
CORS_URLS_REGEX = r"^/(api|media)/"
CORS_ALLOW_CREDENTIALS = True
CORS_PREFLIGHT_MAX_AGE = 86_400
CORS_ALLOW_HEADERS = (
    "authorization",
    "cache-control",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "last-event-id",
    "prefer",
    "x-request-id",
    "x-requested-with",
)
CORS_EXPOSE_HEADERS = (
    "Deprecation",
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "Retry-After",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-ID",
)

# --- Signing in
PHONE_REGIONS = env.listing("PHONE_REGIONS")
ACCESS_TOKEN_LIFETIME = timedelta(minutes=env.integer("ACCESS_TOKEN_MINUTES", default=15, minimum=1, maximum=24 * 60))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.integer("REFRESH_TOKEN_DAYS", default=30, minimum=1, maximum=365))
STAFF_SESSION_LIFETIME = timedelta(hours=env.number("STAFF_SESSION_HOURS", default=8, minimum=0.25, maximum=24 * 14))
SUPABASE_URL = env.url("SUPABASE_URL", default=None)
SUPABASE_JWT_SECRET = env.secret("SUPABASE_JWT_SECRET", default=None, minimum_length=32)
SUPABASE_JWKS_URL = env.url("SUPABASE_JWKS_URL", default=None)
SUPABASE_CONFIRMED = env.listing("SUPABASE_CONFIRMED")
if SUPABASE_JWT_SECRET and SUPABASE_JWKS_URL:
    env.refuse("SUPABASE_JWT_SECRET", "must be unset when SUPABASE_JWKS_URL is set: only one kind of signature is good")
if (SUPABASE_JWT_SECRET or SUPABASE_JWKS_URL) and not SUPABASE_URL:
    env.refuse("SUPABASE_URL", "must be set when tokens of Supabase are good here: it is who has issued them")
if not {"phone", "email"} >= set(SUPABASE_CONFIRMED):
    env.refuse("SUPABASE_CONFIRMED", "must be phone, email or both, separated by a comma")
CODE_DELIVERY = env.choice(
    "CODE_DELIVERY", default="console" if DEBUG else "off", allowed=["console", "sms", "email", "off"]
)
SMS_URL = env.url("SMS_URL", default=None)
SMS_AUTHORIZATION = env.secret("SMS_AUTHORIZATION", default=None)
SMS_SENDER = env.text("SMS_SENDER", default="storyjobs")
CODE_EMAIL_TO = env.text("CODE_EMAIL_TO", default=None)
EMAIL_FROM = env.text("EMAIL_FROM", default="storyjobs@localhost")
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", default=25, minimum=1, maximum=65_535)
EMAIL_HOST_USER = env.text("EMAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.boolean("EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
if CODE_DELIVERY == "sms" and not SMS_URL:
    env.refuse("SMS_URL", "must be set when CODE_DELIVERY is sms")
if CODE_DELIVERY == "email" and "{phone}" not in (CODE_EMAIL_TO or ""):
    env.refuse("CODE_EMAIL_TO", "must be set when CODE_DELIVERY is email, and have {phone} in it")
for _region in PHONE_REGIONS:
    if _region not in phonenumbers.SUPPORTED_REGIONS:
        env.refuse("PHONE_REGIONS", "must be countries by their two capital letters, separated by commas: SA,AE")

# --- The database
POSTGRES_DIR = env.path("POSTGRES_DIR", default=BASE_DIR / "var" / "postgres")
_database_url = env.database("DATABASE_URL")
DATABASES = {
    "default": {
        **(_database_url or {"NAME": "storyjobs"}),
        "ENGINE": "storyjobs.postgres" if _database_url else "storyjobs.embedded_postgres",
        "CONN_HEALTH_CHECKS": True,
    }
}
_options = DATABASES["default"]["OPTIONS"] = {
    # With Django's default, None, the engine's statements would be prepared never.
    "prepare_threshold": 5,
    # A network that went away silently is noticed in about ten seconds; storyjobs.postgres has the server do the same.
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # ms
    **DATABASES["default"].get("OPTIONS", {}),
}
DATABASE_POOL = {
    "min_size": 1,
    "max_size": env.integer("DATABASE_POOL_SIZE", default=10, minimum=1, maximum=200),
    "timeout": env.integer("DATABASE_POOL_TIMEOUT", default=30_000, minimum=100) / 1000,
}
if "STORYJOBS_WEB" in os.environ:  # set by asgi.py: threads come and go there, so a pool keeps the connections
    _options["pool"] = DATABASE_POOL
else:  # a pool does not survive the cluster's forks
    DATABASES["default"]["CONN_MAX_AGE"] = None

# --- The job engine
JOB_TYPES = [
    "storybooks.job_types.storybook.Storybook",
    "storybooks.job_types.auto_story.AutoStory",
    "storybooks.job_types.scenes.Scenes",
    "storybooks.job_types.cartoonize.Cartoonize",
    "storybooks.job_types.image.Image",
    "storybooks.job_types.redraw_scene.RedrawScene",
    "storybooks.job_types.edit_storybook.EditStorybook",
]
ENABLE_AUTO_PROCESSING = env.boolean("ENABLE_AUTO_PROCESSING", default=BY_PROFILE)
ENABLE_PRIORITY_PROCESSING = env.boolean("ENABLE_PRIORITY_PROCESSING", default=True)
MAX_CONCURRENT_JOBS = env.integer("MAX_CONCURRENT_JOBS", default=BY_PROFILE, minimum=1, maximum=1000)
MAX_JOBS_PER_USER = env.integer("MAX_JOBS_PER_USER", default=5, minimum=1)
MAX_GUEST_JOBS = env.integer("MAX_GUEST_JOBS", default=20, minimum=0)
JOB_TIMEOUT = timedelta(minutes=env.number("JOB_TIMEOUT_MINUTES", default=BY_PROFILE, minimum=0.5, maximum=24 * 60))
JOB_PROCESSING_INTERVAL = timedelta(
    milliseconds=env.integer("JOB_PROCESSING_INTERVAL", default=BY_PROFILE, minimum=1000, maximum=3_600_000)
)
_soonest = 0 if ENVIRONMENT == "test" else 1  # elsewhere 0 would take results from families who still ask for them
JOB_RETENTION_DAYS = env.integer("JOB_RETENTION_DAYS", default=BY_PROFILE, minimum=_soonest)
TRUSTED_CALLBACK_HOSTS = env.listing("TRUSTED_CALLBACK_HOSTS")

# --- Plans and money
SUBSCRIPTION_LIMITS = {  # a month, by plan; -1 is as many as one likes; plans that are not named have no limit
    "guest": env.integer("SUBSCRIPTION_LIMIT_GUEST", default=-1, minimum=-1),
    "free": env.integer("SUBSCRIPTION_LIMIT_FREE", default=1, minimum=-1),
    "basic": env.integer("SUBSCRIPTION_LIMIT_BASIC", default=3, minimum=-1),
    "premium": env.integer("SUBSCRIPTION_LIMIT_PREMIUM", default=10, minimum=-1),
}
USER_DAILY_BUDGET_USD = env.amount("USER_DAILY_BUDGET_USD", default="5")
DAILY_BUDGET_USD = env.amount("DAILY_BUDGET_USD", default="50")

SCHEDULES = {  # name: (function, every so many minutes)
    "storyjobs: delete old jobs": ("jobs.cleanup.delete_old", 60),
    "storyjobs: delete old quota uses": ("jobs.quotas.delete_old", 24 * 60),
    "storyjobs: make old costs nameless": ("jobs.budgets.forget_old", 24 * 60),
    "storyjobs: delete old webhook messages": ("jobs.callbacks.webhooks.delete_old", 24 * 60),
    "storyjobs: erase old photos and orphaned files": ("storybooks.clean_up.clean_up", 60),
    "storyjobs: make print files": ("prints.files.make_due", 1),
    "storyjobs: delete old rate windows": ("users.rate_limits.delete_old_windows", 60),
    "storyjobs: delete old one-time codes": ("users.one_time_codes.delete_old", 60),
    "storyjobs: delete old sign-ins": ("users.sign_ins.delete_old", 24 * 60),
    "storyjobs: delete old sessions": ("users.sessions.delete_old", 24 * 60),
    "storyjobs: health log": ("jobs.alerts.watch.write_health_log", 5),
    "storyjobs: erase accounts": ("users.erasure.erase_requested", 1),
    "storyjobs: forget who was erased": ("users.erasure.delete_old", 24 * 60),
}
PERSONAL_DATA = [  # what each app keeps about a person, the lowest room first
    "users.personal_data.Account",
    "jobs.personal_data.JobsOfAPerson",
    "storybooks.personal_data.BooksOfAPerson",
    "prints.personal_data.OrdersOfAPerson",
]

# --- Monitoring
MONITORING_ENABLED = env.boolean("MONITORING_ENABLED", default=True)
ENABLE_METRICS_COLLECTION = env.boolean("ENABLE_METRICS_COLLECTION", default=BY_PROFILE) and MONITORING_ENABLED
ENABLE_HEALTH_CHECKS = env.boolean("ENABLE_HEALTH_CHECKS", default=True) and MONITORING_ENABLED
METRICS_TOKEN = env.secret("METRICS_TOKEN", default=None, minimum_length=32)
METRICS_NETWORKS = env.networks("METRICS_NETWORKS", default=[] if METRICS_TOKEN else ["127.0.0.0/8", "::1"])
_depth = env.integer("MAX_QUEUE_DEPTH", default=50, minimum=1)
_errors = env.number("ALERT_ERROR_RATE_PERCENT", default=10, minimum=0.1, maximum=100)
_run_time = env.number("ALERT_PROCESSING_TIME_MINUTES", default=10, minimum=0.1)
_wait = env.number("ALERT_WAIT_TIME_MINUTES", default=5, minimum=0.1)
HEALTH_LIMITS = {  # name: (warning above, critical above), with the guide's values; None is no limit
    "queue_depth": (0.4 * _depth, _depth),
    "failure_percent": (_errors, 2 * _errors),
    "processing_minutes": (_run_time, None),
    "wait_minutes": (_wait, 6 * _wait),
    "stuck_jobs": (2, 5),
    "unattended_minutes": (None, 1),
    "stalled_minutes": (None, 15),
    "open_breakers": (0, None),
}
HEALTH_LOOK_SECONDS = 30.0
BREAKERS = "storybooks.studio.breaker.states"
ALERT_WEBHOOK_URL = env.url("ALERT_WEBHOOK_URL", default=None)
ALERT_EMAIL = env.listing("ALERT_EMAIL")
if not all("@" in _address for _address in ALERT_EMAIL):
    env.refuse("ALERT_EMAIL", "must be e-mail addresses, separated by commas")

# --- The cluster
Q_WORKERS = env.integer("Q_WORKERS", default=min(4, MAX_CONCURRENT_JOBS), minimum=1, maximum=64)
CLUSTER_STOP_SECONDS = env.number("CLUSTER_STOP_SECONDS", default=20, minimum=1)
CLUSTER_PRELOAD = ["storybooks.preload"]
SWEEP_SECONDS = 2.0
_backstop = int(JOB_TIMEOUT.total_seconds()) + 120  # the engine stops a job in time; django-q2 only where that failed
Q_CLUSTER = {
    "name": "storyjobs",
    "orm": "default",
    "broker_class": "jobs.broker.JobBroker",
    "workers": Q_WORKERS,
    "timeout": _backstop,
    "retry": 3 * _backstop,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.5,
    "guard_cycle": 0.5,
    "recycle": 500,
    "max_rss": 800_000,  # KB; typesetting a book with CJK letters takes a worker to about 300 MB
    "catch_up": False,
}

# --- Pictures and books
MAX_PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_RETENTION_DAYS = env.integer(
    "PHOTO_RETENTION_DAYS", default=min(3, JOB_RETENTION_DAYS), minimum=_soonest, maximum=JOB_RETENTION_DAYS
)
GUEST_BOOK_DAYS = env.integer("GUEST_BOOK_DAYS", default=max(30, JOB_RETENTION_DAYS), minimum=JOB_RETENTION_DAYS)
PICTURE_CACHE_DAYS = env.integer("PICTURE_CACHE_DAYS", default=max(30, JOB_RETENTION_DAYS), minimum=JOB_RETENTION_DAYS)
PICTURE_FETCH_SECONDS = env.number("PICTURE_FETCH_SECONDS", default=8, minimum=1, maximum=60)
TRUSTED_PICTURE_HOSTS = env.listing("TRUSTED_PICTURE_HOSTS")
CLOUDINARY_CLOUD_NAME = env.text("CLOUDINARY_CLOUD_NAME", default=None)
CLOUDINARY_API_KEY = env.secret("CLOUDINARY_API_KEY", default=None)
CLOUDINARY_API_SECRET = env.secret("CLOUDINARY_API_SECRET", default=None)
CLOUDINARY_UPLOAD_PREFIX = env.url("CLOUDINARY_UPLOAD_PREFIX", default=None)
CLOUDINARY_TIMEOUT = env.number("CLOUDINARY_TIMEOUT", default=30, minimum=1)
_cloudinary = {
    name: globals()[name] for name in ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET")
}
MEDIA_STORE = env.choice(
    "MEDIA_STORE", default="cloudinary" if all(_cloudinary.values()) else "local", allowed=["local", "cloudinary"]
)
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
SAMPLES_ROOT = env.path("SAMPLES_ROOT", default=BASE_DIR / "var" / "samples")
if MEDIA_STORE == "cloudinary" or any(_cloudinary.values()):
    for _name, _value in _cloudinary.items():
        if not _value:
            env.refuse(_name, "must be set when pictures are kept at Cloudinary")

# --- Books on paper
PRINT_PRICE = env.amount("PRINT_PRICE", default="40")
PRINT_CURRENCY = env.text("PRINT_CURRENCY", default="USD")
PRINT_MAX_COPIES = env.integer("PRINT_MAX_COPIES", default=20, minimum=1, maximum=1000)
PRINT_WEBHOOK_URL = env.url("PRINT_WEBHOOK_URL", default=None)
PRINT_WEBHOOK_SECRET = env.secret("PRINT_WEBHOOK_SECRET", default=None)
if not re.fullmatch("[A-Z]{3}", PRINT_CURRENCY):
    env.refuse("PRINT_CURRENCY", "must be three capital letters, as USD")
if PRINT_WEBHOOK_URL and not is_secret(PRINT_WEBHOOK_SECRET or ""):
    env.refuse("PRINT_WEBHOOK_SECRET", "must be whsec_ and 24 or more bytes in base64 when PRINT_WEBHOOK_URL is set")
_receivers = {  # where the operator's own webhooks go; without a secret messages are not signed
    "prints": {"url": PRINT_WEBHOOK_URL, "secret": PRINT_WEBHOOK_SECRET},
    "alerts": {"url": ALERT_WEBHOOK_URL, "secret": None},
    "alert mails": {"url": "mailto:" + ",".join(ALERT_EMAIL) if ALERT_EMAIL else None, "secret": None},
}
WEBHOOKS = {name: receiver for name, receiver in _receivers.items() if receiver["url"]}

# --- The studio
OPENAI_API_KEY = env.secret("OPENAI_API_KEY", default=None)
STUDIO = env.choice("STUDIO", default="openai" if OPENAI_API_KEY else "offline", allowed=["openai", "offline"])
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL", default="https://api.openai.com/v1")
OPENAI_TEXT_MODEL = env.text("OPENAI_TEXT_MODEL", default="gpt-6-luna")
OPENAI_VISION_MODEL = env.text("OPENAI_VISION_MODEL", default=OPENAI_TEXT_MODEL)
OPENAI_IMAGE_MODEL = env.text("OPENAI_IMAGE_MODEL", default="gpt-image-2.5-flare")
OPENAI_IMAGE_QUALITY = env.text("OPENAI_IMAGE_QUALITY", default="medium")
OPENAI_IMAGE_SIZE = env.text("OPENAI_IMAGE_SIZE", default="1024x1024")
OPENAI_MODERATION_MODEL = env.text("OPENAI_MODERATION_MODEL", default="omni-moderation-latest")
OPENAI_TEXT_DEADLINE = env.number("OPENAI_TEXT_DEADLINE", default=120, minimum=1)
OPENAI_IMAGE_DEADLINE = env.number("OPENAI_IMAGE_DEADLINE", default=180, minimum=1)
OPENAI_MAX_RETRIES = env.integer("OPENAI_MAX_RETRIES", default=1, minimum=0, maximum=5)
STUDIO_CONCURRENCY = env.integer("STUDIO_CONCURRENCY", default=4, minimum=1, maximum=32)
BREAKER_FAILURES = env.integer("BREAKER_FAILURES", default=3, minimum=1)
BREAKER_OPEN_SECONDS = env.number("BREAKER_OPEN_SECONDS", default=120, minimum=1)
if STUDIO == "openai" and not OPENAI_API_KEY:
    env.refuse("OPENAI_API_KEY", "must be set when STUDIO is openai")

# --- Logs: events and ids, never a family's words or pictures
LOG_FORMAT = env.choice("LOG_FORMAT", default=BY_PROFILE, allowed=["console", "json"])
LOG_LEVEL = env.choice("LOG_LEVEL", default="INFO", allowed=["DEBUG", "INFO", "WARNING", "ERROR"])
_STRANGERS_JOKES = ("DisallowedHost", "TooManyFieldsSent", "TooManyFilesSent")  # no errors of ours
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"console": {"()": "storyjobs.logs.Console"}, "json": {"()": "storyjobs.logs.Json"}},
    "filters": {"without_secrets": {"()": "storyjobs.access_log.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "httpx2": {"level": "WARNING"},
        "openai": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "uvicorn": {"handlers": ["console"], "propagate": False},
        "uvicorn.access": {"handlers": ["console"], "filters": ["without_secrets"], "propagate": False},
        "django.request": {"filters": ["without_secrets"]},
        "django.security.csrf": {"filters": ["without_secrets"]},
        **{f"django.security.{joke}": {"level": "CRITICAL"} for joke in _STRANGERS_JOKES},
    },
}

if PRODUCTION:
    refuse_unfit(env, globals())
if "STORYJOBS_VALIDATING" not in os.environ:  # set by manage.py for validate_config, which tells what is wrong itself
    env.check()
