"""All settings. Every variable is named in .env.example; a wrong value stops the start with advice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bootstrap_wrapper import get_bootstrap_css_dir
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from readiness import embedded, env, logs, single_sign_on, stores

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("READINESS_MODE", ("development", "production"), "development")
PRODUCTION = MODE == "production"
DATA_DIR = Path(env.text("READINESS_DATA", str(BASE_DIR / "var")))
DEMO = env.flag("READINESS_DEMO", not PRODUCTION)
DEBUG = env.flag("READINESS_DEBUG", False)
if PRODUCTION and (DEMO or DEBUG):
    raise ImproperlyConfigured("READINESS_DEMO and READINESS_DEBUG must be 'false' in production.")

SECRET_KEY = env.text("READINESS_SECRET_KEY", None if PRODUCTION else "development-key-" + "not-secret-" * 5)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("READINESS_SECRET_KEY: use at least 50 random characters.")
BASE_URL = env.text("READINESS_BASE_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("READINESS_BASE_URL: production is reached by https:// only.")
ALLOWED_HOSTS = [
    BASE_URL.partition("://")[2].partition(":")[0],
    *env.words("READINESS_HOSTS"),
    *([] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "readiness.static.StaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "assessments.common",
    "assessments.common.jobs",
    "assessments.accounts",
    "assessments.agencies",
    "assessments.questionnaires",
    "assessments.cycles",
    "assessments.responses",
    "assessments.reviews",
    "assessments.results",
    "assessments.reports",
    "assessments.notices",
    "assessments.dashboards",
    "assessments.operations",
    "assessments.demo",
]
MIDDLEWARE = [
    "readiness.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "readiness.middleware.ReaderMiddleware",
    "readiness.middleware.PrivatePagesMiddleware",
    "readiness.middleware.SignInMiddleware",
    "assessments.accounts.sharing.SharedPCMiddleware",
    "readiness.second_factor.SecondFactorMiddleware",
    "assessments.operations.history.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "readiness.urls"
WSGI_APPLICATION = "readiness.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "readiness.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "assessments.common.templatetags.readiness",
                "assessments.accounts.templatetags.accounts",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]

# Data
DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL", embedded.database_url())),
        "CONN_MAX_AGE": env.number("READINESS_DATABASE_KEEP", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "readiness"},
    }
}
PGHISTORY_APPEND_ONLY = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL", embedded.redis_url())
CACHES = {
    "default": {
        "BACKEND": "readiness.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
MEDIA_ROOT = DATA_DIR / "files"
FONT_DIR = BASE_DIR / "var" / "fonts"
FILE_UPLOAD_HANDLERS = ["assessments.common.files.uploading.StreamingHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# How much evidence, in bytes, one agency and one of its assessments may keep.
QUOTA_AGENCY = env.number("READINESS_QUOTA_AGENCY", 5000) * 1024 * 1024
QUOTA_ASSESSMENT = env.number("READINESS_QUOTA_ASSESSMENT", 1000) * 1024 * 1024
CLAMD = env.text("READINESS_CLAMD", "")
if CLAMD and not CLAMD.startswith(("tcp://", "unix:///")):
    raise ImproperlyConfigured("READINESS_CLAMD: use tcp://host:3310 or unix:///path/to/socket (see .env.example).")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_css_dir())]
STORAGES = {
    "default": stores.of_files(),
    "staticfiles": {"BACKEND": "readiness.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "ico", "woff2", "br", "gz", "map")
# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
LOGOUT_REDIRECT_URL = "dashboards:home"
ACCOUNT_ADAPTER = "assessments.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "assessments.accounts.signin_forms.SignInForm",
    "change_password": "assessments.accounts.signin_forms.ChangePasswordForm",
    "reset_password": "assessments.accounts.signin_forms.ResetPasswordForm",
    "reset_password_from_key": "assessments.accounts.signin_forms.ChoosePasswordForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
# Who must have a second factor: nobody (it is offered), evaluators and administrators, or everybody.
SECOND_FACTOR = env.choice(
    "READINESS_SECOND_FACTOR", ("offered", "roles", "everybody"), "roles" if PRODUCTION else "offered"
)
MFA_ADAPTER = "assessments.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "assessments.accounts.second_factor_forms.CodeForm",
    "activate_totp": "assessments.accounts.second_factor_forms.SetUpAppForm",
    "add_webauthn": "assessments.accounts.second_factor_forms.AddPasskeyForm",
    "authenticate_webauthn": "assessments.accounts.second_factor_forms.PasskeyForm",
    "login_webauthn": "assessments.accounts.second_factor_forms.SignInByPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "assessments.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on.providers()
PASSWORD_RESET_TIMEOUT = int(timedelta(days=7).total_seconds())

# Headers and cookies
SESSION_ENGINE = "assessments.accounts.lasting"
SESSION_COOKIE_AGE = int(timedelta(hours=20).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "readiness-session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "readiness-csrf"
ACTIVE_COOKIE_NAME = "__Host-active" if PRODUCTION else "readiness-active"
KNOWN_COOKIE_NAME = "__Host-known" if PRODUCTION else "readiness-known"
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "readiness-language"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
CSRF_FAILURE_VIEW = "readiness.csrf.refused"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("READINESS_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Attempts are counted by the reader's address, not by the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws the dots of its radio buttons as data: images.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # Signing in at the provider begins with a form; browsers check where it leads in the end.
        "form-action": [SELF, *single_sign_on.origins()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language and time. The reader's choice decides (readiness.middleware), Indonesian where there is none.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "readiness.formats"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Jakarta"

# Mail
EMAIL_HOST = env.text("READINESS_SMTP_HOST", "" if not PRODUCTION else None)
EMAIL_PORT = env.number("READINESS_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("READINESS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("READINESS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("READINESS_SMTP_TLS", True)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("READINESS_MAIL_FROM", None if PRODUCTION else "kesiapan@localhost")
CONTACT_EMAIL = env.text("READINESS_CONTACT", DEFAULT_FROM_EMAIL)

# Jobs: their rows are the truth, the broker carries ids only (docs/adr/0005).
QUEUES = {"default": _("letters and other work"), "reports": _("PDF reports")}
JOB_LEASE = timedelta(seconds=env.number("READINESS_JOB_LEASE_SECONDS", 120, least=5))
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # the same socket, as Celery writes it
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry_on_timeout": False}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.sweep", "schedule": 10, "options": {"expires": 10}},
    "remind": {"task": "notices.remind", "schedule": 300, "options": {"expires": 300}},
    **{
        f"beat-{queue}": {
            "task": "jobs.beat",
            "schedule": 20,
            "kwargs": {"queue": queue},
            "options": {"queue": queue, "expires": 20},
        }
        for queue in QUEUES
    },
}

LOGGING = logs.configuration(as_json=PRODUCTION)
