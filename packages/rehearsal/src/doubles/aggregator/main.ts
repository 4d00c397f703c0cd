import { describeError } from "@unicity-sphere/devnet";
import { runChained } from "./chained/command.ts";
import { runStandalone } from "./standalone.ts";

/** With a database it is certified by a root node, as aggregator-go; without, it has everything inside. */
const run = process.env.MONGODB_URI ? runChained : runStandalone;

run(process.env).catch((error: unknown) => {
  console.error(describeError(error));
  process.exit(1);
});
