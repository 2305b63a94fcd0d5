/** `<digitale-toeleider>`: the launcher and the panel on the page. It only shows; the talk lives on. */

import CSS from "./widget.css";
import { h, icon } from "./h.js";
import { createPanel } from "./panel.js";

export const TAG = "digitale-toeleider";
const FULL = "(max-width:479.98px),(max-height:479.98px)";
const TWICE = 1000;
/** The one element that shows the talk. @type {HTMLElement|null} */
let active = null;

/**
 * @param {object} parts
 * @param {import("./talk.js").Talk} parts.talk
 * @param {string} parts.origin
 * @param {object} parts.reader
 * @param {string} parts.nonce for browsers without constructable styles
 * @param {DOMStringMap} parts.options the attributes of the script
 */
export function define({ talk, origin, reader, nonce, options }) {
  const sheet = makeSheet();

  class Toeleider extends HTMLElement {
    connectedCallback() {
      if (active && active !== this) {
        // The one in the page's own place goes before the one put there by the script.
        if (!active.made) return;
        active.remove();
      }
      active = this;
      const root = this.shadowRoot || this.attachShadow({ mode: "open" });
      if (sheet) root.adoptedStyleSheets = [sheet];
      const { language, position } = { ...options, ...this.dataset };
      if (this.dataset.language) talk.suggest(language);
      this.classList.toggle("start", position === "start");
      this.inline = this.hasAttribute("inline");
      this.build(root);
      this.unlisten = this.listen();
      if ("open" in { ...options, ...this.dataset } && !this.inline && !opened) talk.open = opened = true;
      if (this.inline || talk.open) talk.load();
      this.update();
    }

    disconnectedCallback() {
      this.unlisten?.();
      reader.stop();
      freeze(false);
      if (active === this) active = null;
      // The page drew itself anew (its neighbour is gone too): the way to ask must stay.
      if (this.made && !left && !this.beside?.isConnected) setTimeout(() => active || ensure());
    }

    build(root) {
      const close = this.inline ? null : () => this.hide();
      this.panel = createPanel(talk, { origin, reader, leave, close });
      this.label = h("span");
      this.launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", click: (e) => this.show(e) }, icon("speech"), this.label);
      this.dialog = h("dialog", { role: "dialog" }, this.panel.node);
      // The back gesture of a phone closes too.
      this.dialog.addEventListener("cancel", (event) => event.preventDefault() || this.hide());
      this.dialog.addEventListener("close", () => talk.open && !this.dialog.open && this.isConnected && this.hide());
      const place = h("div", { class: `place ${this.classList.contains("start") ? "start" : ""}` }, this.launcher, this.dialog);
      root.replaceChildren(...[!sheet && h("style", { nonce }, CSS), this.inline ? h("div", { class: "inline", role: "region" }, this.panel.node) : place].filter(Boolean));
    }

    listen() {
      const update = () => this.update();
      const full = matchMedia(FULL);
      const key = (event) => this.escape(event);
      const fit = () => this.fit();
      talk.views.add(update);
      talk.hearers.add(this.panel.hear);
      reader.watch(this.panel.voices);
      full.addEventListener("change", update);
      window.addEventListener("keydown", key, true);
      window.visualViewport?.addEventListener("resize", fit);
      this.full = full;
      return () => {
        talk.views.delete(update);
        talk.hearers.delete(this.panel.hear);
        full.removeEventListener("change", update);
        window.removeEventListener("keydown", key, true);
        window.visualViewport?.removeEventListener("resize", fit);
      };
    }

    update() {
      this.panel.update();
      const { code, direction } = talk.spoken;
      this.label.textContent = talk.text("launcher");
      this.launcher.lang = code;
      this.launcher.dir = direction;
      const named = this.inline ? this.shadowRoot.querySelector(".inline") : this.dialog;
      named.setAttribute("aria-label", talk.text("name"));
      named.lang = code;
      if (!this.inline) this.arrange();
    }

    /** Modal in full screen: the browser itself makes the rest of the page inert, and frees it. */
    arrange() {
      const { dialog } = this;
      const modal = this.full.matches;
      this.launcher.hidden = talk.open;
      if (!talk.open) {
        if (dialog.open) dialog.close();
        return freeze(false);
      }
      if (dialog.open && this.modal === modal) return;
      const focused = this.shadowRoot.activeElement;
      if (dialog.open) dialog.close();
      if (modal) dialog.showModal();
      else dialog.show();
      this.modal = modal;
      dialog.setAttribute("aria-modal", String(modal));
      freeze(modal);
      this.fit();
      focused?.focus({ preventScroll: true });
    }

    /** Above the keyboard of a phone; somebody who zooms in is left alone. */
    fit() {
      const view = window.visualViewport;
      const squeezed = view && this.modal && view.scale === 1 && view.height < innerHeight - 80;
      this.dialog.style.height = squeezed ? `${view.height}px` : "";
      this.dialog.style.top = squeezed ? `${view.offsetTop}px` : "";
    }

    /** @param {Event} [event] what opened it */
    show(event) {
      talk.open = true;
      talk.load();
      this.update();
      this.panel.focus(event?.pointerType === "touch");
    }

    hide() {
      const inside = this.modal || this.shadowRoot.activeElement;
      talk.open = false;
      this.update();
      if (inside) this.launcher.focus();
      reader.stop();
    }

    /** Once closes, twice leaves. */
    escape(event) {
      if (event.key !== "Escape" || event.isComposing || event.repeat) return;
      const now = Date.now();
      if (now - (this.escaped || 0) < TWICE) return leave();
      const inside = this.shadowRoot.activeElement;
      if (!talk.open && !(this.inline && inside)) return;
      this.escaped = now;
      if (this.inline) return;
      if (inside) event.preventDefault();
      this.hide();
    }
  }

  let opened = false;
  let left = false;
  customElements.define(TAG, Toeleider);

  function leave() {
    const { exit } = talk;
    left = true;
    talk.open = false;
    talk.forget(false);
    active?.remove();
    location.replace(exit);
  }

  /** The element of the page, or a new one when the page has none (any more). */
  function ensure() {
    const found = active || document.querySelector(TAG);
    if (found) return found;
    const made = document.createElement(TAG);
    made.made = true;
    made.beside = document.body.lastElementChild;
    document.body.append(made);
    return made;
  }

  return {
    ensure,
    open() {
      const element = ensure();
      if (element.inline) element.panel.focus(false);
      else element.show();
    },
    close: () => active && !active.inline && talk.open && active.hide(),
    setLanguage: (code) => talk.suggest(code),
  };
}

function makeSheet() {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    return "adoptedStyleSheets" in Document.prototype ? sheet : null;
  } catch {
    return null;
  }
}

/** The page behind a full screen does not scroll. */
let frozen = null;
function freeze(on) {
  const { style } = document.documentElement;
  if (on && frozen === null) {
    frozen = style.overflow;
    style.overflow = "hidden";
  } else if (!on && frozen !== null) {
    style.overflow = frozen;
    frozen = null;
  }
}
