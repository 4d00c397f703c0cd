import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { createWorld } from "../../packages/service-runtime/test/run/support/world.ts";
import { optionsOf, parseArguments } from "../../packages/stackctl/src/cli/parse.ts";
import { VERBS } from "../../packages/stackctl/src/cli/verbs.ts";
import { PROOFS } from "./support/operations-proofs.ts";

const checkout = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(checkout, "docs/OPERATIONS.md"), "utf8");
const blocks = [...guide.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
/** Those of the tables, too: what is in a code span and begins like a command of ours. */
const spans = [...guide.matchAll(/`((?:packages\/|docker |npx (?:@unicity-sphere\/)?stackctl )[^`]+)`/g)].map(
  ([, span = ""]) => span,
);
const commands = [...new Set([...blocks.flatMap((block) => block.trim().split("\n")), ...spans])];
const ours = commands.filter((command) => /(?:^|\s)packages\/\S+\.sh\b/.test(command));
const stackctl = commands.filter((command) => /^npx (?:@unicity-sphere\/)?stackctl /.test(command));

/** Words of a command of ours without variables before it. */
function wordsOf(command: string): { script: string; args: string[] } {
  const [script = "", ...args] = command.replace(/^(?:[A-Z_]+=\S+ )+/, "").split(" ");
  return { script, args };
}

test("every block is bash", () => {
  expect(blocks.length).toBeGreaterThan(15);
  for (const block of blocks) {
    const { stderr, status } = spawnSync("bash", ["-n"], { input: block, encoding: "utf8" });
    expect({ block, stderr, status }).toEqual({ block, stderr: "", status: 0 });
  }
});

/** What a script says when it does not understand its command line. */
const MISUNDERSTOOD = /Unknown (?:option|command)|needs (?:a value|its)|do(?:es)? not go (?:together|with)/;

test.each(ours)("%s is understood", async (command) => {
  await using world = await createWorld();
  const { script, args } = wordsOf(command);
  for (const file of args.filter((arg) => /^[a-z-]+(?:\.age)?$/.test(arg) && /\.age$|key$/.test(arg)))
    writeFileSync(join(world.folder, file), "x", { mode: 0o600 });
  const { code, errors } = await world.run(args, { script: join(checkout, script) });
  expect(errors).not.toMatch(MISUNDERSTOOD);
  expect(errors).not.toMatch(/unbound variable|command not found|syntax error/);
  expect(code, errors).toBeLessThanOrEqual(3);
});

test("a command that is not understood would be found", async () => {
  await using world = await createWorld();
  const script = join(checkout, "packages/relay-image/run-relay.sh");
  for (const args of [["suport-bundle"], ["support-bundle", "--wrong"], ["--domain"]])
    expect((await world.run(args, { script })).errors).toMatch(MISUNDERSTOOD);
});

test.each(stackctl)("%s is understood", async (command) => {
  const [, , name, ...args] = command.split(" ");
  const verb = VERBS.find((one) => one.name === name);
  expect(verb, name).toBeDefined();
  const loaded = await verb?.load();
  if (loaded) parseArguments(args, await optionsOf(loaded), loaded);
});

/** What a command is, for the table of proofs: script and word or action, or program and its first words. */
function kindOf(command: string): string {
  const { script, args } = wordsOf(command);
  if (script.startsWith("packages/")) {
    const action = args.find((arg) => /^--(?:status|check|logs|stop)$/.test(arg));
    return `${basename(script)} ${action ?? (args[0]?.startsWith("-") || !args[0] ? "start" : args[0])}`;
  }
  if (script === "npx") return args.slice(0, 2).join(" ").replace("@unicity-sphere/", "");
  if (script === "docker" && args[0] === "exec") return `in the container: ${args[2]}`;
  return `${script} ${args[0] ?? ""}`.trim();
}

test("every command is run by a test, only looks, or is a program of the host", () => {
  const kinds = [...new Set(commands.map(kindOf))];
  expect(kinds.filter((kind) => PROOFS[kind] === undefined)).toEqual([]);
  expect(Object.keys(PROOFS).filter((kind) => !kinds.includes(kind))).toEqual([]);
});

test.each(Object.entries(PROOFS).filter(([, proof]) => proof.file !== undefined))(
  "the test that runs `%s` is there",
  (_, { file = "", holds }) => {
    const text = readFileSync(join(checkout, file), "utf8");
    for (const part of holds) expect(text).toContain(part);
  },
);

test("files and links are there", () => {
  const links = [...guide.matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path = ""]) => join("docs", path));
  const files = commands.flatMap((command) => command.match(/\b(?:examples|packages)\/\S+/g) ?? []);
  expect([...links, ...files].filter((path) => !existsSync(join(checkout, path)))).toEqual([]);
});

test("the table of symptoms leads to headings that there are", () => {
  const headings = [...guide.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  const anchors = [...guide.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
  expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
});
