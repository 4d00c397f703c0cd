import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { deriveIdentity, publicPart } from "../../src/faucet/identity/derive-identity.ts";
import { startDevnet } from "./support/container.ts";
import { withEngine } from "./support/engine.ts";

/** A file that every user of the machine may read. */
function mountedFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "devnet-refuses-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const file = join(folder, "mnemonic");
  writeFileSync(file, content, { mode: 0o644 });
  return file;
}

const withMnemonic = (file: string) => [
  ...["--volume", `${file}:/run/secrets/mnemonic:ro`],
  ...["--env", "FAUCET_MNEMONIC_FILE=/run/secrets/mnemonic"],
];

withEngine(
  "a mnemonic with a wrong checksum ends the container with 3, and no word of it is shown",
  async () => {
    const words = Array(12).fill("abandon").join(" ");
    await using devnet = await startDevnet(withMnemonic(mountedFile(words)));
    expect(await devnet.exitCode()).toBe(3);
    const log = await devnet.log();
    expect(log).toContain("[MNEMONIC_INVALID]");
    expect(log).toContain("/run/secrets/mnemonic");
    expect(log).not.toContain("abandon");
  },
);

withEngine("a missing mnemonic file is not replaced by another identity", async () => {
  await using devnet = await startDevnet(["--env", "FAUCET_MNEMONIC_FILE=/run/secrets/none"]);
  expect(await devnet.exitCode()).toBe(3);
  expect(await devnet.log()).toContain("[MNEMONIC_MISSING]");
});

withEngine(
  "any user may run it; a given mnemonic is the faucet's identity, under the address that is set",
  async () => {
    const words = `${Array(11).fill("abandon").join(" ")} about`;
    const url = ["--env", "FAUCET_PUBLIC_URL=https://faucet.example.org"];
    const user = ["--user", "4711:4711", "--tmpfs", "/data:uid=4711,gid=4711,mode=0700"];
    await using devnet = await startDevnet([...withMnemonic(mountedFile(words)), ...url, ...user]);
    await devnet.healthy();
    const { faucetUrl } = await devnet.addresses();
    const discovery = await (await fetch(`${faucetUrl}/.well-known/faucet.json`)).json();
    expect(discovery).toMatchObject({
      chain_pubkey: publicPart(await deriveIdentity(words)).chainPubkey,
      request_url: "https://faucet.example.org/api/v1/faucet/request",
    });
  },
);

withEngine("a data folder of another user ends the container with 3, and is named", async () => {
  await using devnet = await startDevnet(["--tmpfs", "/data:uid=4711,mode=0700"]);
  expect(await devnet.exitCode()).toBe(3);
  const log = await devnet.log();
  expect(log).toContain("[STATE_UNWRITABLE]");
  expect(log).toContain("/data");
});

withEngine("an address that is none ends the container with 3", async () => {
  await using devnet = await startDevnet(["--env", "FAUCET_PUBLIC_URL=faucet.example.org"]);
  expect(await devnet.exitCode()).toBe(3);
  expect(await devnet.log()).toContain('"faucet.example.org"');
});
