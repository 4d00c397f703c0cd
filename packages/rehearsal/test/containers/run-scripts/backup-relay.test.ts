import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, withEngine } from "../../support/engine.ts";
import { NostrClient } from "../relay/support/client.ts";
import { relayImage } from "../relay/support/image.ts";
import type { Outcome } from "./support/host.ts";
import { type PlainHost, startPlainHost } from "./support/plain-host.ts";

let host: PlainHost;
let image: string;
let file: string;
let key: string;
/** Contents of the events that were acknowledged before the backup began, by their ids. */
const published = new Map<string, string>();

beforeAll(async () => {
  if (!hasEngine && !process.env.CI) return;
  [host, image] = await Promise.all([startPlainHost(), relayImage()]);
  file = join(host.folder, "relay.age");
  key = host.state("secrets/backup-key");
});
afterAll(() => host?.[Symbol.asyncDispose]());

const addressIn = ({ out }: Outcome) => String(/relay {5}(ws:\/\/127\.0\.0\.1:\d+)/.exec(out)?.[1]);

/** Publishes until `enough` is aborted. @returns the answers that were no OK */
async function publishUntil(url: string, enough: AbortSignal): Promise<unknown[]> {
  using client = await NostrClient.open(url);
  const refused: unknown[] = [];
  let number = 0;
  while (!enough.aborted) {
    const { answer } = await client.publish(`while it is backed up ${number++}`);
    if (answer[2] !== true) refused.push(answer);
  }
  expect(number).toBeGreaterThan(0);
  return refused;
}

withEngine("a relay is backed up while it takes events, and refuses none", async () => {
  const started = await host.run(
    "relay",
    "--no-ssl",
    "--local-port",
    "0",
    "--relay-name",
    "Backed up",
    "--image",
    image,
  );
  expect(started).toMatchObject({ code: 0 });
  const url = addressIn(started);
  using client = await NostrClient.open(url);
  for (let number = 0; number < 200; number++) {
    const content = `event ${number} ${"x".repeat(1000)}`;
    const { id, answer } = await client.publish(content);
    expect(answer[2]).toBe(true);
    published.set(id, content);
  }
  const running = await docker(
    "inspect",
    "--format",
    "{{.Id}} {{.State.StartedAt}}",
    host.containerOf("relay"),
  );
  const enough = new AbortController();
  const writing = publishUntil(url, enough.signal);
  const backup = await host.run("relay", "backup", file);
  enough.abort();
  expect(await writing).toEqual([]);
  expect(backup).toMatchObject({ code: 0, out: expect.stringContaining(`Backup: ${file}`) });
  expect(await docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", host.containerOf("relay"))).toBe(
    running,
  );
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(String(await readFile(file))).toMatch(/^age-encryption\.org\/v1\n/);
  expect(String(await readFile(file))).not.toContain("event 199");
  expect(await host.volumes()).not.toContainEqual(expect.stringContaining("-backup-"));
});

withEngine("a wrong key, a file without its last byte and one with another byte make nothing", async () => {
  await using clean = await startPlainHost();
  const content = await readFile(file);
  const changed = Buffer.from(content);
  const middle = content.length >> 1;
  changed.writeUInt8(content.readUInt8(middle) ^ 1, middle);
  const shown = (await docker("run", "--rm", "--entrypoint", "unicity-backup", image, "new-key")).concat(
    "\n",
  );
  const write = async (name: string, text: Buffer | string) => {
    await writeFile(join(clean.folder, name), text, { mode: 0o600 });
    return join(clean.folder, name);
  };
  const bad: [string, string, string][] = [
    [file, await write("other-key", shown), "WRONG_KEY"],
    [await write("short.age", content.subarray(0, -1)), key, "BACKUP_DAMAGED"],
    [await write("changed.age", changed), key, "BACKUP_DAMAGED"],
  ];
  for (const [from, identity, code] of bad)
    expect(
      await clean.run("relay", "restore", from, "--identity-file", identity, "--image", image),
    ).toMatchObject({
      code: 1,
      errors: expect.stringContaining(`[${code}]`),
    });
  expect(await clean.volumes()).toEqual([]);
  expect(await docker("ps", "--all", "--quiet", "--filter", `name=${clean.project}`)).toBe("");
});

withEngine(
  "on a clean host the relay starts with its settings and all events of before the backup",
  async () => {
    await using clean = await startPlainHost();
    const restored = await clean.run("relay", "restore", file, "--identity-file", key, "--image", image);
    expect(restored).toMatchObject({ code: 0, errors: "" });
    expect(restored.out).toContain("(NIP-11): Backed up");
    // A connection has a limited number of subscriptions.
    const events = [...published];
    for (let from = 0; from < events.length; from += 20) {
      using reader = await NostrClient.open(addressIn(restored));
      for (const [id, content] of events.slice(from, from + 20)) expect(await reader.read(id)).toBe(content);
    }
    using client = await NostrClient.open(addressIn(restored));
    expect((await client.publish("after the restore")).answer[2]).toBe(true);
    const check = ["sqlite3", "-readonly", "/var/lib/relay/db/nostr.db", "PRAGMA integrity_check"];
    expect(await docker("exec", "--user", "1001", clean.containerOf("relay"), ...check)).toBe("ok");
    const again = await clean.run("relay", "restore", file, "--identity-file", key, "--image", image);
    expect(again).toMatchObject({ code: 3, errors: expect.stringContaining("[SERVICE_RUNS]") });
  },
);
