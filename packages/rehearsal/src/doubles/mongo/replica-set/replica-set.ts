import { DatabaseError } from "../database-error.ts";
import type { Hello } from "../documents.ts";
import { parseConfiguration, type ReplicaSetConfiguration } from "./configuration.ts";

/** From the configuration to writable primary. MongoDB takes some hundred ms to seconds. */
export const ELECTION_MS = 1_000;

/** MongoDB's member states that a set of one member can be in, with their numbers. */
export const STATES = { STARTUP: 0, PRIMARY: 1, SECONDARY: 2, REMOVED: 10 } as const;
export type State = keyof typeof STATES;

export interface ReplicaSetSurroundings {
  /** Value of `--replSet`; undefined for a node without a set. */
  readonly name: string | undefined;
  /** The stored configuration, and where it is stored. */
  load(): ReplicaSetConfiguration | undefined;
  save(configuration: ReplicaSetConfiguration): void;
  /** Does a member's `host:port` lead to this node? */
  isThisNode(host: string): Promise<boolean>;
  /** Milliseconds that only grow. */
  now(): number;
}

/** The node's place in its replica set. */
export class ReplicaSet {
  readonly #around: ReplicaSetSurroundings;
  #configuration: ReplicaSetConfiguration | undefined;
  #member = false;
  #electedAt = 0;
  readonly #startedAt: number;

  private constructor(around: ReplicaSetSurroundings) {
    this.#around = around;
    this.#startedAt = around.now();
  }

  /** Looks at the stored configuration, once: a member name that does not lead here leaves the node out of its set. */
  static async start(around: ReplicaSetSurroundings): Promise<ReplicaSet> {
    const set = new ReplicaSet(around);
    const stored = around.load();
    if (around.name === undefined || !stored) return set;
    set.#configuration = stored;
    const mine = stored._id === around.name && (await around.isThisNode(stored.members[0].host));
    if (mine) set.#elect(stored);
    return set;
  }

  state(): State {
    if (!this.#configuration) return "STARTUP";
    if (!this.#member) return "REMOVED";
    return this.#around.now() >= this.#electedAt ? "PRIMARY" : "SECONDARY";
  }

  /** Answer to `hello`; a node that is not in a set that it knows does not say the set's name. */
  hello(): Hello {
    if (this.#around.name === undefined) return { isWritablePrimary: true };
    const state = this.state();
    const configuration = this.#configuration;
    if (!configuration || state === "REMOVED")
      return {
        isWritablePrimary: false,
        secondary: false,
        info: "Does not have a valid replica set config",
        isreplicaset: true,
      };
    const [{ host }] = configuration.members;
    return {
      isWritablePrimary: state === "PRIMARY",
      secondary: state === "SECONDARY",
      setName: configuration._id,
      hosts: [host],
      me: host,
      ...(state === "PRIMARY" && { primary: host }),
    };
  }

  /** Answer to `replSetGetStatus`. @throws DatabaseError unless the node is a member of a set */
  status(): object {
    const configuration = this.#configuration;
    if (this.#around.name === undefined)
      throw new DatabaseError("NoReplicationEnabled", "not running with --replSet");
    if (!configuration) throw new DatabaseError("NotYetInitialized", "no replset config has been received");
    const stateStr = this.state();
    if (stateStr === "REMOVED")
      throw new DatabaseError(
        "InvalidReplicaSetConfig",
        "Our replica set config is invalid or we are not a member of it",
      );
    const [{ _id, host }] = configuration.members;
    const state = STATES[stateStr];
    const uptime = Math.floor((this.#around.now() - this.#startedAt) / 1000);
    const members = [{ _id, name: host, health: 1, state, stateStr, uptime, self: true }];
    return { set: configuration._id, myState: state, term: configuration.term, members };
  }

  /** `replSetInitiate`. @throws DatabaseError `AlreadyInitialized`, `InvalidReplicaSetConfig`, `NoReplicationEnabled` */
  async initiate(config: unknown): Promise<void> {
    const { name } = this.#around;
    if (name === undefined)
      throw new DatabaseError("NoReplicationEnabled", "This node was not started with replication enabled.");
    const configuration = parseConfiguration(config, name);
    this.#refuseSecond();
    if (!(await this.#around.isThisNode(configuration.members[0].host)))
      throw new DatabaseError(
        "InvalidReplicaSetConfig",
        `No host described in new configuration with {version: 1, term: 0} for replica set ${name} maps to this node`,
      );
    this.#refuseSecond();
    this.#elect(configuration);
  }

  /** @throws DatabaseError `NotWritablePrimary` */
  requireWritable(): void {
    if (this.#around.name !== undefined && this.state() !== "PRIMARY")
      throw new DatabaseError("NotWritablePrimary", "not primary");
  }

  /** @throws DatabaseError `NotPrimaryOrSecondary` */
  requireReadable(): void {
    const state = this.state();
    if (this.#around.name !== undefined && state !== "PRIMARY" && state !== "SECONDARY")
      throw new DatabaseError("NotPrimaryOrSecondary", "node is not in primary or recovering state");
  }

  /** @throws DatabaseError `IllegalOperation` for a node without a set */
  requireTransactions(): void {
    if (this.#around.name === undefined)
      throw new DatabaseError(
        "IllegalOperation",
        "Transaction numbers are only allowed on a replica set member or mongos",
      );
  }

  #refuseSecond(): void {
    if (this.#configuration) throw new DatabaseError("AlreadyInitialized", "already initialized");
  }

  #elect(configuration: ReplicaSetConfiguration): void {
    const elected = { ...configuration, term: configuration.term + 1 };
    this.#around.save(elected);
    this.#configuration = elected;
    this.#member = true;
    this.#electedAt = this.#around.now() + ELECTION_MS;
  }
}
