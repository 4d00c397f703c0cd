import { setTimeout as delay } from "node:timers/promises";
import { DatabaseError } from "../database-error.ts";
import type { Hello } from "../documents.ts";
import { Connection } from "./connection.ts";
import { type Address, type ConnectionString, parseAddress } from "./uri.ts";

const AGAIN_MS = 100;

export interface SelectionTimes {
  readonly connectTimeoutMs: number;
  readonly selectionTimeoutMs: number;
}

/** Connects to the server that a connection string asks for. @throws DatabaseError `ServerSelection` */
export async function selectServer(
  target: ConnectionString,
  { connectTimeoutMs, selectionTimeoutMs }: SelectionTimes,
): Promise<Connection> {
  const deadline = performance.now() + selectionTimeoutMs;
  let candidates = target.seeds;
  const seen = new Map<string, string>();
  for (;;) {
    const next: Address[] = [];
    for (const address of candidates) {
      const left = Math.max(1, deadline - performance.now());
      const tried = await tryServer(address, target, Math.min(connectTimeoutMs, left));
      if (tried.connection) return tried.connection;
      // What the end of the time cut short says less than an answer.
      if (performance.now() < deadline || !seen.has(address.name)) seen.set(address.name, tried.reason);
      next.push(...tried.members);
    }
    if (performance.now() >= deadline) throw noServer(target, seen);
    const followed =
      next.length > 0 && next.some(({ name }) => !candidates.some((known) => known.name === name));
    candidates = next.length > 0 ? next : target.seeds;
    if (!followed) await delay(AGAIN_MS);
  }
}

interface Tried {
  connection?: Connection;
  reason: string;
  /** Members that it names. */
  members: Address[];
}

async function tryServer(address: Address, target: ConnectionString, timeoutMs: number): Promise<Tried> {
  let connection: Connection;
  let hello: Hello;
  try {
    connection = await Connection.open(address, timeoutMs);
    hello = (await connection.request({ op: "hello" }, timeoutMs)) as unknown as Hello;
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error), members: [] };
  }
  const reason = misfit(address, target, hello);
  if (reason === undefined) return { connection, reason: "", members: [] };
  connection.close();
  return { reason, members: target.directConnection ? [] : (hello.hosts ?? []).map(parseAddress) };
}

/** Why a server is not the one, by the rules of MongoDB's server discovery; undefined when it is. */
function misfit({ name }: Address, target: ConnectionString, hello: Hello): string | undefined {
  const { replicaSet, directConnection } = target;
  if (replicaSet !== undefined && hello.setName !== replicaSet)
    return hello.setName === undefined
      ? `not in replica set ${replicaSet}: ${hello.info ?? "no replica set"}`
      : `in replica set ${hello.setName}, not ${replicaSet}`;
  if (directConnection) return undefined;
  if (hello.isreplicaset) return hello.info;
  if (hello.setName === undefined) return undefined;
  if (!hello.hosts?.includes(name)) return `its name in the set is ${hello.me}`;
  return hello.isWritablePrimary ? undefined : "no primary";
}

function noServer({ seeds }: ConnectionString, seen: Map<string, string>): DatabaseError {
  const evidence = [...seen].map(([name, reason]) => `${name}: ${reason}`).join("; ");
  return new DatabaseError(
    "ServerSelection",
    `server selection error for ${seeds.map(({ name }) => name).join(",")}: ${evidence}`,
  );
}
