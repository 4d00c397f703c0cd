import { beforeEach, expect, test } from "vitest";
import { baseImage, ensureImage, type ImageProgress, planImage, type RunCommand } from "../../src/index.ts";

const { steps, reference } = await planImage(baseImage());
const [root] = steps;
let present: Set<string>;
let commands: string[];
let progress: ImageProgress[];

beforeEach(() => {
  present = new Set();
  commands = [];
  progress = [];
});

/** An engine that has the images in `present` and makes what it is asked for. */
const engine: RunCommand = async (command, { onLine }) => {
  if (command[1] === "image")
    return { exitCode: 0, stdout: present.has(command.at(-1) ?? "") ? "id\n" : "", stderr: "" };
  commands.push(command[0] === "docker" ? "build" : "debootstrap");
  onLine?.("a line");
  const made = steps.find((step) => step.command === command || step.command.join() === command.join());
  present.add(made?.reference ?? "");
  return { exitCode: 0, stdout: "", stderr: "" };
};

function ensure(run: RunCommand = engine) {
  return ensureImage(baseImage(), { run, onProgress: (event) => progress.push(event) });
}

test("makes what is missing, bottom up, and nothing the second time", async () => {
  expect(await ensure()).toBe(reference);
  expect(commands).toEqual(["debootstrap", "build"]);
  expect(progress.map(({ phase }) => phase)).toEqual([
    "making",
    "output",
    "made",
    "making",
    "output",
    "made",
  ]);
  await ensure();
  expect(commands).toHaveLength(2);
  expect(progress.at(-1)).toEqual({ phase: "present", reference });
});

test("does not look for the images below one that is present", async () => {
  present.add(reference);
  await ensure();
  expect(commands).toEqual([]);
  expect(progress).toHaveLength(1);
});

test("keeps a root file system that is present", async () => {
  present.add(root?.reference ?? "");
  await ensure();
  expect(commands).toEqual(["build"]);
});

test("a failed step ends it with the last lines and what helps, and nothing is built on it", async () => {
  const run: RunCommand = async (command, options) => {
    if (command[1] === "image") return engine(command, options);
    commands.push(command[0]);
    for (let line = 1; line <= 40; line++) options.onLine?.(`line ${line}`);
    return { exitCode: 1, stdout: "", stderr: "" };
  };
  await expect(ensure(run)).rejects.toMatchObject({
    code: "IMAGE_NOT_MADE",
    parts: {
      evidence: Array.from({ length: 15 }, (_, index) => `line ${index + 26}`).join("\n"),
      next: expect.stringContaining("REHEARSAL_ROOTFS"),
    },
  });
  expect(commands).toHaveLength(1);
});

test("an engine that does not answer is no missing image", async () => {
  const run: RunCommand = async () => ({ exitCode: 1, stdout: "", stderr: "Cannot connect to the daemon" });
  await expect(ensure(run)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    parts: { evidence: "Cannot connect to the daemon" },
  });
});
