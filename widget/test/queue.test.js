import assert from "node:assert/strict";
import test from "node:test";
import { BACKOFF, Queue } from "../src/queue.js";

const OFFLINE = { kind: "later", why: "offline" };
const reply = (text) => ({ kind: "reply", reply: { messages: [text] } });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A queue whose answers and clock the test holds. */
function make(answers, lock) {
  const sent = [];
  const heard = [];
  const waits = [];
  const queue = new Queue({
    send: async (entry) => {
      sent.push(entry.turn);
      return answers.length ? answers.shift() : reply(entry.turn);
    },
    done: (entry, outcome) => heard.push([entry.turn, outcome.kind]),
    changed: () => {},
    lock,
    later: (run, ms) => {
      waits.push({ run, seconds: ms / 1000 });
    },
  });
  return { queue, sent, heard, waits };
}

test("goes in order, one at a time", async () => {
  let flying = 0;
  let most = 0;
  const { queue, heard } = make([]);
  queue.send = async (entry) => {
    most = Math.max(most, ++flying);
    await settled();
    flying--;
    return reply(entry.turn);
  };
  for (const turn of ["a", "b", "c"]) queue.add({ turn });
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(heard.map(([turn]) => turn), ["a", "b", "c"]);
  assert.equal(most, 1);
});

test("waits 2, 5, 15, 30 and then 30 seconds, always with the same turn", async () => {
  const { queue, sent, waits } = make([OFFLINE, OFFLINE, OFFLINE, OFFLINE, OFFLINE]);
  queue.add({ turn: "a" });
  for (let attempt = 0; attempt < 5; attempt++) {
    await settled();
    waits.at(-1).run();
  }
  await settled();
  assert.deepEqual(waits.map(({ seconds }) => seconds), [...BACKOFF, 30]);
  assert.deepEqual(new Set(sent), new Set(["a"]));
  assert.equal(queue.entries.length, 0);
});

test("what comes while the first waits stays behind it", async () => {
  const { queue, sent, heard, waits } = make([OFFLINE]);
  queue.add({ turn: "a" });
  await settled();
  queue.add({ turn: "b" });
  await settled();
  assert.deepEqual(sent, ["a"]);
  waits[0].run();
  await settled();
  assert.deepEqual(heard.map(([turn]) => turn), ["a", "b"]);
  assert.equal(queue.trouble, null);
});

test("keeps to the server's Retry-After", async () => {
  const { queue, waits } = make([{ kind: "later", why: "busy", after: 7 }]);
  queue.add({ turn: "a" });
  await settled();
  assert.equal(waits[0].seconds, 7);
});

test("a refusal ends that one and lets the next go", async () => {
  const { queue, heard } = make([{ kind: "refused", message: "too long" }]);
  queue.add({ turn: "a" });
  queue.add({ turn: "b" });
  await settled();
  assert.deepEqual(heard, [["a", "refused"], ["b", "reply"]]);
});

test("pressing retry twice sends once", async () => {
  const { queue, sent } = make([OFFLINE]);
  queue.add({ turn: "a" });
  await settled();
  queue.flush();
  queue.flush();
  await settled();
  assert.deepEqual(sent, ["a", "a"]);
});

test("a restored queue goes on", async () => {
  const { queue, sent } = make([]);
  queue.restore([{ turn: "a" }, { turn: "b" }]);
  await queue.flush();
  assert.deepEqual(sent, ["a", "b"]);
});

test("what another tab sent while this one waited for its turn is not sent again", async () => {
  const made = make([], async (run) => {
    made.queue.restore([]);
    await run();
  });
  made.queue.add({ turn: "a" });
  await settled();
  assert.deepEqual(made.sent, []);
  assert.equal(made.queue.busy, false);
});

test("an answer that comes after everything was wiped is not heard", async () => {
  const { queue, heard } = make([]);
  let answer;
  queue.send = () => new Promise((resolve) => (answer = resolve));
  queue.add({ turn: "a" });
  await settled();
  queue.clear();
  answer(reply("late"));
  await settled();
  assert.deepEqual(heard, []);
  assert.equal(queue.busy, false);
});
