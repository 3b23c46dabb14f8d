"""The application, and waitress that serves it."""

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from leadline.errors import BadInput
from leadline.investigations._setup import settle
from leadline.web import _settings
from leadline.web.ask import warm
from leadline.web.shapes import MAX_BODY
from leadline.web.standing import STANDING, Lists

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
THREADS = 4
"""Requests at once: matching is bound by the processor, so more would only wait for one another."""
CONNECTIONS = 50
READ = 12 * MAX_BODY
"""Bytes of a body that are taken in, so that who sends too much is told so; past that the connection is cut."""
_NO_ACCOUNTS = (
    "Whoever reaches {host} can ask: there are no accounts yet, and what is asked and answered travels unencrypted."
    " Queries are personal data. Keep it to a network that you trust, or put accounts and TLS before it."
)


def application(standing: Callable[[], Lists], names: Sequence[str] = ()) -> Application:
    """The WSGI application that asks these lists, reached by loopback and by ``names``."""
    configure(names)
    from django.core.wsgi import get_wsgi_application

    answer = get_wsgi_application()

    def with_lists(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return answer({**environ, STANDING: standing}, start_response)

    return with_lists


def configure(names: Sequence[str] = ()) -> None:
    """Configure Django for the web, with the settings of the investigations."""
    ours = {name: value for name, value in vars(_settings).items() if name.isupper()}
    settle(**ours | {"ALLOWED_HOSTS": [*_settings.ALLOWED_HOSTS, *names]})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names(host: str, others: Sequence[str]) -> list[str]:
    """Names under which a server on ``host`` is reached, in the form of the header Host.

    ``BadInput`` for an address that stands for all of them, where no other name is given.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return [host, *others]
    if not address.is_unspecified:
        return [f"[{address}]" if address.version == 6 else str(address), *others]
    if not others:
        raise BadInput(f"{host} is every address of this machine. Say with --name under which it is reached.")
    return list(others)


def serve(
    opened: Callable[[], Callable[[], Lists]], host: str, port: int, others: Sequence[str], *,
    say: Callable[[str], None], warn: Callable[[str], None],
) -> None:  # fmt: skip
    """Serve until interrupted, under ``host`` and ``others``; says where, and warns of being reached from elsewhere.

    ``opened`` opens the lists; it is called once the rest is known to be in order.
    """
    known = names(host, others)
    if not is_loopback(host):
        warn(_NO_ACCOUNTS.format(host=host))
    standing = opened()
    app = application(standing, known)
    warm(standing())
    server = listening(app, host, port)
    shown = f"[{host}]" if ":" in host else host
    say(f"http://{shown}:{server.effective_port}")
    server.run()


def listening(app: Application, host: str, port: int) -> Any:
    """Waitress, bound to its port but not running yet; ``BadInput`` where it can't be bound."""
    import waitress.server

    create: Any = waitress.server.create_server
    try:
        return create(
            app, host=host, port=port, threads=THREADS, ident="leadline", connection_limit=CONNECTIONS,
            channel_timeout=30, max_request_header_size=65_536, max_request_body_size=READ,
            # What is asked and answered stays in memory: waitress would spill long bodies to files elsewhere.
            inbuf_overflow=READ, outbuf_overflow=64 * MAX_BODY, outbuf_high_watermark=64 * MAX_BODY,
        )  # fmt: skip
    except (OSError, ValueError) as error:  # ValueError: a name that has no address
        raise BadInput(
            f"{host}, port {port}, can't be listened on: {error}. Give another --port or --host."
        ) from error
