import { devAccounts } from "@unicity-sphere/devnet";
import { expect } from "vitest";
import { baseReference } from "../../support/below-ours.ts";
import { docker, withEngine } from "../../support/engine.ts";
import { MNEMONIC, prepareFaucet } from "./support/faucet.ts";
import { faucetImage } from "./support/image.ts";
import { startDevnet } from "./support/network.ts";

const SEVEN = {
  unicity: 100,
  bitcoin: 1,
  solana: 1000,
  ethereum: 42,
  tether: 1000,
  "usd-coin": 1000,
  "unicity-usd": 1000,
};

/** Prints how many transfer events (kind 31113) the relay holds for a key, asked from inside the network. */
const countTransfers = (nostrPubkey: string) => `
  const socket = new WebSocket("ws://relay:8080");
  let count = 0;
  socket.onopen = () => socket.send(JSON.stringify(["REQ", "a", { kinds: [31113], "#p": ["${nostrPubkey}"] }]));
  socket.onmessage = ({ data }) => {
    const [kind] = JSON.parse(data);
    if (kind === "EVENT") count += 1;
    if (kind === "EOSE") { console.log(count); socket.close(); }
  };`;

/** Process id of the faucet in its container. */
const faucetProcess = (container: string) => docker("exec", container, "pgrep", "-f", "cli.js faucet");

withEngine(
  "the committed Compose file runs the image: the wallet app's seven requests reach a wallet, and no secret shows",
  async () => {
    await using network = await startDevnet();
    await using faucet = await prepareFaucet(network);
    await faucet.up();
    const [, alice] = await devAccounts(2);
    const answers = await Promise.all(
      Object.entries(SEVEN).map(([coin, amount]) =>
        faucet.ask({ unicityId: alice?.chainPubkey, coin, amount, requestId: coin }),
      ),
    );
    expect(answers.map(({ status, json }) => [status, (json.data as { status?: string })?.status])).toEqual(
      Array(7).fill([200, "delivered"]),
    );
    expect((await network.run(countTransfers(alice?.nostrPubkey ?? ""))).trim()).toBe("7");
    expect((await faucet.get("/api/v1/faucet/request/solana")).json).toMatchObject({
      data: { status: "delivered", amountInSmallestUnits: "1000000000000" },
    });
    expect((await faucet.get("/.well-known/faucet.json")).json).toMatchObject({
      status: "running",
      nametag: "faucet",
    });

    const container = await faucet.container();
    const words = MNEMONIC.split(" ").slice(-3).join(" ");
    const readAll = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true";
    const processes = await Promise.all(
      ["0", "1001"].map((user) => docker("exec", "--user", user, container, "sh", "-c", readAll)),
    );
    expect(processes[1]).toContain("FAUCET_MNEMONIC_FILE=/run/service-runtime/");
    for (const text of [await docker("inspect", container), await faucet.log(), ...processes]) {
      expect(text.length).toBeGreaterThan(100);
      expect(text).not.toContain(words);
    }
    expect(await docker("history", "--no-trunc", await faucetImage())).not.toContain(words);
    const pid = await faucetProcess(container);
    expect(await docker("exec", container, "stat", "--format", "%u:%g", `/proc/${pid}`)).toBe("1001:1001");
    expect(await docker("inspect", "--format", "{{.HostConfig.ReadonlyRootfs}}", container)).toBe("true");
  },
);

withEngine("the image stays within 150 MB over its base, and names its versions", async () => {
  const image = await faucetImage();
  const size = async (reference: string) =>
    Number(await docker("image", "inspect", "--format", "{{.Size}}", reference));
  const added = (await size(image)) - (await size(await baseReference()));
  console.log(`faucet image: ${(added / 1e6).toFixed(1)} MB over its base`);
  expect(added).toBeGreaterThan(0);
  expect(added).toBeLessThanOrEqual(150e6);
  const { Labels, Entrypoint, Healthcheck } = JSON.parse(
    await docker("image", "inspect", "--format", "{{json .Config}}", image),
  );
  expect(Entrypoint).toEqual(["entrypoint.sh"]);
  expect(Healthcheck.Test).toEqual(["CMD", "service-healthcheck"]);
  expect(Labels["network.unicity.sdk.verified"]).toContain("@unicitylabs/sphere-sdk@0.6.14");
  expect(Labels["org.opencontainers.image.version"]).toMatch(/^\d+\.\d+\.\d+$/);
});
