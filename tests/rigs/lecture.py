"""Lecture: what a person reads of a page of the console, without a browser."""

from __future__ import annotations

import html
import re
from typing import Any


def text(answer: Any, status: int = 200) -> str:
    """Give what a person reads of a page: no tags, spaces packed."""
    assert answer.status_code == status, answer.text
    plain = re.sub(r"<[^>]+>", " ", answer.text)
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(plain))


def heads(answer: Any) -> list[str]:
    """Give the names of the columns."""
    found = re.findall(r'<th[^>]*scope="col"[^>]*>(.*?)</th>', answer.text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def rows(answer: Any) -> list[str]:
    """Give each row of the table, as it is read."""
    body = re.search(r"<tbody.*</tbody>", answer.text, re.DOTALL)
    assert body
    return [
        re.sub(r"[\s\u202f]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", one))).strip()
        for one in re.findall(r"<tr.*?</tr>", body[0], re.DOTALL)
    ]
