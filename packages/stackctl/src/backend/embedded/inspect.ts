import { capLog } from "../../instance/log-files.ts";
import type { EmbeddedState } from "../../instance/state.ts";
import type { StackDefinition } from "../../stack/definition.ts";
import type { Inspection, Place, ServiceRow } from "../backend.ts";
import { servicesOf } from "./parts.ts";
import { knownState } from "./state.ts";
import { checkedServices, viewOf } from "./view.ts";

/** What the recorded state says, and what is to be checked about it. Logs that have grown too large are cut. */
export function inspectInstance(place: Place): Inspection {
  const { stack, paths, home } = place;
  const state = knownState(place);
  const view = viewOf(home, state);
  for (const { name } of stack.services) capLog(paths.logFile(name));
  return { view, rows: rowsOf(stack, state), checked: checkedServices(stack, view) };
}

/** The services of a state for tables, in the order of the stack. */
export function rowsOf(stack: StackDefinition, state: EmbeddedState): ServiceRow[] {
  return servicesOf(stack, state).map(({ name }) => {
    const { url = null, port = null, process = null } = state.services[name] ?? {};
    return { name, url, port, pid: process?.pid ?? null };
  });
}
