import { HEALTH_SCRIPT, runHealthScript } from "./health-script.ts";
import { normalise } from "./normalise.ts";
import { Quit } from "./quit.ts";
import type { Session } from "./session.ts";

/** One expression that the double of mongosh knows: what its normalised text is, and what it gives. */
interface Entry {
  readonly pattern: RegExp;
  run(session: Session, found: RegExpExecArray): Promise<unknown>;
}

/** The expression is not in the table. */
export class UnknownExpression extends Error {
  override readonly name = "UnknownExpression";
}

const COLLECTION = String.raw`^db\.getSiblingDB\("([\w-]+)"\)\.(?:getCollection\("([\w.-]+)"\)|(\w+))`;

/** Database and collection that {@link COLLECTION} found. */
function target([, db, named, property]: RegExpExecArray) {
  return { db, collection: named ?? property };
}

const TABLE: readonly Entry[] = [
  { pattern: /^db\.hello\(\)$/, run: (session) => session.ask({ op: "hello" }) },
  {
    pattern: /^db\.hello\(\)\.(isWritablePrimary|setName|primary|me)$/,
    run: async (session, [, field = ""]) => (await session.ask({ op: "hello" }))[field],
  },
  { pattern: /^rs\.status\(\)$/, run: (session) => session.ask({ op: "replSetGetStatus" }) },
  {
    pattern: /^rs\.status\(\)\.(ok|myState|set)$/,
    run: async (session, [, field = ""]) => (await session.ask({ op: "replSetGetStatus" }))[field],
  },
  {
    pattern: /^rs\.initiate\((\{.*\})\)$/,
    run: (session, [, literal = ""]) => session.ask({ op: "replSetInitiate", config: parseLiteral(literal) }),
  },
  {
    pattern: /^db\.(?:adminCommand|runCommand)\((?:"ping"|\{"?ping"?:1\})\)(\.ok)?$/,
    run: async (session, [, ok]) => {
      const answer = await session.ask({ op: "ping" });
      return ok ? answer.ok : answer;
    },
  },
  {
    pattern: /^(?:quit|exit)\((\d{0,3})\)$/,
    run: async (_, [, code = ""]) => {
      throw new Quit(Number(code) % 256);
    },
  },
  {
    pattern: new RegExp(String.raw`${COLLECTION}\.countDocuments\((?:\{\})?\)$`),
    run: async (session, found) => (await session.ask({ op: "count", ...target(found), filter: {} })).count,
  },
  {
    pattern: new RegExp(String.raw`${COLLECTION}\.drop\(\)$`),
    run: async (session, found) => {
      await session.ask({ op: "drop", ...target(found) });
      return true;
    },
  },
  {
    pattern: /^db\.getSiblingDB\("([\w-]+)"\)\.dropDatabase\(\)$/,
    run: (session, [, db]) => session.ask({ op: "dropDatabase", db }),
  },
];

/**
 * Evaluates a script of the table. @returns the value that mongosh would print
 * @throws UnknownExpression, Quit, or DatabaseError as the server refuses it
 */
export async function evaluate(script: string, session: Session): Promise<unknown> {
  const text = normalise(script);
  if (text === HEALTH_SCRIPT) return runHealthScript(session);
  for (const { pattern, run } of TABLE) {
    const found = pattern.exec(text);
    if (found) return run(session, found);
  }
  throw new UnknownExpression(`this double of mongosh does not know the expression: ${text}`);
}

/** An object literal of JavaScript that is JSON but for the quotes of its keys. */
function parseLiteral(literal: string): unknown {
  try {
    return JSON.parse(literal.replace(/([{,])([A-Za-z_]\w*):/g, '$1"$2":'));
  } catch {
    throw new UnknownExpression(`this double of mongosh does not know the configuration: ${literal}`);
  }
}
