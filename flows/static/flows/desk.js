/* The desk by keyboard, ticking many rows, and being told what others did meanwhile.
   Progressive enhancement only, as app.js: every page works without this file. */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button], [type=file]), textarea, select, [contenteditable]");
  const shown = (el) => Boolean(el && el.getClientRects().length);
  const confirmation = document.getElementById("confirm"), keys = document.getElementById("keys");
  const opinion = $("#moves textarea[name=opinion]") || $("form[data-draft] textarea[name=opinion]");

  /* ── lists: table[data-keys] ── */
  const rows = () => $$("table[data-keys] tbody tr").filter((row) => $("a[href]", row));
  const here = () => rows().find((row) => row.contains(document.activeElement));
  function go(step) {
    const all = rows(), at = all.indexOf(here());
    const row = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    if (!row) return;
    $("a[href]", row).focus();
    row.scrollIntoView({ block: "nearest" });
  }
  function tick(boxes, on) {
    boxes.forEach((box) => { box.checked = on; });
    if (boxes.length) boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* ── the decision: press what the page offers; every key asks before it decides ── */
  let pending = null;
  function press(control) {
    if (!shown(control) || control.disabled) return;
    const box = control.form && control.form.elements.namedItem("opinion");
    if (box && "needsOpinion" in control.dataset && !box.value.trim()) return wantOpinion(control, box);
    if (control.matches("a[href]")) remember();
    const deciding = control.matches("button") && control.form && control.form.matches("[data-draft]");
    if (deciding && !control.dataset.confirm) {
      control.dataset.confirm = `确认“${control.textContent.trim().replace(/^确认/, "")}”？将记入留痕，不能更改。`;
      confirmation.addEventListener("close", () => setTimeout(() => delete control.dataset.confirm), { once: true });
    }
    control.click();
    if (control.matches("summary")) {
      const first = $(".panel :is(textarea, input:not([type=hidden]), button)", control.parentElement);
      if (first) first.focus();  // at once: the next key may be Enter
    }
    if (confirmation.open) $("[data-confirm-yes]", confirmation).focus();
    else if (deciding) delete control.dataset.confirm;
  }
  /* A page that a key has opened (退回) begins where one writes; opened with a pointer it does not. */
  function remember() { try { sessionStorage.setItem("by-key", "1"); } catch { /* forbidden */ } }
  try {
    if (sessionStorage.getItem("by-key") && opinion && !$("#moves")) opinion.focus();
    sessionStorage.removeItem("by-key");
  } catch { /* forbidden */ }
  const submit = (box) => $$("button:not([type=button])", box.form).find((button) => shown(button) && !button.closest("details"));
  function wantOpinion(control, box) {
    pending = control;
    let note = $("[data-key-note]", box.form);
    if (!note) {
      note = document.createElement("p");
      note.className = "hint text-warn";
      note.dataset.keyNote = "";
      note.setAttribute("role", "status");
      box.after(note);
    }
    note.textContent = `请写明“${control.textContent.trim()}”的意见，写好后按 Ctrl+Enter。`;
    box.focus();
  }
  const nth = (place) => $$("#moves .buttons > :is(a, button), #moves .buttons > details.confirm > summary").filter(shown)[place - 1];
  const usual = { a: "#moves .buttons > button.primary", r: "#moves .buttons > button.tone-warn", n: ".card.next a[href]" };
  const named = (key) => [...$$(`[data-key="${key}"]`), ...(usual[key] ? $$(usual[key]) : [])].find(shown);

  const plain = {
    j: () => go(1),
    k: () => go(-1),
    x: () => { const box = here() && $("input[name=row]:not(:disabled)", here()); if (box) tick([box], !box.checked); },
    X: () => { const all = $$("form[data-bulk] input[name=row]:not(:disabled)"); tick(all, all.some((box) => !box.checked)); },
    b: () => { const box = $("form[data-bulk] input[name=opinion]"); if (box) box.focus(); },
    o: () => { if (shown(opinion)) opinion.focus(); },
    i: () => { const brand = $("a.brand"); if (brand) brand.click(); },
    n: () => { const next = named("n"); if (next) next.click(); },
    "/": () => { const search = $("input[type=search]"); if (search) { search.focus(); search.select(); } },
    "?": () => { if (keys && keys.showModal) keys.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if ($("dialog[open]") || event.altKey || event.isComposing) return;
    if (target === opinion && key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return press(shown(pending) ? pending : $("#moves") ? named("a") : submit(opinion));
    }
    if (typing(target)) {
      if (key === "Escape" && target.matches("textarea, [type=search], form[data-bulk] input")) { pending = null; target.blur(); }
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const act = plain[key] || (/^[1-9]$/.test(key) && (() => press(nth(Number(key))))) || (/^[a-z]$/.test(key) && named(key) && (() => press(named(key))));
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-open]")) plain["?"](); });

  /* ── many rows: how many are ticked; all of the page ── */
  $$("form[data-bulk]").forEach((form) => {
    const all = $("[data-all]", form), said = $("[data-picked]", form), button = $(".bulk button", form);
    if (!button) return;
    all.hidden = false;
    const count = () => {
      const boxes = $$("input[name=row]:not(:disabled)", form), ticked = boxes.filter((box) => box.checked).length;
      all.checked = Boolean(ticked) && ticked === boxes.length;
      all.indeterminate = Boolean(ticked) && ticked < boxes.length;
      said.textContent = ticked ? `已选 ${ticked} 件` : "勾选上面的事项，再写共同意见";
      button.disabled = !ticked;
      form.classList.toggle("picking", Boolean(ticked));
    };
    form.addEventListener("change", (event) => {
      if (event.target === all) $$("input[name=row]:not(:disabled)", form).forEach((box) => { box.checked = all.checked; });
      count();
    });
    form.addEventListener("recount", count);
    window.addEventListener("pageshow", () => setTimeout(count));
    count();
  });

  /* ── what others do meanwhile: asked every 15 seconds while the page is looked at ── */
  const EVERY = 15000;
  function ask(url, tell) {
    let timer = 0;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const answer = await fetch(url(), { headers: { Accept: "application/json" }, redirect: "manual" });
        if (!answer.ok || tell(await answer.json())) clearInterval(timer);
      } catch { /* no network: the next round asks again */ }
    };
    timer = setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
  }
  $$("[data-version-url]").forEach((box) => ask(() => box.dataset.versionUrl, (found) => {
    const marked = box.dataset.mark && found.mark !== box.dataset.mark;
    if (String(found.version) === box.dataset.version && !marked) return false;
    $("[data-version-text]", box).textContent = found.text;
    box.hidden = false;
    return true;
  }));
  $$("table[data-live-url]").forEach((table) => {
    const waiting = () => $$("tr[data-seat]:not(.gone)", table);
    const had = Number(table.dataset.waiting);
    const url = () => `${table.dataset.liveUrl}${waiting().map((row) => `&seat=${row.dataset.seat}`).join("")}`;
    ask(url, (found) => {
      const open = new Set(found.open.map(String));
      const gone = waiting().filter((row) => !open.has(row.dataset.seat));
      gone.forEach(leave);
      if (gone.length) table.dispatchEvent(new Event("recount", { bubbles: true }));
      const more = found.waiting.mine + found.waiting.queue > had - $$("tr.gone", table).length;
      const note = $("[data-live-note]");
      if (note && (more || gone.length)) {
        $("span", note).textContent = [gone.length ? "有事项已由他人办理。" : "", more ? "有新到的事项。" : ""].join("");
        note.hidden = false;
      }
      return false;
    });
  });
  function leave(row) {
    row.classList.add("gone");
    const box = $("input[name=row]", row);
    if (box) { box.checked = false; box.disabled = true; }
    const said = document.createElement("span");
    said.className = "sub text-warn";
    said.textContent = "已由他人办理，或已不在您手上";
    $(".lead", row).append(said);
  }

  /* ── conditions fold away on a phone, unless one of them is set ── */
  if (window.matchMedia("(max-width: 719px)").matches) $$("details[data-fold='0']").forEach((box) => { box.open = false; });
})();
