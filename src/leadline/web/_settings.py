"""What the web adds to Django's settings, beside those of ``investigations/_settings.py``."""

from leadline.web.shapes import MAX_BODY

ROOT_URLCONF = "leadline.web.urls"
MIDDLEWARE = ["leadline.web._frame.frame"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
"""Names under which the server answers: others would let a page of a stranger reach it by its own name."""
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
LOGGING = {
    # Libraries may put a name that was asked for into a message; only the web's own lines, which hold none, are kept.
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["nowhere"]},
    "loggers": {
        "django": {"handlers": ["nowhere"], "propagate": False},
        "leadline.web": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
