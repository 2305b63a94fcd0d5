/** The words around the talk, in the language of the moment; tells the views that something changed. */

import { BACKOFF } from "./queue.js";
import { builtIn, direction, LANGUAGES } from "./language.js";

const FALLBACK_EXIT = "https://www.wikipedia.org";

export class Frame {
  /**
   * @param {object} api
   * @param {string} language to begin with
   */
  constructor(api, language) {
    this.api = api;
    this.language = language;
    this.open = false;
    this.views = new Set();
    /** The words of each language asked so far. @type {Map<string, import("./types.js").Start>} */
    this.frames = new Map();
    /** Those in use: they stay until the next have come. @type {import("./types.js").Start|null} */
    this.frame = null;
    this.loading = null;
    /** Whether they could not be fetched. */
    this.lost = false;
  }

  changed() {
    this.views.forEach((view) => view());
  }

  /** The sentence of `key` in the language of the frame; see bot/web/widget_sentences.py. */
  text(key) {
    return this.frame?.sentences[key] ?? builtIn(key, this.language).text;
  }

  /** The language of those sentences, and which way they run. */
  get spoken() {
    const code = this.frame ? this.frame.language : builtIn("launcher", this.language).language;
    return { code, direction: this.frame?.direction || direction(code) };
  }

  get languages() {
    return this.frame?.languages || LANGUAGES;
  }

  get exit() {
    const url = this.frame?.exit_url || "";
    return url.startsWith("https://") ? url : FALLBACK_EXIT;
  }

  /** Fetch the frame's words, again and again until they are there. */
  async load() {
    const wanted = this.language;
    if (this.loading === wanted || this.frame?.language === wanted) return;
    this.loading = wanted;
    for (let attempt = 0; this.loading === wanted; attempt++) {
      const found = this.frames.get(wanted) || (await this.api.start(wanted));
      if (this.loading !== wanted) return;
      if (found) {
        this.frames.set(wanted, found);
        this.frame = found;
        this.loading = null;
        this.lost = false;
        return this.changed();
      }
      this.lost = true;
      this.changed();
      await new Promise((resolve) => {
        this.awake = resolve;
        setTimeout(resolve, BACKOFF[Math.min(attempt, BACKOFF.length - 1)] * 1000);
      });
    }
  }

  speak(code) {
    this.language = code;
    // A closed widget asks the server for nothing.
    if (this.open || this.frame || this.loading) this.load();
    this.changed();
  }
}
