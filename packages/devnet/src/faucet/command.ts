import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DevnetError } from "../errors.ts";
import { locateService } from "../service/locate-service.ts";
import { runService } from "../service/run-service.ts";
import { checkFaucet } from "./check-faucet.ts";
import { readMnemonicFile } from "./identity/mnemonic-file.ts";
import { jsonLog } from "./log.ts";
import type { FaucetOptions } from "./options.ts";
import { startFaucet } from "./start-faucet.ts";

const USAGE = `Usage: unicity-devnet faucet --data-dir DIR --relay-url WS --aggregator-url URL --trust-base FILE|URL --mnemonic-file FILE

  --relay-url WS[,WS…]      of several relays one has to work
                            (file://… here and for the aggregator waits for the endpoint.json of one that starts)
  --host ADDRESS            address to bind (127.0.0.1)
  --port N                  TCP port, 0 picks a free one (11004)
  --check                   check mnemonic, secrets and state, and end
  --create-mnemonic         write a new mnemonic when the file is missing
  --nametag NAME            own name (faucet); --no-nametag for none
  --network NAME            name in the discovery document (testnet)
  --public-url URL          address that clients use
  --api-key-file FILE       opens history and statistics to the holder of the key
  --require-api-key         requests need the key too
  --aggregator-api-key-file FILE   sent to the aggregator as X-API-Key
  --manager-pubkey HEX      chain pubkey that may give manager commands
  --requests-per-minute N   per recipient and coin, 0 is unlimited (120)
  --max-amount N            largest REST amount in human units (1000000)
  --control FOLDER          listen for faults and snapshots on FOLDER/faucet.sock, for tests only
  --upstream-agent FILE     requests go to the upstream agent, whose log events are in FILE
  --max-amount-per-day N    per recipient and coin in human units, 0 is unlimited (0)`;

/**
 * `unicity-devnet faucet …`: runs the faucet as this process. A usage error is printed and ends with exit code 3.
 */
export async function run(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(USAGE);
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(3);
  }
  if (parsed.check) return checkFaucet(parsed.options());
  await runService("faucet", parsed.dataDir, async () => startFaucet(await located(parsed.options())));
}

/** The options once the services that are used listen. */
async function located(options: FaucetOptions): Promise<FaucetOptions> {
  const [aggregatorUrl, relayUrl] = await Promise.all([
    locateService(options.aggregatorUrl),
    Promise.all([options.relayUrl].flat().map((url) => locateService(url))),
  ]);
  return { ...options, aggregatorUrl, relayUrl };
}

function parse(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "11004" },
      "data-dir": { type: "string" },
      "relay-url": { type: "string" },
      "aggregator-url": { type: "string" },
      "trust-base": { type: "string" },
      "mnemonic-file": { type: "string" },
      check: { type: "boolean", default: false },
      "create-mnemonic": { type: "boolean", default: false },
      nametag: { type: "string", default: "faucet" },
      "no-nametag": { type: "boolean", default: false },
      network: { type: "string", default: "testnet" },
      "public-url": { type: "string" },
      "api-key-file": { type: "string" },
      "require-api-key": { type: "boolean", default: false },
      "aggregator-api-key-file": { type: "string" },
      "manager-pubkey": { type: "string" },
      "requests-per-minute": { type: "string" },
      "upstream-agent": { type: "string" },
      control: { type: "string" },
      "max-amount": { type: "string" },
      "max-amount-per-day": { type: "string" },
    },
  });
  const required = (name: "data-dir" | "relay-url" | "aggregator-url" | "trust-base" | "mnemonic-file") => {
    const value = values[name];
    if (!value) throw new Error(`--${name} is required.`);
    return value;
  };
  if (values["require-api-key"] && !values["api-key-file"])
    throw new Error("--require-api-key needs --api-key-file.");
  if (values.control && values["upstream-agent"])
    throw new Error("--control cannot set the wallet of an --upstream-agent back; leave one of them out.");
  const dataDir = resolve(required("data-dir"));
  const base = {
    host: values.host,
    port: wholeNumber("port", values.port, 65_535),
    dataDir,
    relayUrl: listOf(required("relay-url"), (text) => address("relay-url", text, ["ws:", "wss:", "file:"])),
    aggregatorUrl: address("aggregator-url", required("aggregator-url"), ["http:", "https:", "file:"]),
    trustBase: required("trust-base"),
    nametag: values["no-nametag"] ? null : values.nametag,
    network: values.network,
    requireApiKey: values["require-api-key"],
  };
  const mnemonicFile = resolve(required("mnemonic-file"));
  const limits = {
    ...optional("requestsPerMinute", values["requests-per-minute"], (text) =>
      wholeNumber("requests-per-minute", text, 1e9),
    ),
    ...optional("maxHumanAmount", values["max-amount"], (text) => wholeNumber("max-amount", text, 1e12)),
    ...optional("maxAmountPerDay", values["max-amount-per-day"], (text) =>
      wholeNumber("max-amount-per-day", text, 1e15),
    ),
    ...optional("publicUrl", values["public-url"], (text) =>
      address("public-url", text, ["http:", "https:"]),
    ),
    ...optional("upstreamAgent", values["upstream-agent"], (text) => ({ eventsFile: resolve(text) })),
    ...optional("managerPubkey", values["manager-pubkey"], pubkey),
    ...optional("control", values.control, resolve),
  };
  const log = jsonLog((line) => console.log(line));
  /** Reads the secret files; errors in them are errors of the state, not of the usage. */
  const options = (): FaucetOptions => {
    const { mnemonic, created, exposed } = readMnemonicFile(
      mnemonicFile,
      values["create-mnemonic"] && !values.check,
    );
    if (created) log("mnemonic_created", { file: mnemonicFile });
    if (exposed)
      log("mnemonic_file_readable_by_others", { file: mnemonicFile, next: `chmod 600 ${mnemonicFile}` });
    return {
      ...base,
      ...limits,
      mnemonic,
      ...optional("apiKey", values["api-key-file"], readSecret),
      ...optional("aggregatorApiKey", values["aggregator-api-key-file"], readSecret),
      onShutdown: () => process.kill(process.pid, "SIGTERM"),
      log,
    };
  };
  return { dataDir, check: values.check, options };
}

function optional<K extends string, V>(key: K, text: string | undefined, read: (text: string) => V) {
  return (text === undefined ? {} : { [key]: read(text) }) as { [P in K]?: V };
}

/** Entries of a comma separated list. */
function listOf(text: string, read: (entry: string) => string): string[] {
  return text.split(",").map((entry) => read(entry.trim()));
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new Error(`--${flag} must be a whole number up to ${max}, got "${text}".`);
  return value;
}

function address(flag: string, text: string, schemes: string[]): string {
  if (URL.canParse(text) && schemes.includes(new URL(text).protocol)) return text;
  throw new Error(`--${flag} must be an address with ${schemes.join(" or ")}//, got "${text}".`);
}

function pubkey(text: string): string {
  if (/^0[23][0-9a-f]{64}$/.test(text)) return text;
  throw new Error("--manager-pubkey must be a compressed secp256k1 key of 66 hex characters.");
}

function readSecret(file: string): string {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret !== "") return secret;
    throw new Error("the file is empty");
  } catch (error) {
    throw new DevnetError(
      {
        code: "SECRET_UNREADABLE",
        what: "A secret file cannot be used.",
        where: file,
        evidence: error instanceof Error ? error.message : String(error),
        next: "Check the path, the owner and the mode (0600) of the file.",
      },
      { cause: error },
    );
  }
}
