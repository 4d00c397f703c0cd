import { parseArgs } from "node:util";
import { DevnetError } from "../errors.ts";
import { STACK_PORTS } from "../stack/services.ts";
import { checkStack } from "./check-stack.ts";

const USAGE = `Usage: unicity-devnet health [options]

Prints what each service does as JSON; exit code 0 when all work, else 1.

  --relay-url URL        (ws://127.0.0.1:${STACK_PORTS.relay})
  --aggregator-url URL   (http://127.0.0.1:${STACK_PORTS.aggregator})
  --faucet-url URL       (http://127.0.0.1:${STACK_PORTS.faucet})`;

/** Longest wait for each service, ms. */
const TIMEOUT_MS = 4_000;

/** `unicity-devnet health …`: checks a running stack. */
export async function run(args: string[]): Promise<void> {
  const values = parse(args);
  if (values.help) return console.log(USAGE);
  const checks = await checkStack(
    {
      relay: values["relay-url"],
      aggregator: values["aggregator-url"],
      faucet: values["faucet-url"],
    },
    TIMEOUT_MS,
  );
  const healthy = checks.every(({ ok }) => ok);
  console.log(JSON.stringify({ healthy, checks }));
  // Kept connections would hold the process for seconds.
  process.exit(healthy ? 0 : 1);
}

function parse(args: string[]) {
  try {
    const url = (scheme: string, port: number) =>
      ({ type: "string", default: `${scheme}://127.0.0.1:${port}` }) as const;
    return parseArgs({
      args,
      options: {
        "relay-url": url("ws", STACK_PORTS.relay),
        "aggregator-url": url("http", STACK_PORTS.aggregator),
        "faucet-url": url("http", STACK_PORTS.faucet),
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new DevnetError({ code: "USAGE", what: (error as Error).message, next: `\n${USAGE}` });
  }
}
