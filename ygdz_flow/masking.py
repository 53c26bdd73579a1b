"""Log lines without private numbers: identity cards have 18 digits, bank cards 15 to 19."""

import logging
import re

# An identity card may end in X, which then belongs to the number.
PRIVATE_NUMBER = re.compile(r"(?<!\d)\d{15,19}(?!\d)[Xx]?")


def mask(text: str) -> str:
    """Replace every run of 15 to 19 digits by stars, leaving the last four characters."""
    return PRIVATE_NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


class MaskingFilter(logging.Filter):
    """Masks message, arguments and traceback of a record before any handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            # A formatter prints exc_text when it is set: the only place to reach the traceback from a filter.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = mask(record.exc_text) if record.exc_text else record.exc_text
        return True
