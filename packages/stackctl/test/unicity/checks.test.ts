import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Check, Verdict } from "../../src/checks/check.ts";
import { createEphemeralEvent, type NostrEvent } from "../../src/unicity/checks/ephemeral-event.ts";
import { faucetRunning } from "../../src/unicity/checks/faucet-running.ts";
import { heightGrows } from "../../src/unicity/checks/height-grows.ts";
import { nostrInformation } from "../../src/unicity/checks/nostr-information.ts";
import { nostrWriteRead } from "../../src/unicity/checks/nostr-write-read.ts";
import { unicityStack } from "../../src/unicity/stack.ts";

/** Patience where silence is the answer that a test waits for, ms. */
const SHORT = 150;

/** Runs a check against a URL. */
function runAt(check: Check, url: string, timeoutMs = 10_000): Promise<Verdict> {
  const service = { name: "it", url, started: true, process: null };
  const instance = {
    name: "test",
    root: "/nowhere",
    services: { it: service },
    provides: [],
    endpoints: {},
    file: () => "/nowhere",
  };
  return check.run({ service, instance, timeoutMs, signal: new AbortController().signal });
}

/** A relay that answers each message as told. */
async function relayThat(answer: (message: unknown[], socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket) =>
    socket.on("message", (data) => answer(JSON.parse(String(data)) as unknown[], socket)),
  );
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A relay that works, except for what happens with the event. */
const relayWith = (onEvent: (event: NostrEvent, send: (...message: unknown[]) => void) => void) =>
  relayThat(([type, subject], socket) => {
    const send = (...message: unknown[]) => socket.send(JSON.stringify(message));
    if (type === "REQ") send("EOSE", subject);
    if (type === "EVENT") onEvent(subject as NostrEvent, send);
  });

const SUBSCRIPTION = "stackctl-check";

/** An HTTP server with one answer for everything. */
async function serverThat(answer: () => { status?: number; body: unknown }): Promise<string> {
  const server = createServer((_, response) => {
    const { status = 200, body } = answer();
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test("a relay that accepts and passes on the event is green", async () => {
  const url = await relayWith((event, send) => {
    send("EVENT", SUBSCRIPTION, event);
    send("OK", event.id, true, "");
  });
  expect(await runAt(nostrWriteRead, url)).toMatchObject({ outcome: "pass" });
});

test.each<[string, Parameters<typeof relayWith>[0], Partial<Verdict>]>([
  [
    "rejects the event",
    (event, send) => send("OK", event.id, false, "blocked: not you"),
    { outcome: "fail", code: "EVENT_REJECTED", evidence: "blocked: not you" },
  ],
  [
    "accepts and forgets it",
    (event, send) => send("OK", event.id, true, ""),
    { outcome: "unreachable", code: "TIMEOUT" },
  ],
  [
    "passes it on but never says OK",
    (event, send) => send("EVENT", SUBSCRIPTION, event),
    { outcome: "unreachable", code: "TIMEOUT" },
  ],
  [
    "changes it on the way",
    (event, send) => {
      send("OK", event.id, true, "");
      send("EVENT", SUBSCRIPTION, { ...event, content: "other" });
    },
    { outcome: "fail", code: "EVENT_CHANGED" },
  ],
  ["complains", (_, send) => send("NOTICE", "too fast"), { outcome: "fail", code: "RELAY_REFUSED" }],
])("a relay that %s is not green", async (_, onEvent, verdict) => {
  const patience = verdict.code === "TIMEOUT" ? SHORT : undefined;
  expect(await runAt(nostrWriteRead, await relayWith(onEvent), patience)).toMatchObject(verdict);
});

test("a relay that never ends the stored events is not green", async () => {
  expect(await runAt(nostrWriteRead, await relayThat(() => {}), SHORT)).toMatchObject({ code: "TIMEOUT" });
});

test("a relay that hangs up, or talks nonsense, is not green", async () => {
  const hangsUp = await relayThat((_, socket) => socket.close());
  expect(await runAt(nostrWriteRead, hangsUp)).toMatchObject({ outcome: "unreachable" });
  const nonsense = await relayThat((_, socket) => socket.send("hello"));
  expect(await runAt(nostrWriteRead, nonsense)).toMatchObject({ outcome: "fail", code: "NOT_NOSTR" });
});

test("something that is no relay has no information document", async () => {
  const url = await serverThat(() => ({ body: { name: "a web page" } }));
  expect(await runAt(nostrInformation, url)).toMatchObject({ outcome: "fail", code: "NO_NIP11" });
});

test("every event has a fresh key", () => {
  const [one, two] = [createEphemeralEvent("x", 1), createEphemeralEvent("x", 1)];
  expect(one.pubkey).not.toBe(two.pubkey);
});

test.each([
  ["starting", { status: "starting", nametag: "faucet" }, "FAUCET_NOT_RUNNING"],
  ["without a verified nametag", { status: "running", nametag: null }, "NAMETAG_UNVERIFIED"],
])("a faucet that is %s is a failed check", async (_, body, code) => {
  const rest = { chain_pubkey: "", nostr_pubkey: "", direct_address: "", request_url: "" };
  const url = await serverThat(() => ({ body: { ...rest, ...body } }));
  expect(await runAt(faucetRunning, url)).toMatchObject({ outcome: "fail", code });
});

test("a server that is no faucet is not green", async () => {
  const url = await serverThat(() => ({ status: 404, body: { error: "not found" } }));
  expect(await runAt(faucetRunning, url)).toMatchObject({ outcome: "unreachable" });
});

test("a height that falls, and a chain that answers errors, are failed checks", async () => {
  let height = 10;
  const falling = await serverThat(() => ({ body: { result: { blockNumber: String(height--) } } }));
  expect(await runAt(heightGrows, falling)).toMatchObject({ outcome: "fail", code: "HEIGHT_FELL" });
  const broken = await serverThat(() => ({ body: { error: { code: -32603, message: "no chain" } } }));
  expect(await runAt(heightGrows, broken)).toMatchObject({ outcome: "fail", code: "RPC_FAILED" });
});

test("a faucet on another chain refuses for good, and the command that resets its own instance is named", async () => {
  const error = { code: "STATE_OF_ANOTHER_GENESIS", what: "Another network.", next: "wipe --instance NAME" };
  const url = await serverThat(() => ({ status: 503, body: { status: "unhealthy", error } }));
  const check = unicityStack.checks["http.health"] as Check;
  expect(await runAt(check, url)).toEqual({
    outcome: "fail",
    code: "STATE_OF_ANOTHER_GENESIS",
    evidence: "GET /health: 503 unhealthy: Another network.",
    next: expect.stringContaining("`npx @unicity-sphere/stackctl wipe --instance test`"),
    permanent: true,
  });
});

test.each([
  ["says why", { status: "unhealthy", error: { code: "TIRED", what: "Not now." } }, "unhealthy: Not now."],
  ["has an error that is no object", { status: "unhealthy", error: "x" }, "unhealthy"],
  ["answers null", null, "null"],
])("a service that %s is sick, and may recover", async (_, body, told) => {
  const url = await serverThat(() => ({ status: 503, body }));
  const check = unicityStack.checks["http.health"] as Check;
  expect(await runAt(check, url)).toEqual({
    outcome: "fail",
    code: "UNHEALTHY",
    evidence: `GET /health: 503 ${told}`,
  });
});
