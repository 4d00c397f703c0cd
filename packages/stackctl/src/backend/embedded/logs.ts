import { capLog, tailLog } from "../../instance/log-files.ts";
import { followLogs } from "../../instance/log-follower.ts";
import type { LogReader, Place } from "../backend.ts";

/** The log files of the services. */
export function logReader({ stack, paths }: Place): LogReader {
  return {
    services: stack.services.map(({ name }) => name),
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
