/** One message of the log, with MongoDB's number for it where there is one. */
export type Log = (
  severity: "I" | "W" | "E" | "F",
  component: string,
  id: number,
  msg: string,
  attr?: object,
) => void;

/** Writes a line as mongod does (structured logging since 4.4). */
export const log: Log = (severity, component, id, msg, attr) => {
  const line = {
    t: { $date: new Date().toISOString() },
    s: severity,
    c: component,
    id,
    ctx: "main",
    msg,
    attr,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
