/**
 * The talk itself: what was said, what waits, which language. It lives in the module, outlives
 * every element of the page, and knows nothing of the DOM; views subscribe to it.
 */

import { Queue } from "./queue.js";
import { Frame } from "./frame.js";
import { choose } from "./language.js";
import { LIFETIME } from "./keep.js";
import { newId } from "./api.js";

/** @typedef {import("./types.js").Entry} Entry */

const SLOW = 6000;

export class Talk extends Frame {
  /** @param {{api: object, keep: object, wishes: (string|null)[], now?: () => number, locks?: LockManager}} parts */
  constructor({ api, keep, wishes, now = Date.now, locks = globalThis.navigator?.locks }) {
    super(api, choose(wishes));
    Object.assign(this, { keep, now, locks });
    this.hearers = new Set();
    this.page = this.language;
    this.queue = new Queue({
      send: (entry, signal) => this.api.message(entry, signal),
      done: (entry, outcome) => this.done(entry, outcome),
      changed: () => this.sending(),
      lock: (run) => this.alone(run),
    });
    this.begin();
    this.refresh();
  }

  /** A new talk, of which nobody knows anything. */
  begin() {
    this.session = newId();
    /** @type {import("./types.js").Item[]} */
    this.items = [];
    this.chosen = false;
    this.until = 0;
    this.slow = false;
    this.draft = "";
    this.queue.clear();
    clearTimeout(this.slowly);
    this.slowly = null;
  }

  // Language

  /** The page's own language changed; a visitor's choice is stronger. */
  suggest(code) {
    this.page = choose([code, this.page]);
    if (!this.chosen) this.speak(this.page);
  }

  /** The visitor chose. Mid-talk the last answer is said again in that language. */
  choose(code) {
    this.chosen = true;
    this.speak(code);
    const own = this.languages.find((one) => one.code === code)?.own || code;
    const payload = `/choose_language${JSON.stringify({ language: code })}`;
    const last = [...this.items].reverse().find((item) => item.messages);
    const card = last?.messages.flatMap(({ cards }) => cards || [])[0];
    this.say({ payload, label: this.items.length ? own : "", hush: !this.items.length || Boolean(card) });
    if (card) this.say({ payload: select(card.id) });
  }

  // Saying and hearing

  /**
   * @param {{text?: string, payload?: string, label?: string, hush?: boolean}} what `label` is
   *   shown as said; without it nothing is
   */
  say({ text, payload, label = text, hush }) {
    /** @type {Entry} */
    const entry = { turn: newId(), session: this.session, hint: this.page };
    if (payload) entry.payload = payload;
    else entry.text = text;
    if (this.chosen) entry.language = this.language;
    if (hush) entry.hush = true;
    if (label) this.items.push({ id: entry.turn, text: label });
    this.queue.add(entry);
    this.save();
    this.changed();
  }

  /** A card is wrong: say which, and then that it is. */
  report(card, label) {
    this.say({ payload: select(card.id), label: "", hush: true });
    this.say({ payload: "/report_wrong_answer", label });
  }

  /** @param {Entry} entry @param {import("./types.js").Outcome} outcome */
  done(entry, outcome) {
    let messages;
    if (outcome.kind === "reply") {
      messages = outcome.reply.messages;
      if (entry.hush && !messages.some(({ kind }) => kind === "alarm" || kind === "error")) messages = [];
    } else {
      const { message, language, direction: runs } = outcome;
      messages = [
        { kind: "notice", text: message || this.text("sorry"), language, direction: runs, buttons: [], cards: [], lines: [] },
      ];
    }
    const id = `r-${entry.turn}`;
    if (messages.length && !this.items.some((item) => item.id === id)) this.hear({ id, messages });
    this.save();
  }

  /** Put a reply in the log, and have it announced: once, here only. */
  hear(item) {
    this.items.push(item);
    this.hearers.forEach((hear) => hear(item.messages));
  }

  /** The queue moved: mind how long the visitor waits. */
  sending() {
    if (this.waiting && !this.slowly) this.slowly = setTimeout(() => this.late(), SLOW);
    if (!this.waiting) {
      clearTimeout(this.slowly);
      this.slowly = null;
      this.slow = false;
    }
    this.changed();
  }

  late() {
    this.slow = true;
    this.changed();
  }

  /** On its way, not stuck. */
  get waiting() {
    return this.queue.busy && !this.queue.trouble;
  }

  /** Turns that an attempt failed for, and those behind it. */
  unsent(id) {
    return Boolean(this.queue.trouble) && this.queue.entries.some(({ turn }) => turn === id);
  }

  /** Try everything again at once. */
  retry() {
    this.awake?.();
    this.queue.flush();
  }

  // Keeping

  /** @param {boolean} on */
  setKeeping(on) {
    this.until = on ? this.now() + LIFETIME : 0;
    if (!on) this.keep.remove();
    else if (!this.save()) this.until = 0;
    this.changed();
  }

  save() {
    if (!this.until) return false;
    const { session, language, chosen, items, until } = this;
    return this.keep.write({ session, language, chosen, items, until, queue: this.queue.entries });
  }

  /** What is on the device is the truth: another tab may have gone on, or wiped it. */
  refresh() {
    const kept = this.keep.read();
    if (kept) this.adopt(kept);
    else if (this.until) this.wiped();
  }

  adopt(kept) {
    if (kept.session !== this.session) this.queue.clear();
    const answered = new Set(kept.items.map(({ id }) => id));
    const mine = this.queue.entries.filter(
      ({ turn }) => !answered.has(`r-${turn}`) && !kept.queue.some((other) => other.turn === turn) && !answered.has(turn),
    );
    const words = this.items.filter(({ id }) => mine.some(({ turn }) => turn === id));
    this.session = kept.session;
    this.items = [...kept.items, ...words];
    this.until = kept.until;
    this.chosen = kept.chosen;
    this.queue.restore([...kept.queue, ...mine]);
    if (kept.language !== this.language) this.speak(choose([kept.language]));
    this.changed();
  }

  /** One sender among the tabs that share a kept talk. */
  async alone(run) {
    if (!this.until || !this.locks) return run();
    let ran = false;
    try {
      await this.locks.request("toeleider", () => {
        ran = true;
        this.refresh();
        return run();
      });
    } catch {
      // A page in a sandbox may not lock.
      if (!ran) await run();
    }
  }

  /** Everything away, here and there. @param {boolean} [say] confirm it in the log */
  forget(say = true) {
    const { session, page } = this;
    const used = this.items.length > 0;
    const chosen = this.chosen;
    this.keep.remove();
    this.begin();
    this.chosen = chosen;
    if (used) this.api.tell({ turn: newId(), session, hint: page, payload: "/forget_me" });
    const { code, direction: runs } = this.spoken;
    const text = this.text("forgotten");
    const messages = [{ kind: "notice", text, language: code, direction: runs, buttons: [], cards: [], lines: [] }];
    if (say && used) this.hear({ id: newId(), messages });
    this.changed();
  }

  /** Another tab wiped the talk. */
  wiped() {
    this.begin();
    this.changed();
  }
}

/** The payload that goes (back) to a service. */
export const select = (id) => `/select_service${JSON.stringify({ service: id })}`;
