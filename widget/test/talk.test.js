import assert from "node:assert/strict";
import test from "node:test";
import { meaning, newId, seconds } from "../src/api.js";
import { createKeep, KEY, LIFETIME } from "../src/keep.js";
import { Talk } from "../src/talk.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

function storage(held = {}) {
  return {
    getItem: (key) => held[key] ?? null,
    setItem: (key, value) => (held[key] = value),
    removeItem: (key) => delete held[key],
    held,
  };
}

function make({ answer, store = storage(), now = () => 1_000_000 } = {}) {
  const sent = [];
  const told = [];
  const api = {
    start: async (language) => ({ language, direction: "ltr", sentences: { forgotten: "weg" }, languages: [{ code: "fr", own: "Français" }], pages: {} }),
    message: async (entry) => {
      sent.push(entry);
      return answer?.(entry) ?? { kind: "reply", reply: { messages: [{ kind: "answer", text: "ja", cards: [], language: "nl" }] } };
    },
    tell: (entry) => told.push(entry),
  };
  return { talk: new Talk({ api, keep: createKeep(store, now), wishes: ["nl"], now }), sent, told, store };
}

test("a message and its answer stand in the log, and are announced once", async () => {
  const { talk, sent } = make();
  const heard = [];
  talk.hearers.add((messages) => heard.push(messages));
  talk.say({ text: "hallo" });
  await settled();
  assert.deepEqual(talk.items.map(({ text, messages }) => text ?? messages[0].text), ["hallo", "ja"]);
  assert.equal(heard.length, 1);
  assert.match(sent[0].turn, /^[\w-]{16,64}$/);
  assert.equal(sent[0].language, undefined);
  assert.equal(sent[0].hint, "nl");
});

test("nothing is stored unless asked, and then for a day at most", async () => {
  let time = 1_000_000;
  const { talk, store } = make({ now: () => time });
  talk.say({ text: "hallo" });
  await settled();
  assert.deepEqual(store.held, {});
  talk.setKeeping(true);
  assert.ok(store.held[KEY]);
  assert.equal(make({ store, now: () => time }).talk.items.length, 2);
  time += LIFETIME + 1;
  assert.equal(make({ store, now: () => time }).talk.items.length, 0);
  assert.deepEqual(store.held, {});
});

test("odd or forbidden storage ends nothing", () => {
  for (const odd of ["{", "null", "[]", '{"until":9e99,"items":[],"queue":[]}']) {
    assert.equal(createKeep(storage({ [KEY]: odd })).read(), null);
  }
  const full = createKeep({ getItem: () => null, setItem() { throw new Error("full"); }, removeItem() {} });
  assert.equal(full.write({}), false);
  assert.equal(createKeep(null).read(), null);
});

test("what waited is sent after a new start, with the same turn", async () => {
  const { talk, store, sent } = make({ answer: () => ({ kind: "later", why: "offline", after: 999 }) });
  talk.setKeeping(true);
  talk.say({ text: "wacht" });
  await settled();
  assert.ok(talk.unsent(talk.items[0].id));
  const again = make({ store });
  again.talk.retry();
  await settled();
  assert.equal(again.sent[0].turn, sent[0].turn);
  assert.equal(again.sent[0].session, sent[0].session);
  assert.equal(again.talk.items.length, 2);
  talk.forget();
});

test("wiping clears here, there and at the server", async () => {
  const { talk, told, store } = make();
  talk.setKeeping(true);
  talk.say({ text: "hallo" });
  await settled();
  const { session } = talk;
  talk.forget();
  assert.deepEqual(store.held, {});
  assert.equal(talk.items.length, 1);
  assert.deepEqual([told[0].payload, told[0].session], ["/forget_me", session]);
  assert.notEqual(talk.session, session);
});

test("a wrong card is named first, silently", async () => {
  const { talk, sent } = make();
  talk.report({ id: "nacht" }, "Dit klopt niet");
  await settled();
  assert.deepEqual(sent.map(({ payload }) => payload), ['/select_service{"service":"nacht"}', "/report_wrong_answer"]);
  assert.deepEqual(talk.items.map(({ text }) => text), ["Dit klopt niet", undefined]);
});

test("an alarm is shown even where the answer would be silent", async () => {
  const alarm = { kind: "reply", reply: { messages: [{ kind: "alarm", text: "112", cards: [] }] } };
  const { talk } = make({ answer: () => alarm });
  talk.say({ payload: "/choose_language", label: "", hush: true });
  await settled();
  assert.equal(talk.items[0].messages[0].kind, "alarm");
});

test("a visitor's choice of language goes along, and the page's own no longer matters", async () => {
  const { talk, sent } = make();
  talk.suggest("fr");
  assert.equal(talk.language, "fr");
  talk.choose("ar");
  talk.suggest("nl");
  await settled();
  assert.equal(talk.language, "ar");
  assert.deepEqual([sent[0].language, sent[0].hint], ["ar", "fr"]);
});

test("what an answer of the server means", () => {
  assert.equal(meaning(200, { messages: [] }, null).kind, "reply");
  assert.equal(meaning(200, null, null).why, "offline");
  assert.deepEqual(meaning(429, { message: "wacht" }, "9"), { kind: "later", why: "busy", after: 9, message: "wacht" });
  assert.equal(meaning(429, null, null).after, 30);
  assert.equal(meaning(502, null, null).why, "down");
  assert.equal(meaning(413, { message: "te lang" }, null).kind, "refused");
  assert.equal(seconds("99999"), 600);
  assert.equal(seconds(new Date(5000).toUTCString(), 0), 5);
  assert.equal(seconds("later"), null);
});

test("ids are random and of the contract's shape", () => {
  assert.match(newId(), /^[A-Za-z0-9_-]{24}$/);
  assert.notEqual(newId(), newId());
});
