import { existsSync } from "node:fs";
import type { StoppedService } from "../backend/backend.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { readInstanceState } from "../instance/state.ts";
import { unknownInstance } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { openAnyway, operationOn } from "./place.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl down` */
export const down: Command = {
  description:
    "Stops every service of the instance and waits until they are gone. The state stays for the next `up`.",
  options: {},
  examples: ["stackctl down", "stackctl down --instance two"],
  run: runDown,
};

async function runDown(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, instanceNamed, mode, terminal, style } = invocation;
  const paths = instancePaths(home, instance);
  if (!existsSync(paths.root) && instanceNamed) throw unknownInstance(home, instance);
  const stopped = existsSync(paths.root) ? await stopInstance(invocation) : [];
  const lines = stopped.map(
    ({ service, pid, outcome }) =>
      `  ${service}${pid === null ? "" : ` (pid ${pid})`}${outcome === "killed" ? ", killed" : ""}\n`,
  );
  printResult(
    terminal,
    mode,
    toDocument("down", { instance, stopped }),
    stopped.length === 0
      ? `Nothing of "${instance}" was running.\n`
      : `${style.good("✔")} Stopped; the state is kept.\n${lines.join("")}`,
  );
  return EXIT.ok;
}

/** Stops an instance under its lock. */
async function stopInstance(invocation: Invocation): Promise<StoppedService[]> {
  const { home, instance, interrupts } = invocation;
  readInstanceState(instancePaths(home, instance));
  const { place, backend } = await openAnyway(invocation);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const request = { home, instance, verb: "down", signal: interrupts.signal, reporter, evenWhenFull: true };
  return withInstance(request, () => backend.down(operation));
}
