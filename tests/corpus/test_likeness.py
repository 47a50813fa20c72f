import hashlib
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.likeness import ALIKE, BANDS, LENGTH, keys, likeness, signature

_FIRST = "nước suối đồi chè mùa gặt cầu treo bờ đê lớp học kho thóc đường làng trạm bơm giếng khơi vườn ươm lúa nếp"
_REST = "hợp tác xã đội dân quân nhà văn hóa thư viện trống hội đua thuyền gieo hạt nuôi ong dệt vải đan nón sửa máy"
_WORDS = [*_FIRST.split(), *_REST.split()]


def body(seed: int, syllables: int = 400) -> str:
    rng = random.Random(seed)
    words = [rng.choice(_WORDS) + rng.choice(["", "", "", ",", "."]) for _ in range(syllables)]
    return "\n".join(" ".join(words[line : line + 14]) for line in range(0, syllables, 14))


def noisy(text: str, rate: float, seed: int = 1) -> str:
    """Letters taken for others or lost, as a scan is read."""
    rng = random.Random(seed)
    return "".join(rng.choice(["o", "l", "n", ""]) if c.isalpha() and rng.random() < rate else c for c in text)


def of(text: str) -> bytes:
    signed = signature(text)
    assert signed is not None
    return signed


def test_a_copy_read_with_one_to_three_letters_in_a_hundred_wrong_is_near_identical():
    for seed in range(10):
        text = body(seed)
        for rate in (0.01, 0.02):
            assert likeness(of(text), of(noisy(text, rate, seed))) >= ALIKE
    alike = [likeness(of(body(seed)), of(noisy(body(seed), 0.03, seed))) >= ALIKE for seed in range(20)]
    assert sum(alike) >= 15


def test_page_numbers_lost_marks_and_another_head_do_not_count():
    text = body(3)
    head = "ỦY BAN NHÂN DÂN XÃ SUỐI MƠ\nSố: 5/UBND\nSuối Mơ, ngày 3 tháng 4 năm 2024\n"
    tail = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"
    lines = text.split("\n")
    paged = "\n".join([*lines[:10], "- 2 -", *lines[10:20], "3", *lines[20:]])
    assert likeness(of(text), of(paged)) >= 0.9
    assert likeness(of(text), of(head + text + tail)) >= 0.9
    assert signature(text.upper()) == signature(text)


def test_texts_of_other_matter_are_not_alike_and_do_not_meet():
    signed = [of("\n".join(f"{word}{seed}" for word in body(seed).split())) for seed in range(20)]
    for place, one in enumerate(signed):
        for other in signed[place + 1 :]:
            assert likeness(one, other) < 0.1
            assert not set(keys(one)) & set(keys(other))


def test_a_few_lines_have_no_signature():
    assert signature("") is None
    assert signature("Kính chuyển. " * 20) is None
    assert signature("- . / \n" * 5000) is None


def test_signatures_are_the_same_on_every_machine_and_with_every_version_of_the_library():
    assert hashlib.sha256(of(body(0))).hexdigest() == "7a7e26b0f9972dd2530c3a8c737f3dc3ad3cbe0b31369632c0b0bf6ea0fdebe3"


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_a_whole_signature_or_none(text: str):
    for one in (text, text * 60):
        signed = signature(one)
        if signed is not None:
            assert len(signed) == LENGTH
            assert len(set(keys(signed))) == BANDS
            assert likeness(signed, signed) == 1.0
