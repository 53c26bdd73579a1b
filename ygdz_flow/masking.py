"""Log lines without private numbers: identity cards have 18 digits, bank cards 15 to 19, phones 11."""

import logging
import re

# An identity card may end in X, which then belongs to the number. People write cards and phones in
# groups, too. Eleven digits that do not begin as a mobile does, and times of 13 or 14, are no phone.
PRIVATE_NUMBER = re.compile(
    r"(?<!\d)(?:\d{15,19}(?!\d)[Xx]?"
    r"|(?:86)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"
    r"|\d{6}[ -]\d{8}[ -]\d{3}[\dXx](?!\d)"
    r"|(?:\d{4}[ -]){3,4}\d{1,4}(?!\d))"
)

# The address of a worker's own page opens it, together with four digits.
OWN_PAGE = re.compile(r"/w/[\w-]{20,}")


def mask(text: str) -> str:
    """Replace every private number by stars, leaving the last four characters, and the token of
    a worker's own page."""
    text = OWN_PAGE.sub("/w/****", text)
    return PRIVATE_NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


class MaskingFilter(logging.Filter):
    """Masks message, arguments and traceback of a record before any handler formats it, and says the
    reference number that the page of a fault showed."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        reference = getattr(getattr(record, "request", None), "fault", "")
        if reference and reference not in record.msg:
            record.msg = f"[{reference}] {record.msg}"
        if record.exc_info and not record.exc_text:
            # A formatter prints exc_text when it is set: the only place to reach the traceback from a filter.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = mask(record.exc_text) if record.exc_text else record.exc_text
        return True
