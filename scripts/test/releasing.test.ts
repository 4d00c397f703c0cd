import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { UNDO_MOVE } from "release/lockstep";
import { describe, expect, onTestFinished, test } from "vitest";
import { REFUSALS } from "./support/refusal-proofs.ts";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(["docs/RELEASING.md", "packages/release/README.md"])("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");

  test("names commands that are there", () => {
    const commands = [...text.matchAll(/\bpnpm ([a-z][\w:-]+)/g)].map(([, name = ""]) => name);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((name) => name !== "exec" && !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("names options that the releases of images and packages have", () => {
    const requests = ["scripts/release-images/request.ts", "scripts/release-npm/request.ts"];
    const usage = requests.map((path) => readFileSync(join(root, path), "utf8")).join("");
    const options = [...text.matchAll(/`(--[a-z-]+)/g)].map(([, name = ""]) => name);
    const others = ["--verify"];
    expect(options.filter((name) => !others.includes(name) && !usage.includes(`  ${name}`))).toEqual([]);
  });

  test("leads to files that are there", () => {
    const links = [...text.matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path = ""]) =>
      join(page, "..", path),
    );
    const files = [...text.matchAll(/\b(?:packages|docs)\/[\w./-]+\.\w+/g)].map(([path]) => path);
    expect([...links, ...files].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("the guide says how a move of the SDK is taken back, as the command says it", () => {
  expect(readFileSync(join(root, "docs/RELEASING.md"), "utf8")).toContain(`\n${UNDO_MOVE}\n`);
});

test("each bad input that the guide names is given by a test", () => {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const section = /## What is refused\n([\s\S]*?)\n## /.exec(read("docs/RELEASING.md"))?.[1] ?? "";
  const rows = section.split("\n").filter((line) => /^\| (?!bad input|---)/.test(line));
  const named = rows.map((row) => row.split(" | ")[0]?.slice(2));
  expect(named).toEqual(Object.keys(REFUSALS));
  const proofs = Object.values(REFUSALS).flat();
  expect(proofs.filter(([file, name]) => !read(file).includes(name))).toEqual([]);
});

test("preflight asks only whom it is told to, and says what this checkout lacks", async () => {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(404, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const env = {
    ...{ ...process.env, DOCKER_CONFIG: "/nonexistent" },
    ...{ npm_config_registry: `http://127.0.0.1:${port}`, GITHUB_API_URL: `http://127.0.0.1:${port}` },
  };
  const args = [join(root, "scripts/release-preflight.ts"), "--registry", `127.0.0.1:${port}/us`, "--json"];
  const { stdout, code } = await promisify(execFile)(process.execPath, args, { env }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  const { schema, checks } = JSON.parse(stdout);
  expect({ schema, code }).toEqual({ schema: "unicity-stack/release-preflight@1", code: 1 });
  const states: Record<string, string> = Object.fromEntries(
    checks.map(({ id, state }: { id: string; state: string }) => [id, state]),
  );
  expect(states).toMatchObject({
    ...{ lockstep: "ok", rendered: "ok", "registry.login": "missing" },
    ...{ "image.public": "later", "npm.trusted": "missing", "clock.right": "ok" },
  });
  expect(asked.filter((line) => !line.startsWith("GET "))).toEqual([]);
  expect(asked.filter((line) => line.includes("%2f"))).toHaveLength(4);
});
