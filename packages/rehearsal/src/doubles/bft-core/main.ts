import { describeError } from "@unicity-sphere/devnet/protocol";
import { runCommand } from "./cli/commands.ts";
import { generationOfLine } from "./line.ts";

async function main(): Promise<void> {
  const { DOUBLE_LINE, ...environment } = process.env;
  await runCommand(process.argv.slice(2), environment, generationOfLine(DOUBLE_LINE));
}

main().catch((error: unknown) => {
  console.error(`Error: ${describeError(error)}`);
  process.exit(1);
});
