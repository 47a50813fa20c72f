"""Which fields a person should look at."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import DocumentType, Evidence, Fields, Issuer, Proposal, Signer
from corpus.doubting import EXPECTED, REVIEWED, Doubt, doubts, order

FIELDS = ("number", "date", "type", "issuer", "subject")
SOUND = Fields(
    number="12/UBND-VX",
    symbol="UBND-VX",
    type=DocumentType("cong-van", "Công văn"),
    issuers=(Issuer("uy-ban-nhan-dan-xa-suoi-mo", "Ủy ban nhân dân xã Suối Mơ"),),
    date="2024-05-06",
    subject="chuẩn bị ngày hội đọc sách",
    evidence={name: Evidence(None, "rule", 0.95) for name in FIELDS},
)


def with_evidence(fields: Fields, /, **confidences: float) -> Fields:
    return replace(fields, evidence={**fields.evidence, **{name: Evidence(None, "rule", c) for name, c in confidences.items()}})


def test_a_sound_document_has_no_doubts() -> None:
    assert doubts(SOUND, ()) == ()
    assert doubts(Fields(), EXPECTED) == ()


def test_what_every_paper_has_is_missed_and_what_some_have_is_not() -> None:
    assert [doubt.field for doubt in doubts(Fields(), ())] == list(EXPECTED)
    assert all(doubt.confidence == 0 for doubt in doubts(Fields(), ()))


def test_low_confidence_is_a_doubt_and_a_person_settles_it() -> None:
    fields = with_evidence(replace(SOUND, place="Suối Mơ", signer=Signer("Lê Thị Sáo")), date=0.4, place=0.6, signer=0.89)
    assert doubts(fields, ()) == (Doubt("date", 0.4), Doubt("signer", 0.89), Doubt("place", 0.6))
    assert doubts(fields, ("date", "place")) == (Doubt("signer", 0.89),)


def test_a_letter_of_thanks_has_no_number_and_a_leave_form_no_subject() -> None:
    letter = replace(SOUND, number=None, symbol=None, type=DocumentType("thu-cong", "Thư công"))
    form = replace(SOUND, subject=None, type=DocumentType("giay-nghi-phep", "Giấy nghỉ phép"))
    assert doubts(letter, ()) == doubts(form, ()) == ()


def test_nothing_is_missed_in_what_a_register_states_but_what_was_read_beside_it_can_be_doubted() -> None:
    row = Fields(number="5/TB", evidence={"number": Evidence(None, "stated", 1.0)})
    assert doubts(row, ()) == ()
    assert doubts(with_evidence(replace(row, date="2024"), date=0.5), ()) == (Doubt("date", 0.5),)


def test_the_symbol_is_asked_for_only_where_a_person_said_that_there_is_no_number() -> None:
    fields = with_evidence(replace(SOUND, number=None), symbol=0.7)
    assert [doubt.field for doubt in doubts(fields, ())] == ["number"]
    assert [doubt.field for doubt in doubts(fields, ("number",))] == ["symbol"]


def test_documents_with_a_proposal_at_hand_come_first_then_those_with_a_doubtful_head() -> None:
    blank = replace(SOUND, number=None)
    offered = replace(blank, proposals=(Proposal("number", "12/UBND-VX", "filename", 0.6),))
    vague = with_evidence(SOUND, date=0.3)
    minor = with_evidence(SOUND, subject=0.1)
    guessed = with_evidence(replace(SOUND, fields=("dan-van",)), fields=0.1)
    ranked = sorted([guessed, minor, vague, blank, offered], key=lambda fields: order(fields, doubts(fields, ())))
    assert ranked == [offered, blank, vague, minor, guessed]


@given(st.sets(st.sampled_from(REVIEWED)), st.dictionaries(st.sampled_from(REVIEWED), st.floats(0, 1)))
def test_settled_fields_are_never_doubted_and_each_field_at_most_once(settled: set[str], confidences: dict[str, float]) -> None:
    found = [doubt.field for doubt in doubts(with_evidence(SOUND, **confidences), settled)]
    assert not settled & set(found)
    assert len(set(found)) == len(found)
