import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ensureImage, pebbleImage } from "rehearsal";
import { expect } from "vitest";
import {
  FOLDER_LABEL,
  LABEL,
  namesOf,
  newRehearsalId,
  OWNER_LABEL,
  projectOf,
} from "../../../src/rehearse/names.ts";
import { ownerOf } from "../../../src/rehearse/owner.ts";
import { rehearseCleanDocument, rehearseDocument } from "../../../src/rehearse/schemas.ts";
import { CLI } from "../../support/run-cli.ts";
import { docker, leftOf, withEngine } from "./support.ts";

/** Starts the command, and sends it a signal as soon as a step begins. @returns how it ended, its id and last event */
async function interruptedAt(step: string, signal: NodeJS.Signals) {
  const child = execa(process.execPath, [CLI, "rehearse", "--ndjson"], { reject: false, timeout: 540_000 });
  let id: string | undefined;
  let last: unknown;
  for await (const line of child) {
    const event = JSON.parse(line);
    last = event;
    id ??= /unicity-rehearsal-([0-9a-f]{8})-edge/.exec(line)?.[1];
    if (event.event === "step-begin" && event.step.id === step) child.kill(signal);
  }
  return { ended: await child, id: id ?? "", last };
}

withEngine("ended by TERM while it starts, it leaves nothing", async () => {
  const all = ["acme", "relay.start"].map(async (step) => {
    const { ended, id, last } = await interruptedAt(step, "SIGTERM");
    expect(ended.signal).toBe("SIGTERM");
    const { event, ...document } = last as { event: string };
    expect(event).toBe("result");
    const { outcome, exitCode, steps, error } = rehearseDocument.parse(document);
    expect({ outcome, exitCode, error }).toEqual({ outcome: "interrupted", exitCode: null, error: null });
    expect(steps.at(-1)).toMatchObject({ id: step, outcome: "interrupted" });
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(await leftOf(id)).toEqual([]);
    expect(existsSync(join(tmpdir(), projectOf(id)))).toBe(false);
  });
  await Promise.all(all);
});

withEngine("what a killed one left is removed by its id, with containers that still run", async () => {
  const id = newRehearsalId();
  const project = projectOf(id);
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-test-"));
  const files = join(folder, project);
  await mkdir(files);
  const { network } = namesOf(project);
  const labels = [
    `${LABEL}=${id}`,
    `${OWNER_LABEL}=${ownerOf({ pid: 1, started: "gone" })}`,
    `${FOLDER_LABEL}=${files}`,
  ];
  await docker("network", "create", ...labels.flatMap((label) => ["--label", label]), network);
  const image = await ensureImage(pebbleImage());
  const container = [
    "--name",
    `${project}-relay`,
    "--volume",
    `${project}-relay-data:/data`,
    "--network",
    network,
  ];
  await docker("run", "--detach", ...container, "--entrypoint", "sleep", image, "600");

  const { stdout, exitCode } = await execa(process.execPath, [CLI, "rehearse", "--clean", id, "--json"]);
  expect(exitCode).toBe(0);
  expect(rehearseCleanDocument.parse(JSON.parse(stdout)).removed).toEqual([{ id, items: 3 }]);
  expect(await leftOf(id)).toEqual([]);
  expect(existsSync(files)).toBe(false);
  await rm(folder, { recursive: true });
});
