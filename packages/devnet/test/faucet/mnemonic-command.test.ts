import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { deriveIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { bindDataFolder } from "../../src/faucet/identity/stored-identity.ts";

const cli = join(import.meta.dirname, "..", "..", "src", "cli.ts");
const phrase = "test test test test test test test test test test test junk";

const mnemonic = (args: string[], input = "") =>
  execa(process.execPath, [cli, "mnemonic", ...args], { input, reject: false, timeout: 100_000 });

test("prints a new phrase each time, which its own check takes", async () => {
  const [one, other] = await Promise.all([mnemonic([]), mnemonic([])]);
  expect(one).toMatchObject({
    exitCode: 0,
    stderr: "",
    stdout: expect.stringMatching(/^([a-z]+ ){11}[a-z]+$/),
  });
  expect(other.stdout).not.toBe(one.stdout);
  expect(await mnemonic(["--check"], `${one.stdout}\n`)).toMatchObject({ exitCode: 0, stdout: "" });
});

test.for([
  [phrase.replace("junk", "test"), "the checksum does not fit"],
  [phrase.replace("junk", "jnuk"), "word 12 of 12 is not in the English list"],
  ["", "it has 0 words"],
])("refuses %j and shows no word of it", async ([input, evidence]) => {
  const { exitCode, stderr } = await mnemonic(["--check"], input);
  expect(stderr).toContain(`${evidence}`);
  expect(stderr).not.toMatch(/jnuk|test test/);
  expect(exitCode).toBe(3);
});

test("refuses a phrase of another identity than the folder's, and changes nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mnemonic-command-"));
  try {
    const compare = (input: string) => mnemonic(["--check", "--data-dir", folder], input);
    expect(await compare(phrase)).toMatchObject({ exitCode: 0 });
    expect(await readdir(folder)).toEqual([]);
    bindDataFolder(folder, await deriveIdentity(phrase));
    expect(await compare(phrase)).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await compare((await mnemonic([])).stdout);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringContaining("IDENTITY_MISMATCH"),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("refuses what it does not know", async () => {
  expect(await mnemonic(["--words", "24"])).toMatchObject({ exitCode: 3, stdout: "" });
});
