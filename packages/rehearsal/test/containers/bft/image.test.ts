import { trustBaseGeneration } from "@unicity-sphere/devnet";
import { expect } from "vitest";
import { bftCoreDouble, ensureImage } from "../../../src/index.ts";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { startVolume } from "../runtime/support/volume.ts";
import { eventually } from "./support/stack.ts";

const HARDENED = ["--network", "none", "--read-only", "--cap-drop", "ALL"];
const GENESIS = [
  "ubft root-node init --home /home/node -g",
  "ubft trust-base generate --home /home/node -n /home/node/node-info.json",
  "ubft trust-base sign --home /home/node -t /home/node/trust-base.json",
  "cat /home/node/trust-base.json",
].join(" && ");

/** Runs a script in the busybox of an image. Never rejects because of how it ended. */
async function inBusybox(image: string, script: string, ...options: string[]): Promise<{ stdout: string }> {
  const shell = ["--entrypoint", "/busybox/sh", image, "-c", script];
  return docker("run", "--rm", ...HARDENED, ...options, ...shell).then(
    (stdout) => ({ stdout }),
    (error) => error,
  );
}

/** A volume at /home/node that belongs to another user than the image's. */
async function startHome(image: string) {
  const volume = await startVolume();
  const mount = ["--volume", `${volume.name}:/home/node`];
  await inBusybox(image, "chown 1001 /home/node", "--user", "0", "--cap-add", "CHOWN", ...mount);
  const options = ["--user", "1001:1001", ...mount];
  return { options, [Symbol.asyncDispose]: () => volume[Symbol.asyncDispose]() };
}

withEngine(
  "the double of bft-core has ubft and busybox, no shell elsewhere, and the entrypoint ubft",
  async () => {
    const image = await ensureImage(bftCoreDouble("new"));
    const config = JSON.parse(await docker("image", "inspect", image, "--format", "{{json .Config}}"));
    expect(config).toMatchObject({ User: "65532:65532", Entrypoint: ["ubft"] });
    const look = "ls /bin /usr /bin/sh /usr/bin/bash; which bash curl; which ubft nc";
    expect((await inBusybox(image, look)).stdout).toBe("/app/ubft\n/busybox/nc");
    await expect(docker("run", "--rm", ...HARDENED, image, "frob")).rejects.toMatchObject({ exitCode: 1 });
  },
);

withEngine("each line of bft-core signs a trust base for its own generation", async () => {
  for (const [line, generation] of [
    ["old", "v1"],
    ["new", "v3"],
  ] as const) {
    const image = await ensureImage(bftCoreDouble(line));
    await using home = await startHome(image);
    const { stdout } = await inBusybox(image, GENESIS, ...home.options);
    expect(trustBaseGeneration(stdout)).toBe(generation);
  }
});

withEngine("the root node runs on a read-only root, and closes its databases at TERM", async () => {
  const image = await ensureImage(bftCoreDouble("new"));
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await startHome(image));
  await inBusybox(image, GENESIS, ...home.options);
  const name = uniqueName("root");
  stack.defer(async () => void (await docker("rm", "--force", name)));
  await docker(
    ...["run", "--detach", "--name", name, ...HARDENED, ...home.options, image, "root-node", "run"],
    ...["--home", "/home/node", "--trust-base", "/home/node/trust-base.json"],
    ...["--address", "/ip4/0.0.0.0/tcp/8000", "--rpc-server-address", "0.0.0.0:8002"],
  );
  const probe = () => docker("exec", name, "/busybox/nc", "-z", "127.0.0.1", "8002");
  await eventually("the REST port", () =>
    probe().then(
      () => true,
      () => false,
    ),
  );
  const databases = async () =>
    (await inBusybox(image, "cd /home/node && ls *.db*", ...home.options)).stdout.split("\n");
  expect(await databases()).toContain("rootchain.db-wal");
  await docker("stop", "--time", "20", name);
  expect(await docker("inspect", "--format", "{{.State.ExitCode}}", name)).toBe("0");
  expect(await databases()).toEqual(["orchestration.db", "rootchain.db", "trustbase.db"]);
});
