import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { restartService } from "../src/restart.ts";
import { restartContainer } from "../src/restart-container.ts";
import { temporaryFolder } from "./support/place.ts";

/** The environment of a stack whose client of the engine is this script. */
function environmentWith(client: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${client}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  return { PATH: `${folder}:${process.env.PATH}`, DOCKER_HOST: "unix:///of-the-stack.sock" };
}

test("a container is restarted on the engine of its stack, and what goes wrong there is told", async () => {
  const env = environmentWith('echo "$DOCKER_HOST: $*" >&2; exit 1');
  const status = join(temporaryFolder(), "stackctl.mjs");
  const services = [{ name: "relay", pid: null, container: "c0ffee" }];
  writeFileSync(status, `console.log(${JSON.stringify(JSON.stringify({ services }))})`);
  const stackctl = { node: process.execPath, cli: status, env, instance: "e2e-test" };
  await expect(restartService(stackctl, "relay", undefined)).rejects.toMatchObject({
    parts: {
      code: "CONTAINER_NOT_RESTARTED",
      where: "c0ffee on unix:///of-the-stack.sock",
      evidence: "unix:///of-the-stack.sock: restart c0ffee",
      next: expect.stringContaining('stack.logs("relay")'),
    },
  });
});

test("an engine that does not answer is not waited for", async () => {
  const restarted = restartContainer("relay", "c0ffee", environmentWith("exec sleep 600"), 200);
  await expect(restarted).rejects.toMatchObject({ parts: { evidence: "no answer within 0.2 s" } });
});
