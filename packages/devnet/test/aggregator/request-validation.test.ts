import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { toHex } from "../../src/identity/hex.ts";
import { certification, commitmentParams, rpc } from "./support/requests.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await startAggregator();
});
afterAll(() => aggregator.close());

const call = (method: string, params: unknown) => rpc(aggregator.url, method, params);

const valid = commitmentParams();
test.each([
  ["params that are a list", [], -32602],
  ["a missing request id", { ...valid, requestId: undefined }, -32000],
  ["a request id that is no imprint", { ...valid, requestId: "ab".repeat(34) }, -32000],
  ["a short transaction hash", { ...valid, transactionHash: "0000ab" }, -32000],
  ["a transaction hash that is a number", { ...valid, transactionHash: 5 }, -32000],
  ["a missing authenticator", { ...valid, authenticator: null }, -32602],
  ["another algorithm", { ...valid, authenticator: { ...valid.authenticator, algorithm: "rsa" } }, -32000],
  [
    "a signature of 64 bytes",
    { ...valid, authenticator: { ...valid.authenticator, signature: "ab".repeat(64) } },
    -32000,
  ],
])("refuses a commitment with %s", async (_, params, code) => {
  expect((await call("submit_commitment", params)).error?.code).toBe(code);
});

test("a commitment has the request id of its key and state, and a valid signature", async () => {
  const mismatch = { ...commitmentParams(), requestId: valid.requestId };
  expect((await call("submit_commitment", mismatch)).result).toEqual({ status: "REQUEST_ID_MISMATCH" });
  const unsigned = { ...commitmentParams(), transactionHash: valid.transactionHash };
  expect((await call("submit_commitment", unsigned)).result).toEqual({
    status: "AUTHENTICATOR_VERIFICATION_FAILED",
  });
  const noPoint = commitmentParams();
  noPoint.authenticator.publicKey = "02".padEnd(66, "f");
  expect((await call("submit_commitment", noPoint)).result).toEqual({ status: "REQUEST_ID_MISMATCH" });
});

test.each([
  ["UNSUPPORTED_ALGORITHM", { engine: 2 }],
  ["UNSUPPORTED_ALGORITHM", { code: Uint8Array.of(2) }],
  ["INVALID_PUBLIC_KEY_FORMAT", { publicKey: new Uint8Array(32) }],
  ["INVALID_SOURCE_STATE_HASH_FORMAT", { sourceStateHash: new Uint8Array(31) }],
  ["INVALID_TRANSACTION_HASH_FORMAT", { transactionHash: new Uint8Array(34) }],
  ["INVALID_SIGNATURE_FORMAT", { witness: new Uint8Array(64) }],
  ["INVALID_SIGNATURE_FORMAT", { witness: new Uint8Array(65).fill(4, 64) }],
  ["STATE_ID_MISMATCH", { stateId: new Uint8Array(32) }],
  ["SIGNATURE_VERIFICATION_FAILED", { witness: new Uint8Array(65).fill(1) }],
])("a certification request gets %s", async (status, parts) => {
  const { cbor } = certification(parts);
  expect((await call("certification_request", toHex(cbor))).result).toEqual({ status });
});

/** The same request with the stateId's length in two bytes instead of one. */
function withLongLength(cbor: Uint8Array): Uint8Array {
  const at = cbor.indexOf(0x58);
  return Uint8Array.from([...cbor.slice(0, at), 0x59, 0, ...cbor.slice(at + 1)]);
}

test.each([
  ["no hex", "zz"],
  ["nothing", ""],
  ["an object", {}],
  ["a cut off item", toHex(certification().cbor.slice(0, -1))],
  ["a byte too many", `${toHex(certification().cbor)}00`],
  ["a length in a longer form", toHex(withLongLength(certification().cbor))],
  ["an indefinite array", toHex(certification().cbor).replace("d9987684", "d998769f")],
  ["the data of version 1", toHex(certification({ version: 1 }).cbor)],
  ["a huge length", "d99876845bffffffffffffffff"],
])("refuses a certification request that is %s", async (_, params) => {
  expect((await call("certification_request", params)).error?.code).toBe(-32000);
});
