import { capLog, tailLog } from "../../instance/log-files.ts";
import { followLogs } from "../../instance/log-follower.ts";
import type { LogReader, Place } from "../backend.ts";
import { servicesOf } from "./parts.ts";
import { knownState } from "./state.ts";

/** The log files of the services. */
export function logReader(place: Place): LogReader {
  const { stack, paths } = place;
  return {
    services: servicesOf(stack, knownState(place, true)).map(({ name }) => name),
    async tail(service, lines) {
      capLog(paths.logFile(service));
      return tailLog(paths.logFile(service), lines);
    },
    follow: (services, print, signal) =>
      followLogs(
        services.map((name) => ({ name, file: paths.logFile(name) })),
        print,
        signal,
      ),
  };
}
