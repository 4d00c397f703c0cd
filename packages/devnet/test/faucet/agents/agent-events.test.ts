import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readAgentEvents } from "../../../src/faucet/agents/upstream/agent-events.ts";

function eventsOf(...lines: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "faucet-events-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "events");
  if (lines.length > 0) writeFileSync(file, lines.join("\n"));
  return readAgentEvents(file);
}

it("reads the events of one start by `msg` or by `event`", () => {
  expect(
    eventsOf(
      '{"msg":"agent_started","start":"17"}',
      '{"component":"faucet-acp","event":"faucet_chain_pubkey_announced","chain_pubkey":"02ab","msg":"announced"}',
      '{"msg":"nametag_verified","nametag":"@faucet"}',
      '{"msg":"faucet_running"}',
    ),
  ).toMatchObject({ start: "17", chainPubkey: "02ab", nametag: "faucet", running: true, ended: false });
});

it("knows a verified name without the name, the reason of a failed start, and the end", () => {
  expect(eventsOf('{"msg":"nametag_verified"}').nametag).toBe(true);
  expect(eventsOf('{"msg":"faucet_acp_startup_failed","err":{"message":"no relay"}}').failure).toBe(
    "no relay",
  );
  expect(eventsOf('{"msg":"agent_ended"}').ended).toBe(true);
});

it("skips what is no event, half a line too, and takes a missing file for an agent that never started", () => {
  expect(eventsOf("Error: x", "[]", '{"msg":"faucet_run')).toEqual(eventsOf());
  expect(eventsOf()).toMatchObject({ start: undefined, running: false });
});
