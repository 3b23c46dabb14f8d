"""``leadline serve``."""

from pathlib import Path

import click

from leadline.cli._frame import command, out


@command("serve")
@click.option("--api", is_flag=True, required=True, help="Serve the HTTP API that screens names.")
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="The address to listen on. Another than this machine's own opens it to whoever reaches it: there are no accounts yet.",
)  # fmt: skip
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="The port; 0 takes one that is free."
)  # fmt: skip
@click.option(
    "--name", "names", multiple=True,
    help="A name or address under which others reach it, beside --host; may be given more than once.",
)  # fmt: skip
def serve(
    *, host: str, port: int, names: tuple[str, ...], folder: Path | None, as_json: bool, **_: bool
) -> None:
    """Serve the API: /match and /search take what yente's clients send, on the workspace's lists or the bundled ones.

    It ends with Ctrl-C. The log names neither what was asked nor what was found.
    """
    from leadline.web.server import serve as run
    from leadline.web.standing import Standing

    def lists() -> Standing:
        if not as_json:
            click.echo("Opening the lists; where they are new, they are indexed first …", err=True)
        return Standing(folder)

    def say(url: str) -> None:
        out({"url": url}) if as_json else click.echo(f"The API is at {url}, described at {url}/openapi.json")

    def warn(sentence: str) -> None:
        click.echo(f"leadline: {sentence}", err=True)

    run(lists, host, port, names, say=say, warn=warn)


COMMANDS = (serve,)
