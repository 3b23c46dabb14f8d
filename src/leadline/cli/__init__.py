"""The command line: parse, call one function, print."""

import click

from leadline import __version__
from leadline.cli import (
    content,
    entities,
    finding,
    law,
    lists,
    observations,
    report,
    screen,
    serve,
    voyage,
    watch,
    workspace,
)
from leadline.cli._frame import Commands

EXIT_CODES = """\b
Exit codes:
  0  done (rows that were not understood are in the table rejects)
  1  a fault of Leadline's own
  2  bad input: a file, option or name
  3  bad content: a source, list, measure, detector or section of yours
  4  something is missing: a package, a program, a built file
  5  damaged: bytes are not what was written
  6  not allowed yet: the message says what is missing"""


@click.group(
    cls=Commands,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="leadline %(version)s")
def main() -> None:
    """From observations to published findings of sanctions violations.

    A workspace is a folder: name it with --workspace or LEADLINE_WORKSPACE, or work inside it.
    """


for group in (
    workspace, observations, content, lists, screen, entities, law, finding, voyage, report, serve, watch,
):  # fmt: skip
    for command in group.COMMANDS:
        main.add_command(command)
