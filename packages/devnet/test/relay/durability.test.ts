import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NostrEvent } from "../../src/relay/event/event.ts";
import { author } from "./support/events.ts";
import { relayCommand, relayProcess, testFolder } from "./support/process.ts";
import { rawClient } from "./support/raw-client.ts";

async function storedIds(url: string): Promise<string[]> {
  const client = await rawClient(url);
  client.send(["REQ", "all", { kinds: [1] }]);
  return (await client.until("EOSE")).slice(0, -1).map(([, , event]) => (event as NostrEvent).id);
}

describe("a relay process", () => {
  it("killed in the middle of a flood has every event that it acknowledged", async () => {
    const folder = testFolder();
    const relay = await relayProcess(folder);
    const client = await rawClient(relay.url);
    const { sign } = author();
    const events = Array.from({ length: 400 }, (_, index) => sign({ content: String(index) }));
    for (const event of events) client.send(["EVENT", event]);
    const acknowledged: string[] = [];
    while (acknowledged.length < 60) acknowledged.push((await client.next())[1] as string);
    expect(await relay.end("SIGKILL")).toBe("SIGKILL");
    await client.closed;
    acknowledged.push(...client.inbox.filter(([type]) => type === "OK").map(([, id]) => id as string));

    const again = await relayProcess(folder);
    const stored = new Set(await storedIds(again.url));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  it("stopped with SIGTERM ends with 0, says goodbye, and a new one has its events", async () => {
    const folder = testFolder();
    const relay = await relayProcess(folder);
    const client = await rawClient(relay.url);
    const { sign } = author();
    const [kept, deleted] = [sign({ content: "kept" }), sign({ content: "deleted" })];
    for (const event of [kept, deleted, sign({ kind: 5, tags: [["e", deleted.id]] })]) {
      client.send(["EVENT", event]);
      await client.until("OK");
    }
    expect(await relay.end("SIGTERM")).toBe(0);
    expect(await client.closed).toBe(1001);
    expect(existsSync(join(folder, "endpoint.json"))).toBe(false);
    expect(await storedIds((await relayProcess(folder)).url)).toEqual([kept.id]);
  });

  it("with --memory forgets everything and writes no database", async () => {
    const folder = testFolder();
    const relay = await relayProcess(folder, "--memory");
    const client = await rawClient(relay.url);
    client.send(["EVENT", author().sign()]);
    await client.until("OK");
    expect(existsSync(join(folder, "relay.sqlite"))).toBe(false);
    await relay.end("SIGTERM");
    expect(await storedIds((await relayProcess(folder, "--memory")).url)).toEqual([]);
  });

  it("does not share its database with a second one", async () => {
    const folder = testFolder();
    await relayProcess(folder);
    await expect(relayProcess(folder)).rejects.toThrow("STATE_IN_USE");
  });

  it("refuses a damaged database and leaves it as it is", async () => {
    const folder = testFolder();
    writeFileSync(
      join(folder, "relay.sqlite"),
      "this is no database, but it is long enough to be one".repeat(50),
    );
    await expect(relayProcess(folder)).rejects.toThrow("STATE_CORRUPT");
  });

  it.each([
    [["--bogus"], "--bogus"],
    [[], "--data-dir is required"],
    [["--data-dir", "x", "--port", "70000"], "--port must be a whole number up to 65535"],
  ])("called with %j explains its usage and ends with 3", async (args, text) => {
    const command = relayCommand(...args);
    let errors = "";
    command.stderr?.on("data", (chunk) => {
      errors += chunk;
    });
    await once(command, "close");
    expect(command.exitCode).toBe(3);
    expect(errors).toContain(text);
    expect(errors).toContain("Usage: unicity-devnet relay");
  });
});
