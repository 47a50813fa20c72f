"""`vanban serve`."""

import click

from vanban.language import pick
from vanban.opening import serving, writing
from vanban.printing import say


@click.command("serve", help=pick("Mở trang tìm kiếm và API trên máy này.", "Serve the pages and the API on this machine."))
@click.option("--host", help=pick("địa chỉ (mặc định 127.0.0.1)", "address (default 127.0.0.1)"))
@click.option("--port", type=click.IntRange(0, 65535), help=pick("cổng (mặc định 8000)", "port (default 8000)"))
@click.option("--labels", help=pick("chỉ những nhãn này, cách nhau dấu phẩy", "only these access labels, separated by commas"))
@click.option(
    "--create", is_flag=True, help=pick("lập kho trống ở nơi chưa có kho", "begin an empty archive where there is none")
)
@click.pass_context
def command(ctx: click.Context, host: str | None, port: int | None, labels: str | None, create: bool) -> None:
    """Until Ctrl-C. On loopback all labels; elsewhere open documents only, read-only, until there are accounts."""
    from search_api.desk import MOST_BYTES
    from vanban.desk import WaitingFiles
    from vanban.editing import PAGE_WAIT, editor_of
    from web.access import access_on
    from web.app import create_app
    from web.serving import MOST_BODY_BYTES, serve

    if create:
        with writing(ctx.obj, create=True):
            pass  # an empty archive, or the one there is
    with serving({**ctx.obj, "host": host, "port": port, "labels": labels}) as (settings, archive, opened):
        narrowed = (
            None if settings.labels is None else frozenset(part.strip() for part in settings.labels.split(",") if part.strip())
        )
        editor = editor_of(opened, min(settings.wait, PAGE_WAIT)) if opened else None
        access = access_on(settings.host, narrowed)
        desk = WaitingFiles(opened, min(settings.wait, PAGE_WAIT)) if opened and access.may_edit else None
        app = create_app(archive, access, editor, desk)
        most_body = 2 * MOST_BYTES if desk else MOST_BODY_BYTES
        try:
            serve(app, host=settings.host, port=settings.port, threads=settings.threads, announce=_announce, most_body=most_body)
        except (OSError, ValueError) as error:  # ValueError: the server's word for a host that is none
            reason = getattr(error, "strerror", None) or error
            raise click.ClickException(
                pick(
                    f"không mở được {settings.host}:{settings.port} ({reason}); chọn cổng khác bằng --port",
                    f"cannot listen on {settings.host}:{settings.port} ({reason}); choose another with --port",
                )
            ) from error


def _announce(address: str) -> None:
    say(pick(f"trang tìm kiếm: {address}  (Ctrl-C để dừng)", f"serving on {address}  (Ctrl-C stops)"))
