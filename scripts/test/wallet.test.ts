import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { optionsOf, parseArguments } from "../../packages/stackctl/src/cli/parse.ts";
import { VERBS } from "../../packages/stackctl/src/cli/verbs.ts";
import { parseUrls } from "../../packages/stackctl/src/unicity/wallet-check/targets.ts";
import { walletSettings } from "../../packages/stackctl/src/unicity/wallet-settings.ts";

const checkout = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(checkout, "docs/WALLET.md"), "utf8");
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

test.each(commands)("%s is understood", async (command) => {
  const [npx, program, name, ...args] = command.split(" ");
  expect([npx, program]).toEqual(["npx", "stackctl"]);
  const verb = await VERBS.find((one) => one.name === name)?.load();
  if (!verb) throw new Error(`there is no verb ${name}`);
  const { positionals } = parseArguments(args, await optionsOf(verb), verb);
  expect(Object.keys(parseUrls(positionals))).toHaveLength(positionals.length);
});

test("the settings that `env --format wallet` prints are those of the guide", () => {
  const printed = walletSettings({
    SPHERE_AGGREGATOR_URL: "http://127.0.0.1:11003",
    SPHERE_NOSTR_RELAYS: "ws://127.0.0.1:7777",
    E2E_LOCAL_FAUCET_URL: "http://127.0.0.1:11004/api/v1/faucet/request",
  });
  const fields = [...printed.matchAll(/^\/\/ {3}(.+?) {2}/gm)].map(([, field = ""]) => field);
  const methods = [...printed.matchAll(/^(sphereDev\.\w+)\(/gm)].map(([, method = ""]) => method);
  expect([fields.length, methods.length]).toEqual([4, 4]);
  for (const field of fields) expect(guide).toContain(`\n| ${field} |`);
  for (const method of methods) expect(guide).toContain(`| \`${method}\` |`);
});

test("files and headings that the guide leads to are there", () => {
  const links = [...guide.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
  expect(links.length).toBeGreaterThan(3);
  for (const [, path = "", anchor = ""] of links) {
    const file = path ? join(checkout, "docs", path) : join(checkout, "docs/WALLET.md");
    expect(existsSync(file), file).toBe(true);
    if (anchor) expect(headingsOf(file), anchor).toContain(anchor);
  }
});

/** Anchors as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
}
