import { type ComposeGenError, describeError } from "../errors.ts";
import { usage } from "./arguments.ts";
import { type CliContext, exitCodes } from "./context.ts";

type Command = (context: CliContext, args: readonly string[]) => Promise<number>;

/** Commands are loaded when they are used: `render` never pays for the others. */
const commands: Record<string, () => Promise<Command>> = {
  render: async () => (await import("./render.ts")).runRender,
  diff: async () => (await import("./diff.ts")).runDiff,
  list: async () => (await import("./list.ts")).runList,
  init: async () => (await import("./init.ts")).runInit,
  schema: async () => (await import("./schema.ts")).runSchema,
  lock: async () => (await import("./lock.ts")).runLock,
  lint: async () => (await import("./lint.ts")).runLint,
  explain: async () => (await import("./explain.ts")).runExplain,
  compile: async () => (await import("./compile.ts")).runCompile,
  help: async () => (await import("./help.ts")).runHelp,
};

/** Runs a command; errors become five readable parts on stderr. Returns the exit code. */
export async function main(context: CliContext): Promise<number> {
  const [first = "help", ...rest] = context.argv;
  const wantsHelp = first === "--help" || first === "-h" || rest.includes("--help") || rest.includes("-h");
  const name = wantsHelp ? "help" : first === "--version" ? "help" : first;
  try {
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw await unknownCommand(name);
    const command = await load();
    return await command(context, wantsHelp ? [] : first === "--version" ? [first] : rest);
  } catch (error) {
    context.err(`${describeError(error)}\n`);
    return exitCodes.error;
  }
}

async function unknownCommand(name: string): Promise<ComposeGenError> {
  const { suggestion } = await import("../suggest.ts");
  const known = Object.keys(commands).filter((command) => command !== "compile");
  return usage(`Unknown command "${name}".`, suggestion(name, known));
}
