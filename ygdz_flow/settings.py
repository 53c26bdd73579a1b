"""Settings. Everything has a working default; DATABASE_URL, CELERY_BROKER_URL and EMAIL_URL replace embedded parts.

Importable without any server running. With DATABASE_URL the secrets must come from the environment.
"""

from base64 import b64decode
from json import loads
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ygdz_flow.local.state import ROOT, State

env = environ.Env()
BASE_DIR = ROOT
STATE = State.from_environment()
EMBEDDED = "DATABASE_URL" not in env
DEBUG = env.bool("DEBUG", default=False)


def secret(name: str, *, embedded: object) -> object:
    """A secret from the environment; the state's own only where the database is the state's own too."""
    if value := env.str(name, default=""):
        return value
    if EMBEDDED:
        return embedded
    raise ImproperlyConfigured(
        f"DATABASE_URL 已设置，因此 {name} 必须由环境变量给出（见 README「上线」）"
    )


def field_keys(value: object) -> dict[str, str]:
    """`{key id: base64 of 32 bytes}` from "k2:…,k1:…". The first encrypts, the others only decrypt."""
    pairs = (
        value
        if isinstance(value, dict)
        else dict(part.split(":", 1) for part in str(value).split(","))
    )
    for key_id, key in pairs.items():
        if len(b64decode(key)) != 32:
            raise ImproperlyConfigured(f"FIELD_KEYS 中 {key_id} 不是 32 字节的 base64")
    return pairs


STATE.create()
_keys = STATE.keys if EMBEDDED else {"secret_key": "", "field_keys": {}, "blind_index_key": ""}
SECRET_KEY = secret("SECRET_KEY", embedded=_keys["secret_key"])
FIELD_KEYS = field_keys(secret("FIELD_KEYS", embedded=_keys["field_keys"]))
BLIND_INDEX_KEY = secret("BLIND_INDEX_KEY", embedded=_keys["blind_index_key"])

# True where story and simulated clocks are allowed and 模拟 is shown.
YGDZ_DEMO_STATE = not STATE.is_live if EMBEDDED else env.bool("YGDZ_DEMO", default=False)

# -- applications --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "viewflow",
    "viewflow.workflow",
    "django_fsm",
    "django_htmx",
    "csp",
    "flows.orgs",
    "flows",
    "notifications",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed unless a view says @login_not_required: a forgotten guard must not open a page.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "flows.orgs.first_login.change_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "flows.desk.expiry.end_expired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "ygdz_flow.urls"
WSGI_APPLICATION = "ygdz_flow.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "flows.desk.context.frame",
            ],
        },
    },
]

# -- people --------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "orgs.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
# The footer of every page offers the source (AGPL 13): the running one, unless another place is named.
SOURCE_URL = env.str("SOURCE_URL", default="/source/")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]

# -- language and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# -- database ------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if EMBEDDED:
    _database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ygdz",
        "USER": "ygdz",
        "HOST": str(STATE.database_sockets),
    }
else:
    _database = env.db_url("DATABASE_URL")
    # A socket folder stands percent-encoded in an address, and django-environ leaves it so.
    _database["HOST"] = unquote(_database.get("HOST") or "")
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
_database["CONN_HEALTH_CHECKS"] = True  # a restarted server must not cost anybody a page
# A busy paper becomes a clear answer after five seconds, never a request that hangs.
_options = _database.setdefault("OPTIONS", {})
_options["options"] = f"{_options.get('options', '')} -c lock_timeout=5s".strip()
if "TEST_TEMPLATE" in env:
    _database["TEST"] = {"TEMPLATE": env.str("TEST_TEMPLATE")}
DATABASES = {"default": _database}

# -- files and mail ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STATE.path / "static"
# Files are served from the packages themselves, so that `up` needs no collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.bool("WHITENOISE_AUTOREFRESH", default=DEBUG)
MEDIA_ROOT = STATE.uploads
MEDIA_URL = (
    "/uploads/"  # never served by address: downloads go through a view that checks and records
)
if "EMAIL_URL" in env:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = STATE.mail
EMAIL_TIMEOUT = 20  # a mail server that does not answer must not hold the worker
# Where links in a mail lead to.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ygdz-flow@localhost")

# -- notices -------------------------------------------------------------------------------------------------
ROBOTS = ("plain", "wecom", "dingtalk", "feishu")


def endpoint(name: str) -> str:
    """A web address from the environment, or "": that way out does not exist then."""
    address = env.str(name, default="")
    if address and not address.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} 须以 https:// 或 http:// 开头")
    return address


NOTICE_WEBHOOK = {
    "url": endpoint("WEBHOOK_URL"),
    "style": env.str("WEBHOOK_STYLE", default="plain"),
    "secret": env.str("WEBHOOK_SECRET", default=""),
    "per_minute": env.int("WEBHOOK_PER_MINUTE", default=20),  # 0: as fast as it goes
}
if NOTICE_WEBHOOK["style"] not in ROBOTS:
    raise ImproperlyConfigured(f"WEBHOOK_STYLE 应为 {'、'.join(ROBOTS)} 之一")
if NOTICE_WEBHOOK["url"] and not NOTICE_WEBHOOK["secret"]:
    raise ImproperlyConfigured("WEBHOOK_URL 已设置，须同时设置 WEBHOOK_SECRET 用于签名")
NOTICE_SMS = {
    "url": endpoint("SMS_URL"),
    "token": env.str("SMS_TOKEN", default=""),
    # JSON with {phone}, {text}, {key} and {token}; SMS_OK, such as "code=0", is what success looks like.
    "body": env.str("SMS_BODY", default='{"phone": "{phone}", "text": "{text}", "key": "{key}"}'),
    "ok": env.str("SMS_OK", default=""),
}
try:
    loads(NOTICE_SMS["body"])
except ValueError:
    raise ImproperlyConfigured('SMS_BODY 不是 JSON，例如 {"phone": "{phone}"}') from None
# What a person gets who has chosen nothing; 站内 always.
NOTICE_CHANNELS = env.list("NOTICE_CHANNELS", default=["email"])
# Notifications may not import the engine, and there must be one set of keys.
ADDRESS_CIPHER = {
    "encrypt": "flows.engine.privacy.encrypt",
    "decrypt": "flows.engine.privacy.decrypt",
}

# -- safety --------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The embedded site is plain http on this machine only; a browser would drop a Secure cookie there.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=not EMBEDDED)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# -- queue ---------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"redis+socket://{STATE.broker_socket}")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
# No broker, no waiting: the outbox keeps what could not be announced, and beat sends it later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The visibility timeout must exceed the task limit, else a slow task is handed out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = TIME_ZONE
# Beat only says "look at the outbox". A message nobody took before the next one is worth nothing.
CELERY_IMPORTS = [
    "flows.desk.tasks",
    "flows.payroll.tasks",
    "flows.supervision.tasks",
    "flows.acceptance.tasks",
]
CELERY_BEAT_SCHEDULE = {
    "imports": {"task": "payroll.imports", "schedule": 20.0, "options": {"expires": 20.0}},
    "acceptance": {"task": "acceptance.daily", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "watch": {"task": "desk.watch", "schedule": 300.0, "options": {"expires": 300.0}},
    "flags": {"task": "payroll.keep_flags", "schedule": 60.0, "options": {"expires": 60.0}},
    # By days, but looked at by the hour: beat may have been down, and a demo's days pass faster.
    "rectify": {"task": "supervision.escalate", "schedule": 3600.0, "options": {"expires": 3600.0}},
} | {
    f"deliver-{channel}": {
        "task": "notifications.deliver",
        "args": (channel,),
        "schedule": 5.0,
        "options": {"expires": 5.0},
    }
    for channel in ("email", "webhook", "sms")
}

# Lists the red flags are compared with (flows/payroll/figures/outside.py): paths of csv files, or providers.
OUTSIDE_LISTS = env.list("YGDZ_OUTSIDE_LISTS", default=[])

# -- logging -------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "ygdz_flow.masking.MaskingFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["mask"], "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django brings handlers of its own; ours alone must see the records, or numbers pass unmasked.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "ygdz_flow": {"level": "INFO"},
        "flows": {"level": "INFO"},
        "notifications": {"level": "INFO"},
    },
}
