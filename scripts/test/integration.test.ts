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

test.each(commands.filter((command) => command.includes("/run-")))("%s is understood", async (command) => {
  const [script = "", ...args] = command.split(" ");
  const { stdout } = await promisify(execFile)(
    join(checkout, script),
    [...args.filter((arg) => arg !== "--check"), "--dry-run"],
    {
      timeout: 20_000,
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
  expect(stdout).toMatch(
    service === "aggregator"
      ? /\n {2}docker compose --env-file \S+\/aggregator\.env up --detach /
      : `\n  docker create --name unicity-${service} `,
  );
});

test("the guide's files and links are there", () => {
  const links = [...guide.matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path = ""]) => join("docs", path));
  const files = commands.flatMap((command) => command.match(/\b(generated|packages)\/\S+\.\w+/g) ?? []);
  expect(files.length).toBeGreaterThan(5);
  expect([...links, ...files].filter((path) => !existsSync(join(checkout, path)))).toEqual([]);
});
