import type { Session } from "../../backend/embedded/session.ts";
import { takeDown } from "../../backend/embedded/take-down.ts";
import { watchServices } from "../../backend/embedded/watch.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../../errors.ts";
import { tailLog } from "../../instance/log-files.ts";
import { commandLine } from "../../instance/view.ts";
import { withInstance } from "../with-instance.ts";

/** Stays until the reader interrupts, another command takes the instance down, or a service dies; then nothing runs. */
export async function stayInForeground(invocation: Invocation, session: Session): Promise<ExitCode> {
  const { terminal, mode, instance } = invocation;
  const say = (text: string) => (mode === "text" ? terminal.out(`${text}\n`) : undefined);
  say("Ctrl-C stops it.");
  const end = await watchServices(session);
  if (end.why === "taken-down") {
    say("\nIt was taken down by another command.");
    return EXIT.ok;
  }
  say(end.why === "interrupted" ? "\nStopping …" : "");
  const { home, interrupts } = invocation;
  const request = { home, instance, verb: "up", signal: interrupts.force, evenWhenFull: true };
  await withInstance(request, () => takeDown(session));
  if (end.why === "interrupted") {
    say("Stopped; the state is kept.");
    return EXIT.ok;
  }
  throw new StackError(
    {
      code: "SERVICE_DIED",
      what: `${end.service} died, so the other services were stopped too.`,
      where: session.paths.logFile(end.service),
      evidence: tailLog(session.paths.logFile(end.service), 12).join("\n") || "(it wrote nothing)",
      next: `Start it again: \`${commandLine("up", instance)}\`.`,
    },
    EXIT.unreachable,
  );
}
