import { describeError } from "@unicity-sphere/compose-gen";
import { exitCodeOf, partsOf } from "release";

/** A command of the release: how its arguments are read, and what it does with them. */
interface ReleaseCommand<Request> {
  usage: string;
  /** @throws ComposeGenError `USAGE` */
  parse(args: readonly string[]): Request;
  /** Resolves with the exit code. */
  run(request: Request): Promise<number>;
}

/** Runs it with the arguments of this process; an error is told in words, or with `--json` as a document. */
export async function runReleaseCommand<Request extends { help: boolean }>(
  command: ReleaseCommand<Request>,
): Promise<void> {
  const args = process.argv.slice(2);
  try {
    const request = command.parse(args);
    if (request.help) process.stdout.write(command.usage);
    else process.exitCode = await command.run(request);
  } catch (error) {
    if (args.includes("--json"))
      console.log(JSON.stringify({ schema: "unicity-stack/error@1", error: partsOf(error) }, null, 2));
    else console.error(describeError(error));
    process.exitCode = exitCodeOf(error);
  }
}
