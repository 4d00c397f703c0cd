/** Writes one line as mongod does (structured logging since 4.4), with its number for the message. */
export function log(
  severity: "I" | "W" | "E" | "F",
  component: string,
  id: number,
  msg: string,
  attr?: object,
): void {
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
}
