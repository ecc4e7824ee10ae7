"""Django's settings, all from `environment.py`."""

from pathlib import Path

from dieuhanh.config.database import databases
from dieuhanh.config.environment import env
from dieuhanh.config.logs import logging_settings
from dieuhanh.config.openid import providers
from dieuhanh.config.secrets import secret

ROOT = Path(__file__).resolve().parent.parent
HOME = env.home

DEBUG = env.flag("DIEUHANH_DEBUG")
DEMO = env.flag("DIEUHANH_DEMO")
SECRET_KEY = env.text("DIEUHANH_SECRET_KEY") or secret(HOME, "session")
ALLOWED_HOSTS = env.items("DIEUHANH_ALLOWED_HOSTS")
ORIGIN = env.text("DIEUHANH_ORIGIN")
SECURE = ORIGIN.startswith("https://")
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []

ROOMS = (
    "interface",
    "ledger",
    "deadlines",
    "organisations",
    "signing",
    "reporting",
    "directives",
    "programmes",
    "inspections",
    "centre",
    "demonstration",
)
"""The rooms of the house, lowest first. urls.py and api.py go by this list."""

INSTALLED_APPS = [
    "dieuhanh.config",
    *(f"dieuhanh.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "dieuhanh.config.middleware.MeasureMiddleware",
    "dieuhanh.config.middleware.SafetyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dieuhanh.config.middleware.PageGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "dieuhanh.organisations.middleware.ActorMiddleware",
    "dieuhanh.interface.drafting.DraftMiddleware",
    "dieuhanh.config.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "dieuhanh.config.urls"
WSGI_APPLICATION = "dieuhanh.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dieuhanh.interface.context.furniture",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Person"
AUTHORITY_CHECK = "dieuhanh.organisations.authority.check"
LEDGER_APPEND = "dieuhanh.ledger.actions.append"
LEDGER_UNSIGNED_SECONDS = "dieuhanh.ledger.queries.seconds_since_unsigned_entry"
LEDGER_MAY_READ = "dieuhanh.organisations.authority.may_read_entry"
LEDGER_SCOPE = "dieuhanh.organisations.authority.scope_sql"
LEDGER_ORIGIN = env.text("DIEUHANH_LEDGER_ORIGIN")

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS: list[str] = []

STATIC_URL = "/static/"
STATICFILES_DIRS = [("", ROOT / "interface" / "static" / "built")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG


def _is_hashed(path: str, url: str) -> bool:
    """The build gives every file a name with its content's hash."""
    return "/static/" in url and any(len(part) == 8 for part in url.rsplit("/", 1)[-1].split(".")[:-1])


WHITENOISE_IMMUTABLE_FILE_TEST = _is_hashed

SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_BYTES = env.integer("DIEUHANH_UPLOAD_MIB") * 1024 * 1024
WEBHOOK_NETWORKS = env.networks("DIEUHANH_WEBHOOK_NETWORKS")
IMPORT_BYTES = env.integer("DIEUHANH_IMPORT_MIB") * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(HOME / "mail")

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dieuhanh.organisations.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "dieuhanh.organisations.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Per address and per address-with-name only: a stranger who knows a name cannot lock its owner out.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "30/m/ip",
}  # floods only; failed tries are counted in organisations.adapters
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Điều Hành"
USERSESSIONS_TRACK_ACTIVITY = (
    False  # organisations.middleware notes it every five minutes; here it would be two statements a request
)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = providers()

LOGGING_CONFIG = "dieuhanh.config.logs.configure"
LOGGING = logging_settings(env.text("DIEUHANH_LOG"), env.text("DIEUHANH_LOG_LEVEL"))
SILENCED_SYSTEM_CHECKS = ["models.W036"]
PROCRASTINATE_DATABASE_ALIAS = "default"
PROCRASTINATE_ON_APP_READY = None
