/* Progressive enhancement only: every page works without this file. No inline code anywhere (strict CSP). */
"use strict";
(() => {
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Confirmation: a button with data-confirm asks first, in the page's one <dialog>. */
  const dialog = document.getElementById("confirm");
  let asked = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button === asked || !dialog || !dialog.showModal) return;
    event.preventDefault();
    if (button.form && !button.form.reportValidity()) return;
    dialog.querySelector("[data-confirm-text]").textContent = button.dataset.confirm;
    dialog.querySelector("[data-confirm-yes]").textContent = button.textContent.trim();
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return button.focus();
      asked = button; button.click(); asked = null;
    };
    dialog.showModal();
  });

  /* The inline confirmation of moves (details.confirm): one open at a time, Escape closes it. */
  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("details.confirm") || !box.open) return;
    $$("details.confirm[open]").forEach((other) => { if (other !== box) other.open = false; });
    const first = box.querySelector("textarea, input:not([type=hidden]), button");
    if (first) first.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const box = document.activeElement && document.activeElement.closest("details[open]");
    if (box && box.matches(".confirm, .usermenu")) { box.open = false; box.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    $$("details.usermenu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* Moves that need an opinion: say so before sending; the server decides anyway. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-needs-opinion], form[data-draft] button[name=move]");
    const box = button && button.form && button.form.elements.namedItem("opinion");
    if (!box) return;
    const missing = "needsOpinion" in button.dataset && !box.value.trim();
    box.setCustomValidity(missing ? `“${button.dataset.needsOpinion || "本操作"}”必须写明意见` : "");
  });

  /* Drafts: an opinion not yet sent survives a reload or a 409. Only the opinion, only in this tab,
     never a text with a long number in it (identity card, bank card, telephone). Log-out clears all. */
  const drafts = {
    get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
    set(key, text) { try { sessionStorage.setItem(key, text); } catch { /* full or forbidden */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
  };
  const sent = drafts.get("sent");
  if (sent) {
    if (document.querySelector("[data-saved]")) drafts.drop(sent);
    drafts.drop("sent");
  }
  $$("form[data-draft] textarea[name=opinion]").forEach((box) => {
    const key = `draft:${box.form.dataset.draft}`;
    const kept = drafts.get(key);
    if (kept && !box.value) {
      box.value = kept;
      const note = box.form.querySelector("[data-draft-note]");
      if (note) note.hidden = false;
    }
    box.addEventListener("input", () => {
      box.setCustomValidity("");
      if (!box.value.trim() || /\d(?:[\s-]?\d){7,}/.test(box.value)) drafts.drop(key);
      else drafts.set(key, box.value);
    });
    box.form.addEventListener("submit", () => drafts.set("sent", key));
  });
  /* Drafts of inspections (inspect_store.js) too: whoever has the telephone next must not find them. */
  $$("form[data-logout]").forEach((form) => form.addEventListener("submit", (event) => {
    const mine = `${form.dataset.logout}:`;
    try {
      const unsent = Object.keys(localStorage).filter((key) => key.startsWith(`inspect:unsent:${mine}`));
      if (unsent.length && !window.confirm(`这台设备上有 ${unsent.length} 份现场检查还没有提交，退出登录后草稿会清除。仍要退出吗？`)) return event.preventDefault();
      Object.keys(localStorage).filter((key) => key.startsWith(`inspect:${mine}`) || unsent.includes(key)).forEach((key) => localStorage.removeItem(key));
      if (unsent.length && window.indexedDB) {
        const asked = indexedDB.open("ygdz-inspect", 1);
        event.preventDefault();  // the page waits for the database, a second at the most
        const leave = () => form.submit();
        setTimeout(leave, 1000);
        asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
        asked.onerror = leave;
        asked.onsuccess = () => {
          const turn = asked.result.transaction("drafts", "readwrite");
          turn.objectStore("drafts").delete(IDBKeyRange.bound(mine, `${mine}\uffff`));
          turn.oncomplete = turn.onabort = leave;
        };
      }
    } catch { /* forbidden */ }
    try { sessionStorage.clear(); } catch { /* forbidden */ }
  }));

  /* No double submit: the buttons rest once a form is on its way; coming back wakes them. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post], [data-download]") || event.defaultPrevented) return;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => $$("button", form).forEach((b) => { b.disabled = true; }), 0);
  });
  window.addEventListener("pageshow", () => $$("form[data-busy]").forEach((form) => {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
    $$("button", form).forEach((b) => { b.disabled = false; });
  }));

  /* Upload: names of the chosen files; the month of the form from the first file name. */
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    const names = [...input.files].map((file) => file.name);
    const list = input.closest(".dropzone") && input.closest(".dropzone").querySelector("[data-files]");
    if (list) list.textContent = names.join("、");
    const found = /(20\d\d)\D?(0[1-9]|1[0-2]|[1-9](?!\d))/.exec(names[0] || "");
    const month = input.form && input.form.querySelector("input[data-month]");
    if (found && month && !month.dataset.touched) month.value = `${found[1]}-${found[2].padStart(2, "0")}`;
    if (month) month.addEventListener("input", () => { month.dataset.touched = "1"; }, { once: true });
  });

  /* 常用语: a chosen phrase goes where the opinion is being written, after what stands there. */
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("button[data-phrase]");
    if (!chosen) return;
    const own = chosen.form && chosen.form.elements.namedItem("opinion");
    const box = own || document.querySelector("textarea[name=opinion]");
    if (!box) return;
    const gap = box.value.trim() && !/[\s，。；、]$/.test(box.value) ? "；" : "";
    box.value += gap + chosen.textContent.trim();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    chosen.closest("details").open = false;
    box.focus();
  });

  /* Small helpers: fill a field (demo accounts), print. */
  document.addEventListener("click", (event) => {
    const fill = event.target.closest("button[data-fill]");
    const target = fill && document.querySelector(fill.dataset.fill);
    if (target) { target.value = fill.value; (document.querySelector("#id_password") || target).focus(); }
    if (event.target.closest("button[data-print]")) window.print();
  });

  /* The floating "去办理" of small screens rests while the form itself is in sight. */
  const jump = document.querySelector(".jump"), moves = document.getElementById("moves");
  if (jump && moves && "IntersectionObserver" in window) {
    new IntersectionObserver(([seen]) => jump.toggleAttribute("data-there", seen.isIntersecting),
      { rootMargin: "0px 0px -140px" }).observe(moves);  // an edge under the bottom bar is not in sight
  }

  /* htmx: send the CSRF token with every request of ours. */
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.documentElement.classList.add("js");
})();
