// The look-up with a keyboard. Basket, favourites and the client's language live on this device
// alone; the client's situation lives in the page and nowhere else.
const base = document.body.dataset.base;
const byId = (id) => document.getElementById(id);
const words = byId("words")?.dataset ?? {};
const MOST = 12;
const WAIT = 120;

// A browser may refuse storage (private windows, policies): then the page forgets, and works.
const store = {
  get(name, other) {
    try { return JSON.parse(localStorage.getItem(`toeleider.${name}`)) ?? other; } catch { return other; }
  },
  set(name, value) {
    try { localStorage.setItem(`toeleider.${name}`, JSON.stringify(value)); } catch { /* forgotten */ }
  },
};
const ids = (name) => { 
  const kept = store.get(name, []);
  return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
};

const form = byId("ask");
const box = byId("q");
const client = byId("client");
const status = byId("status");
const found = byId("found");
const toast = byId("toast");

for (const hidden of document.querySelectorAll("[data-script]")) hidden.hidden = false;
for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;

let fade;
function say(text) {
  if (!toast || !text) return;
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(fade);
  fade = setTimeout(() => { toast.hidden = true; }, 2500);
}

// ---- looking up -------------------------------------------------------------------------------
let asking;
let waiting;
async function look(extra = {}) {
  clearTimeout(waiting);
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  if (status?.value) body.set("status", status.value);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  try {
    const answer = await fetch(`${base}/results`, { method: "POST", body, signal: asking.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    found.innerHTML = await answer.text();
    dress(found);
    byId("tally").textContent = found.querySelector("[data-tally]")?.dataset.tally ?? "";
  } catch (error) {
    if (error.name !== "AbortError") say(words.failed);
  }
}
const soon = () => { clearTimeout(waiting); waiting = setTimeout(look, WAIT); };

function dress(part) {
  for (const hidden of part.querySelectorAll("[data-script]")) hidden.hidden = false;
  mark();
}

function mark() {
  for (const [name, data] of [["basket", "data-basket"], ["favourites", "data-favourite"]]) {
    const kept = new Set(ids(name));
    for (const button of document.querySelectorAll(`[${data}]`)) {
      button.setAttribute("aria-pressed", String(kept.has(button.closest("[data-id]").dataset.id)));
    }
  }
}

// ---- basket and favourites --------------------------------------------------------------------
async function show(name) {
  const place = byId(name);
  if (!place) return;
  const kept = ids(name);
  byId(`${name}-count`).textContent = String(kept.length);
  const body = new URLSearchParams({ ids: kept.slice(0, MOST).join(","), client: client?.value ?? "", kind: name });
  try {
    const answer = await fetch(`${base}/basket`, { method: "POST", body });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch { /* offline: what is on the screen stays */ }
}

function toggle(name, id) {
  const kept = ids(name);
  const had = kept.includes(id);
  if (!had && kept.length >= MOST) return say(words.full);
  store.set(name, had ? kept.filter((one) => one !== id) : [...kept, id]);
  const [yes, no] = name === "basket" ? [words.in, words.out] : [words.starred, words.unstarred];
  say(had ? no : yes);
  mark();
  show(name);
}

// ---- copying ----------------------------------------------------------------------------------
async function copy(area) {
  if (!area) return;
  const text = area.value;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the newer way is closed. Select, copy, and give the focus back.
    const before = document.activeElement;
    const spare = document.createElement("textarea");
    spare.value = text;
    spare.className = "unseen";
    document.body.append(spare);
    spare.select();
    const done = document.execCommand("copy");
    spare.remove();
    before?.focus();
    if (!done) return say(words.notCopied);
  }
  say(words.copied);
}

// ---- results by keyboard and by hand ----------------------------------------------------------
const results = () => [...document.querySelectorAll(".result")];
const here = (element) => element?.closest?.(".result");
const unfold = (result) => { const rest = result.querySelector(".rest"); rest.open = !rest.open; };

function step(by) {
  const all = results();
  const at = all.indexOf(here(document.activeElement));
  const next = at + by;
  if (next < 0) return box?.focus();
  all[Math.min(next, all.length - 1)]?.focus();
}

const typing = (element) => element?.matches?.("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys")?.open) return;
  const target = event.target;
  const result = here(target);
  const inBox = target === box;
  if (event.key === "ArrowDown" && (inBox || result) && !typing(inBox ? null : target)) { event.preventDefault(); step(1); }
  else if (event.key === "ArrowUp" && result && !typing(target)) { event.preventDefault(); step(-1); }
  else if (event.key === "Escape" && result) box?.focus();
  else if (typing(target)) return;
  else if (event.key === "/") { event.preventDefault(); box?.focus(); box?.select(); }
  else if (event.key === "?") { event.preventDefault(); byId("keys")?.showModal(); }
  else if (!result) return;
  else if (event.key === "Enter" && target === result) { event.preventDefault(); unfold(result); }
  else if (event.key === "c") copy(result.querySelector("[data-message]"));
  else if (event.key === "b") toggle("basket", result.dataset.id);
  else if (event.key === "f") toggle("favourites", result.dataset.id);
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);
  const result = here(event.target);
  let hit;
  if ((hit = at(".chip")) && form) {
    event.preventDefault();
    const field = hit.dataset.field;
    if (field) {
      const input = form.elements[field];
      if (input.type === "checkbox") input.checked = false; else input.value = "";
    } else box.value = hit.dataset.text;
    box.focus();
    look();
  } else if (at("[data-copy]")) copy(result.querySelector("[data-message]"));
  else if (at("[data-copy-all]")) copy(event.target.closest("aside div").querySelector("[data-all]"));
  else if (at("[data-basket]")) toggle("basket", result.dataset.id);
  else if (at("[data-favourite]")) toggle("favourites", result.dataset.id);
  else if ((hit = at("[data-drop]"))) toggle(hit.closest("aside div").id, hit.dataset.drop);
  else if (at("[data-keys]")) byId("keys").showModal();
  else if (at("[data-more]")) { event.preventDefault(); look({ more: "1" }); }
});

// ---- the client's language, kept on the device ------------------------------------------------
if (client) {
  const address = new URLSearchParams(location.search);
  const kept = store.get("client", "");
  if (!client.value && kept && !address.has("client")) client.value = kept;
  client.addEventListener("change", () => {
    store.set("client", client.value);
    if (form && found) { look(); show("basket"); show("favourites"); }
  });
}

if (form && found) {
  form.addEventListener("input", (event) => { if (event.target !== client) soon(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
  status.addEventListener("change", () => look());
  // What a browser filled in again after "back", or a language that was kept, is asked anew.
  if (box.value || client.value) look();
}
mark();
show("basket");
show("favourites");
