"use strict";
// Search, and the hours of today, in a file that asks nobody anything. Text is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const DAY = 1440;

  // Every spelling of a word is one word; the table says where letters are folded differently.
  const letters = new Map(Object.entries(data.fold));
  const fold = (text) => {
    let folded = "";
    for (const letter of text.replace(/İ/g, "i").toLowerCase().normalize("NFC")) {
      folded += letters.has(letter) ? letters.get(letter) : letter.normalize("NFD").replace(/\p{M}/gu, "");
    }
    return folded;
  };

  // The moment on the clock of Brussels, wherever the telephone thinks it is.
  const brussels = () => {
    const now = new Date();
    try {
      const parts = {};
      const format = new Intl.DateTimeFormat("en-GB", {
        timeZone: "Europe/Brussels", hourCycle: "h23",
        year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      });
      for (const { type, value } of format.formatToParts(now)) parts[type] = Number(value);
      return { day: Date.UTC(parts.year, parts.month - 1, parts.day), minute: (parts.hour % 24) * 60 + parts.minute };
    } catch {
      return { day: Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()), minute: now.getHours() * 60 + now.getMinutes() };
    }
  };
  const first = Date.parse(data.made + "T00:00:00Z");
  const firstWeekday = (new Date(first).getUTCDay() + 6) % 7;
  let number, minute, known;
  const look = () => {
    const moment = brussels();
    number = Math.round((moment.day - first) / 86400000);
    minute = moment.minute;
    // Later, or on a telephone whose clock is wrong, nothing is said of today.
    known = number >= 0 && number < data.valid;
  };

  const weekday = (n) => (((firstWeekday + n) % 7) + 7) % 7;
  const hoursOf = (door, n) => door.other[n] || door.usual[weekday(n)];
  const clock = (minutes) =>
    `${String(Math.floor((minutes % DAY) / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Open until when, or closed until when, in minutes since the day the file was made.
  const stateOf = (door) => {
    const moment = number * DAY + minute;
    const spans = [];
    for (let n = number - 1; n < data.days; n++) {
      for (const [start, end] of hoursOf(door, n)) {
        const last = spans[spans.length - 1];
        if (last && last[1] >= n * DAY + start) last[1] = Math.max(last[1], n * DAY + end);
        else spans.push([n * DAY + start, n * DAY + end]);
      }
    }
    const next = spans.find((span) => span[1] > moment);
    if (!next) return { open: false, until: null };
    if (next[0] > moment) return { open: false, until: next[0] };
    return { open: true, until: next[1] - moment >= 8 * DAY ? null : next[1] };
  };

  const momentName = (words, minutes) => {
    const n = Math.floor(minutes / DAY);
    const time = clock(minutes);
    if (n === number) return fill(words.today, { time });
    if (n === number + 1) return fill(words.tomorrow, { time });
    const day = n < number + 7 ? words.weekdays[weekday(n)] : words.dates[n];
    return fill(words.moment, { day, time });
  };
  const stateWords = (words, door, state) => {
    if (state.open) {
      if (state.until === null) return words.always;
      if (state.until - number * DAY - minute < 20 * 60) return fill(words.until, { time: clock(state.until) });
      return fill(words.untilMoment, { moment: momentName(words, state.until) });
    }
    if (state.until === null) return door.later ? fill(words.opens, { moment: words.later[door.later] }) : words.closed;
    return fill(words.opens, { moment: momentName(words, state.until) });
  };
  const dayWords = (words, hours) => {
    if (!hours.length) return words.shut;
    if (hours.length === 1 && hours[0][0] === 0 && hours[0][1] === DAY) return words.wholeDay;
    return hours.map(([start, end]) => `\u2066${clock(start)}–${clock(end)}\u2069`).join(", ");
  };

  const node = (tag, text, values = {}) => Object.assign(document.createElement(tag), { textContent: text }, values);
  // The client's words, and the Dutch beside them.
  const both = (into, own, dutch) => {
    into.replaceChildren(own);
    if (own !== dutch) into.append(" ", node("span", dutch, { className: "nl", lang: "nl", dir: "ltr" }));
  };

  const { own, dutch } = data.words;
  const showWeek = (table) => {
    const door = data.doors[table.dataset.door];
    const body = table.tBodies[0];
    body.replaceChildren();
    let from = number;
    for (let n = number; n < number + 7; n++) {
      const last = n === number + 6;
      if (!last && JSON.stringify(hoursOf(door, n + 1)) === JSON.stringify(hoursOf(door, from))) continue;
      const name = (words) => [from, n].map((m) => words.weekdays[weekday(m)]).filter((x, i, all) => all.indexOf(x) === i).join(" – ");
      const row = body.insertRow();
      const days = row.appendChild(node("th", "", { scope: "row" }));
      both(days, name(own), name(dutch));
      both(row.insertCell(), dayWords(own, hoursOf(door, from)), dayWords(dutch, hoursOf(door, from)));
      from = n + 1;
    }
    both(table.caption, own.week, dutch.week);
  };

  const entries = [...document.querySelectorAll("article")].map((article) => ({
    article,
    open: false,
    doors: article.dataset.doors.split(" ").filter(Boolean),
    areas: article.dataset.areas.split(" "),
    topic: article.closest("section").querySelector("h2").textContent,
    // Where it belongs when nothing is looked for.
    home: article.parentNode.insertBefore(document.createComment(""), article),
    title: "",
    text: "",
  }));
  const readHours = () => {
    look();
    byId("old").hidden = known;
    byId("now").disabled = !known;
    if (!known) byId("now").checked = false;
    for (const entry of entries) {
      const line = entry.article.querySelector(".open");
      const states = entry.doors.map((key) => [data.doors[key], stateOf(data.doors[key])]);
      line.hidden = !known || !states.length;
      entry.open = false;
      if (line.hidden) continue;
      const far = Infinity;
      states.sort(([, a], [, b]) => b.open - a.open || (a.until ?? far) - (b.until ?? far));
      const [door, state] = states[0];
      entry.open = state.open;
      line.classList.toggle("yes", state.open);
      both(line, stateWords(own, door, state), stateWords(dutch, door, state));
    }
    if (known) document.querySelectorAll("table[data-door]").forEach(showWeek);
    const today = new Date(first + number * 86400000).toISOString().slice(0, 10);
    document.querySelectorAll("[data-until]").forEach((note) => { note.hidden = note.dataset.until < today; });
  };
  readHours();

  const extra = new Map(Object.entries(data.search));
  const readWords = (entry) => {
    if (entry.text) return;
    const { article, topic } = entry;
    const areas = entry.areas.map((key) => data.areas[key] || "").join(" ");
    entry.title = fold(article.querySelector("h3").textContent);
    entry.text = fold([topic, article.textContent, areas, extra.get(article.id) || ""].join(" "));
  };
  const areaBox = byId("area");
  const results = byId("results");
  let shown = "";
  const show = () => {
    const words = fold(byId("q").value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const area = areaBox ? areaBox.value : "";
    const onlyOpen = byId("now").checked;
    const asked = words.length > 0 || area !== "" || onlyOpen;
    if (words.length) entries.forEach(readWords);
    const fits = (entry) =>
      asked && (!onlyOpen || entry.open) && (!area || entry.areas.includes(area)) &&
      words.every((word) => entry.text.includes(word));
    const best = (entry) => words.every((word) => entry.title.includes(word));
    // A title that says it comes before a text that names it somewhere.
    const found = entries.filter(fits).sort((a, b) => best(b) - best(a));
    const order = found.map((entry) => entry.article.id).join(" ");
    if (order !== shown) {
      shown = order;
      for (const { home, article } of entries) home.after(article);
      results.replaceChildren(...found.map((entry) => entry.article));
    }
    results.hidden = !found.length;
    document.querySelectorAll("[data-browse]").forEach((part) => { part.hidden = asked; });
    const told = !asked ? "" : found.length ? data.counts[found.length] : data.nothing;
    // The same words again would be read aloud again.
    if (byId("count").textContent !== told) byId("count").textContent = told;
  };
  const form = byId("search");
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  // A link to what a search has put away ends the search.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target || !target.closest("[hidden]")) return;
    form.reset();
    show();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
  // "Open now" is of this minute, also when the file stays open in a pocket.
  setInterval(() => { readHours(); show(); }, 60000);

  // Only where it is served: kept by the browser, so that it opens without a signal.
  if (document.querySelector("link[rel=manifest]") && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("worker.js");
    navigator.serviceWorker.addEventListener("message", () => { byId("newer").hidden = false; });
  }
})();
