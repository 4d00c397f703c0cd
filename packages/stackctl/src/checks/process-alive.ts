import { processState } from "../process/identity.ts";
import { type Check, pass, unreachable } from "./check.ts";

/** The recorded process lives and is not frozen. Every service of a process backend has it. */
export const processAlive: Check = {
  layer: "process",
  proves: "the process runs",
  async run({ service }) {
    if (!service.process) return unreachable("PROCESS_NOT_STARTED", "it was never started, or was stopped");
    const { pid } = service.process;
    const state = processState(service.process);
    if (state === "gone") return unreachable("PROCESS_GONE", `pid ${pid} has ended`);
    if (state === "stopped") return unreachable("PROCESS_FROZEN", `pid ${pid} is frozen (SIGSTOP)`);
    return pass(`pid ${pid}`);
  },
};
