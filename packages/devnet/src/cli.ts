import { enableCompileCache } from "node:module";
import { basename, dirname, join } from "node:path";
import { describeError } from "./errors.ts";
import { VERSION } from "./version.ts";

// Not in dist, which images are built from.
if (basename(import.meta.dirname) === "dist") {
  enableCompileCache(join(dirname(import.meta.dirname), ".compile-cache"));
}

/** A service's own command line; it parses `args` itself and resolves when the service listens. */
type Command = (args: string[]) => void | Promise<void>;

/** Loaded only when asked for: a relay process never reads the aggregator's code. */
const commands: Record<string, { about: string; load: () => Promise<Command> }> = {
  relay: {
    about: "Nostr relay",
    load: async () => (await import("./relay/command.ts")).run,
  },
  aggregator: {
    about: "aggregator with its own root key (API v1 and v3)",
    load: async () => (await import("./aggregator/command.ts")).run,
  },
  faucet: {
    about: "faucet: REST and encrypted direct messages",
    load: async () => (await import("./faucet/command.ts")).run,
  },
  "faucet-agent": {
    about: "prepares the folder of an upstream faucet agent, and ends",
    load: async () => (await import("./faucet/agents/upstream/prepare-command.ts")).run,
  },
  mnemonic: {
    about: "no service: prints a new BIP-39 phrase for a faucet",
    load: async () => (await import("./faucet/identity/mnemonic-command.ts")).run,
  },
  stack: {
    about: "all three, each as a process that is kept running",
    load: async () => (await import("./stack/command.ts")).run,
  },
  health: {
    about: "checks a running stack",
    load: async () => (await import("./health/command.ts")).run,
  },
};

const usage = [
  "Usage: unicity-devnet <service> [options]",
  "",
  "Services (for development: not BFT, one key):",
  ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(14)}${about}`),
  "",
  "`unicity-devnet <service> --help` lists the options of a service. --version prints the version.",
].join("\n");

/** Exit codes: 0 ended as asked, 3 usage or start-up error. */
async function main([name, ...args]: string[]): Promise<void> {
  if (name === "--version" || name === "-v") return console.log(VERSION);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(usage);
    if (name === undefined) process.exitCode = 3;
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    console.error(`Unknown service "${name}". Known: ${Object.keys(commands).join(", ")}.\n\n${usage}`);
    process.exitCode = 3;
    return;
  }
  await (await command.load())(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(describeError(error));
  process.exit(3);
});
