import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, findCanaries } from "./support/canaries.ts";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const phrase = "zoo wrong zebra youth yellow year write wrist worth world wool wonder";
const hex = "9f".repeat(32);
const canaries = {
  "secret file": phrase,
  "another file of the secrets' folder": 'AGE"KEY-canary\\1QQPZRY9',
  "key of the registration API": "api/canary+key~0042==",
  "variable of the container": "variable-canary-77",
  "variable without a telling name": "rnd0mCanary1234567890",
  "password in an address": "p@ss-canary-81",
  "bearer token": "bearer-canary-5521",
  "key in the log": hex,
  "variable of the script": "script-canary-9001",
  "argument of the last start": "greeting-canary-3",
  "variable of the last start": "environment-canary-4",
};

/** What only the log holds and no file of the host: these are known by what stands before them. */
const known = Object.fromEntries(
  Object.entries(canaries).filter(([where]) => !/bearer|in the log|last start/.test(where)),
);

/** A service with a canary in each place where a secret may be. */
function plant(world: World) {
  const secrets = join(world.folder, "state/secrets");
  mkdirSync(secrets, { recursive: true });
  mkdirSync(join(world.folder, "state/starts"));
  writeFileSync(
    join(world.folder, "state/starts/unicity-sample"),
    `image registry.example/sample:1.2.3\nargument --domain\nargument sample.example.org\nargument --ssl-no-email\nargument --greeting\nargument greeting-canary-3\nenvironment SAMPLE_NOTE=environment-canary-4\n`,
  );
  writeFileSync(join(world.folder, "phrase"), `${phrase.replaceAll(" ", "\n")}\n`, { mode: 0o600 });
  writeFileSync(
    join(secrets, "backup-key"),
    `# made once\n${canaries["another file of the secrets' folder"]}\n`,
  );
  const key = canaries["key of the registration API"];
  const url = `postgres://user:${canaries["password in an address"]}@db:5432/x`;
  const lines = [
    "2026-01-01T00:00:00Z phase: serving, ready for the world",
    `the phrase is ${phrase}`,
    ...Object.values(known).flatMap((secret) => [
      `it is ${secret} now`,
      `coded ${Buffer.from(`user:${secret}`).toString("base64")}`,
      `hex ${Buffer.from(secret).toString("hex")}`,
      `GET /x?key=${encodeURIComponent(secret)}`,
    ]),
    `authorization: Bearer ${canaries["bearer token"]}`,
    `signing key=0x${hex}`,
    "-----BEGIN PRIVATE KEY-----",
    "bGluZS1vZi1hLWtleQ",
    "-----END PRIVATE KEY-----",
    `connecting to ${url}`,
  ];
  withHaproxy(world);
  world.container("unicity-sample", {
    image: "registry.example/sample:1.2.3",
    environment: [
      ...["SSL_DOMAIN=sample.example.org", "SSL_ADMIN_EMAIL=ops@example.org", "HAPROXY_HOST=haproxy"],
      "SAMPLE_LIMIT=7",
      ...[`SAMPLE_PASSWORD=${canaries["variable of the container"]}`, `DATABASE_URL=${url}`],
      `SAMPLE_ID=${canaries["variable without a telling name"]}`,
    ].join("\n"),
    networks: "haproxy-net\nunicity",
    labels: `compose-gen.service sample\nowner ${key}`,
    mounts: `/run/secrets/sample-mnemonic ${world.folder}/phrase\n/etc/letsencrypt /volume`,
    probe: `refused the key ${key}`,
    log: lines.join("\n"),
    report: JSON.stringify({ note: key }),
    days: "80",
  });
  return {
    STATE_DIR: join(world.folder, "state"),
    HAPROXY_API_KEY: key,
    SAMPLE_TOKEN: canaries["variable of the script"],
  };
}
test("gathers what helps, and none of the secrets in any form", async () => {
  await using world = await createWorld();
  const { code, out, errors } = await world.run(["support-bundle", "bundle"], { env: plant(world) });
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const folder = join(world.folder, "bundle");
  expect(out).toContain(`Support bundle: ${folder}`);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(findCanaries(folder, canaries)).toEqual([]);

  const files = filesBelow(folder);
  const text = (name: string) => String(files.get(name));
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      "README.txt",
      "host.txt",
      "images.txt",
      "status.json",
      "check.json",
      "volumes.txt",
    ]),
  );
  for (const [name, content] of files) expect(content.length, name).toBeGreaterThan(0);
  const log = text("containers/unicity-sample.log.txt");
  expect(log).toContain("2026-01-01T00:00:00Z phase: serving, ready for the world\n");
  expect(log).toContain("the phrase is <redacted:");
  expect(log).toContain("authorization: <redacted:");
  expect(log).toContain("signing key=<redacted:");
  expect(log).not.toContain("bGluZS1vZi1hLWtleQ");
  const inspect = text("containers/unicity-sample.inspect.txt");
  expect(inspect).toContain("SSL_DOMAIN=sample.example.org\n");
  expect(inspect).toContain("SAMPLE_LIMIT=7\n");
  expect(inspect).toContain("SAMPLE_PASSWORD=<not shown>\n");
  expect(inspect).toContain("DATABASE_URL=postgres://db:5432/…\n");
  expect(inspect).toContain("label: compose-gen.service sample\n");
  expect(inspect).not.toContain("owner");
  expect(JSON.parse(text("status.json"))).toMatchObject({ action: "status", container: "unicity-sample" });
  expect(JSON.parse(text("check.json"))).toMatchObject({ action: "check", domain: "sample.example.org" });
  expect(text("settings.txt")).toContain("argument --domain\nargument SSL_DOMAIN=sample.example.org\n");
  expect(text("settings.txt")).toContain("environment SAMPLE_NOTE=<not shown>\n");
  expect(text("README.txt")).toContain("What was left out");
  expect(text("README.txt").match(/<redacted/g)).toEqual(["<redacted"]);
});

test("what no file of the host tells is known by what stands before it", async () => {
  await using world = await createWorld();
  const env = plant(world);
  const log = `authorization: Bearer ${canaries["bearer token"]}\nroot key: ${hex}\nws://me:hidden-1@relay:80 and a.b\n${phrase} ${phrase}`;
  world.write("containers/old-unicity-sample/log", log);
  await world.run(["support-bundle", "bundle"], { env });
  const folder = join(world.folder, "bundle");
  expect(findCanaries(folder, { ...canaries, "in an address": "hidden-1" })).toEqual([]);
  expect(readFileSync(join(folder, "containers/unicity-sample.log.txt"), "utf8")).toContain(
    "@relay:80 and a.b",
  );
});

test("what is broken into lines in base64 is hidden as a whole, and single words stay", async () => {
  await using world = await createWorld();
  const env = plant(world);
  const secret = canaries["variable of the script"];
  const broken = (text: string, width: number) =>
    Buffer.from(text)
      .toString("base64")
      .replace(new RegExp(`(.{${width}})(?!$)`, "g"), "$1\n");
  const unknown = broken(`{"unknown":"${"long and ".repeat(9)}"}`, 76);
  const phrase = "essence ocean apple damp opera undo artefact minor accuse purity erode wear";
  const log = `phase: starting\nready\nserving now\nit is ${broken(`me:${secret}`, 12)}\nthe end\nit is ${phrase}\n${broken(`me:${secret}`, 12)}\nthe end\n${unknown}\nthe end`;
  world.write("containers/old-unicity-sample/log", log);
  await world.run(["support-bundle", "bundle"], { env });
  expect(readFileSync(join(world.folder, "bundle/containers/unicity-sample.log.txt"), "utf8")).toMatch(
    /phase: starting\nready\nserving now\nit is (?:<redacted:\w+>\n)+the end\nit is (?:<redacted:\w+>\n)+the end\n(?:<redacted:base64>\n)+the end/,
  );
});

test("words in a row are hidden from twelve on, and eleven cost no more time", async () => {
  await using world = await createWorld();
  const env = plant(world);
  const eleven = "essence ocean apple damp opera undo artefact minor accuse purity erode";
  world.write(
    "containers/old-unicity-sample/log",
    `are ${eleven} 1\n1 ${eleven} wear 1\n"${eleven.replaceAll(" ", '", "')}"`,
  );
  await world.run(["support-bundle", "bundle"], { env });
  expect(readFileSync(join(world.folder, "bundle/containers/unicity-sample.log.txt"), "utf8")).toBe(
    `<redacted:words> 1\n1 <redacted:words> 1\n"${eleven.replaceAll(" ", '", "')}"\n`,
  );
});

test("says what it can without a container, and names the folder after service and time", async () => {
  await using world = await createWorld();
  const { code, out } = await world.run(["support-bundle"]);
  const folder = /^Support bundle: (.+)$/m.exec(out)?.[1] ?? "";
  expect(folder).toMatch(/\/unicity-support-unicity-sample-\d{8}T\d{6}Z$/);
  expect(JSON.parse(readFileSync(join(folder, "status.json"), "utf8"))).toMatchObject({ exitCode: 2 });
  expect(code).toBe(0);
});

test("says what it can while no engine answers", async () => {
  await using world = await createWorld();
  world.fail("version", "Cannot connect to the Docker daemon");
  expect(await world.run(["support-bundle", "bundle"])).toMatchObject({ code: 0 });
  const folder = join(world.folder, "bundle");
  expect(readFileSync(join(folder, "host.txt"), "utf8")).toContain("Cannot connect to the Docker daemon");
  expect(readFileSync(join(folder, "status.json"), "utf8")).toContain('"code":"ENGINE_UNREACHABLE"');
});

test.for<[string, string, string]>([
  ["a folder that is there", "tmp", "BUNDLE_EXISTS"],
  ["a folder in one that is not there", "none/bundle", "BUNDLE_NOT_WRITTEN"],
])("refuses %s", async ([, folder, code]) => {
  await using world = await createWorld();
  const outcome = await world.run(["support-bundle", folder]);
  expect(outcome).toMatchObject({ code: 3, errors: expect.stringContaining(code) });
});

test("removes the folder when it is interrupted", async () => {
  await using world = await createWorld();
  world.container("unicity-sample");
  world.write("signal/12-before", "TERM");
  expect(await world.run(["support-bundle", "bundle"])).toMatchObject({ code: 143 });
  expect(existsSync(join(world.folder, "bundle"))).toBe(false);
});

test("hands nothing out in which a secret is found after all", async () => {
  await using world = await createWorld();
  const env = plant(world);
  // A redaction that does nothing.
  world.program("awk", "exec cat");
  const { code, errors } = await world.run(["support-bundle", "bundle"], { env });
  expect(errors).toContain("SECRET_IN_BUNDLE");
  expect(errors).toContain("containers/unicity-sample.log.txt");
  for (const secret of Object.values(canaries)) expect(errors).not.toContain(secret);
  expect(code).toBe(1);
  expect(existsSync(join(world.folder, "bundle"))).toBe(false);
});

test("changes nothing", async () => {
  await using world = await createWorld();
  await world.run(["support-bundle", "bundle"], { env: plant(world) });
  const changes = /^(create|start|stop|rm|rename|run|network (create|connect)|volume create) /;
  expect(world.calls().filter((call) => changes.test(call))).toEqual([]);
});
