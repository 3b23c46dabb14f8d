"""Django's configuration: the only place that settles it."""

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from leadline.investigations import _settings


def settle(**more: Any) -> None:
    """Settle Django's settings once a process: those of the investigations, and ``more`` of who calls."""
    if not settings.configured:
        settings.configure(**{k: v for k, v in vars(_settings).items() if k.isupper()} | more)
        django.setup()


def configure(database: Path) -> None:
    """Point Django at the workspace's database and bring its tables up to date."""
    settle()
    from django.db import connections

    if Path(str(connections["default"].settings_dict["NAME"])) != database:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(database)
    call_command("migrate", verbosity=0, interactive=False)
