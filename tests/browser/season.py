"""A season's people before their pages: who opens what, at which width, and what the page answers."""

import datetime as dt
import io

from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from flows.demo.actors import fresh, whose
from tests.browser.test_decide import fits, watch

DESK, PHONE = (1280, 900), (360, 740)


def picture(number: int) -> bytes:
    """A photograph unlike any other."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (number % 256, number // 256 % 256, 120)).save(made, "JPEG")
    return made.getvalue()


class Hand:
    """One browser that goes from hand to hand."""

    def __init__(self, page, live_server, project):
        self.page, self.url, self.project = page, live_server.url, project
        self.said, self.shots = watch(page), 0

    def open(self, user, path, width=DESK):
        """``path`` before ``user``; the page fits its window."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}
        self.page.context.add_cookies([cookie])
        self.page.set_viewport_size({"width": width[0], "height": width[1]})
        self.page.goto(f"{self.url}{path}")
        self.fits()

    def fits(self):
        assert fits(self.page, self.page.viewport_size["width"]), self.page.url

    def holder(self, code):
        return self.project.post(code).holders[0]

    def path(self, paper):
        return f"/papers/{type(paper).__name__}/{paper.pk}/"

    def decide(self, paper, label, *, opinion="", sure=False, width=DESK, **typed):
        """Whoever has ``paper`` on his desk chooses ``label``; ``typed`` by the inputs' names."""
        self.open(whose(paper), self.path(paper), width)
        for name, value in typed.items():
            self.fill(name, value)
        if opinion:
            self.page.get_by_label("意见", exact=False).first.fill(opinion)
        if sure:
            self.page.locator("#moves summary", has_text=label).click()
            label = f"确认{label}"
        button = self.page.locator("#moves").get_by_role("button", name=label, exact=True)
        assert button.count(), self.page.locator("#moves").inner_text()
        button.click()
        expect(self.page.get_by_text("已办理").first).to_be_visible()
        self.fits()
        return fresh(paper)

    def fill(self, name, value):
        field = self.page.locator(f"[name='{name}']").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            field.set_checked(value)
        else:
            field.fill(str(value))

    def write(self, paper, **typed):
        """Fill in the paper's own fields on its page of editing."""
        self.open(whose(paper), f"{self.path(paper)}edit/")
        for name, value in typed.items():
            self.fill(name, value)
        self.page.get_by_role("button", name="保存", exact=True).first.click()
        expect(self.page).to_have_url(f"{self.url}{self.path(paper)}")
        return fresh(paper)

    def photo(self):
        self.shots += 1
        return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture(self.shots)}

    def inspect(self, point, *, defect="", measure=""):
        """On the telephone: every item, heads, a photo, a signature; sent once."""
        who, page = whose(point), self.page
        self.open(who, f"/projects/{self.project.code}/checkpoints/{point.pk}/inspect/", PHONE)
        items = page.locator("[data-item]")
        for number in range(items.count()):
            bad = defect and number == 0
            items.nth(number).locator("label", has_text="有问题" if bad else "符合").first.click()
            if bad:
                items.nth(number).locator("textarea").fill(defect)
                items.nth(number).locator("input[type=file]").set_input_files([self.photo()])
        page.locator("[name=place]").fill("K0+200")
        if page.locator("[name=counted]").count():
            roll = page.locator("[data-inspect-roll]")
            page.locator("[name=counted]").fill(roll.inner_text() if roll.count() else "3")
        page.locator("#photos").set_input_files([self.photo()])
        page.locator(f"[name=outcome][value={'find_defect' if defect else 'sign_off'}]").check()
        if defect:
            page.locator("[name=defect]").fill(defect)
            page.locator("[name=measure]").select_option(measure)
        self.sign()
        self.fits()
        page.locator("[data-inspect-send]").click()
        expect(page).to_have_url(f"{self.url}{self.path(point)}")
        return fresh(point)

    def sign(self):
        """A line drawn on the pad."""
        box = self.page.locator("[data-inspect-pad]")
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        self.page.mouse.move(at["x"] + 20, at["y"] + 20)
        self.page.mouse.down()
        self.page.mouse.move(at["x"] + 120, at["y"] + 60, steps=4)
        self.page.mouse.up()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
