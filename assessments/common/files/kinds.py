"""What may be uploaded, by the end of its name, and what it is called when it is given out."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain; charset=utf-8"
TYPES: dict[str, str] = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    # Stored as JPEG: not every reader's computer opens these.
    "heic": JPEG,
    "heif": JPEG,
    "webp": JPEG,
    "docx": WORD,
    "xlsx": EXCEL,
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": TEXT,
    "csv": TEXT,
}
# The decoder that may read each, so that no other one sees what strangers send.
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "heic": "HEIF", "heif": "HEIF", "webp": "WEBP"}
# The part without which it is not what its name says.
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
DRAWN = (PDF, PNG, JPEG)
