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
  if (wrong) wrong.focus();
  show();
})();
