"""Compound files (MS-CFB) made for the tests: Word 97-2003 documents and Outlook messages, real structure, invented content."""

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Storage = "dict[str, bytes | Storage]"


def compound(root: dict) -> bytes:  # type: ignore[type-arg]  # a tree: names to bytes or to trees
    """A compound file of version 3 with these streams and storages; short streams are padded, so no mini stream is needed."""
    entries: list[list] = [["Root Entry", 5, _FREE, _FREE, _FREE, _END, 0]]  # type: ignore[type-arg]
    sectors: list[bytes] = []
    fat: list[int] = []

    def place(data: bytes) -> int:
        start = len(sectors)
        count = -(-len(data) // 512)
        sectors.extend(data[n * 512 : n * 512 + 512].ljust(512, b"\0") for n in range(count))
        fat.extend(start + n + 1 if n + 1 < count else _END for n in range(count))
        return start

    def add(children: dict, parent: int) -> None:  # type: ignore[type-arg]
        before = parent
        for name in sorted(children, key=lambda n: (len(n), n.upper())):
            content = children[name]
            index = len(entries)
            entries[before][4 if before == parent else 3] = index  # child of the parent, then each right of the last
            before = index
            if isinstance(content, dict):
                entries.append([name, 1, _FREE, _FREE, _FREE, 0, 0])
                add(content, index)
            else:
                start = place(content.ljust(4096, b"\0"))
                entries.append([name, 2, _FREE, _FREE, _FREE, start, max(len(content), 4096)])

    add(root, 0)
    directory = b"".join(
        struct.pack(
            "<64sHBBLLL16xL8x8xLQ", (n + "\0").encode("utf-16-le"), 2 * len(n) + 2, t, 1, left, right, child, 0, start, size
        )
        for n, t, left, right, child, start, size in entries
    )
    directory_start = place(directory.ljust(-(-len(directory) // 512) * 512, b"\0"))
    tables = -(-(len(sectors) + 2) // 127)
    table_start = len(sectors)
    fat.extend([_FAT] * tables)
    fat.extend([_FREE] * (tables * 128 - len(fat)))
    difat = [table_start + n for n in range(tables)] + [_FREE] * (109 - tables)
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL109L",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_start),
        *(0, 4096, _END, 0, _END, 0, *difat),
    )
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}L", *fat)


def word(text: str, *, magic: int = 0xA5EC, flags: int = 0x0200, other: str = "") -> bytes:
    """A Word 97 document of one piece, `other` its running head; \\r ends a paragraph, \\x07 a cell, a second one the row."""
    characters = (text + other).encode("utf-16-le")
    table = struct.pack("<BLLLHLH", 2, 16, 0, len(text + other), 0, 2048, 0)
    stream = bytearray(2048 + len(characters))
    struct.pack_into("<HHHHHH", stream, 0, magic, 0xC1, 0, 0x0409, 0, flags)
    struct.pack_into("<H", stream, 32, 14)
    struct.pack_into("<H", stream, 62, 22)
    struct.pack_into("<L", stream, 64 + 12, len(text))  # ccpText
    struct.pack_into("<L", stream, 64 + 20, len(other))  # ccpHdd
    struct.pack_into("<H", stream, 152, 93)
    struct.pack_into("<LL", stream, 0x01A2, 64, len(table))  # fcClx, lcbClx
    stream[2048:] = characters
    return compound({"WordDocument": bytes(stream), "1Table": bytes(64) + table})


def outlook(subject: str, body: str, attachments: "dict[str, bytes] | None" = None) -> bytes:
    """An Outlook message (MS-OXMSG) with Unicode properties."""

    def properties(values: dict[int, str]) -> dict:  # type: ignore[type-arg]
        return {f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le") for tag, text in values.items()}

    def table(head: int, values: dict[int, str], binary: "tuple[int, ...]" = ()) -> bytes:
        rows = [struct.pack("<LLLL", tag << 16 | 0x1F, 6, len(t) * 2 + 2, 0) for tag, t in values.items()]
        rows += [struct.pack("<LLLL", tag << 16 | 0x102, 6, 0, 0) for tag in binary]
        return bytes(head) + b"".join(rows)

    values = {
        0x001A: "IPM.Note",
        0x0037: subject,
        0x1000: body,
        0x0C1A: "Văn thư",
        0x0C1F: "vanthu@saomai.example",
        0x0E04: "Phòng Nội vụ",
    }
    root = {"__properties_version1.0": table(32, values), **properties(values)}
    root["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    for n, (name, data) in enumerate((attachments or {}).items()):
        names = {0x3704: name, 0x3707: name}
        root[f"__attach_version1.0_#{n:08X}"] = {
            "__properties_version1.0": table(8, names, (0x3701,)),
            **properties(names),
            "__substg1.0_37010102": data,
        }
    return compound(root)
