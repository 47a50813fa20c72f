import unicodedata
from datetime import date

from corpus.gazetteer.renamings import longest_renamed, renamings


def test_the_table_is_well_formed() -> None:
    for key, others in renamings().items():
        assert len(key) <= longest_renamed()
        for renaming in others:
            assert renaming.asked != renaming.also
            assert all(unicodedata.is_normalized("NFC", name) for name in renaming[:2])
            assert len(renaming.also.split()) > 1  # one syllable joins no pair, and pairs are what is searched by
            assert renaming.since is None or date.fromisoformat(renaming.since)
        assert len({renaming.also for renaming in others}) == len(others)


def test_renamings_are_directional_and_a_new_name_finds_old_papers() -> None:
    def also(*key: str) -> set[str]:
        return {renaming.also for renaming in renamings().get(key, ())}

    assert also("tiep", "dan") >= {"tiếp công dân"}
    assert also("tiep", "cong", "dan") == {"tiếp dân"}
    assert also("can", "cuoc") >= {"chứng minh nhân dân"}
    assert "giấy chứng nhận quyền sử dụng đất" in also("so", "do")
    assert also("giay", "chung", "nhan", "quyen", "su", "dung", "dat") == set()
