"""``leadline init``, ``verify``."""

from pathlib import Path

import click

from leadline.cli._frame import command, opened, out, progress


@command(workspace=False)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--originator", default="unnamed", show_default=True, help="Who hands files in, for every ingest."
)
def init(folder: Path, originator: str, *, as_json: bool) -> None:
    """Make a workspace in FOLDER; one that is there already is left as it is."""
    from leadline.store.workspace import Workspace

    with Workspace.create(folder, originator) as work:
        if as_json:
            out({"workspace": work.folder.resolve(), "settings": (work.folder / "leadline.toml").resolve()})
        else:
            click.echo(
                f"Workspace {work.folder}. Next: leadline ingest SOURCE FILE… --workspace {work.folder}"
            )


@command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
def verify(path: Path | None, folder: Path | None, *, as_json: bool) -> None:
    """Check archive, lake, ledger and findings of a workspace, or of PATH; name the first broken byte."""
    from leadline import pipeline

    with opened(path or folder) as work, progress(as_json=as_json) as show:
        total = sum(1 for _ in work.archive.folder.glob("*/*")) + len(work.lake.listed(work.execute))
        done = iter(range(1, total + 1))
        checked = pipeline.verify(work, lambda: show("verify", next(done, total), total))
        if as_json:
            out({"verified": True} | checked)
        else:
            click.echo(
                f"Verified: {checked['archived_files']} archived files, {checked['lake_files']} files of the lake, "
                f"{checked['ledger_entries']} ledger entries, {checked['findings']} findings.\nLedger root {checked['ledger_root']}"
            )


COMMANDS = (init, verify)
