import { beginRun, type Outcome, type Run, type RunHost } from "./run.ts";

/** The run of this process and those who use it. */
interface Shared {
  run: Promise<Run | undefined>;
  users: number;
  failed: Outcome["failed"];
  /** Settles when its stack has ended; undefined before the last one leaves. */
  ended?: Promise<void>;
}

/** Every project of a test runner loads its own copy of this module: they meet here. */
const KEY = Symbol.for("@unicity-sphere/e2e/run");
const place = globalThis as { [KEY]?: Shared };

/** What a project of a test run gets: null when the environment asks for no stack. */
export interface Membership {
  run: Run;
  /** The last one that leaves ends the stack. */
  leave(outcome: Outcome): Promise<void>;
}

/** Joins the run of this process, or begins it: projects side by side have one stack. @throws as `beginRun` */
export async function joinRun(host: RunHost = thisProcess()): Promise<Membership | undefined> {
  // Who comes while the last one leaves has a run of its own: the variables are then those of before.
  while (place[KEY]?.ended) await place[KEY].ended.catch(() => {});
  place[KEY] ??= { run: beginRun(host), users: 0, failed: false };
  const shared = place[KEY];
  shared.users += 1;
  try {
    const run = await shared.run;
    if (run) return { run, leave: once((outcome) => leave(shared, run, outcome)) };
  } catch (error) {
    forget(shared);
    throw error;
  }
  forget(shared);
  return undefined;
}

async function leave(shared: Shared, run: Run, { failed, ...outcome }: Outcome): Promise<void> {
  shared.users -= 1;
  shared.failed = worse(shared.failed, failed);
  if (shared.users > 0) return;
  shared.ended = run.end({ ...outcome, failed: shared.failed }).finally(() => forget(shared));
  await shared.ended;
}

function worse(one: Outcome["failed"], other: Outcome["failed"]): Outcome["failed"] {
  return one === true || other === true ? true : one || other;
}

function forget(shared: Shared): void {
  if (place[KEY] === shared) delete place[KEY];
}

function once(work: (outcome: Outcome) => Promise<void>): (outcome: Outcome) => Promise<void> {
  let done: Promise<void> | undefined;
  return (outcome) => {
    done ??= work(outcome);
    return done;
  };
}

function thisProcess(): RunHost {
  return { env: process.env, project: process.cwd(), print: (line) => console.log(prefixed(line)) };
}

/** A workflow command is one only at the beginning of its line. */
const prefixed = (line: string) => (line.startsWith("::") ? line : `[e2e] ${line}`);
