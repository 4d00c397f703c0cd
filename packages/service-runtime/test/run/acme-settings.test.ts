import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
const upstream = { SSL_MANAGER_RUN_LIB: resolve(import.meta.dirname, "fixtures/upstream-run-lib.sh") };
const pem = "-----BEGIN CERTIFICATE-----\n";

/** A folder with the settings of an authority. */
function settings(world: World, files: Record<string, string>): string {
  const folder = join(world.folder, "acme");
  mkdirSync(join(folder, "letsencrypt"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  chmodSync(folder, 0o755);
  return folder;
}
const server = { "letsencrypt/cli.ini": "server = https://acme.example.org/directory\n" };

test("mounts the settings of another authority, and certbot finds them and its CA, with this library", async () => {
  await using world = await createWorld();
  const folder = settings(world, { ...server, "ca.pem": pem });
  const args = [...tls, "--dry-run", "--json"];
  const { json, errors } = await world.run(args, { env: { ACME_SETTINGS: folder } });
  expect(errors).toBe("");
  const plan = json() as { arguments: string[]; environment: string[] };
  expect(plan.arguments).toContain(`type=bind,source=${folder},target=/etc/acme-settings,readonly`);
  expect(plan.environment).toEqual(
    expect.arrayContaining([
      "XDG_CONFIG_HOME=/etc/acme-settings",
      "REQUESTS_CA_BUNDLE=/etc/acme-settings/ca.pem",
    ]),
  );
});

test("mounts them with ssl-manager's library as well", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  const folder = settings(world, { ...server, "ca.pem": pem });
  expect(await world.run(tls, { env: { ...upstream, ACME_SETTINGS: folder } })).toMatchObject({ code: 0 });
  const { id } = world.containers()["unicity-sample"] ?? {};
  const list = world.read(`containers/${id}/arguments`).split("\n");
  expect(list).toContain(`type=bind,source=${folder},target=/etc/acme-settings,readonly`);
  expect(list).toContain("XDG_CONFIG_HOME=/etc/acme-settings");
  expect(list).toContain("REQUESTS_CA_BUNDLE=/etc/acme-settings/ca.pem");
});

test("leaves the system's authorities trusted when the folder has no ca.pem", async () => {
  await using world = await createWorld();
  const folder = settings(world, server);
  const args = [...tls, "--dry-run", "--json"];
  const { environment } = (await world.run(args, { env: { ACME_SETTINGS: folder } })).json();
  expect(environment).toContain("XDG_CONFIG_HOME=/etc/acme-settings");
  expect(String(environment)).not.toContain("REQUESTS_CA_BUNDLE");
});

test.runIf(process.getuid?.() === 0)(
  "warns once of a folder that root in the container may not enter",
  async () => {
    await using world = await createWorld();
    const folder = settings(world, server);
    chmodSync(folder, 0o700);
    chownSync(folder, 1234, 1234);
    const { errors } = await world.run([...tls, "--dry-run"], { env: { ACME_SETTINGS: folder } });
    expect(errors.split("may be unable to read")).toHaveLength(2);
  },
);

test("says nothing of authorities to a service without TLS", async () => {
  await using world = await createWorld();
  const env = { ACME_SETTINGS: settings(world, server) };
  expect((await world.run(["--no-ssl", "--dry-run", "--json"], { env })).out).not.toContain("acme-settings");
});

test.for<[string, (world: World) => string, string[], string]>([
  ["is not there", (world) => join(world.folder, "nowhere"), [], "not a folder"],
  ["has no settings", (world) => settings(world, {}), [], "letsencrypt/cli.ini is missing or empty"],
  [
    "has something else as its CA",
    (world) => settings(world, { ...server, "ca.pem": "key" }),
    [],
    "ca.pem holds no certificate",
  ],
  [
    "comes with --ssl-staging",
    (world) => settings(world, server),
    ["--ssl-staging"],
    "do not go together: certbot refuses the two",
  ],
])("refuses settings when the folder %s", async ([, arrange, flags, text]) => {
  await using world = await createWorld();
  const { code, errors } = await world.run([...tls, ...flags], { env: { ACME_SETTINGS: arrange(world) } });
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(world.calls()).toEqual([]);
});

test("hands over that no e-mail address is wanted, with either library", async () => {
  for (const [env, flags] of [
    [{}, ["--ssl-no-email"]],
    [{ ...upstream, SSL_NO_EMAIL: "true" }, []],
  ] as const) {
    await using world = await createWorld();
    withHaproxy(world);
    world.next({ health: "healthy", days: "60" });
    await world.run(["--domain", "sample.example.org", ...flags], { env });
    const { id } = world.containers()["unicity-sample"] ?? {};
    const given = world.read(`containers/${id}/${"SSL_NO_EMAIL" in env ? "arguments" : "environment"}`);
    expect(given.split("\n")).toContain("SSL_NO_EMAIL=true");
  }
});
