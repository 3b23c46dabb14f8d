"""Django, configured for one workspace: the only place that does."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from leadline.investigations import _settings


def configure(database: Path) -> None:
    """Point Django at the workspace's database and bring its tables up to date."""
    if not settings.configured:
        values = {name: value for name, value in vars(_settings).items() if name.isupper()}
        settings.configure(**values)
        django.setup()
    from django.db import connections

    if Path(str(connections["default"].settings_dict["NAME"])) != database:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(database)
    call_command("migrate", verbosity=0, interactive=False)
