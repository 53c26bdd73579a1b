"""A page that comes late is no wrong page: the machine may be busy with the other tests."""

from playwright.sync_api import expect

expect.set_options(timeout=20_000)
