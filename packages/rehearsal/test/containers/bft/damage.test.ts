import { afterAll, beforeAll, describe, expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { type Sent, sendCommitment } from "./support/proof.ts";
import { eventually, prepareStack, type Stack } from "./support/stack.ts";
import { contentOf, copyState, inVolumes } from "./support/volumes.ts";

/** A chain that was started once and stopped; every row has a copy of its volumes. */
let chain: Stack;
let sent: Sent;
let trustBase: unknown;
let height: number;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  chain = opened.use(await prepareStack("v1", { fast: true }));
  await chain.up();
  await chain.grow();
  sent = await sendCommitment(chain);
  trustBase = await chain.trustBase();
  expect(await sent.verdict(chain, trustBase)).toMatchObject({ ok: true });
  height = await chain.grow();
  await chain.down();
});
afterAll(() => opened.disposeAsync());

/** A copy of the chain in a project of its own, with what happened to it meanwhile. */
async function damaged(damage: string, generation: "v1" | "v3" = "v1"): Promise<Stack> {
  const copy = await prepareStack(generation, { fast: true });
  try {
    await copyState(chain, copy, damage);
    return copy;
  } catch (error) {
    await copy[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same chain as before: higher, with its trust base, and with a proof of what was sent to it. */
async function expectChain(copy: Stack): Promise<void> {
  expect(await copy.grow()).toBeGreaterThan(height);
  expect(await copy.trustBase()).toEqual(trustBase);
  expect(await sent.verdict(copy, trustBase)).toMatchObject({ ok: true });
}

const empty = (...volumes: string[]) => `find ${volumes.join(" ")} -mindepth 1 -delete`;

/** Damage after which the next `up` makes what is missing again, from what is kept. */
const continues: Record<string, string> = {
  "nothing: it is only started again": ":",
  "root node: keys and databases only": "rm genesis-root/node-info.json genesis-root/trust-base.json",
  "trust base missing, node info kept": "rm genesis-root/trust-base.json",
  "trust base unsigned": `sed -zi 's/"signatures": {[^}]*}/"signatures": {}/' genesis-root/trust-base.json`,
  "shard configuration missing, node info kept": "rm genesis-aggregator/shard-conf-7_0.json",
  "aggregator: keys only": "rm genesis-aggregator/node-info.json genesis-aggregator/shard-conf-7_0.json",
  "public volume wiped alone": empty("public"),
};

interface Refusal {
  damage: string;
  generation?: "v3";
  /** The job that refuses, the code that it prints, and a part of its next step. */
  job: "genesis-root" | "state-set" | "export-public";
  code: string;
  next: RegExp;
  /** New files in a volume that was emptied; nothing else may be new. */
  makes?: RegExp;
  /** What runs all the same. */
  runs?: string[];
}

const whole = /restore the whole state set from one backup, or wipe all of it/;

/** Damage that nothing can mend without losing something. */
const refused: Record<string, Refusal> = {
  "trust base edited by hand": {
    damage: `sed -i 's/"stake": 1/"stake": 2/' genesis-root/trust-base.json`,
    job: "state-set",
    code: "TRUST_BASE_SIGNATURE_WRONG",
    next: /put the exported copy back, or remove this file alone/,
  },
  "mongo wiped, genesis kept": {
    damage: empty("mongo-data"),
    job: "state-set",
    code: "STATE_LOST",
    next: whole,
  },
  "mongo wiped by `rm *`, which keeps hidden files": {
    damage: "touch mongo-data/.hidden && rm -r mongo-data/*",
    job: "state-set",
    code: "STATE_LOST",
    next: whole,
  },
  "mongo emptied, but for the stamp": {
    damage: "find mongo-data -mindepth 1 ! -name genesis.json -delete",
    job: "state-set",
    code: "STATE_LOST",
    next: whole,
  },
  "root node's volume wiped, the rest kept": {
    damage: empty("genesis-root"),
    job: "state-set",
    code: "STATE_OF_ANOTHER_GENESIS",
    next: whole,
    makes: /genesis-root/,
  },
  "genesis wiped, mongo kept": {
    damage: empty("genesis-root", "genesis-aggregator"),
    job: "state-set",
    code: "STATE_OF_ANOTHER_GENESIS",
    next: whole,
    makes: /genesis-root/,
  },
  "root databases wiped, keys kept": {
    damage: "rm genesis-root/*.db*",
    job: "genesis-root",
    code: "CHAIN_MISSING",
    next: whole,
  },
  "aggregator's volume wiped": {
    damage: empty("genesis-aggregator"),
    job: "state-set",
    code: "STATE_LOST",
    next: whole,
  },
  "aggregator's keys, node info and configuration deleted": {
    damage:
      "rm genesis-aggregator/keys.json genesis-aggregator/node-info.json genesis-aggregator/shard-conf-7_0.json",
    job: "export-public",
    code: "AGGREGATOR_REPLACED",
    next: whole,
    makes: /genesis-aggregator/,
    // This job runs beside them; they go on with the chain that they have.
    runs: ["bft-root", "mongo"],
  },
  "state of v1 under the file of v3": {
    damage: ":",
    generation: "v3",
    job: "genesis-root",
    code: "GENERATION_MISMATCH",
    next: /run the compose file of 'v1', or wipe the whole state set/,
  },
};

// Two at a time (`maxConcurrency`): each one is a whole stack on a copy of its own.
describe.concurrent("of a chain that was stopped:", () => {
  for (const [damage, script] of Object.entries(continues)) {
    withEngine(`the chain continues after damage: ${damage}`, async () => {
      await using copy = await damaged(script);
      await copy.up();
      await expectChain(copy);
    });
  }

  for (const [state, { damage, generation, job, code, next, makes, runs = [] }] of Object.entries(refused)) {
    withEngine(`refused with ${code}, and nothing is changed by it: ${state}`, async () => {
      await using copy = await damaged(damage, generation);
      const content = async () => {
        const lines = await contentOf(copy);
        return runs.length === 0 ? lines : lines.filter((line) => !/\.db|mongo-data\//.test(line));
      };
      const before = await content();
      for (const attempt of ["first", "second"]) {
        const { exitCode, output } = await copy.tryUp();
        expect(exitCode, `${attempt}: ${output}`).toBe(1);
        expect(output).toContain(job);
      }
      const log = await copy.log(job);
      expect(log).toContain(`[${code}]`);
      expect(log).toMatch(new RegExp(`^ {2}next: .*${next.source}`, "m"));
      const after = await content();
      expect(before.filter((line) => !after.includes(line))).toEqual([]);
      expect(after.filter((line) => !before.includes(line) && !makes?.test(line))).toEqual([]);
      expect(await copy.compose("ps", "--services", "--status", "running")).toBe(runs.join("\n"));
    });
  }

  withEngine(
    "a database that is emptied while its service is stopped is not made anew when the service alone starts",
    async () => {
      await using copy = await damaged(":");
      await copy.up();
      await copy.compose("stop", "mongo");
      await inVolumes(copy, "find mongo-data -mindepth 1 ! -name genesis.json -delete");
      await docker("start", await copy.container("mongo"));
      const mongo = await copy.container("mongo");
      await eventually("mongo's probe says what is wrong", async () => {
        const format = "{{.State.Health.Status}}{{range .State.Health.Log}} {{.Output}}{{end}}";
        return /^(?!healthy)[\s\S]*\[STATE_LOST\]/.test(await docker("inspect", "--format", format, mongo));
      });
      // Nobody can write into it, so that the aggregator certifies nothing on top of it.
      const hello = ["mongosh", "--quiet", "--eval", "db.hello().isWritablePrimary"];
      expect(await docker("exec", mongo, ...hello)).toBe("false");
    },
  );

  withEngine(
    "a trust base that was edited is made again, the same, once it is removed as the refusal says",
    async () => {
      await using copy = await damaged(refused["trust base edited by hand"]?.damage ?? "");
      expect(await copy.tryUp()).toMatchObject({ exitCode: 1 });
      await inVolumes(copy, "rm genesis-root/trust-base.json");
      await copy.up();
      await expectChain(copy);
    },
  );

  withEngine(
    "after a refusal the whole state set goes on from a backup, and begins anew once it is wiped",
    async () => {
      await using copy = await damaged(empty("mongo-data"));
      expect(await copy.tryUp()).toMatchObject({ exitCode: 1 });
      await copy.compose("down", "--volumes");
      await copyState(chain, copy);
      await copy.up();
      await expectChain(copy);
      await copy.compose("down", "--volumes");
      await copy.up();
      await copy.grow();
      expect(await copy.trustBase()).not.toEqual(trustBase);
    },
  );
});
