import type { Backend, Operation } from "../../backend/backend.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import { withInstance } from "../with-instance.ts";

/** Stays until the reader interrupts, another command takes the instance down, or a service dies; then nothing runs. */
export async function stayInForeground(
  invocation: Invocation,
  backend: Backend,
  operation: Operation,
): Promise<ExitCode> {
  const { terminal, mode, instance } = invocation;
  const say = (text: string) => (mode === "text" ? terminal.out(`${text}\n`) : undefined);
  say("Ctrl-C stops it.");
  const end = await backend.watch(operation);
  if (end.why === "taken-down") {
    say("\nIt was taken down by another command.");
    return EXIT.ok;
  }
  const evidence = end.why === "died" ? await lastWords(backend, operation, end.service) : "";
  say(end.why === "interrupted" ? "\nStopping …" : "");
  const { home, interrupts } = invocation;
  const request = { home, instance, verb: "up", signal: interrupts.force, evenWhenFull: true };
  await withInstance(request, () => backend.down(operation));
  if (end.why === "interrupted") {
    say("Stopped; the state is kept.");
    return EXIT.ok;
  }
  throw new StackError(
    {
      code: "SERVICE_DIED",
      what: `${end.service} died, so the other services were stopped too.`,
      where: operation.paths.root,
      evidence,
      next: `Start it again: \`${commandLine("up", instance)}\`.`,
    },
    EXIT.unreachable,
  );
}

async function lastWords(backend: Backend, operation: Operation, service: string): Promise<string> {
  const reader = await backend.logs(operation);
  return (await reader.tail(service, 12)).join("\n") || "(it wrote nothing)";
}
