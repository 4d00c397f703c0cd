import { trustBaseGeneration } from "@unicity-sphere/devnet";
import { execa } from "execa";
import { expect } from "vitest";
import { bftCoreDouble, ensureImage } from "../../../src/index.ts";
import { withEngine } from "../../support/engine.ts";
import { startVolume } from "../runtime/support/volume.ts";

const HARDENED = ["--rm", "--network", "none", "--read-only", "--cap-drop", "ALL"];

withEngine(
  "the double of bft-core has ubft and busybox, no shell elsewhere, and writes to its home only",
  async () => {
    const image = await ensureImage(bftCoreDouble("new"));
    await using volume = await startVolume();
    const { stdout } = await execa("docker", ["image", "inspect", image, "--format", "{{json .Config}}"]);
    expect(JSON.parse(stdout)).toMatchObject({ User: "65532:65532", Entrypoint: ["ubft"] });
    const sh = (script: string) =>
      execa("docker", ["run", ...HARDENED, "--entrypoint", "/busybox/sh", image, "-c", script], {
        reject: false,
      });
    const shells = await sh("ls /bin /usr /bin/sh /usr/bin/bash; which bash curl; which ubft nc");
    expect(shells.stdout).toBe("/app/ubft\n/busybox/nc");
    const own = ["--user", "1001:1001", "--volume", `${volume.name}:/home/node`];
    await execa("docker", [
      "run",
      "--rm",
      "--user",
      "0",
      "--entrypoint",
      "/busybox/chown",
      ...own.slice(2),
      image,
      "1001",
      "/home/node",
    ]);
    const ubft = (...args: string[]) => execa("docker", ["run", ...HARDENED, ...own, image, ...args]);
    await ubft("root-node", "init", "--home", "/home/node/root", "--generate");
    await expect(ubft("root-node", "init", "--home", "/home/node/root")).rejects.toMatchObject({
      exitCode: 1,
    });
    await expect(ubft("frob")).rejects.toMatchObject({ exitCode: 1 });
  },
);

withEngine("each line of bft-core signs a trust base for its own generation", async () => {
  const script =
    "ubft root-node init --home /tmp/r -g && ubft trust-base generate --home /tmp -n /tmp/r/node-info.json && " +
    "ubft trust-base sign --home /tmp/r -t /tmp/trust-base.json && cat /tmp/trust-base.json";
  for (const [line, generation] of [
    ["old", "v1"],
    ["new", "v3"],
  ] as const) {
    const image = await ensureImage(bftCoreDouble(line));
    const run = [
      "run",
      ...HARDENED,
      "--tmpfs",
      "/tmp:mode=1777",
      "--entrypoint",
      "/busybox/sh",
      image,
      "-c",
      script,
    ];
    expect(trustBaseGeneration((await execa("docker", run)).stdout)).toBe(generation);
  }
});
