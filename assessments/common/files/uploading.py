"""An upload goes to a temporary file on the storage's own file system, hashed on its way, and stops at the limit."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from assessments.common.files.kinds import MAX_BYTES, MEGABYTE
from assessments.common.files.storing import incoming_folder

# Up to here a body is read to its end, so that what was typed beside a file too large is not lost.
MAX_BODY = 100 * MEGABYTE


class Streamed(TemporaryUploadedFile):
    """`size` is what was sent; of a file above the limit, only the beginning was written."""

    sha256 = ""

    def __init__(self, name: str, content_type: str, charset: str | None, extra: dict[str, Any] | None) -> None:
        file = tempfile.NamedTemporaryFile(dir=incoming_folder())  # noqa: SIM115  # closed with the request
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)


class StreamingHandler(FileUploadHandler):
    """Every file of every form."""

    file: Streamed | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MAX_BODY:
            raise RequestDataTooBig("The body is longer than any form of the site.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = Streamed(self.file_name or "", self.content_type or "", self.charset, self.content_type_extra)
        self.digest, self.received = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.file and self.received <= MAX_BYTES:
            self.digest.update(raw_data)
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Streamed | None:
        done, self.file = self.file, None
        if done:
            done.size, done.sha256 = self.received, self.digest.hexdigest()
            done.seek(0)
        return done

    def upload_interrupted(self) -> None:
        if self.file:
            self.file.close()
            self.file = None
