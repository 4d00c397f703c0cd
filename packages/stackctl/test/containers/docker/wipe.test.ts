import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { pause } from "../../../../rehearsal/test/support/pause.ts";
import { OWNER_LABEL } from "../../../src/backend/docker/parts/names.ts";
import { runWhileBusy } from "../../support/held-instance.ts";
import { CLI } from "../../support/run-cli.ts";
import { eventually } from "../support/eventually.ts";
import { relayImage } from "./support/images.ts";
import { docker, type TestInstance, testInstance } from "./support/instance.ts";
import { stateLines } from "./support/volumes.ts";

const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];
const fileOf = ({ home, name }: TestInstance, file: string) => join(home, name, file);

test("a wipe that was asked for before a start has ended leaves what runs", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("down");
  const volumes = await instance.volumes();
  const args = [CLI, "up", "--detach", "--instance", instance.name];
  const starting = execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
  await eventually("the start is at work", () => existsSync(fileOf(instance, "operation.lock")));
  const { document, exitCode } = await instance.json("wipe", "--yes");
  expect(document.error).toMatchObject({ code: "WIPE_WHILE_UP", evidence: "running: relay" });
  expect(exitCode).toBe(3);
  expect((await starting).exitCode).toBe(0);
  expect((await instance.json("status")).exitCode).toBe(0);
  expect(await instance.volumes()).toEqual(volumes);
});

test("an instance whose container is paused is up: it is not wiped", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const [container = ""] = await instance.containers();
  await pause(container);
  const { document, exitCode } = await instance.json("wipe", "--yes");
  expect(document.error).toMatchObject({ code: "WIPE_WHILE_UP", evidence: "running: relay" });
  expect(exitCode).toBe(3);
  expect(await instance.containers()).toEqual([container]);
  expect(await instance.volumes()).toHaveLength(1);
});

test("volumes that have got another name since the plan are not wiped", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("down");
  const [volume = ""] = await instance.volumes();
  const lines = await stateLines([volume]);
  const owner = readFileSync(fileOf(instance, "instance-id"), "utf8").trim();
  const labels = [`com.docker.compose.project=unicity-relay-${instance.name}`, `${OWNER_LABEL}=${owner}`];
  const made = `${volume}-00000000`;
  const { document } = await runWhileBusy(instance.home, instance.name, ["wipe", "--yes"], async () => {
    await docker("volume", "create", ...labels.flatMap((label) => ["--label", label]), made);
  });
  expect(document.error).toMatchObject({
    code: "PLAN_CHANGED",
    evidence: `not in the plan: volume ${made}`,
  });
  expect(await instance.volumes()).toEqual([volume, made]);
  expect(await stateLines([volume])).toEqual(lines);
});
