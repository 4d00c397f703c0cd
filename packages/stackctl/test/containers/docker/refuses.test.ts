import { once } from "node:events";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { CLI } from "../../support/run-cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { eventually } from "../support/eventually.ts";
import { emptyImage, relayImage } from "./support/images.ts";
import { docker, testInstance } from "./support/instance.ts";

const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];
const UP = ["up", "--docker", "--detach"] as const;

/** The volumes of containers that have no name, as the base's image declares one. */
async function unnamedVolumes(...containers: string[]): Promise<string[]> {
  const names = await docker(
    "inspect",
    "--format",
    "{{range .Mounts}}{{println .Name}}{{end}}",
    ...containers,
  );
  return names.split("\n").filter((name) => /^[0-9a-f]{64}$/.test(name));
}

test("an image whose container ends at once is named, and nothing is left running", async () => {
  const instance = testInstance();
  const [verb, ...how] = UP;
  const image = ["relay", "--image", `relay=${await emptyImage()}`];
  const { exitCode, document } = await instance.json(verb, ...how, "--port-base", "0", ...image);
  expect(document.error.what).toMatch(/relay/);
  expect(exitCode).not.toBe(0);
  expect(await instance.containers()).toEqual([]);
  expect(await instance.networks()).toEqual([]);
});

test("a service that keeps ending is named at once with its last lines", async () => {
  const instance = testInstance();
  const folder = join(instance.home, instance.name, "overrides");
  mkdirSync(folder, { recursive: true });
  const broken = { entrypoint: ["/bin/sh", "-c", "echo 'no such key'; exit 7"] };
  writeFileSync(join(folder, "relay.yml"), JSON.stringify({ services: { relay: broken } }));
  const [verb, ...how] = UP;
  const { exitCode, document } = await instance.json(verb, ...how, "--port-base", "0", ...(await useImage()));
  expect(document.error).toMatchObject({
    code: "SERVICE_NOT_READY",
    what: "relay is not ready.",
    evidence: expect.stringMatching(/started again[\s\S]*no such key/),
  });
  expect(readFileSync(document.error.where, "utf8")).toContain("no such key");
  expect((await instance.json("status")).document.error.evidence).toContain("relay.failed.log");
  expect((await instance.cli("logs", "relay")).stdout).toMatch(/relay\.failed\.log\)\n(.*\n)*.*no such key/);
  expect(exitCode).toBe(2);
  expect(await instance.containers()).toEqual([]);
});

test("a port of somebody else is named before anything starts", async () => {
  const instance = testInstance();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const [verb, ...how] = UP;
  const { exitCode, document } = await instance.json(
    verb,
    ...how,
    "--port-base",
    `${port}`,
    ...(await useImage()),
  );
  expect(document.error).toMatchObject({ code: "PORT_TAKEN", where: `127.0.0.1:${port}` });
  expect(exitCode).toBe(3);
  expect(await instance.containers()).toEqual([]);
});

test("an override counts, and an edited rendered file is refused instead of overwritten", async () => {
  const instance = testInstance();
  const folder = join(instance.home, instance.name);
  await instance.up(...(await useImage()));
  const named = { services: { relay: { environment: { RELAY_NAME: "My relay" } } } };
  mkdirSync(join(folder, "overrides"));
  writeFileSync(join(folder, "overrides/relay.yml"), JSON.stringify(named));
  const { services } = await instance.up();
  expect(services[0]?.started).toBe(true);
  const unnamed = await unnamedVolumes(...(await instance.containers()));
  const answer = await fetch(String(services[0]?.url).replace("ws:", "http:"), {
    headers: { accept: "application/nostr+json" },
  });
  expect(await answer.json()).toMatchObject({ name: "My relay" });

  appendFileSync(join(folder, "docker/relay.yml"), "# mine\n");
  const { exitCode, document } = await instance.json(...UP);
  expect(document.error).toMatchObject({ code: "FILE_EDITED", where: join(folder, "docker/relay.yml") });
  expect(exitCode).toBe(3);
  expect(readFileSync(join(folder, "docker/relay.yml"), "utf8")).toMatch(/# mine\n$/);
  expect((await instance.json("status")).exitCode).toBe(0);

  await instance.cli("down");
  expect(unnamed).not.toEqual([]);
  const left = (await docker("volume", "ls", "--quiet")).split("\n");
  expect(unnamed.filter((name) => left.includes(name))).toEqual([]);
});

test("containers of another state folder are not touched", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const elsewhere = temporaryFolder();
  const args = [...UP, "--port-base", "0", "--instance", instance.name, ...(await useImage()), "--json"];
  const { stdout, exitCode } = await execa(process.execPath, [CLI, ...args], {
    env: { STACKCTL_HOME: elsewhere },
    reject: false,
  });
  expect(JSON.parse(stdout).error.code).toBe("PROJECT_TAKEN");
  expect(exitCode).toBe(3);
  expect((await instance.json("status")).exitCode).toBe(0);
});

test("an interrupted first up leaves no container, network, volume or folder", async () => {
  const instance = testInstance();
  const args = [CLI, ...UP, "--port-base", "0", "--instance", instance.name, ...(await useImage())];
  const child = execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
  await eventually("its container is there", async () => (await instance.containers()).length > 0);
  child.kill("SIGINT");
  expect((await child).signal).toBe("SIGINT");
  expect([await instance.containers(), await instance.networks(), await instance.volumes()]).toEqual([
    [],
    [],
    [],
  ]);
  expect((await docker("volume", "ls", "--quiet")).includes(instance.name)).toBe(false);
  expect((await instance.json("status")).document.error.code).toBe("INSTANCE_UNKNOWN");
});
