import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, withEngine } from "../../support/engine.ts";
import { eventually } from "../bft/support/stack.ts";
import { doubles, writeOverride } from "./support/doubles.ts";
import { type Host, type Outcome, startHost } from "./support/host.ts";
import { watch } from "./support/watch.ts";

const domain = "aggregator-dev.example.org";
const tls = ["--domain", domain, "--ssl-email", "ops@example.org"];
const upgrade = ["upgrade", "--no-backup"];
/** Services whose images change, as a release's would. */
const changed = ["aggregator", "aggregator-proxy"] as const;
type Changed = (typeof changed)[number];

let host: Host;
let originals: Record<string, string>;
let override: string[];
beforeAll(async () => {
  if (!hasEngine && !process.env.CI) return;
  host = await startHost([domain]);
  originals = await doubles();
  for (const service of changed) await docker("tag", originals[service] ?? "", tagOf(service));
  const images = { ...originals, ...Object.fromEntries(changed.map((service) => [service, tagOf(service)])) };
  override = ["--override", await writeOverride(join(host.folder, "doubles.json"), images)];
});
afterAll(async () => {
  if (!host) return;
  await host[Symbol.asyncDispose]();
  const made = await docker(
    "image",
    "ls",
    "--quiet",
    "--no-trunc",
    "--filter",
    `label=rehearsal=${host.project}`,
  );
  const tags = (await docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
  for (const name of [
    ...tags.filter((tag) => tag.startsWith(`${host.project}-`)),
    ...new Set(made.split("\n")),
  ])
    if (name) await docker("image", "rm", "--force", name).catch(() => undefined);
});

/** A name that leads to one image after another, as that of an image that is built anew does. */
const tagOf = (service: Changed) => `${host.project}-${service}:latest`;

/** Gives that name to an image that differs from the double. @returns its id */
async function release(service: Changed, name: string, ...lines: string[]): Promise<string> {
  const text = [
    `FROM ${originals[service]}`,
    `LABEL rehearsal=${host.project} release=${name}`,
    ...lines,
  ].join("\n");
  await execa("docker", ["build", "--quiet", "--tag", tagOf(service), "-"], { input: text, timeout: 60_000 });
  return idOf(tagOf(service));
}
const idOf = async (image: string) => (await docker("image", "inspect", "--format", "{{.Id}}", image)).trim();
const runs = async (service: Changed) =>
  (await docker("container", "inspect", "--format", "{{.Image}}", host.containerOf(service))).trim();
const run = (...args: string[]) => host.run("aggregator", args, { HEALTH_TIMEOUT: "60" });

/** What of a chain stays the same. */
const chainIn = ({ out }: Outcome) => ({
  genesis: /chain of generation v1, genesis (\w+)/.exec(out)?.[1],
  trustBase: /trust base is served, sha256 (\w{64})/.exec(out)?.[1],
});
const heightIn = ({ out }: Outcome) => Number(/block height grows: \d+, then (\d+)/.exec(out)?.at(1));

let first: Outcome;
let second: Outcome;
let images: Record<Changed, string>;

withEngine(
  "upgrade without flags goes to the images that their names mean now, and the chain goes on",
  async () => {
    first = await host.run("aggregator", [...tls, ...override]);
    expect({ code: first.code, errors: first.errors }).toEqual({ code: 0, errors: "" });
    expect(await run(...upgrade)).toMatchObject({ code: 0, out: expect.stringContaining("Already on ") });
    images = {
      aggregator: await release("aggregator", "good"),
      "aggregator-proxy": await release("aggregator-proxy", "good"),
    };
    const place = { address: host.edge.haproxy.address, domain, ca: await host.edge.pebble.rootPem() };
    const watched = watch(place, "/.well-known/trust-base.json");
    second = await run(...upgrade);
    console.info(`HTTPS without an answer during the upgrade: ${Math.round(await watched.stop())} ms`);
    expect({ code: second.code, errors: second.errors }).toMatchObject({ code: 0 });
    for (const service of changed) expect(await runs(service)).toBe(images[service]);
    expect(chainIn(second)).toEqual(chainIn(first));
    expect(heightIn(second)).toBeGreaterThan(heightIn(first));
  },
);

withEngine(
  "an upgrade to an image that does not work goes back by itself, and the chain goes on",
  async () => {
    await release("aggregator", "broken", "USER root", "RUN printf '#!/bin/sh\\nexit 1\\n' >/app/aggregator");
    const broken = await run(...upgrade);
    expect(broken.errors).toContain("[SERVICE_NOT_READY]");
    expect(broken.errors).toContain("The old version runs again");
    expect(broken.code).toBe(1);
    for (const service of changed) expect(await runs(service)).toBe(images[service]);
    const status = await run("--status");
    expect(status).toMatchObject({ code: 0 });
    expect(chainIn(status)).toEqual(chainIn(first));
    expect(heightIn(status)).toBeGreaterThan(heightIn(second));
  },
);

withEngine("another generation is refused, and nothing is changed", async () => {
  const containers = () =>
    docker(
      "ps",
      "--all",
      "--no-trunc",
      "--format",
      "{{.ID}} {{.Image}}",
      "--filter",
      `name=${host.project}-`,
    );
  const before = await containers();
  const { code, errors } = await run("upgrade", "--generation", "v3");
  expect({ code, errors }).toEqual({ code: 3, errors: expect.stringContaining("GENERATION_MISMATCH") });
  expect(await containers()).toBe(before);
});

withEngine("a rollback that is killed in the middle is finished by the same command", async () => {
  const gone = async () =>
    (await docker("inspect", "--format", "{{.State.Status}}", host.containerOf("aggregator")).catch(
      () => "",
    )) !== "running";
  const killed = await host.interrupt("aggregator", ["rollback"], gone, "SIGKILL");
  expect(killed.code).toBe(undefined);
  let last: Outcome | undefined;
  // Compose itself was not killed: until it ends the next command is refused.
  await eventually("an end of what was killed", async () => {
    last = await run("rollback");
    return !last.errors.includes("START_IN_PROGRESS");
  });
  expect(last).toMatchObject({ code: 0, errors: expect.stringContaining("OPERATION_INTERRUPTED") });
  for (const service of changed) expect(await runs(service)).toBe(await idOf(originals[service] ?? ""));
  expect(chainIn(last as Outcome)).toEqual(chainIn(first));
  expect(heightIn(last as Outcome)).toBeGreaterThan(heightIn(second));
});

withEngine("uninstall leaves volumes and settings", async () => {
  const { code, out } = await run("uninstall", "--yes");
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("docker volume rm ") });
  const named = async (...args: string[]) =>
    (await docker(...args, "--filter", `name=${host.project}-`)).split("\n");
  expect(await named("ps", "--all", "--quiet")).toEqual([""]);
  expect(await named("volume", "ls", "--quiet")).toContain(host.containerOf("mongo-data"));
});
