import { describeError } from "@unicity-sphere/devnet";
import { run } from "./command.ts";

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(describeError(error));
  process.exit(1);
});
