import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, startAggregator } from "../../src/aggregator/service.ts";
import { toHex } from "../../src/identity/hex.ts";
import type { TrustBase } from "../../src/identity/trust-base.ts";
import { verifyInclusionV1, verifyProofAgainstTrustBase } from "../../src/proof/verify-proof.ts";
import { certification, commitmentParams, rpc } from "../aggregator/support/requests.ts";

let aggregator: Aggregator;
let other: Aggregator;
/** Answers of both APIs: inclusion, absence, v3 certified, v3 unknown. */
let answers: unknown[];
/** What the first two answers are about. */
let included: ReturnType<typeof commitmentParams>;
let absent: ReturnType<typeof commitmentParams>;

beforeAll(async () => {
  [aggregator, other] = [await startAggregator(), await startAggregator()];
  const commitments = [commitmentParams(), commitmentParams(), commitmentParams()];
  [included] = commitments as [typeof included];
  absent = commitmentParams();
  const transition = certification();
  const { url } = aggregator;
  await Promise.all(commitments.map((params) => rpc(url, "submit_commitment", params)));
  await rpc(url, "certification_request", toHex(transition.cbor));
  const proofs = await Promise.all([
    rpc(url, "get_inclusion_proof", { requestId: commitments[0]?.requestId }),
    rpc(url, "get_inclusion_proof", { requestId: absent.requestId }),
    rpc(url, "get_inclusion_proof.v2", { stateId: transition.stateId }),
    rpc(url, "get_inclusion_proof.v2", { stateId: "ab".repeat(32) }),
  ]);
  answers = proofs.map(({ result }) => result);
});
afterAll(() => Promise.all([aggregator.close(), other.close()]));

const verdicts = (trustBase: TrustBase) =>
  answers.map((answer) => verifyProofAgainstTrustBase(answer, trustBase));

test("accepts every live answer under the aggregator's own trust base", () => {
  for (const verdict of verdicts(aggregator.trustBase)) expect(verdict).toMatchObject({ ok: true });
});

test("tells the inclusion of a commitment from its absence, and from that of another transaction", () => {
  const verify = (answer: unknown, commitment = included) =>
    verifyInclusionV1(answer, commitment, aggregator.trustBase);
  expect(verify(answers[0])).toMatchObject({ ok: true });
  // A proof of absence shows the leaf that stands in the way, which may be any of those that are there.
  expect(verify(answers[1], absent)).toMatchObject({ ok: false, problem: "NOT_INCLUDED" });
  const changed = { ...included, transactionHash: `0000${"ab".repeat(32)}` };
  expect(verify(answers[0], changed)).toMatchObject({ ok: false, problem: "NOT_INCLUDED" });
  expect(verifyInclusionV1(answers[0], included, other.trustBase)).toMatchObject({
    problem: "QUORUM_NOT_REACHED",
  });
});

test("refuses every answer under the trust base of another stack", () => {
  for (const verdict of verdicts(other.trustBase)) {
    expect(verdict).toMatchObject({ ok: false, problem: "QUORUM_NOT_REACHED" });
  }
});

test("refuses a seal of a known node id by another key, which SDK 1.6 lets pass", () => {
  const forged = structuredClone(aggregator.trustBase);
  const [node, foreign] = [forged.rootNodes[0], other.trustBase.rootNodes[0]];
  if (!node || !foreign) throw new Error("a trust base has a root node");
  node.sigKey = foreign.sigKey;
  for (const verdict of verdicts(forged)) expect(verdict).toMatchObject({ problem: "QUORUM_NOT_REACHED" });
});

test("refuses another network and a higher quorum", () => {
  for (const verdict of verdicts({ ...aggregator.trustBase, networkId: 2 })) {
    expect(verdict).toMatchObject({ problem: "OTHER_NETWORK" });
  }
  for (const verdict of verdicts({ ...aggregator.trustBase, quorumThreshold: 2 })) {
    expect(verdict).toMatchObject({ problem: "QUORUM_NOT_REACHED" });
  }
});

test("accepts no v1 answer with a changed byte anywhere in its certificate", () => {
  const { inclusionProof } = answers[0] as { inclusionProof: { unicityCertificate: string } };
  const certificate = Buffer.from(inclusionProof.unicityCertificate, "hex");
  for (let at = 0; at < certificate.length - 1; at += 1) {
    const changed = Buffer.from(certificate);
    changed[at] = (changed[at] as number) ^ 0x10;
    const answer = { inclusionProof: { ...inclusionProof, unicityCertificate: toHex(changed) } };
    expect([at, verifyProofAgainstTrustBase(answer, aggregator.trustBase).ok]).toEqual([at, false]);
  }
});

test("accepts no v1 path whose root or steps were changed", () => {
  for (const answer of answers.slice(0, 2)) {
    const { inclusionProof } = structuredClone(answer) as { inclusionProof: { merkleTreePath: PathJson } };
    const path = inclusionProof.merkleTreePath;
    const problems = (changed: PathJson) =>
      verifyProofAgainstTrustBase(
        { inclusionProof: { ...inclusionProof, merkleTreePath: changed } },
        aggregator.trustBase,
      );
    expect(problems({ ...path, root: `0000${"ab".repeat(32)}` })).toMatchObject({
      problem: "ROOT_NOT_CERTIFIED",
    });
    expect(problems({ ...path, steps: [] })).toMatchObject({ problem: "MALFORMED" });
    expect(problems({ ...path, steps: path.steps.slice(0, -1) })).toMatchObject({ problem: "PATH_INVALID" });
    const [first, ...rest] = path.steps;
    expect(
      problems({ ...path, steps: [{ path: first?.path ?? "", data: "ab".repeat(32) }, ...rest] }),
    ).toMatchObject({
      problem: "PATH_INVALID",
    });
  }
});

interface PathJson {
  root: string;
  steps: { path: string; data: string | null }[];
}

test.each([
  null,
  5,
  "",
  "zz",
  "80",
  {},
  { inclusionProof: null },
  { inclusionProof: { unicityCertificate: "d903ef" } },
])("calls %j malformed", (answer) => {
  expect(verifyProofAgainstTrustBase(answer, aggregator.trustBase)).toMatchObject({ problem: "MALFORMED" });
});
