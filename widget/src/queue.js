/**
 * What waits to be sent: in order, one at a time, each with one turn id for ever. The server
 * answers the same turn with the same reply, so an attempt whose answer got lost can be repeated.
 */

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Outcome} Outcome */

/** Seconds before the next attempt; the last one for all that follow. */
export const BACKOFF = [2, 5, 15, 30];

export class Queue {
  /**
   * @param {object} parts
   * @param {(entry: Entry, signal: AbortSignal) => Promise<Outcome>} parts.send never rejects
   * @param {(entry: Entry, outcome: Outcome) => void} parts.done an answer or a refusal
   * @param {() => void} parts.changed
   * @param {(run: () => Promise<void>) => Promise<void>} [parts.lock] one sender among all tabs
   * @param {typeof setTimeout} [parts.later]
   */
  constructor({ send, done, changed, lock = (run) => run(), later = (f, ms) => setTimeout(f, ms) }) {
    Object.assign(this, { send, done, changed, lock, later });
    this.clear();
  }

  /** Forget everything, also what is on its way. */
  clear() {
    this.abort?.abort();
    this.abort = new AbortController();
    this.stop();
    /** @type {Entry[]} */
    this.entries = [];
    this.busy = false;
    this.failures = 0;
    /** Why the head waits, or null. @type {(Outcome & {kind: "later"})|null} */
    this.trouble = null;
  }

  add(entry) {
    this.entries.push(entry);
    if (!this.trouble) this.flush();
  }

  /** Take over a kept queue, or what another tab made of it. */
  restore(entries) {
    this.entries = [...entries];
    if (!this.entries.length) this.settle();
  }

  /** Try now: after a wait, on the visitor's wish, or when the connection is back. */
  async flush() {
    if (this.busy || !this.entries.length) return;
    this.stop();
    this.busy = true;
    const { signal } = this.abort;
    this.changed();
    let more = false;
    await this.lock(async () => {
      const head = this.entries[0];
      if (signal.aborted || !head) return;
      const outcome = await this.send(head, signal);
      if (signal.aborted) return;
      more = this.take(head, outcome);
    });
    if (signal.aborted) return;
    this.busy = false;
    this.changed();
    if (more) await this.flush();
  }

  /** @returns {boolean} whether the next one may go at once */
  take(head, outcome) {
    const waits = this.entries.some(({ turn }) => turn === head.turn);
    // Another tab may have had the answer in the meantime.
    if (outcome.kind === "later" && !waits) return this.entries.length > 0;
    if (outcome.kind === "later") {
      const wait = outcome.after ?? BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)];
      this.trouble = outcome;
      this.timer = this.later(() => this.flush(), wait * 1000);
      return false;
    }
    this.entries = this.entries.filter(({ turn }) => turn !== head.turn);
    this.settle();
    this.done(head, outcome);
    return true;
  }

  settle() {
    this.failures = 0;
    this.trouble = null;
    this.stop();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}
