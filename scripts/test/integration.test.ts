import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const checkout = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(checkout, "docs/INTEGRATION.md"), "utf8");
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** What `--dry-run` of each service shows. */
const plans = {
  relay: "\n  docker create --name unicity-relay ",
  aggregator: /\n {2}docker compose --env-file \S+\/aggregator\.env up --detach /,
  faucet: "\n  docker create --name unicity-faucet ",
};

test.each(commands.filter((command) => /\/(run|deploy)-/.test(command)))(
  "%s is understood",
  async (command) => {
    const [script = "", ...args] = command.split(" ");
    const { stdout } = await promisify(execFile)(
      join(checkout, script),
      [...args.filter((arg) => arg !== "--check"), "--dry-run"],
      {
        timeout: 100_000,
        // Beside other services of the host the faucet finds these itself.
        env: {
          ...process.env,
          FAUCET_NOSTR_RELAYS: "ws://relay:8080",
          FAUCET_AGGREGATOR_URL: "http://aggregator:3000",
          FAUCET_TRUSTBASE_URL: "http://aggregator:3000/.well-known/trust-base.json",
        },
      },
    );
    const service = /run-(\w+)\.sh/.exec(script)?.[1];
    for (const [name, plan] of Object.entries(plans))
      if (service === undefined || service === name) expect(stdout).toMatch(plan);
  },
);

test("the guide's files and links are there", () => {
  const links = [...guide.matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path = ""]) => join("docs", path));
  const files = commands.flatMap((command) => command.match(/\b(generated|packages)\/\S+\.\w+/g) ?? []);
  expect(files.length).toBeGreaterThan(5);
  expect([...links, ...files].filter((path) => !existsSync(join(checkout, path)))).toEqual([]);
});

test("the guide's commands of Compose name a network, variables and a job that the files have", () => {
  const file = readFileSync(join(checkout, "generated/host/aggregator.yml"), "utf8");
  const example = readFileSync(join(checkout, "generated/host/aggregator.env.example"), "utf8");
  expect(commands.filter((command) => /^docker network create unicity\b/.test(command))).toHaveLength(1);
  expect(file).toMatch(/ {2}default:\n {4}external: true\n {4}name: \$\{STACK_NETWORK:-unicity\}\n/);
  expect(commands.join("\n")).toMatch(/aggregator\.env {2,}# SSL_DOMAIN, SSL_ADMIN_EMAIL$/m);
  expect(example.match(/^[A-Z_]+=$/gm)).toEqual(["SSL_ADMIN_EMAIL=", "SSL_DOMAIN="]);
  expect(commands.join("\n")).toMatch(/host\/aggregator\.yml logs --no-log-prefix state-set/);
  expect(file).toContain("\n  state-set:\n");
});

test("the reset of a host that the page on genesis state shows removes the state set of that project, and no more", async () => {
  const page = readFileSync(join(checkout, "docs/GENESIS-STATE.md"), "utf8");
  const [, block = ""] = /```sh\n(project=[\s\S]*?)```/.exec(page) ?? [];
  const file = readFileSync(join(checkout, "generated/host/aggregator.yml"), "utf8");
  const volumes = [...file.matchAll(/volume\.state-set: chain\n {4}name: unicity-(\S+)/g)].map(
    ([, name]) => name,
  );
  expect(volumes).toHaveLength(4);
  const { stdout } = await promisify(execFile)("bash", ["-euc", `docker() { echo "$@"; }\n${block}`], {
    env: { PATH: process.env.PATH, PROJECT_NAME: "second" },
  });
  const [down, remove = ""] = stdout.trim().split("\n");
  expect(down).toBe("compose --project-name second-aggregator down");
  expect(remove.split(" ").slice(2).sort()).toEqual(volumes.map((name) => `second-${name}`).sort());
});
