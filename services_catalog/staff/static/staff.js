"use strict";
// The form works without this. Here it saves by itself, shows what visitors will read while one
// types, and shows only the fields that the answers above them call for.
(() => {
  const form = document.getElementById("service");
  if (!form || !window.fetch) return;
  const saved = document.getElementById("saved");
  const PAUSE = 2500;
  let timer = 0, busy = false, dirty = false, stopped = false;

  function say(text, trouble) {
    saved.textContent = text;
    saved.classList.toggle("trouble", Boolean(trouble));
  }

  async function save() {
    timer = 0;
    if (busy || stopped || !dirty) return;
    busy = true;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: {"X-Requested-With": "fetch"},
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
      });
      if (answer.status === 401 || answer.status === 403) {
        dirty = true;
        say(form.dataset.out, true);
      } else if (answer.status === 409) {
        // Not tried again by itself: the button leads to the page that compares both texts.
        stopped = true;
        say((await answer.json()).conflict, true);
      } else if (answer.ok) {
        const told = await answer.json();
        form.elements.version.value = told.version;
        say(told.said);
        document.dispatchEvent(new Event("kept"));
        for (const [id, html] of Object.entries(told.pieces)) {
          const element = document.getElementById(id);
          if (element && element.innerHTML !== html) element.innerHTML = html;
        }
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      dirty = true;
      say(form.dataset.failed, true);
      later(4 * PAUSE);
    }
    busy = false;
    if (dirty && !timer) later(PAUSE);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  form.addEventListener("input", () => { dirty = true; show(); later(PAUSE); });
  form.addEventListener("submit", () => { stopped = true; dirty = false; clearTimeout(timer); });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  // What an answer makes pointless is out of sight, and keeps what was typed.
  function chosen(name) {
    const radio = form.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
    return radio ? radio.value : "";
  }

  function show() {
    for (const hours of form.querySelectorAll("[data-hours]")) {
      const mode = chosen(`${hours.id.replace(/\.hours$/, "")}.mode`);
      for (const part of hours.querySelectorAll("[data-mode]")) {
        part.hidden = part.dataset.mode !== mode;
      }
    }
    for (const rules of form.querySelectorAll("[data-rules]")) rules.hidden = chosen("scope") !== "rules";
    for (const rule of form.querySelectorAll("[data-rule]")) {
      const effect = rule.querySelector("select").value;
      rule.querySelector("[data-rule-more]").hidden = !effect;
      rule.querySelector("[data-alternative]").hidden = effect !== "excluded";
    }
    for (const money of form.querySelectorAll("[data-money]")) {
      money.hidden = !["fixed", "from", "reduced"].includes(chosen("cost.kind"));
    }
  }

  // One more row: the last one, emptied, under the next number.
  function renumber(row, number) {
    for (const field of row.querySelectorAll("[name]")) {
      field.name = field.name.replace(/\.rows\.\d+\./, `.rows.${number}.`);
      if (field.type === "checkbox") field.checked = false;
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = "";
    }
    return row;
  }

  for (const button of form.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = button.closest(".rows").querySelectorAll("[data-row]");
      const last = rows[rows.length - 1];
      const fresh = renumber(last.cloneNode(true), rows.length);
      last.after(fresh);
      fresh.querySelector("input").focus();
    });
  }

  const wrong = document.getElementById("wrong");
  show();
  // A link to one field: what hides it is opened, and the keyboard starts there.
  const aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (aim) {
    const shut = aim.closest("details:not([open])");
    if (shut) shut.open = true;
    const seen = aim.getClientRects().length ? aim : aim.closest("section");
    seen.scrollIntoView();
    aim.focus();
  } else if (wrong) wrong.focus();
})();

// What was done, or what went wrong, is where the keyboard and the screen reader start.
(() => {
  const told = document.getElementById("wrong") || document.querySelector("main .message[role]");
  if (!told || location.hash || document.querySelector("[autofocus]")) return;
  told.tabIndex = -1;
  told.focus({preventScroll: true});
})();

// A menu that is open closes with Escape, and when somebody goes elsewhere.
(() => {
  const menus = document.querySelectorAll("[data-menu]");
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
})();

// A button that copies a field, and says that it did.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const told = document.getElementById(`${button.dataset.copy}-copied`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      let done = true;
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        done = document.execCommand("copy"); // without https there is no clipboard of the new kind
      }
      told.textContent = done ? button.dataset.done : "";
    });
  }
})();

// A long form that does not save by itself: nobody leaves it by accident.
(() => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }
})();

// Files: too much is said before it is sent, and one sees that it is being sent.
(() => {
  const file = document.querySelector("input[type=file][data-most]");
  if (!file) return;
  const told = file.form.querySelector("[role=status]");
  file.addEventListener("change", () => {
    const size = Array.from(file.files).reduce((sum, one) => sum + one.size, 0);
    const wrong = size > Number(file.dataset.most) ? file.dataset.tooLarge : "";
    file.setCustomValidity(wrong);
    told.textContent = wrong;
    told.classList.toggle("trouble", Boolean(wrong));
  });
  file.form.addEventListener("submit", () => { told.textContent = file.form.dataset.busy; });
})();

// Work that takes its time: how far it is, and on to the page when it is ready.
(() => {
  const busy = document.querySelector("[data-poll]");
  if (!busy || !window.fetch) return;
  const said = busy.querySelector("[role=status]"), bar = busy.querySelector("progress");
  async function ask() {
    try {
      const answer = await fetch(busy.dataset.poll, {headers: {"X-Requested-With": "fetch"}});
      const told = answer.ok ? await answer.json() : {ready: true};
      if (told.ready) { location.reload(); return; }
      if (said.textContent !== told.said) said.textContent = told.said;
      if (told.total) { bar.max = told.total; bar.value = told.done; }
    } catch {
      // The line is down for a moment: asked again.
    }
    setTimeout(ask, 1500);
  }
  setTimeout(ask, 700);
})();

// What takes seconds is fetched when the page is there; what was found is said, not read out.
(() => {
  for (const region of document.querySelectorAll("[data-later]")) {
    const status = region.querySelector("[data-status]");
    const link = region.querySelector("[data-link]");
    link.hidden = true;
    status.textContent = region.querySelector("[data-wait]").textContent;
    region.setAttribute("aria-busy", "true");
    fetch(region.dataset.later, {headers: {"X-Requested-With": "fetch"}, redirect: "error"})
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
      .then((html) => {
        const into = region.querySelector("[data-into]");
        into.innerHTML = html;
        const said = into.querySelector("[data-said]");
        status.textContent = said ? said.dataset.said : "";
        status.classList.add("unseen");
      })
      .catch(() => {
        status.textContent = region.dataset.failed;
        status.classList.add("wrong");
        link.hidden = false;
      })
      .finally(() => region.removeAttribute("aria-busy"));
  }
})();

// The card in another language, without a new page; after saving, the card of what was saved.
(() => {
  for (const form of document.querySelectorAll("form[data-card]")) {
    const choice = form.querySelector("select");
    const status = form.querySelector("[role=status]");
    let turn = 0;
    form.querySelector("button").hidden = true;

    async function show() {
      const mine = ++turn;
      try {
        for (const which of form.dataset.into.split(" ")) {
          const address = `${form.dataset.card}?which=${which}&language=${choice.value}`;
          const answer = await fetch(address, {
            headers: {"X-Requested-With": "fetch"}, redirect: "error",
          });
          if (!answer.ok) throw new Error(String(answer.status));
          const html = await answer.text();
          if (mine !== turn) return;
          document.getElementById(`seen-${which}`).innerHTML = html;
        }
        status.className = "unseen";
        status.textContent = choice.selectedOptions[0].textContent;
      } catch {
        if (mine !== turn) return;
        status.className = "wrong";
        status.textContent = form.dataset.failed;
      }
    }

    choice.addEventListener("change", show);
    form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    document.addEventListener("kept", show);
  }
})();
