/* Roll call on a phone: find a person, mark everybody, count, and the place when asked.
   Progressive enhancement only: the page works without this file. */
"use strict";
(() => {
  const form = document.querySelector("form[data-roll]");
  if (!form) return;
  const $ = (selector) => form.querySelector(selector);
  const rows = [...form.querySelectorAll(".roll-list > li")];
  const tools = $("[data-roll-tools]"), find = $("[data-roll-find]"), none = $("[data-roll-none]");
  const chosen = (row) => row.querySelector("input:checked");

  function count() {
    const marked = rows.map(chosen).filter(Boolean);
    const there = marked.filter((radio) => radio.value !== "0").length;
    $("[data-roll-count]").textContent = `在岗 ${there} 人，缺勤 ${marked.length - there} 人，未点 ${rows.length - marked.length} 人`;
  }
  tools.hidden = false;
  form.addEventListener("change", count);
  count();

  find.addEventListener("input", () => {
    const wanted = find.value.trim().toUpperCase();
    rows.forEach((row) => { row.hidden = !row.dataset.name.toUpperCase().includes(wanted); });
    none.hidden = rows.some((row) => !row.hidden);
  });
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  $("[data-roll-all]").addEventListener("click", () => {
    rows.filter((row) => !row.hidden && !chosen(row)).forEach((row) => { row.querySelector("input[value='1']").checked = true; });
    count();
  });

  const where = $("[data-roll-where]");
  if (!navigator.geolocation || !where) return;
  $("[data-roll-locate]").hidden = false;
  $("[data-roll-here]").addEventListener("click", () => {
    where.textContent = "正在定位…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        where.textContent = `已记录位置，误差约 ${Math.round(coords.accuracy)} 米。`;
      },
      () => { where.textContent = "没有取得位置，不影响提交。"; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
})();
