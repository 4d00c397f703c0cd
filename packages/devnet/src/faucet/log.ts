/** Writes one event with its fields; never pass a secret. */
export type Log = (event: string, fields?: Record<string, unknown>) => void;

/** A log of JSON lines, in the fields of the upstream faucet agent (`component`, event name as `msg`). */
export function jsonLog(write: (line: string) => void): Log {
  return (event, fields = {}) => {
    write(JSON.stringify({ time: Date.now(), component: "faucet-acp", msg: event, ...fields }));
  };
}

/** Drops everything. */
export const silentLog: Log = () => {};
