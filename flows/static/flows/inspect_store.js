/* Drafts of inspections in this browser: IndexedDB with photos, else localStorage without them.
   A key is "<user>:<inspection>": on a shared telephone another person's draft is never opened. */
"use strict";
window.inspectStore = (() => {
  const NAME = "ygdz-inspect", TABLE = "drafts", PREFIX = "inspect:";
  let opened = null;

  function open() {
    opened = opened || new Promise((done, fail) => {
      if (!window.indexedDB) return fail(new Error("none"));
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    return opened;
  }
  async function ask(mode, act) {
    const base = await open();
    return new Promise((done, fail) => {
      const turn = base.transaction(TABLE, mode), asked = act(turn.objectStore(TABLE));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => fail(turn.error);
    });
  }
  const local = {
    get(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    put(key, draft) { try { localStorage.setItem(PREFIX + key, JSON.stringify({ ...draft, photos: [] })); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* forbidden */ } },
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}unsent:`)).map((key) => key.slice(PREFIX.length)); } catch { return []; } },
  };
  /* Log-out asks this flag at once: app.js cannot wait for a database. */
  function flag(key, on) {
    const name = `${PREFIX}unsent:${key}`;
    try { if (on) localStorage.setItem(name, "1"); else localStorage.removeItem(name); } catch { /* forbidden */ }
  }
  return {
    async get(key) {
      try { return (await ask("readonly", (table) => table.get(key))) || local.get(key); } catch { return local.get(key); }
    },
    /* "all", "text" (kept without photos) or "" (not kept). */
    async put(key, draft) {
      flag(key, true);
      try { await ask("readwrite", (table) => table.put(draft, key)); local.drop(key); return "all"; } catch { return local.put(key, draft) ? "text" : ""; }
    },
    async drop(key) {
      flag(key, false); local.drop(key);
      try { await ask("readwrite", (table) => table.delete(key)); } catch { /* none there */ }
    },
    async tidy(days) {
      const oldest = Date.now() - days * 864e5;
      const keys = await ask("readonly", (table) => table.getAllKeys()).catch(() => []);
      for (const key of new Set([...keys, ...local.keys()])) {
        const draft = await this.get(key);
        if (!draft || draft.at < oldest) await this.drop(key);
      }
    },
  };
})();
