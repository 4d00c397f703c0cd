import { setTimeout as delay } from "node:timers/promises";
import { DatabaseError } from "../database-error.ts";
import { normalise } from "./normalise.ts";
import { Quit } from "./quit.ts";
import type { Session } from "./session.ts";

/** The health command of the aggregator's stack. A test holds it against the script that the stack runs. */
export const HEALTH_SCRIPT = normalise(`
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
for (let waits = 0; waits < 50 && !db.hello().isWritablePrimary; waits++) sleep(100);
if (!db.hello().isWritablePrimary) quit(1);
`);

/** What that script does. */
export async function runHealthScript(session: Session): Promise<undefined> {
  try {
    await session.ask({ op: "replSetGetStatus" });
  } catch (error) {
    if (!(error instanceof DatabaseError && error.codeName === "NotYetInitialized")) throw error;
    const config = { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] };
    await session.ask({ op: "replSetInitiate", config });
  }
  for (let waits = 0; waits < 50; waits += 1) {
    if ((await session.hello()).isWritablePrimary) return;
    await delay(100);
  }
  if (!(await session.hello()).isWritablePrimary) throw new Quit(1);
}
