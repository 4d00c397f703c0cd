import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { renderCompose } from "../../src/index.ts";
import { noEngine } from "../support/engine.ts";
import { temporaryFolder } from "../support/folder.ts";
import { stackOf } from "../support/minimal.ts";
import { planOf } from "../support/plan.ts";

/** An image of busybox alone, whose folder /run/app belongs to root and is closed to others. */
function imageWithFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "run/app"), { recursive: true });
  chmodSync(join(folder, "run/app"), 0o755);
  copyFileSync(execFileSync("which", ["busybox"], { encoding: "utf8" }).trim(), join(folder, "bin/busybox"));
  const image = `compose-gen-memory:${randomBytes(4).toString("hex")}`;
  const files = execFileSync("tar", ["--owner=0", "--group=0", "-C", folder, "-c", "bin", "run"], {
    maxBuffer: 64 * 1024 * 1024,
  });
  execFileSync("docker", ["import", "-", image], { input: files });
  onTestFinished(() => void execFileSync("docker", ["image", "rm", "--force", image]));
  return image;
}

test.skipIf(noEngine)("a service writes to its memory also where the image has a folder of root's", () => {
  const stack = stackOf([
    {
      networks: [],
      runtime: {
        kind: "container",
        image: "shop",
        command: ["/bin/busybox", "touch", "/run/app/lock"],
        tmpfs: [{ path: "/run/app", size: "1m" }],
      },
      restart: "no",
    },
  ]);
  const file = join(temporaryFolder(), "compose.yml");
  const reference = planOf(stack).compose.services.web?.image ?? "";
  writeFileSync(file, renderCompose(planOf(stack)).replace(reference, imageWithFolder()));
  const compose = ["compose", "--project-name", `compose-gen-${randomBytes(4).toString("hex")}`, "-f", file];
  onTestFinished(
    () => void execFileSync("docker", [...compose, "down", "--timeout", "0"], { stdio: "ignore" }),
  );
  const { status, stderr } = spawnSync("docker", [...compose, "run", "--rm", "web"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, expect.not.stringContaining("denied")]);
});
