import { createHash } from "node:crypto";
import {
  CborError,
  cbor,
  decodeCertificate,
  fromHex,
  type GenerationName,
  sealCertificate,
  sealHash,
  verifySignature,
} from "@unicity-sphere/devnet/protocol";
import type { NodeKeys } from "../genesis/keys.ts";
import type { ConfigurationStore } from "./configuration-store.ts";
import { decodeInputRecord } from "./input-record.ts";
import { type ActiveShard, type RoundStore, shardKey } from "./round-store.ts";

/** Why a root node certifies nothing; its words are this double's own. */
export type RefusalReason =
  | "unknown partition"
  | "not active yet"
  | "not a validator"
  | "invalid request"
  | "equivocation"
  | "replaced";

/** A request that the root node turns down. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

interface Pending {
  readonly record: Uint8Array;
  readonly conf: ActiveShard["conf"];
  readonly certificate: PromiseWithResolvers<Uint8Array>;
}

interface CertifierOptions {
  readonly rounds: RoundStore;
  readonly configurations: ConfigurationStore;
  readonly keys: NodeKeys;
  readonly generation: GenerationName;
  readonly networkId: number;
  /** Unix time, ms. */
  readonly now?: () => number;
}

type ShardName = { partitionId: number; shardId: string };

/** Counts root rounds; each one certifies what was asked for since the one before. */
export class Certifier {
  readonly #options: CertifierOptions;
  readonly #pending = new Map<string, Pending>();

  constructor(options: CertifierOptions) {
    this.#options = options;
  }

  /** Latest certificate of a shard for one of its validators; null before the first. @throws Refusal */
  latest(nodeId: string, shard: ShardName): Uint8Array | null {
    return this.#shardFor(nodeId, shard).certificate;
  }

  /**
   * The certificate of a round, once a root round has sealed it.
   *
   * @param record InputRecord in CBOR, signed by the validator's sigKey
   * @throws Refusal also when the record does not follow the latest certificate
   */
  certify(nodeId: string, shard: ShardName, record: Uint8Array, signature: Uint8Array): Promise<Uint8Array> {
    const active = this.#shardFor(nodeId, shard);
    const key = active.conf.validators.find((validator) => validator.nodeId === nodeId)?.sigKey;
    if (!verifySignature(record, signature, fromHex(key) ?? new Uint8Array()))
      throw new Refusal("not a validator", "the request is not signed by the validator's key");
    this.#expectNext(record, active);
    const name = shardKey(shard);
    this.#pending.get(name)?.certificate.reject(new Refusal("replaced", "a later request came"));
    const certificate = Promise.withResolvers<Uint8Array>();
    this.#pending.set(name, { record, conf: active.conf, certificate });
    return certificate.promise;
  }

  /** Seals a root round: shards become active, and what is pending is certified. */
  seal(): void {
    const { rounds, configurations, keys, generation, networkId, now = Date.now } = this.#options;
    const last = rounds.latest();
    const number = last.number + 1;
    const timestamp = Math.max(last.timestamp, Math.floor(now() / 1000));
    for (const conf of configurations.all())
      if (conf.epochStart <= number) rounds.activate(shardKey(conf), conf);
    const certificates = new Map<string, Uint8Array>();
    let seal = last.seal;
    for (const [name, { record, conf }] of this.#pending) {
      const hashes = {
        technicalHash: technicalHash(record, number),
        configurationHash: configurationHash(conf),
      };
      const parts = { record, ...hashes, networkId, rootRound: number, timestamp, previousSeal: last.seal };
      certificates.set(name, sealCertificate(generation, keys, parts));
      seal = sealHash(parts);
    }
    rounds.commit({ number, timestamp, seal }, certificates);
    for (const [name, certificate] of certificates) {
      this.#pending.get(name)?.certificate.resolve(certificate);
      this.#pending.delete(name);
    }
  }

  #shardFor(nodeId: string, shard: ShardName): ActiveShard {
    const { rounds, configurations } = this.#options;
    const active = rounds.shard(shardKey(shard));
    const { partitionId, shardId } = shard;
    if (!active) {
      const uploaded = configurations.all().some((conf) => shardKey(conf) === shardKey(shard));
      throw uploaded
        ? new Refusal("not active yet", `root round is ${rounds.latest().number}`)
        : new Refusal("unknown partition", `partition ${partitionId}, shard ${shardId}`);
    }
    if (!active.conf.validators.some((validator) => validator.nodeId === nodeId))
      throw new Refusal("not a validator", `${nodeId} is not in the active configuration`);
    return active;
  }

  #expectNext(record: Uint8Array, { certificate }: ActiveShard): void {
    const { generation } = this.#options;
    try {
      const next = decodeInputRecord(record, generation);
      const last =
        certificate &&
        decodeInputRecord(decodeCertificate(certificate, generation).encodedRecord, generation);
      const expected = (last?.round ?? 0) + 1;
      if (next.round !== expected)
        throw new Refusal("equivocation", `round ${next.round} was asked for, ${expected} is next`);
      if (Buffer.compare(next.previousHash ?? NOTHING, last?.hash ?? NOTHING) !== 0)
        throw new Refusal("equivocation", `round ${next.round} does not follow the certified state`);
    } catch (error) {
      if (error instanceof CborError) throw new Refusal("invalid request", error.message);
      throw error;
    }
  }
}

const NOTHING = new Uint8Array();

function technicalHash(record: Uint8Array, rootRound: number): Uint8Array {
  const encoded = cbor.array([cbor.bytes(record), cbor.uint(rootRound)]);
  return createHash("sha256").update(encoded).digest();
}

function configurationHash(conf: ActiveShard["conf"]): Uint8Array {
  return createHash("sha256").update(JSON.stringify(conf)).digest();
}
