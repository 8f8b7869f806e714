"""What strangers send: refused with a sentence, or kept as something that cannot act."""

from __future__ import annotations

import io
import socket
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pi_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assessments.common.errors import Invalid
from assessments.common.files import drawing, storing, uploading
from assessments.common.files.checking import HasPlace, Place, Prepared, prepared
from assessments.common.files.kinds import MAX_BYTES
from assessments.common.files.names import safe_name

HTML = b"<html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
TYPES_XML = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document"/></Types>'
)
MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
RELATIONS = (
    b'<Relationships><Relationship Type="x/%s" Target="http://a.example/t" TargetMode="External"/></Relationships>'
)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind, **options)
    return target.getvalue()


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 49.0, 0.0)}
    exif[0x010E] = "<script>alert(1)</script>"
    return exif


def office(members: dict[str, bytes] | None = None, main: str = "word/document.xml") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": TYPES_XML, main: b"<w/>", **(members or {})}.items():
            archive.writestr(name, content)
    return target.getvalue()


def take(name: str, content: bytes, place: Place = Place.DROP) -> tuple[Prepared, bytes]:
    with prepared(SimpleUploadedFile(name, content), place) as file:
        file.file.seek(0)
        return file, file.file.read()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        take(name, content)
    return refused.value.errors["file"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.html", HTML),
        ("a.exe", b"MZ"),
        ("a", b"%PDF-1.7"),
        ("a.pdf.html", b"%PDF-1.7"),
        ("a.docm", office()),
        ("a.pdf", HTML),
        ("a.pdf", HTML + b"%PDF-1.7"),
        ("a.png", SVG),
        ("a.png", picture("JPEG")),
        ("a.jpg", picture()),
        ("a.jpg", picture("JPEG")[:80]),
        ("a.heic", picture("JPEG")),
        ("a.webp", b"RIFF\0\0\0\0WEBP"),
        ("a.txt", HTML),
        ("a.txt", b"\xef\xbb\xbf  " + SVG),
        ("a.csv", b"a;b\n" * 2000 + b"\0"),
        ("a.pdf", b""),
        ("a.docx", b"PK\x03\x04"),
        ("a.docx", office(main="xl/workbook.xml")),
        ("a.odt", office()),
        ("a.docx", office({"word/vbaProject.bin": b"x"})),
        ("a.docx", office({"word/vbaData.bin": b"x"})),
        ("a.docx", office({"[Content_Types].xml": MACRO_TYPES})),
        ("a.odt", office({"Basic/Standard/Module1.xml": b"x"}, main="content.xml")),
        ("a.docx", office({"word/_rels/settings.xml.rels": RELATIONS % b"attachedTemplate"})),
        ("a.docx", office({"../../evil": b"x"})),
        ("a.docx", office({"/evil": b"x"})),
        ("a.xlsx", office({"xl/big.xml": b"0" * 30_000_000}, main="xl/workbook.xml")),
        ("a.docx", office({f"m{number}": b"" for number in range(5001)})),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    assert refusal(name, content).endswith(".")


RELS = "word/_rels/settings.xml.rels"
TEMPLATE = RELATIONS % b"attachedTemplate"
LINK = RELATIONS % b"hyperlink"


def in_utf_16(document: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{document.decode()}'.encode("utf-16")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({RELS: in_utf_16(TEMPLATE)}, "tempat lain"),
        ({RELS: TEMPLATE.replace(b"External", b"&#69;xternal")}, "tempat lain"),
        ({RELS: TEMPLATE.replace(b" Type", b' Id=">" Type')}, "tempat lain"),
        ({RELS: TEMPLATE.replace(b" Type", b" Id='Type=\"/hyperlink\"' Type")}, "tempat lain"),
        ({RELS.upper(): TEMPLATE}, "tempat lain"),
        ({RELS: b'<!DOCTYPE r [<!ENTITY e "External">]>' + LINK}, "tidak sesuai"),
        ({RELS: b" " * 3_000_000 + TEMPLATE}, "tidak sesuai"),
        ({"[Content_Types].xml": in_utf_16(MACRO_TYPES)}, "makro"),
        ({"[CONTENT_TYPES].XML": MACRO_TYPES}, "tidak sesuai"),
        ({"word\\VBAPROJECT.BIN": b"x"}, "makro"),
        ({"word\\..\\..\\evil": b"x"}, "tidak sesuai"),
    ],
)
def test_an_office_file_cannot_hide_what_it_does(members: dict[str, bytes], said: str) -> None:
    assert said in refusal("a.docx", office(members))


@pytest.mark.parametrize("links", [LINK, in_utf_16(LINK), LINK.replace(b' TargetMode="External"', b"")])
def test_a_link_in_a_document_is_no_fault(links: bytes) -> None:
    assert take("a.docx", office({"word/_rels/document.xml.rels": links}))[0].given_name == "a.docx"


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_what_hides_behind_a_picture_does_not_survive(name: str, kind: str) -> None:
    exif = with_place()
    file, kept = take(name, picture(kind, exif=exif) + HTML + b"PK\x05\x06" + b"\0" * 18)
    assert b"<script" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert Image.open(io.BytesIO(kept)).size == (40, 30)
    assert file.size == len(kept)


def test_webp_becomes_jpeg() -> None:
    file, kept = take("foto.WebP", picture("WEBP"))
    assert (file.given_name, file.content_type) == ("foto.jpg", "image/jpeg")
    assert kept.startswith(b"\xff\xd8\xff")


def test_heic_has_its_decoder() -> None:
    assert "HEIF" in Image.OPEN
    assert pi_heif.libheif_info()["libheif"]


def test_a_photo_that_tells_its_place_asks_first() -> None:
    photo = picture("JPEG", exif=with_place())
    with pytest.raises(HasPlace):
        take("a.jpg", photo, Place.ASK)
    assert not Image.open(io.BytesIO(take("a.jpg", photo, Place.DROP)[1])).getexif()
    kept = Image.open(io.BytesIO(take("a.jpg", photo, Place.KEEP)[1])).getexif()
    assert kept.get_ifd(0x8825)[1] == "S"
    assert 0x010E not in kept
    take("a.jpg", picture("JPEG"), Place.ASK)


def test_a_picture_of_too_many_pixels_is_never_decoded() -> None:
    assert "megapi" in refusal("a.png", picture(size=(12_000, 6_000)))


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("laporan\u202efdp.exe.pdf", "laporanfdp.exe.pdf"),
        ("a\0b\n.pdf", "ab.pdf"),
        ("...", "file"),
        ("", "file"),
        ('a"<b>.pdf', "a__b_.pdf"),
        ("Surat é.pdf", "Surat é.pdf"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("é" * 300 + ".pdf").endswith("é.pdf")
    assert len(safe_name("a" * 300 + ".pdf")) <= 150
    assert len(safe_name("a." + "b" * 300)) <= 150


def stream(size: int) -> uploading.Streamed:
    handler = uploading.StreamingHandler()
    handler.new_file("file", "a.pdf", "text/html", None)
    for start in range(0, size, 65536):
        handler.receive_data_chunk(b"x" * min(65536, size - start), start)
    done = handler.file_complete(size)
    assert done
    return done


def test_an_upload_stops_at_the_limit() -> None:
    done = stream(3 * MAX_BYTES)
    assert done.size == 3 * MAX_BYTES
    assert Path(done.temporary_file_path()).stat().st_size <= MAX_BYTES
    with pytest.raises(Invalid, match="30"), prepared(done):
        pass


def test_an_upload_waits_beside_its_place_and_leaves_nothing() -> None:
    done = stream(1000)
    folder = storing.incoming_folder()
    assert folder
    assert Path(done.temporary_file_path()).parent == folder
    assert folder.stat().st_dev == Path(default_storage.path("")).stat().st_dev
    done.close()
    with storing.new_file():
        pass
    assert list(folder.iterdir()) == []


class FakeClamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM; finds what contains EICAR."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if b"EICAR" in content else b"stream: OK\0")


@pytest.fixture
def clamd(settings: Any) -> Iterator[Path]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), FakeClamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield Path(default_storage.path("quarantine"))
        server.shutdown()


def test_an_infected_file_is_refused_and_set_apart(clamd: Path) -> None:
    assert take("a.pdf", b"%PDF-1.7 clean " + b"x" * 200_000)[0].scanned
    assert "Eicar-Test" in refusal("a.pdf", b"%PDF-1.7 EICAR")
    assert [path.read_bytes() for path in clamd.iterdir()] == [b"%PDF-1.7 EICAR"]


def test_without_an_answer_nothing_is_taken(settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CLAMD = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    assert refusal("a.pdf", b"%PDF-1.7")


def test_without_a_scanner_the_row_says_so() -> None:
    assert not take("a.pdf", b"%PDF-1.7")[0].scanned


def pages_of(tmp_path: Path, content: bytes, content_type: str) -> list[tuple[int, int]]:
    source = tmp_path / "source"
    source.write_bytes(content)
    return [Image.open(page).size for page in drawing.draw_pages(source, content_type, tmp_path)]


def pdf_of(pages: int, width: float = 595, height: float = 842) -> bytes:
    import pypdf

    writer, target = pypdf.PdfWriter(), io.BytesIO()
    for _number in range(pages):
        writer.add_blank_page(width, height)
    writer.write(target)
    return target.getvalue()


def test_pages_are_drawn_within_bounds(tmp_path: Path) -> None:
    sizes = pages_of(tmp_path, pdf_of(9), "application/pdf")
    assert len(sizes) == drawing.MAX_PAGES
    assert all(width <= drawing.WIDTH and height <= drawing.HEIGHT for width, height in sizes)


def test_a_huge_page_and_a_picture_fit_too(tmp_path: Path) -> None:
    for content, content_type in ((pdf_of(1, 14000, 14000), "application/pdf"), (picture(size=(3000, 9)), "image/png")):
        ((width, height),) = pages_of(tmp_path, content, content_type)
        assert width <= drawing.WIDTH
        assert height <= drawing.HEIGHT


def test_what_cannot_be_drawn_has_no_pages(tmp_path: Path) -> None:
    assert pages_of(tmp_path, b"%PDF-1.7 broken", "application/pdf") == []
