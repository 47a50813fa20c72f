"""Mails: the mail and each attachment are documents; what nests, floods or leads elsewhere is told."""

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import made_files as made
import pytest

from corpus.intake import Item, ItemKind, Missed, find, load
from corpus.readers import mail, read


def found(tmp_path: Path, data: bytes, name: str = "m.eml") -> list[Item | Missed]:
    (tmp_path / name).write_bytes(data)
    return list(find([tmp_path / name]))


def shown(items: list[Item | Missed]) -> list[tuple[str, str]]:
    return [(i.item.shown, i.reason) if isinstance(i, Missed) else (i.shown, "") for i in items]


def test_a_mail_and_its_attachments_are_items_under_its_path(tmp_path: Path) -> None:
    letter = made.saved(made.letter())
    items = found(tmp_path, made.mail("Kính gửi", [("công văn.docx", letter), ("b.txt", b"hai")]))
    assert shown(items) == [("m.eml", ""), ("m.eml/công văn.docx", ""), ("m.eml/b.txt", "")]
    _, second, third = items
    assert isinstance(second, Item)
    assert isinstance(third, Item)
    assert (second.kind, second.path) == (ItemKind.MEMBER, str(tmp_path.resolve() / "m.eml/công văn.docx"))
    assert (load(second), load(third)) == (letter, b"hai")
    assert "12/UBND-VX" in read(load(second), second.name).text


def test_the_mail_itself_is_its_headings_and_its_text() -> None:
    text = read(made.mail("Kính gửi Phòng\n", [("a.docx", b"x")], html="<p>khác</p>"), "m.eml").text
    assert text.split("\n") == [
        "From: Văn thư <vt@saomai.example>",
        "To: pnv@saomai.example",
        "Date: Thu, 16 Mar 2023 08:00:00 +0700",
        "Subject: Gửi công văn",
        "Attachments: a.docx",
        "",
        "Kính gửi Phòng",
    ]


def test_a_mail_of_html_only_is_read_as_a_page() -> None:
    data = "Subject: =?utf-8?q?M=E1=BB=9Di?=\nContent-Type: text/html; charset=utf-8\n\n<p>Kính<p>gửi".encode()
    assert read(data, "m.eml").text == "Subject: Mời\n\nKính\ngửi"


def test_headings_in_plain_utf8_are_read(tmp_path: Path) -> None:
    data = made.mail("a", [("a.txt", b"x")]).replace(b'filename="a.txt"', 'filename="quyết định.txt"'.encode())
    assert shown(found(tmp_path, data))[1] == ("m.eml/quyết định.txt", "")


def test_attachments_of_one_name_are_told_apart(tmp_path: Path) -> None:
    items = found(tmp_path, made.mail("a", [("a.txt", b"1"), ("a.txt", b"2")]))
    assert shown(items)[1:] == [("m.eml/a.txt", ""), ("m.eml/a (2).txt", "")]
    assert [load(i) for i in items[1:] if isinstance(i, Item)] == [b"1", b"2"]


def test_pictures_in_the_text_and_litter_are_left_out(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "a"
    message.set_content("<img src=cid:x>", subtype="html")
    message.add_related(made.PNG, "image", "png", cid="<x>", filename="logo.png")
    message.add_attachment(b"x", "application", "octet-stream", filename="Thumbs.db")
    assert shown(found(tmp_path, message.as_bytes())) == [("m.eml", "")]


def test_containers_in_a_mail_are_told_and_not_opened(tmp_path: Path) -> None:
    inner = made.mail("trong", [("c.txt", b"x")])
    message = message_from_bytes(made.mail("a", [("a.zip", made.packed({"b.txt": "x"}))]))
    part = EmailMessage()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([message_from_bytes(inner)])
    message.attach(part)
    items = found(tmp_path, message.as_bytes())
    assert shown(items) == [
        ("m.eml", ""),
        ("m.eml/a.zip", "unsupported"),
        ("m.eml/part 3.eml", ""),
        ("m.eml/part 3.eml/c.txt", "unsupported"),
    ]
    assert isinstance(items[2], Item)
    assert read(load(items[2]), items[2].name).text.endswith("trong")


@pytest.mark.parametrize("name", ["../a.txt", "a/b.txt", "..\\a.txt"])
def test_a_name_that_leads_elsewhere_refuses_the_whole_mail(tmp_path: Path, name: str) -> None:
    data = made.mail("a", [("good.txt", b"x"), ("NAME", b"x")]).replace(b'"NAME"', f'"{name}"'.encode().replace(b"\\", b"\\\\"))
    assert shown(found(tmp_path, data)) == [("m.eml", "hostile")]


def test_too_many_attachments_refuse_the_whole_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MOST_ATTACHMENTS", 2)
    assert shown(found(tmp_path, made.mail("a", [(f"{n}.txt", b"x") for n in range(3)]))) == [("m.eml", "hostile")]


def test_deep_parts_in_parts_refuse_the_mail(tmp_path: Path) -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000))
    assert shown(found(tmp_path, b"Subject: a\n" + deep)) == [("m.eml", "hostile")]


def test_too_large_a_mail_is_told(tmp_path: Path) -> None:
    with (tmp_path / "m.eml").open("wb") as file:
        file.truncate(65 * 2**20)
    assert shown(list(find([tmp_path / "m.eml"]))) == [("m.eml", "too-large")]


def test_a_mail_in_a_zip_is_opened_too(tmp_path: Path) -> None:
    items = found(tmp_path, made.packed({"x/m.eml": made.mail("a", [("b.txt", b"hai")])}), "a.zip")
    assert shown(items) == [("a.zip/x/m.eml", ""), ("a.zip/x/m.eml/b.txt", "")]
    assert isinstance(items[1], Item)
    assert load(items[1]) == b"hai"


def test_what_only_bears_the_suffix_comes_alone(tmp_path: Path) -> None:
    assert shown(found(tmp_path, bytes(range(256)) * 9)) == [("m.eml", "")]
