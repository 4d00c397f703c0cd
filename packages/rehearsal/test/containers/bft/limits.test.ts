import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { eventually, prepareStack, type Stack } from "./support/stack.ts";
import { besideVolumes, copyState, createVolumes, inVolumes } from "./support/volumes.ts";

const genesis = (stack: Stack) => inVolumes(stack, "cat genesis-root/keys.json genesis-root/trust-base.json");

/** A container that mounts the volumes of a stack: memory is kept as long as somebody has it mounted. */
async function keepVolumes(stack: Stack) {
  const name = uniqueName("volumes");
  const image = stack.image("export-public");
  await docker("run", "--detach", "--name", name, ...besideVolumes(stack), image, "-c", "sleep 600");
  return {
    run: (script: string) => docker("exec", name, "sh", "-c", script),
    [Symbol.asyncDispose]: async () => {
      // What it keeps can be removed only after it.
      await stack.down();
      await docker("rm", "--force", name);
    },
  };
}

withEngine(
  "a volume that is full during the genesis ends its job with DISK_FULL; with space again the same genesis is completed",
  async () => {
    await using stack = await prepareStack("v1", { fast: true });
    await createVolumes(stack, "--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=24m");
    await using keeper = await keepVolumes(stack);
    let keys: string | undefined;
    for (const [volume, job] of [
      ["genesis-root", "genesis-root"],
      ["mongo-data", "state-set"],
      ["public", "export-public"],
    ] as const) {
      // A name that a fresh volume may have.
      await keeper.run(`head -c 32m /dev/zero >${volume}/lost+found 2>/dev/null || df -k ${volume}`);
      const { exitCode, output } = await stack.tryUp();
      expect(exitCode, output).toBe(1);
      expect(output).toContain(job);
      const log = await stack.log(job);
      expect(log).toContain("[DISK_FULL]");
      expect(log).toMatch(/^ {2}next: .*make space and start again: what is complete is kept/m);
      await keeper.run(`rm ${volume}/lost+found`);
      if (volume !== "genesis-root") {
        keys ??= await genesis(stack);
        expect(await genesis(stack)).toBe(keys);
      }
    }
    await stack.up();
    await stack.grow();
    expect(await genesis(stack)).toBe(keys);
  },
);

withEngine(
  "a port of somebody else is named, and the chain goes on at the door once it is free",
  async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    await using stack = await prepareStack("v1", { fast: true, port });
    const { exitCode, output } = await stack.tryUp();
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.*(already in use|already allocated)`));
    expect(output).toContain("aggregator-proxy");
    const made = await genesis(stack);
    server.close();
    await stack.up();
    await stack.grow();
    expect(await stack.url()).toBe(`http://127.0.0.1:${port}`);
    expect(await genesis(stack)).toBe(made);
  },
);

withEngine(
  "a database whose member name leads elsewhere is named by `up`, and goes on when it leads there again",
  async () => {
    await using chain = await prepareStack("v1", { fast: true });
    await chain.up();
    const height = await chain.grow();
    const trustBase = await chain.trustBase();
    await chain.down();

    const renamed = {
      extra_hosts: { mongo: "192.0.2.1" },
      healthcheck: { interval: "1s", retries: 2, start_period: "0s" },
    };
    await using copy = await prepareStack("v1", { fast: true, services: { mongo: renamed } });
    await copyState(chain, copy);
    const { exitCode, output } = await copy.tryUp();
    expect(exitCode).toBe(1);
    expect(output).toMatch(/mongo.*is unhealthy/);
    const probes = await docker(
      "inspect",
      "--format",
      "{{json .State.Health.Log}}",
      await copy.container("mongo"),
    );
    expect(probes).toContain("[MEMBER_ELSEWHERE]");
    expect(probes).toContain("let the name lead to this container again and start again: the data is kept");
    expect(await copy.compose("ps", "--services", "--status", "running")).not.toMatch(/^aggregator$/m);

    await using mended = await prepareStack("v1", { fast: true, project: copy.project });
    await mended.up();
    await eventually("the chain is there", async () => (await mended.height()) !== undefined);
    expect(await mended.grow()).toBeGreaterThan(height);
    expect(await mended.trustBase()).toEqual(trustBase);
  },
);
