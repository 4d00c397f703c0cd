import { DevnetError } from "../errors.ts";
import { GENERATIONS, type GenerationName } from "./generation.ts";
import { fromHex } from "./hex.ts";
import { verifySignature } from "./secp256k1.ts";
import { type TrustBase, trustBaseMessage } from "./trust-base.ts";

/**
 * Checks that `json` (text or parsed) has the fields of a trust base.
 *
 * @param where file or URL, for the error
 * @throws DevnetError `TRUST_BASE_INVALID`
 */
export function parseTrustBase(json: unknown, where = "trust base"): TrustBase {
  let value = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch {
      throw invalid(where, "It is not JSON.");
    }
  }
  if (!isObject(value)) throw invalid(where, "It is not a JSON object.");
  const number = (field: string) => {
    const entry = Number((value as Record<string, unknown>)[field]);
    if (!Number.isSafeInteger(entry) || entry < 0)
      throw invalid(where, `"${field}" is not an unsigned integer.`);
    return entry;
  };
  const hash = (field: string) => {
    const entry = (value as Record<string, unknown>)[field] ?? "";
    if (fromHex(entry) === undefined) throw invalid(where, `"${field}" is not hex.`);
    return entry as string;
  };
  if (!Array.isArray(value.rootNodes) || value.rootNodes.length === 0) {
    throw invalid(where, `"rootNodes" is not a list with at least one node.`);
  }
  if (!isObject(value.signatures)) throw invalid(where, `"signatures" is missing.`);
  return {
    version: number("version"),
    networkId: number("networkId"),
    epoch: number("epoch"),
    epochStartRound: number("epochStartRound"),
    rootNodes: value.rootNodes.map((node: unknown, index) => {
      const key = isObject(node) ? fromHex(node.sigKey) : undefined;
      if (!isObject(node) || typeof node.nodeId !== "string" || key?.length !== 33) {
        throw invalid(where, `rootNodes[${index}] has no nodeId or no 33-byte sigKey.`);
      }
      return { nodeId: node.nodeId, sigKey: node.sigKey as string, stake: Number(node.stake) };
    }),
    quorumThreshold: number("quorumThreshold"),
    stateHash: hash("stateHash"),
    changeRecordHash: hash("changeRecordHash"),
    previousEntryHash: hash("previousEntryHash"),
    signatures: value.signatures as Record<string, string>,
  };
}

/**
 * The generation of a trust base: recomputes its own signature with the CBOR tag of each one. Reaching the quorum of
 * valid signatures decides.
 *
 * @returns undefined when the signatures fit no generation (unsigned, edited, or made by something else)
 * @throws DevnetError `TRUST_BASE_INVALID`
 */
export function trustBaseGeneration(json: unknown, where?: string): GenerationName | undefined {
  const trustBase = parseTrustBase(json, where);
  return Object.values(GENERATIONS).find(({ name }) => hasQuorum(trustBase, name))?.name;
}

function hasQuorum(trustBase: TrustBase, generation: GenerationName): boolean {
  const message = trustBaseMessage(trustBase, generation);
  const valid = trustBase.rootNodes.filter(({ nodeId, sigKey }) => {
    const signature = fromHex(trustBase.signatures[nodeId]);
    return signature !== undefined && verifySignature(message, signature, fromHex(sigKey) as Uint8Array);
  });
  return valid.length >= Math.max(1, trustBase.quorumThreshold);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(where: string, evidence: string): DevnetError {
  return new DevnetError({
    code: "TRUST_BASE_INVALID",
    what: "This is not a trust base.",
    where,
    evidence,
    cause: "The file is cut off, was edited, or is something else.",
    next: "Export it again, or fetch /.well-known/trust-base.json of the aggregator.",
  });
}
