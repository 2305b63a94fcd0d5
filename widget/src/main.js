/** The script tag: finds out where it comes from, and puts the widget on the page. */

import { createApi } from "./api.js";
import { define, TAG } from "./element.js";
import { createKeep, KEY, localStore } from "./keep.js";
import { createReader } from "./speak.js";
import { Talk } from "./talk.js";

const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');

function start() {
  const origin = new URL(script.src, location.href).origin;
  const options = { ...script.dataset };
  const wishes = [options.language, document.documentElement.lang, ...(navigator.languages || [])];
  const talk = new Talk({ api: createApi(origin), keep: createKeep(localStore()), wishes });
  const widget = define({ talk, origin, reader: createReader(), nonce: script.nonce, options });

  window.addEventListener("online", () => talk.retry());
  window.addEventListener("storage", ({ key }) => (key === KEY || key === null) && talk.refresh());
  window.addEventListener("pageshow", ({ persisted }) => persisted && talk.refresh());
  // A page that rests for the back button must not show the talk to whoever presses it.
  window.addEventListener("pagehide", ({ persisted }) => persisted && !talk.until && talk.wiped());

  // What a kept talk still had to send.
  talk.retry();

  const { ensure, ...api } = widget;
  window.toeleider = api;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ensure);
  else ensure();
}

// A second tag, or the same one run again by a single-page app, changes nothing.
if (script && !customElements.get(TAG)) start();
