"""A reader of open documents is answered as by an archive that never held the others: every read function, whole answers."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, DoubtFilter, Incoming
from corpus.document import Citation, DocumentId, DocumentType, Evidence, Fields, Issuer, Proposal, Relation, Signer, Span
from corpus.gazetteer.own import NONE
from corpus.intake.rows import canonical
from corpus.interchange import document_json, parse_row, state
from corpus.originals import document_id, sha256_of
from indexer.building import index_pending
from indexer.encoders.static import StaticEncoder
from indexer.engines.embedded import EmbeddedEngine
from search_api.archive import Archive
from search_api.bodies import bodies
from search_api.citations import wanted
from search_api.editing import Editor, preview
from search_api.reviewing import review
from vanban.state import status
from web.access import Access
from web.app import create_app

NOW = "2026-11-24T08:00:00Z"
OPEN = frozenset({"open"})
WEAVER = ("uy-ban-nhan-dan-huyen-det-coi", ("Ủy ban nhân dân huyện Dệt Cói", "Uy ban nhan dan huyen Det Coi"))
STORK = ("so-cong-thuong-tinh-dong-co", ("Sở Công Thương tỉnh Đồng Cò", "Sở Công thương tỉnh đồng Cò"))
TYPES = (("quyet-dinh", ("Quyết định", "Quyet dinh")), ("cong-van", ("Công văn", "Cong van")))
LONG = " ".join(f"Điều {n}. Các xã phơi cói, dệt chiếu và giữ vườn cò theo phiên thứ {n}." for n in range(1, 12))
ENDS = "Quyết định này có hiệu lực từ ngày 01/03/2032 và thay thế Quyết định số {number} ngày {date}."


@dataclass(frozen=True)
class Paper:
    """What a drawn document says; `line`: it is a row of a register instead. `edit`: what a person then corrects in it."""

    matter: int
    label: str
    number: str | None
    date: str | None
    issuer: int | None
    spelling: int
    type: int | None
    cites: tuple[str, str, Relation] | None
    sure: float
    line: bool
    long: bool
    edit: tuple[str, str | None] | None


numbers = st.sampled_from(["7/QĐ-UBND", "8/QĐ-UBND", "15/QĐ-UBND"])
dates = st.sampled_from(["2031-01-03", "2032-02-01", "2032"])
papers = st.builds(
    Paper,
    st.integers(0, 4),
    st.sampled_from(["open", "noi-bo", "lanh-dao"]),
    st.none() | numbers,
    st.none() | dates,
    st.none() | st.integers(0, 1),
    st.integers(0, 1),
    st.none() | st.integers(0, 1),
    st.none() | st.tuples(numbers, dates, st.sampled_from([Relation.REPLACES, Relation.REPEALS, Relation.CITES])),
    st.sampled_from([0.4, 0.99]),
    st.booleans(),
    st.booleans(),
    st.none()
    | st.sampled_from(
        [
            ("number", "15/QĐ-UBND"),
            ("issuer", "UBND huyện DỆT CÓI"),
            ("access_label", "noi-bo"),
            ("access_label", "open"),
            ("date", "2031-01-03"),
            ("subject", "đan cói"),
            ("signer", None),
            ("type", None),
        ]
    ),
)


def issuer(paper: Paper) -> tuple[Issuer, ...]:
    if paper.issuer is None:
        return ()
    id, names = (WEAVER, STORK)[paper.issuer]
    return (Issuer(id, names[paper.spelling]),)


def incoming(paper: Paper, place: int) -> Incoming:
    subject = ("đan cói", "giữ vườn cò", "phiên chợ cá", "sửa bến đò", "ngày hội diều")[paper.matter]
    if paper.line:
        stated = {"number": paper.number, "date": paper.date, "subject": subject, "n": place, "signer": "Lê Thị Sáo"}
        row = parse_row({key: value for key, value in stated.items() if value is not None})
        data = canonical(stated)
        fields = state(Fields(), row)
        shown = f"so.xlsx#{place}"
        return Incoming(
            sha256_of(data), len(data), "application/json", "", fields, f"/{shown}", shown, row=row, label=paper.label
        )
    quoted = ENDS.format(number=paper.cites[0], date=paper.cites[1]) if paper.cites else ""
    text = f"QUYẾT ĐỊNH\nVề việc {subject}\n{quoted}\n{LONG if paper.long else f'Tờ thứ {place}.'}"
    cites: tuple[Citation, ...] = ()
    if paper.cites:
        number, date, relation = paper.cites
        span = Span(text.index("Quyết định số"), text.index(date) + len(date))
        cites = (
            Citation(
                text[span.start : span.end], span, relation, number, number.lower(), date, "quyet-dinh", "UBND huyện Dệt Cói"
            ),
        )
    seen = {name: Evidence(Span(0, 10), "test", paper.sure) for name in ("number", "date", "issuer", "type", "subject")}
    type = None if paper.type is None else DocumentType(TYPES[paper.type][0], TYPES[paper.type][1][paper.spelling])
    fields = Fields(
        number=paper.number,
        number_key=paper.number and paper.number.lower(),
        type=type,
        issuers=issuer(paper),
        date=paper.date,
        subject=subject,
        signer=Signer("Đặng Văn Mẫu"),
        citations=cites,
        evidence=seen,
        proposals=(Proposal("number", "242/QĐ-UBND", "filename", 0.6),),
    )
    data = f"{place} {text}".encode()
    return Incoming(sha256_of(data), len(data), "text/plain", text, fields, f"/{place}.txt", f"{place}.txt", label=paper.label)


def final_label(paper: Paper) -> str:
    """Lines of registers are not corrected (see `opened`)."""
    corrected = paper.edit and not paper.line and paper.edit[0] == "access_label"
    return paper.edit[1] or "" if paper.edit and corrected else paper.label


@contextmanager
def opened(given: Sequence[tuple[int, Paper]]) -> Iterator[tuple[Archive, Catalogue]]:
    encoder = StaticEncoder()
    with tempfile.TemporaryDirectory() as name, Catalogue.open(Path(name)) as catalogue:
        for place, paper in given:
            one = incoming(paper, place)
            [outcome] = catalogue.keep([one], NOW)
            if paper.edit and not paper.line:
                catalogue.edit(outcome.id, [paper.edit], by="may", note="sửa", now=NOW)
        folder = Path(name) / "index"
        with EmbeddedEngine.open(folder, catalogue, encoder=encoder.fingerprint, dimensions=encoder.dimensions) as engine:
            index_pending(catalogue, engine, encoder)
            yield (
                Archive(
                    engine, encoder, lambda sha256: None, lambda labels: status(catalogue, engine, labels), catalogue=catalogue
                ),
                catalogue,
            )


def without_order(value: Any) -> Any:
    """An answer without scores and time, its hits in the order of their ids: how rare a word is, is counted over all."""
    if isinstance(value, dict):
        kept = {key: without_order(one) for key, one in value.items() if key not in ("score", "took_ms")}
        for key in ("hits", "earlier", "later"):
            if isinstance(kept.get(key), list):
                kept[key] = sorted(kept[key], key=lambda hit: hit["id"])
        return kept
    return [without_order(one) for one in value] if isinstance(value, list) else value


QUESTIONS = (
    "",
    "q=đan+cói",
    "q=15/QĐ-UBND",
    "q=phiên+chợ&mode=keyword",
    "q=cơquan:UBND+huyện+Dệt+Cói",
    "q=vườn+cò&mode=semantic",
)
NARROWED = (
    "issuer=UBND+huyện+Dệt+Cói",
    "type=Quyết+định",
    "issuer=Sở+Thương+mại+tỉnh+Đồng+Cò",
    "issuer=Công+Thương",
    "number=15",
)


def told(archive: Archive, catalogue: Catalogue, ids: Sequence[DocumentId]) -> dict[str, Any]:
    """All that a reader of open documents is told, over HTTP and by the functions that faces call."""
    client = create_app(archive, Access(OPEN, False, None)).test_client()
    answers: dict[str, Any] = {}
    addresses = [f"/api/v1/search?limit=100&{question}" for question in QUESTIONS]
    addresses += [f"/api/v1/search?limit=100&{narrowed}" for narrowed in NARROWED]
    addresses += [f"/api/v1/search?limit=100&lineage=true&{narrowed}" for narrowed in NARROWED[:1]]
    addresses += [f"/api/v1/facets/{field}" for field in ("issuer", "type", "year", "signer")]
    addresses += ["/api/v1/status", "/tinh-trang"]
    for id in ids:
        addresses += [f"/api/v1/documents/{id}{rest}" for rest in ("", "/similar", "/citations", "/citations?as_of=2032-02")]
        addresses += [f"/van-ban/{id}?as_of=2031", f"/so-sanh?a={id}", f"/so-sanh?a={id}&b=15/QĐ-UBND"]
        addresses += [f"{address}?a={id}&b={ids[0]}" for address in ("/so-sanh", "/api/v1/compare")]
    for address in addresses:
        answers[address] = asked(client, address)
    reader = archive.engine.reader()
    answers["issuers"] = bodies(reader, OPEN, NONE)
    answers["issuers named"] = bodies(reader, OPEN, NONE, "UBND huyện Dệt Cói")
    answers["wanted"] = wanted(archive, OPEN)
    answers["review"] = review(catalogue, OPEN, DoubtFilter(), limit=100)
    answers["documents"] = [document_json(one) for one in catalogue.walk(OPEN)]
    for by in ("field", "type", "issuer"):
        answers[f"doubts by {by}"] = catalogue.count_doubts(OPEN, by=by)
    for id in ids:
        if catalogue.documents([id], OPEN):
            answers[f"history {id}"] = catalogue.history(id, OPEN)
            for field in ("issuer", "type", "signer"):
                alike = catalogue.sharing(id, field, OPEN)
                answers[f"sharing {field} {id}"] = (alike, list(preview(catalogue, alike, [(field, None)], OPEN)))
    answers.update(review_pages(archive, catalogue))
    return answers


def review_pages(archive: Archive, catalogue: Catalogue) -> dict[str, Any]:
    """The pages that correct, for a keeper who is narrowed to open documents."""
    editor = Editor(catalogue, nullcontext, "may", lambda: NOW)
    keeper = create_app(archive, Access(OPEN, True, None), editor).test_client()
    return {address: asked(keeper, address) for address in ("/ra-soat", "/ra-soat?field=issuer", "/ra-soat?type=quyet-dinh")}


def asked(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    body = response.get_json() if response.is_json else response.get_data(as_text=True)
    return response.status_code, without_order(body)


def without_revision(value: Any) -> str:
    return re.sub(r"revision=\d+", "", repr(value))


def paper(label: str = "open", **changes: Any) -> Paper:
    plain = Paper(0, label, "15/QĐ-UBND", "2031-01-03", 0, 0, 0, None, 0.99, line=False, long=False, edit=None)
    return Paper(**{**{name: getattr(plain, name) for name in Paper.__dataclass_fields__}, **changes})


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(papers, min_size=2, max_size=6))
@example([paper(), paper("noi-bo", number="7/QĐ-UBND", cites=("15/QĐ-UBND", "2031-01-03", Relation.REPLACES))])
@example([paper(spelling=1), paper("noi-bo", number="7/QĐ-UBND", spelling=0)])
@example([paper(), paper("noi-bo", number="7/QĐ-UBND", edit=("issuer", "UBND huyện DỆT CÓI"))])
@example([paper(long=True), paper("noi-bo", long=True, number=None)])
@example([paper(), paper("noi-bo", line=True)])
def test_hidden_documents_leave_no_trace(drawn: list[Paper]) -> None:
    given_ = list(enumerate(drawn))
    ids = sorted({DocumentId(one) for one in _ids(given_)})
    with opened(given_) as (archive, catalogue):
        whole = told(archive, catalogue, ids)
    with opened([(place, one) for place, one in given_ if final_label(one) == "open"]) as (archive, catalogue):
        alone = told(archive, catalogue, ids)
    assert whole.keys() == alone.keys()
    for question, answer in whole.items():
        assert without_revision(answer) == without_revision(alone[question]), question


def _ids(given: Sequence[tuple[int, Paper]]) -> Iterator[str]:
    for place, one in given:
        yield document_id(incoming(one, place).sha256)
