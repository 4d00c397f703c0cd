import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, withEngine } from "../../support/engine.ts";
import { entryOf } from "../runtime/support/edge.ts";
import { getOverTls } from "../runtime/support/tls-client.ts";
import { readBundle } from "./support/bundle.ts";
import { doubles, writeOverride } from "./support/doubles.ts";
import { type Host, type Outcome, startHost } from "./support/host.ts";

const domain = "aggregator-dev.example.org";
const tls = ["--domain", domain, "--ssl-email", "ops@example.org"];
const jobs = "prepare-volumes genesis-root state-set genesis-aggregator export-public config-upload".split(
  " ",
);

let host: Host;
let override: string[];
beforeAll(async () => {
  if (!hasEngine && !process.env.CI) return;
  host = await startHost([domain]);
  override = ["--override", await writeOverride(join(host.folder, "doubles.json"), await doubles())];
});
afterAll(() => host?.[Symbol.asyncDispose]());

const start = (...args: string[]) => host.run("aggregator", [...args, ...override]);
const heightIn = ({ out }: Outcome) => Number(/block height grows: \d+, then (\d+)/.exec(out)?.[1]);
const sumIn = ({ out }: Outcome) => /trust base is served, sha256 (\w{64})/.exec(out)?.[1];
/** Container ids of everything that is called after the project. */
const containers = async () =>
  (await docker("ps", "--all", "--quiet", "--filter", `name=${host.project}-`)).split("\n").sort();
let first: Outcome;

withEngine(
  "run-aggregator.sh brings the stack behind HAProxy from nothing to a chain that grows, with all checks passed",
  async () => {
    first = await start(...tls);
    expect({ code: first.code, errors: first.errors }).toEqual({ code: 0, errors: "" });
    for (const job of jobs) expect(first.out).toContain(`✓ job ${job} is done`);
    expect(first.out).toContain(`✓ https://${domain} answers (200)`);
    expect(first.out).toContain("✓ chain of generation v1, genesis ");
    expect(first.out).toContain("RESULT: All checks passed");
    expect(await entryOf(host.edge, domain)).toMatchObject({
      container: host.containerOf("aggregator-proxy"),
      https_port: 443,
    });
    const place = { address: host.edge.haproxy.address, domain, ca: await host.edge.pebble.rootPem() };
    const { text } = await getOverTls(place, "/.well-known/trust-base.json");
    expect(createHash("sha256").update(text).digest("hex")).toBe(sumIn(first));
  },
);

withEngine("the same start again changes nothing; --status and --logs need no flags", async () => {
  const before = await containers();
  expect(before).toHaveLength(10);
  const again = await start(...tls);
  expect(again).toMatchObject({ code: 0, errors: "" });
  expect(await containers()).toEqual(before);
  expect(sumIn(again)).toBe(sumIn(first));
  expect(heightIn(again)).toBeGreaterThan(heightIn(first));
  const status = await host.run("aggregator", ["--status"]);
  expect(status).toMatchObject({ code: 0, out: expect.stringContaining("RESULT: All checks passed") });
  expect(await host.run("aggregator", ["--logs"])).toMatchObject({ code: 0 });
});

withEngine("support-bundle tells of the whole stack, and of no key of the chain", async () => {
  const volume = `type=volume,source=${host.containerOf("genesis-root")},target=/keys,readonly`;
  const image = await docker("inspect", "--format", "{{.Image}}", host.containerOf("aggregator-proxy"));
  const found = await docker(
    "run",
    "--rm",
    "--mount",
    volume,
    "--entrypoint",
    "grep",
    image,
    "-rhoE",
    "[0-9a-f]{64}",
    "/keys",
    "--include=*keys.json",
  );
  const keys = Object.fromEntries(found.split("\n").map((key, index) => [`key ${index}`, key]));
  expect(Object.keys(keys).length).toBeGreaterThan(0);
  const read = await readBundle(host, "aggregator", host.containerOf("aggregator-proxy"), keys);
  expect(await read("compose/model.yml")).toContain(`    container_name: ${host.containerOf("mongo")}\n`);
  expect(await read("compose/variables.txt")).toContain(`SSL_DOMAIN=${domain}\n`);
});

withEngine("--stop keeps the chain, which a start goes on with, also without TLS", async () => {
  const before = await host.run("aggregator", ["--status"]);
  expect(await host.run("aggregator", ["--stop"])).toMatchObject({ code: 0 });
  expect(await entryOf(host.edge, domain)).toBeUndefined();
  expect(await host.run("aggregator", ["--status"])).toMatchObject({ code: 2 });
  const again = await start(...tls);
  expect(again).toMatchObject({ code: 0, errors: "" });
  expect(sumIn(again)).toBe(sumIn(first));
  expect(heightIn(again)).toBeGreaterThan(heightIn(before));
  const local = await start("--no-ssl", "--local-port", "0");
  expect(local).toMatchObject({ code: 0, errors: "" });
  const address = /aggregator {2}(http:\/\/127\.0\.0\.1:\d+)\n/.exec(local.out)?.[1];
  const trustBase = await (await fetch(`${address}/.well-known/trust-base.json`)).text();
  expect(createHash("sha256").update(trustBase).digest("hex")).toBe(sumIn(first));
  expect(await host.run("aggregator", ["--status"])).toMatchObject({ code: 0 });
});

withEngine(
  "a start that is interrupted while Compose replaces a container is gone on with by the next",
  async () => {
    const aggregator = () =>
      docker("inspect", "--format", "{{.State.Status}}", host.containerOf("aggregator"));
    const args = [...tls, ...override, "--log-level", "debug"];
    const replaced = async () => (await aggregator().catch(() => "gone")) !== "running";
    expect(await host.interrupt("aggregator", args, replaced)).toMatchObject({
      code: 130,
      errors: expect.stringContaining("Interrupted: what was started stays."),
    });
    const again = await start(...tls);
    expect(again).toMatchObject({ code: 0, errors: "" });
    expect(sumIn(again)).toBe(sumIn(first));
    expect(await containers()).toHaveLength(10);
  },
);

withEngine("a database that was wiped alone is refused in the words of the job that found it", async () => {
  expect(await host.run("aggregator", ["--stop"])).toMatchObject({ code: 0 });
  await docker("compose", "--project-name", `${host.project}-aggregator`, "rm", "--force");
  await docker("volume", "rm", host.containerOf("mongo-data"));
  const { code, errors } = await start(...tls);
  expect(errors).toMatch(/The job state-set failed with exit code 1\. \[JOB_FAILED\][\s\S]*\[STATE_LOST\]/);
  expect(code).toBe(1);
  expect(await docker("ps", "--quiet", "--filter", `name=${host.containerOf("bft-root")}`)).toBe("");
  const settings = join(host.folder, `.local/state/unicity-host/${host.project}/aggregator/aggregator.env`);
  expect(await readFile(settings, "utf8")).toContain(`SSL_DOMAIN='${domain}'`);
});
