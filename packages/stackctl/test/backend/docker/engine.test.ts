import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorDocument, planDocument } from "../../../src/output/schemas.ts";
import { runJson } from "../../support/run-cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Runs `up --docker relay` with a `docker` that is this shell script. */
async function upWith(script: string | undefined, ...args: string[]) {
  const folder = temporaryFolder();
  if (script !== undefined) {
    writeFileSync(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "docker"), 0o755);
  }
  const env = { PATH: script === undefined ? folder : `${folder}:/usr/bin:/bin` };
  const { exitCode, document } = await runJson(
    join(temporaryFolder(), "home"),
    ["up", "--docker", "relay", "--port-base", "0", ...args],
    env,
  );
  return { exitCode, error: errorDocument.parse(document).error };
}

/** An engine of some version without containers, volumes and networks; `pull` is what it does about images. */
const engine = (version: string, compose: string, rest = "") => `
case "$1 $2" in
  "version --format") echo ${version}; exit 0 ;;
  "compose version") echo ${compose}; exit 0 ;;
esac
${rest}
exit 0`;

test.each([
  ["no docker command", undefined, "DOCKER_MISSING", 3],
  [
    "an engine that does not run",
    'echo "Cannot connect to the Docker daemon" >&2; exit 1',
    "ENGINE_UNREACHABLE",
    2,
  ],
  [
    "a socket of somebody else",
    'echo "permission denied while trying to connect" >&2; exit 1',
    "ENGINE_DENIED",
    2,
  ],
  ["no Compose", '[ "$1" = version ] && { echo 26.1.5; exit 0; }; exit 1', "COMPOSE_MISSING", 3],
  ["an old engine", engine("19.03.1", "2.26.1"), "ENGINE_TOO_OLD", 3],
  ["an old Compose", engine("26.1.5+dfsg1", "2.20.0"), "COMPOSE_TOO_OLD", 3],
])("%s is told before anything is made", async (_, script, code, exitCode) => {
  const found = await upWith(script);
  expect(found).toMatchObject({ exitCode, error: { code, next: expect.any(String) } });
});

const pull = (words: string) => `
[ "$1" = image ] && exit 1
[ "$1" = pull ] && { echo "${words}" >&2; exit 1; }`;

test.each([
  ["denied", "Error response from daemon: denied", "IMAGE_REFUSED", /pnpm build:images/, 1],
  ["unknown", "manifest unknown", "IMAGE_MISSING", /pnpm build:images/, 1],
  [
    "rate limited",
    "toomanyrequests: You have reached your pull rate limit",
    "IMAGE_LIMITED",
    /docker login/,
    1,
  ],
  ["too large for the disk", "write /x: no space left on device", "IMAGE_FULL", /Free some space/, 1],
])("an image that is %s is named with what to do", async (_, words, code, next, exitCode) => {
  const found = await upWith(engine("26.1.5", "2.26.1", pull(words)));
  expect(found).toMatchObject({ exitCode, error: { code, where: expect.stringContaining("relay") } });
  expect(found.error.next).toMatch(next);
});

test("a stack that is not known, an image that is not known and a half line of an image are usage errors", async () => {
  const fine = engine("26.1.5", "2.26.1");
  const codes = await Promise.all([
    upWith(fine, "relai"),
    upWith(fine, "--image", "relai=x:1"),
    upWith(fine, "--image", "relay"),
    upWith(fine, "--embedded"),
    upWith(fine, "--profile", "host"),
  ]);
  expect(codes.map(({ exitCode, error }) => [exitCode, error.code])).toEqual(Array(5).fill([3, "USAGE"]));
});

test("--dry-run prints projects and ports, and makes nothing", async () => {
  const home = join(temporaryFolder(), "home");
  const folder = temporaryFolder();
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${engine("26.1.5", "2.26.1")}\n`, { mode: 0o755 });
  const args = ["up", "--docker", "--dry-run", "--instance", "two", "relay", "--port-base", "20000"];
  const { document } = await runJson(home, args, { PATH: `${folder}:/usr/bin:/bin` });
  expect(planDocument.parse(document).plan).toMatchObject({
    backend: "docker",
    fresh: true,
    services: [{ name: "relay", action: "start", port: 20_000 }],
    projects: [{ stack: "relay", project: "unicity-relay-two", file: join(home, "two/docker/relay.yml") }],
  });
  expect(existsSync(home)).toBe(false);
});

test("the faucet alone is refused with what it needs", async () => {
  const { error } = await upWith(engine("26.1.5", "2.26.1"), "faucet");
  expect(error).toMatchObject({ code: "PART_MISSING", next: expect.stringContaining("aggregator") });
});
