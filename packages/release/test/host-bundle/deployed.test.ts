import { execFileSync } from "node:child_process";
import { readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "rehearsal";
import { expect, test } from "vitest";
import { createAggregatorHost } from "../../../aggregator-stack/test/run/support/aggregator-host.ts";
import { imageOf } from "../../../service-runtime/test/run/support/service-script.ts";
import { writeBundle } from "../../src/host-bundle/write-bundle.ts";

const checkout = resolve(import.meta.dirname, "../../../..");
const env = {
  FAKE_DOCKER: join(checkout, "packages/service-runtime/test/run/fixtures/docker"),
  HOST_ADDRESSES: "203.0.113.7",
};

const containers = {
  relay: "unicity-relay",
  aggregator: "unicity-aggregator-proxy",
  faucet: "unicity-faucet",
};

/** A host without Node.js and without a checkout, with a stand-in for its engine, on which the bundle was unpacked. */
async function createHost() {
  const host = await createAggregatorHost();
  for (const service of ["relay", "faucet"] as const)
    host.write(`images/${imageOf(service).replaceAll("/", "_")}`, "");
  host.write("generated", "made by the image");
  for (const [service, container] of Object.entries(containers)) {
    const domain = `${service}.dev.example.org`;
    host.api(`/v1/backends/${domain}`, 200, { domain, container, http_port: 80, https_port: 443 });
  }
  host.program("getent", '[[ $1 != ahostsv4 ]] || printf "203.0.113.7 STREAM %s\\n" "$2"');
  // HAProxy answers on port 80, and knows no service of these domains yet.
  const aggregator = join(host.folder, "bin/aggregator-curl");
  renameSync(join(host.folder, "bin/curl"), aggregator);
  host.program("curl", `[[ "$*" != *_ssl/nonce* ]] || exit 22\nexec ${aggregator} "$@"`);
  const { file } = await writeBundle(checkout, "9.8.7", host.folder, runCommand);
  execFileSync("tar", ["-xzf", file, "-C", host.folder]);
  const root = join(host.folder, "unicity-stack-host-9.8.7");
  const execute = (script: string, args: readonly string[]) =>
    host.run(args, { script: join(root, script), env, cwd: root });
  return { ...host, root, execute };
}

test("deploy-all.sh of an unpacked bundle finds its parts and looks at a host for all three services", async () => {
  await using host = await createHost();
  const help = await host.execute("deploy-all.sh", ["--help"]);
  expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: deploy-all\.sh/) });

  // The commands of the README that comes with it.
  const readme = readFileSync(join(host.root, "README.md"), "utf8");
  const [, block = ""] = /```sh\n([^`]+)```/.exec(readme) ?? [];
  const [sums = "", check = ""] = block.trim().split("\n");
  execFileSync("bash", ["-c", sums], { cwd: host.root });
  const [script = "", ...args] = check.split(" ");
  const { code, out, errors } = await host.execute(script, args);
  expect(errors).toBe("");
  expect(out).toContain(`✓ ${join(host.root, "aggregator-stack/aggregator.yml")}: `);
  for (const service of ["relay", "aggregator", "faucet"])
    expect(out).toContain(`DNS A: ${service}.dev.example.org`);
  expect(out.split("\n").filter((line) => line.includes("✗"))).toEqual([]);
  expect(code).toBe(0);
});

test("the aggregator's script finds the Compose file of another generation in it", async () => {
  await using host = await createHost();
  const flags = [
    "--domain",
    "aggregator.dev.example.org",
    "--ssl-email",
    "ops@example.org",
    "--generation",
    "v3",
  ];
  const { out } = await host.execute("aggregator-stack/run-aggregator.sh", [...flags, "--check"]);
  expect(out).toContain(`${join(host.root, "aggregator-stack/v3/aggregator.yml")}: `);
  expect(out).toContain("generation v3");
});
