"""Small archives drawn by hypothesis: papers that share numbers, bodies and matters, under several access labels."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from elasticsearch_node.shared import shared_node
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, Incoming
from corpus.document import Citation, DocumentId, DocumentType, Evidence, Fields, Issuer, Proposal, Relation, Signer, Span
from corpus.intake.rows import canonical
from corpus.interchange import parse_row, state
from corpus.originals import document_id, sha256_of
from indexer.building import index_pending
from indexer.encoders.encoder import Encoder
from indexer.encoders.static import StaticEncoder
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import Engine
from indexer.engines.memory import MemoryEngine
from search_api.archive import Archive
from vanban.state import status

NOW = "2026-11-24T08:00:00Z"
WEAVER = ("uy-ban-nhan-dan-huyen-det-coi", ("Ủy ban nhân dân huyện Dệt Cói", "Uy ban nhan dan huyen Det Coi"))
STORK = ("so-cong-thuong-tinh-dong-co", ("Sở Công Thương tỉnh Đồng Cò", "Sở Công thương tỉnh đồng Cò"))
# One came from the other, so each is kin to who asks for the other.
NEWER = ("uy-ban-nhan-dan-tinh-lao-cai", ("Ủy ban nhân dân tỉnh Lào Cai", "UBND tỉnh Lào Cai"))
OLDER = ("uy-ban-nhan-dan-tinh-yen-bai", ("Ủy ban nhân dân tỉnh Yên Bái", "UBND tỉnh Yên Bái"))
TYPES = (("quyet-dinh", ("Quyết định", "Quyet dinh")), ("cong-van", ("Công văn", "Cong van")))
LONG = " ".join(f"Điều {n}. Các xã phơi cói, dệt chiếu và giữ vườn cò theo phiên thứ {n}." for n in range(1, 12))
ENDS = "Quyết định này có hiệu lực từ ngày 01/03/2032 và thay thế Quyết định số {number} ngày {date}."
LABELS = ("open", "noi-bo", "lanh-dao")


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
    st.sampled_from(LABELS),
    st.none() | numbers,
    st.none() | dates,
    st.none() | st.integers(0, 3),
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
    id, names = (WEAVER, STORK, NEWER, OLDER)[paper.issuer]
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
def opened(given: Sequence[tuple[int, Paper]], engine: str = "embedded") -> Iterator[tuple[Archive, Catalogue]]:
    encoder = StaticEncoder()
    with tempfile.TemporaryDirectory() as name, Catalogue.open(Path(name)) as catalogue:
        for place, paper in given:
            one = incoming(paper, place)
            [outcome] = catalogue.keep([one], NOW)
            if paper.edit and not paper.line:
                catalogue.edit(outcome.id, [paper.edit], by="may", note="sửa", now=NOW)
        with _ENGINES[engine](Path(name) / "index", catalogue, encoder) as made:
            index_pending(catalogue, made, encoder)
            archive = Archive(
                made, encoder, lambda sha256: None, lambda labels: status(catalogue, made, labels), catalogue=catalogue
            )
            yield archive, catalogue


@contextmanager
def _memory(_: Path, catalogue: Catalogue, encoder: Encoder) -> Iterator[Engine]:
    yield MemoryEngine(catalogue, encoder=encoder.fingerprint, dimensions=encoder.dimensions)


def _embedded(folder: Path, catalogue: Catalogue, encoder: Encoder) -> AbstractContextManager[Engine]:
    return EmbeddedEngine.open(folder, catalogue, encoder=encoder.fingerprint, dimensions=encoder.dimensions)


@contextmanager
def _elasticsearch(_: Path, catalogue: Catalogue, encoder: Encoder) -> Iterator[Engine]:
    """Over the tests' node, under a name of its own that is dropped again."""
    connection, alias = Connection((shared_node().url,), timeout=60), f"vanban-{uuid4().hex[:12]}"
    engine = ElasticsearchEngine.open(connection, alias, encoder=encoder.fingerprint, dimensions=encoder.dimensions)
    yield engine
    engine.drop()
    engine.close()


_ENGINES: dict[str, Callable[[Path, Catalogue, Encoder], AbstractContextManager[Engine]]] = {
    "memory": _memory,
    "embedded": _embedded,
    "elasticsearch": _elasticsearch,
}


def paper(label: str = "open", **changes: Any) -> Paper:
    plain = Paper(0, label, "15/QĐ-UBND", "2031-01-03", 0, 0, 0, None, 0.99, line=False, long=False, edit=None)
    return Paper(**{**{name: getattr(plain, name) for name in Paper.__dataclass_fields__}, **changes})


def ids_of(given: Sequence[tuple[int, Paper]]) -> list[DocumentId]:
    """Of all of them, ascending."""
    return sorted({document_id(incoming(one, place).sha256) for place, one in given})


def without_order(value: Any) -> Any:
    """An answer without scores and time, its hits in the order of their ids: how rare a word is, is counted over all."""
    if isinstance(value, dict):
        kept = {key: without_order(one) for key, one in value.items() if key not in ("score", "took_ms")}
        for key in ("hits", "earlier", "later"):
            if isinstance(kept.get(key), list):
                kept[key] = sorted(kept[key], key=lambda hit: hit["id"])
        return kept
    return [without_order(one) for one in value] if isinstance(value, list) else value
