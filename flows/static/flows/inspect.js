/* 现场检查 on a bad network: everything is kept here until the server has taken it, and sent once.
   Progressive enhancement only: without this file the page is a plain form. */
"use strict";
(() => {
  const page = document.querySelector("[data-inspect-page]");
  if (!page) return;
  const store = window.inspectStore, key = page.dataset.key;
  const form = page.querySelector("form[data-inspect]");
  const $ = (selector) => page.querySelector(selector);
  const $$ = (selector) => [...page.querySelectorAll(selector)];
  const taken = page.dataset.taken.split(" ");
  let photos = [], strokes = [], queued = false, sending = false, done = false, timer = 0, saving = Promise.resolve();

  const field = (name) => form.elements.namedItem(name);
  const chosen = (name) => (form.querySelector(`input[name="${name}"]:checked`) || {}).value || "";
  const items = () => $$("[data-item]").map((row) => ({ row, number: row.dataset.item, verdict: chosen(`v-${row.dataset.item}`) }));
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

  /* What the page says of itself, in one place. */
  function tell(text, tone = "", { retry = false, login = false, findings = [], loud = true } = {}) {
    const banner = $("[data-inspect-banner]");
    $("[data-inspect-state]").textContent = text;
    if (!loud) return;  // what the banner says stays until something else has to be said
    banner.hidden = false;
    banner.className = `note stack insp-banner ${tone}${findings.length ? " has-findings" : ""}`;
    $("[data-inspect-says]").textContent = text;
    $("[data-inspect-retry]").hidden = !retry;
    $("[data-inspect-login]").hidden = !login;
    const list = $("[data-inspect-findings]");
    list.hidden = !findings.length;
    list.replaceChildren(...findings.map((finding) => {
      const row = document.createElement("li"), text = document.createElement("p");
      row.className = "finding tone-bad"; text.className = "msg"; text.textContent = finding.message;
      row.append(text);
      if (finding.cure) { const cure = document.createElement("p"); cure.className = "cure"; cure.textContent = finding.cure; row.append(cure); }
      return row;
    }));
    if (findings.length) banner.scrollIntoView({ block: "center" });
  }

  /* -- the draft ------------------------------------------------------------------------------ */
  function fields() {
    const said = {};
    for (const each of form.elements) {
      if (!each.name || each.name === "csrfmiddlewaretoken" || each.type === "file") continue;
      if (each.type === "radio") { if (each.checked) said[each.name] = each.value; } else said[each.name] = each.value;
    }
    return said;
  }
  async function save() {
    clearTimeout(timer);
    if (done) return;
    const kept = await store.put(key, { at: Date.now(), fields: fields(), photos, strokes, queued });
    if (queued || sending || done) return;
    const quiet = { loud: false };
    if (kept === "all") tell(`已存草稿 ${clock()}，尚未提交`, "", quiet);
    else if (kept) tell(photos.length ? "草稿已存，但照片存不下：请不要关闭本页" : `已存草稿 ${clock()}，尚未提交`, "tone-warn", { loud: photos.length > 0 });
    else tell("这个浏览器不能存草稿：请不要关闭本页", "tone-warn");
  }
  const now = () => (saving = saving.then(save));
  const soon = () => { clearTimeout(timer); timer = setTimeout(now, 300); };

  function restore(draft) {
    for (const [name, value] of Object.entries(draft.fields)) {
      const found = field(name);
      if (!found) continue;
      if (found instanceof RadioNodeList) [...found].forEach((radio) => { radio.checked = radio.value === value; });
      else found.value = value;
    }
    photos = draft.photos || []; strokes = draft.strokes || []; queued = draft.queued;
    photos.forEach(show); redraw(); refresh();
  }

  /* -- items, heads, outcome ------------------------------------------------------------------ */
  function refresh() {
    const all = items();
    all.forEach(({ row, verdict }) => row.classList.toggle("is-defect", verdict === "DEFECT"));
    const open = all.filter((each) => !each.verdict).length, bad = all.filter((each) => each.verdict === "DEFECT").length;
    $("[data-inspect-count]").textContent = `${all.length - open} / ${all.length} 项${bad ? `，${bad} 项有问题` : ""}`;
    form.classList.toggle("is-defective", chosen("outcome") === "find_defect");
    const roll = $("[data-inspect-roll]"), counted = field("counted");
    if (roll && counted) $("[data-inspect-apart]").textContent = counted.value === "" ? "" : `相差 ${Math.abs(Number(counted.value) - Number(roll.dataset.inspectRoll))} 人`;
  }
  function propose() {
    const bad = items().filter((each) => each.verdict === "DEFECT");
    if (chosen("outcome") !== "find_defect" || field("defect").value.trim() || !bad.length) return;
    field("defect").value = bad.map(({ number }) => field(`n-${number}`).value.trim()).filter(Boolean).join("；");
  }

  /* -- photos: our own list, because a file input forgets with the page ------------------------- */
  function show(shot) {
    const list = $(`[data-shots="${shot.field}"]`), row = document.createElement("li");
    const picture = document.createElement("canvas"), away = document.createElement("button");
    picture.width = picture.height = 168; picture.setAttribute("role", "img"); picture.setAttribute("aria-label", shot.name);
    away.type = "button"; away.className = "btn small"; away.textContent = "去掉";
    away.addEventListener("click", () => { photos = photos.filter((each) => each !== shot); row.remove(); soon(); });
    row.append(picture, away); list.append(row);
    if (window.createImageBitmap) createImageBitmap(shot.blob).then((found) => {
      const side = Math.min(found.width, found.height);
      picture.getContext("2d").drawImage(found, (found.width - side) / 2, (found.height - side) / 2, side, side, 0, 0, 168, 168);
    }).catch(() => { /* a picture this browser cannot show may still be taken */ });
  }
  async function add(input) {
    for (const file of [...input.files]) {
      /* A copy in memory: a telephone may take the file itself away with the camera. */
      const shot = { field: input.name, name: file.name, blob: new Blob([await file.arrayBuffer()], { type: file.type }) };
      photos.push(shot); show(shot);
    }
    input.value = "";
    now();
  }

  /* -- signature -------------------------------------------------------------------------------- */
  const pad = $("[data-inspect-pad]");
  const pen = pad && pad.getContext && pad.getContext("2d");
  function redraw() {
    if (!pen) return;
    pen.clearRect(0, 0, pad.width, pad.height);
    pen.lineWidth = 4; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#111";
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], place) => { if (place) pen.lineTo(x, y); else { pen.moveTo(x, y); pen.lineTo(x + 0.1, y); } });
      pen.stroke();
    }
    field("signature").value = strokes.length ? pad.toDataURL("image/png") : "";
    $("[data-inspect-signed]").textContent = strokes.length ? "已签名" : "";
  }
  function listen() {
    let stroke = null;
    const point = (event) => {
      const box = pad.getBoundingClientRect();
      return [(event.clientX - box.left) * pad.width / box.width, (event.clientY - box.top) * pad.height / box.height];
    };
    pad.addEventListener("pointerdown", (event) => { stroke = [point(event)]; strokes.push(stroke); pad.setPointerCapture(event.pointerId); redraw(); });
    pad.addEventListener("pointermove", (event) => { if (stroke) { stroke.push(point(event)); redraw(); } });
    const end = () => { if (stroke) { stroke = null; redraw(); soon(); } };
    pad.addEventListener("pointerup", end); pad.addEventListener("pointercancel", end);
    $("[data-inspect-clear]").addEventListener("click", () => { strokes = []; redraw(); soon(); });
    $("[data-inspect-sign]").hidden = false;
  }

  /* -- what is plainly missing is said here: on site there may be nobody else to say it ----------- */
  function missing() {
    const found = [], all = items(), bad = all.filter((each) => each.verdict === "DEFECT");
    const say = (message) => found.push({ message });
    const open = all.filter((each) => !each.verdict);
    if (open.length) say(`第 ${open.map((each) => each.number).join("、")} 项还没有结论。`);
    for (const { number } of bad) {
      if (!field(`n-${number}`).value.trim()) say(`第 ${number} 项有问题，没有写明事实。`);
      if (form.dataset.severity !== "C" && !photos.some((shot) => shot.field === `photos-${number}`)) say(`第 ${number} 项有问题，没有照片。`);
    }
    if (!field("place").value.trim()) say("没有填写检查部位。");
    if (field("counted") && field("counted").value === "") say("没有填写现场清点人数。");
    if (form.dataset.concealed && !photos.length) say("隐蔽工程须附隐蔽前照片。");
    const outcome = chosen("outcome");
    if (!outcome) say("还没有选择结论。");
    if (outcome === "sign_off" && bad.length) say("有问题的项目不能签认合格。");
    if (outcome === "find_defect" && !bad.length) say("没有一项选“有问题”，不能下达整改。");
    if (outcome === "find_defect" && !field("defect").value.trim()) say("没有写明要整改的问题。");
    if (!strokes.length && !field("typed").value.trim()) say("还没有签名。");
    return found;
  }

  /* -- sending ---------------------------------------------------------------------------------- */
  const waiting = () => tell("没有网络：已存在本机，等待提交；有网络时自动提交", "tone-warn", { retry: true });
  const login = () => tell("登录已过期：内容已存在本机，重新登录后自动提交", "tone-warn", { login: true, retry: true });
  const token = () => document.querySelector('meta[name="csrf-token"]');

  function body() {
    const said = new FormData();
    for (const [name, value] of Object.entries(fields())) said.append(name, value);
    for (const shot of photos) said.append(shot.field, shot.blob, shot.name);
    return said;
  }
  async function post() {
    return fetch(location.pathname, { method: "POST", body: body(), credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token().content } });
  }
  /* The form's token has gone stale: fetch the page again for a new one. False: log in first. */
  async function renewed() {
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    if (answer.redirected || !answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [mine, other] = [page, fresh.querySelector("[data-inspect-page]")];
    if (!other || other.dataset.key !== mine.dataset.key) return false;  // somebody else is logged in now
    token().content = fresh.querySelector('meta[name="csrf-token"]').content;
    return true;
  }
  const json = (answer) => (answer.headers.get("Content-Type") || "").includes("json");

  async function send() {
    if (sending || done || !queued) return;
    if (navigator.onLine === false) return waiting();
    sending = true; $("[data-inspect-send]").disabled = true;
    tell("正在提交…");
    try {
      let answer = await post();
      if (!json(answer) && !answer.redirected && answer.status === 403) {
        if (!await renewed()) return login();
        answer = await post();
      }
      if (answer.redirected) return login();
      if (!json(answer)) return tell("服务器暂时不能接收：内容已存在本机，稍后自动重试", "tone-warn", { retry: true });
      await settle(await answer.json(), answer.status);
    } catch {
      waiting();
    } finally {
      sending = false; $("[data-inspect-send]").disabled = false;
    }
  }
  async function settle(said, status) {
    if (said.ok) {
      done = true; clearTimeout(timer);
      await saving; await store.drop(key);
      tell("已提交", "tone-done");
      return location.assign(said.url);
    }
    queued = status === 409 && said.findings.some((finding) => finding.code === "BUSY");
    tell("没有提交成功，所填内容都还在：", "tone-bad", { findings: said.findings, retry: queued });
    await store.put(key, { at: Date.now(), fields: fields(), photos, strokes, queued });
  }

  /* -- where --------------------------------------------------------------------------------------- */
  function locate() {
    const where = $("[data-inspect-where]");
    if (!navigator.geolocation) return;
    $("[data-inspect-locate]").hidden = false;
    $("[data-inspect-here]").addEventListener("click", () => {
      where.textContent = "正在定位…";
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        field("latitude").value = coords.latitude.toFixed(6); field("longitude").value = coords.longitude.toFixed(6);
        where.textContent = `已记录位置，误差约 ${Math.round(coords.accuracy)} 米。`; soon();
      }, () => { where.textContent = "没有取得位置，不影响提交。"; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    });
  }

  async function start() {
    await store.tidy(Number(page.dataset.days));
    let draft = await store.get(key);
    if (draft && taken.includes(draft.fields.token)) { await store.drop(key); draft = null; }
    if (!form) return;
    if (draft) restore(draft); else { field("begun_at").value = new Date().toISOString(); refresh(); }
    if (draft) tell(`已恢复 ${new Date(draft.at).toLocaleString("zh-CN")} 的草稿，尚未提交`);
    form.addEventListener("input", (event) => { if (event.target.type !== "file") { refresh(); soon(); } });
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") return add(event.target);
      propose(); refresh(); soon();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      propose();
      const wrong = missing();
      if (wrong.length) { queued = false; now(); return tell("还不能提交：", "tone-bad", { findings: wrong }); }
      queued = true;
      await now();
      send();
    });
    if (pen) listen();
    locate();
    $("[data-inspect-retry]").addEventListener("click", send);
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => { if (document.hidden) now(); else send(); });
    setInterval(send, 30000);
    page.dataset.ready = "1";
    send();
  }
  start();
})();
