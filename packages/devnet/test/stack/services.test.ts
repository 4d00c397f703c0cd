import { expect, test } from "vitest";
import { stackServices } from "../../src/stack/services.ts";

/** The value after an option of the faucet. */
function option(settings: Parameters<typeof stackServices>[0], name: string): string | undefined {
  const { args = [] } = stackServices(settings).find((service) => service.name === "faucet") ?? {};
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

const settings = { host: "0.0.0.0", dataDir: "/data" };

test("each service has its documented port, its own folder, and the address to bind", () => {
  expect(stackServices(settings).map(({ args }) => args.slice(0, 7).join(" "))).toEqual([
    "relay --host 0.0.0.0 --port 7777 --data-dir /data/relay",
    "aggregator --host 0.0.0.0 --port 11003 --data-dir /data/aggregator",
    "faucet --host 0.0.0.0 --port 11004 --data-dir /data/faucet",
  ]);
});

test("the faucet makes a mnemonic of its own only when none is given", () => {
  expect(option(settings, "--mnemonic-file")).toBe("/data/faucet-mnemonic");
  expect(stackServices(settings)[2]?.args).toContain("--create-mnemonic");
  const given = { ...settings, mnemonicFile: "/run/secrets/mnemonic" };
  expect(option(given, "--mnemonic-file")).toBe("/run/secrets/mnemonic");
  expect(stackServices(given)[2]?.args).not.toContain("--create-mnemonic");
});

test("the faucet names the address that each client used, unless one is given", () => {
  expect(option(settings, "--public-url")).toBeUndefined();
  expect(option({ ...settings, faucetUrl: "https://faucet.example" }, "--public-url")).toBe(
    "https://faucet.example",
  );
});
