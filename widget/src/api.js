/** The two requests, and what their answers mean. */

/** @typedef {import("./types.js").Outcome} Outcome */

const TIMEOUT = 45_000;
const MAX_WAIT = 600;

/**
 * What an HTTP answer to a message means.
 * @param {number} status
 * @param {any} body the JSON, or null when it was none
 * @param {string|null} retryAfter
 * @returns {Outcome}
 */
export function meaning(status, body, retryAfter, now = Date.now()) {
  if (status === 200) {
    // A login page of a public hotspot says 200 as well.
    return Array.isArray(body?.messages) ? { kind: "reply", reply: body } : { kind: "later", why: "offline" };
  }
  const message = typeof body?.message === "string" ? body.message : "";
  if (status === 429) return { kind: "later", why: "busy", after: seconds(retryAfter, now) ?? 30, message };
  if (status >= 500 || status === 408) {
    return { kind: "later", why: "down", after: seconds(retryAfter, now) ?? undefined, message };
  }
  return { kind: "refused", message, language: body?.language || "nl", direction: body?.direction || "ltr" };
}

/** Retry-After in seconds: a number or a date. */
export function seconds(header, now = Date.now()) {
  if (!header) return null;
  const wait = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 1), MAX_WAIT);
}

/** A random id of 24 characters of [A-Za-z0-9_-]. */
export function newId() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => letters[byte & 63]).join("");
}

/** @param {string} origin the server's, for example https://toeleider.example.org */
export function createApi(origin) {
  async function call(path, options, outer) {
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, TIMEOUT);
    outer?.addEventListener("abort", stop);
    try {
      const response = await fetch(origin + path, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: abort.signal,
        ...options,
      });
      const body = await response.json().catch(() => null);
      return { status: response.status, body, retryAfter: response.headers.get("Retry-After") };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener("abort", stop);
    }
  }
  const post = (body) => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

  return {
    /** The frame's words, or null; an old copy of the browser's is better than none. */
    async start(language) {
      const path = `/api/v1/start/${language}`;
      const good = (found) => (found?.status === 200 && found.body?.sentences ? found.body : null);
      return good(await call(path)) || good(await call(path, { cache: "force-cache" }));
    },

    /** @param {import("./types.js").Entry} entry */
    async message({ hush, ...entry }, signal) {
      const found = await call("/api/v1/messages", post(entry), signal);
      return found ? meaning(found.status, found.body, found.retryAfter) : { kind: "later", why: "offline" };
    },

    /** Say something once, whatever becomes of it: the page may be gone before the answer. */
    tell(entry) {
      call("/api/v1/messages", { ...post(entry), keepalive: true });
    },
  };
}
