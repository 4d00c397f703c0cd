import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LeafValue } from "@unicitylabs/state-transition-sdk/lib/api/LeafValue.js";
import { RequestId } from "@unicitylabs/state-transition-sdk/lib/api/RequestId.js";
import { SubmitCommitmentRequest } from "@unicitylabs/state-transition-sdk/lib/api/SubmitCommitmentRequest.js";
import { InputRecord } from "@unicitylabs/state-transition-sdk/lib/bft/InputRecord.js";
import { ShardTreeCertificate } from "@unicitylabs/state-transition-sdk/lib/bft/ShardTreeCertificate.js";
import { UnicityCertificate } from "@unicitylabs/state-transition-sdk/lib/bft/UnicityCertificate.js";
import { UnicitySeal } from "@unicitylabs/state-transition-sdk/lib/bft/UnicitySeal.js";
import { UnicityTreeCertificate } from "@unicitylabs/state-transition-sdk/lib/bft/UnicityTreeCertificate.js";
import { DataHasher } from "@unicitylabs/state-transition-sdk/lib/hash/DataHasher.js";
import { DataHasherFactory } from "@unicitylabs/state-transition-sdk/lib/hash/DataHasherFactory.js";
import { HashAlgorithm } from "@unicitylabs/state-transition-sdk/lib/hash/HashAlgorithm.js";
import { NodeDataHasher } from "@unicitylabs/state-transition-sdk/lib/hash/NodeDataHasher.js";
import { SparseMerkleTree } from "@unicitylabs/state-transition-sdk/lib/mtree/plain/SparseMerkleTree.js";
import { CborSerializer } from "@unicitylabs/state-transition-sdk/lib/serializer/cbor/CborSerializer.js";
import { SigningService } from "@unicitylabs/state-transition-sdk/lib/sign/SigningService.js";
import { InclusionProof } from "@unicitylabs/state-transition-sdk/lib/transaction/InclusionProof.js";

const NODE_ID = "16Uiu2HAscripted";
const NONE = new Uint8Array(0);

/** An aggregator of API v1 made of the SDK's classes, whose misbehaviour the test chooses. */
export class ScriptedAggregator {
  readonly #server: Server;
  readonly #key = new SigningService(SigningService.generatePrivateKey());
  readonly #tree = new SparseMerkleTree(new DataHasherFactory(HashAlgorithm.SHA256, NodeDataHasher));
  readonly #known = new Map<string, SubmitCommitmentRequest>();
  #round = 0n;
  /** Key that signs the seals; another one must be refused. */
  sealKey = this.#key;
  /** HTTP status of every answer; 200 works. */
  httpStatus = 200;
  /** Status of submissions. */
  submitStatus = "SUCCESS";
  /** Requests are read and never answered while true. */
  hangs = false;
  /** Proofs say "not included" while true. */
  paused = false;
  readonly submitted: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (this.hangs) return;
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
      const result = this.httpStatus === 200 ? await this.#answer(method, params) : {};
      response.writeHead(this.httpStatus, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  }

  static async start(): Promise<ScriptedAggregator> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedAggregator(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Trust base that names the right key, whatever `sealKey` is. */
  trustBase(): object {
    const sigKey = `0x${Buffer.from(this.#key.publicKey).toString("hex")}`;
    return {
      version: 1,
      networkId: 3,
      epoch: 1,
      epochStartRound: 0,
      rootNodes: [{ nodeId: NODE_ID, sigKey, stake: 1 }],
      quorumThreshold: 1,
      stateHash: "",
      changeRecordHash: "",
      previousEntryHash: "",
      signatures: {},
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(method: string, params: { requestId: string }): Promise<unknown> {
    if (method === "get_block_height") return { blockNumber: String(this.#round) };
    if (method === "submit_commitment") return { status: await this.#submit(params) };
    return { inclusionProof: (await this.#proof(params.requestId)).toJSON() };
  }

  async #submit(params: { requestId: string }): Promise<string> {
    if (this.submitStatus !== "SUCCESS") return this.submitStatus;
    this.submitted.push(params.requestId);
    if (this.#known.has(params.requestId)) return "REQUEST_ID_EXISTS";
    const request = SubmitCommitmentRequest.fromJSON(params);
    this.#known.set(params.requestId, request);
    const leaf = await LeafValue.create(request.authenticator, request.transactionHash);
    await this.#tree.addLeaf(request.requestId.toBitString().toBigInt(), leaf.bytes);
    return "SUCCESS";
  }

  async #proof(requestId: string): Promise<InclusionProof> {
    const root = this.paused
      ? await new SparseMerkleTree(this.#tree.factory).calculateRoot()
      : await this.#tree.calculateRoot();
    const known = this.paused ? undefined : this.#known.get(requestId);
    const path = root.getPath(RequestId.fromJSON(requestId).toBitString().toBigInt());
    return new InclusionProof(
      path,
      known?.authenticator ?? null,
      known?.transactionHash ?? null,
      await this.#certificate(root.hash.imprint),
    );
  }

  async #certificate(rootImprint: Uint8Array): Promise<UnicityCertificate> {
    this.#round += 1n;
    const time = BigInt(Math.floor(Date.now() / 1000));
    const record = new InputRecord(1n, this.#round, 1n, null, rootImprint, NONE, time, null, 0n, null);
    const shard = new ShardTreeCertificate(Uint8Array.of(0x80), []);
    const tree = new UnicityTreeCertificate(1n, 7n, []);
    const shardRoot = await UnicityCertificate.calculateShardTreeCertificateRootHash(
      record,
      null,
      NONE,
      shard,
    );
    const inner = await sha256(CborSerializer.encodeByteString(shardRoot.data));
    const hash = await sha256(
      CborSerializer.encodeByteString(Uint8Array.of(1)),
      CborSerializer.encodeByteString(Uint8Array.of(0, 0, 0, 7)),
      CborSerializer.encodeByteString(inner),
    );
    const unsigned = new UnicitySeal(1n, 3n, this.#round, 1n, time, null, hash, null);
    const digest = await new DataHasher(HashAlgorithm.SHA256).update(unsigned.toCBOR()).digest();
    const signature = await this.sealKey.sign(digest);
    const signatures = new Map([[NODE_ID, Uint8Array.of(...signature.bytes, signature.recovery)]]);
    const seal = new UnicitySeal(1n, 3n, this.#round, 1n, time, null, hash, signatures);
    return new UnicityCertificate(1n, record, null, NONE, shard, tree, seal);
  }
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const hasher = new DataHasher(HashAlgorithm.SHA256);
  for (const part of parts) hasher.update(part);
  return (await hasher.digest()).data;
}
