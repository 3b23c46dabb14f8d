"""Django's settings, but for the database's name, which each workspace gives."""

INSTALLED_APPS = ["leadline.investigations"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        # The write lock is taken at once, so that a ledger entry and its change can't deadlock.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
