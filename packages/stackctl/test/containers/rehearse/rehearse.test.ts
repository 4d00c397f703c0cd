import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ensureImage, haproxyImage, type RunningHaproxy, startHaproxy } from "rehearsal";
import { expect } from "vitest";
import { projectOf } from "../../../src/rehearse/names.ts";
import { planRehearsal } from "../../../src/rehearse/plan.ts";
import { type RehearseDocument, rehearseDocument } from "../../../src/rehearse/schemas.ts";
import { CLI } from "../../support/run-cli.ts";
import { docker, leftOf, withEngine } from "./support.ts";

/** What would change if anybody touched a container or its routes. */
async function fingerprint({ container, network, volume, api }: RunningHaproxy): Promise<unknown> {
  const [inspected] = JSON.parse(await docker("inspect", container));
  const { Id, Created, State, RestartCount, Config, HostConfig, NetworkSettings, Mounts } = inspected;
  const { Pid, StartedAt } = State;
  const networks = JSON.parse(await docker("network", "inspect", network));
  const volumes = JSON.parse(await docker("volume", "inspect", volume));
  const registrations = await api("GET", "/v1/backends");
  const own = { Id, Created, Pid, StartedAt, RestartCount, Config, HostConfig, NetworkSettings, Mounts };
  return { ...own, networks, volumes, registrations };
}

withEngine("rehearses a host from nothing to nothing, and touches nothing of another HAProxy", async () => {
  const image = await ensureImage(haproxyImage());
  const container = `rehearsal-test-foreign-${randomBytes(6).toString("hex")}`;
  await using foreign = await startHaproxy({ image, container, restart: true, reloadDebounce: 0 });
  await foreign.api("POST", "/v1/backends", { domain: "relay.rehearsal.example.org", container: "theirs" });
  const before = await fingerprint(foreign);

  const ended = await execa(process.execPath, [CLI, "rehearse", "--json"], {
    reject: false,
    timeout: 540_000,
  });
  const document: RehearseDocument = rehearseDocument.parse(JSON.parse(ended.stdout));
  expect(document.error).toBeNull();
  expect(ended.exitCode).toBe(0);
  expect(document).toMatchObject({ outcome: "pass", exitCode: 0, notMade: [], kept: null });
  const planned = planRehearsal(false).steps.map(({ id }) => id);
  expect(document.steps.map(({ id }) => id)).toEqual(planned);

  expect(await leftOf(document.id ?? "")).toEqual([]);
  expect(existsSync(join(tmpdir(), projectOf(document.id ?? "")))).toBe(false);
  expect(await fingerprint(foreign)).toEqual(before);
});
