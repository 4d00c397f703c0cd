import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyDocument } from "../../src/output/schemas.ts";
import { startSource } from "../airgap/support/source.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import {
  changeSignatures,
  GITHUB,
  noCosign,
  type Published,
  type PublishedImage,
  RELEASE,
  startPublished,
} from "./support/published.ts";

describe.skipIf(noCosign)(
  "signatures of cosign at a registry with a login (Debian: docker-registry, cosign)",
  () => {
    let published: Published;
    let keyed: PublishedImage;
    let released: PublishedImage;

    beforeAll(async () => {
      published = await startPublished();
      keyed = await published.publish("keyed", "0.6.0");
      released = await published.publish("relay", "0.6.0");
      await Promise.all([published.signWithKey(keyed), published.signAs(released, RELEASE)]);
    });
    afterAll(() => published?.[Symbol.asyncDispose]());

    const withKey = (name = "cosign.pub") => ({ VERIFY_KEY_FILE: join(published.folder, name) });
    const withRoot = () => ({ VERIFY_TRUSTED_ROOT_FILE: published.sigstore.trustedRoot });
    const verify = (reference: string, env: Record<string, string>, ...more: string[]) =>
      runJson(published.folder, ["verify", reference, ...more], { ...published.env, ...env });

    /** The refusal of one image: its code, and the way around it. */
    async function refusal(reference: string, env: Record<string, string>, exitCode = 1) {
      const answer = await verify(reference, env);
      expect(answer.exitCode, answer.stdout).toBe(exitCode);
      const { error } = answer.document;
      for (const part of ["what", "where", "evidence", "cause", "next"])
        expect(error, part).toHaveProperty(part);
      expect(error.next).toContain("--unverified ");
      return error as { code: string; what: string; evidence: string; next: string };
    }

    test("an index that its key has signed is accepted", async () => {
      const { exitCode, document } = await verify(keyed.reference, withKey());
      expect(exitCode).toBe(0);
      expect(verifyDocument.parse(document).images).toEqual([
        { key: "keyed", reference: keyed.reference, outcome: "verified", signer: "the key" },
      ]);
    });

    test("an index that the release workflow of its owner has signed is accepted, whatever the owner's case", async () => {
      const { exitCode, document } = await verify(released.reference, withRoot());
      expect({ exitCode, images: document.images }).toEqual({
        exitCode: 0,
        images: [{ key: "relay", reference: released.reference, outcome: "verified", signer: RELEASE }],
      });
    });

    test("cosign agrees: it verifies what we accept", () => {
      const at = `${new URL(published.env.COMPOSE_GEN_MIRROR_GHCR_IO ?? "").host}/${released.path}@${released.digest}`;
      const env = {
        ...process.env,
        ...published.env,
        ...published.sigstore.cosignTrust,
        HOME: published.folder,
      };
      const who = ["--certificate-identity", RELEASE, "--certificate-oidc-issuer", GITHUB];
      const said = execFileSync("cosign", ["verify", ...who, at], {
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(said.toString()).toContain(released.digest);
    });

    test("an unsigned image is refused", async () => {
      const image = await published.publish("unsigned", "0.6.0");
      expect(await refusal(image.reference, withKey())).toMatchObject({
        code: "IMAGE_UNSIGNED",
        what: "Nobody has signed this image.",
      });
    });

    test("an image whose tag has moved is refused, though what is pinned is signed; the tag of a line may move", async () => {
      const image = await published.publish("moved", "0.6.0");
      await published.signWithKey(image);
      const type = "application/vnd.oci.image.index.v1+json";
      const put = await published.ask(`${image.path}/manifests/0.6.0`, {
        method: "PUT",
        headers: { "content-type": type },
        body: await (
          await published.ask(`${image.path}/manifests/${image.digest}`, { headers: { accept: type } })
        )
          .text()
          .then((text) => `${text}\n`),
      });
      expect(put.status).toBe(201);
      const error = await refusal(image.reference, withKey());
      expect(error).toMatchObject({ code: "TAG_MOVED" });
      expect(error.evidence).toContain(`now    ${put.headers.get("docker-content-digest")}`);
      const line = await verify(`${image.repository}:0.6@${image.digest}`, withKey());
      expect(line.exitCode).toBe(0);
    });

    test("the digest of one platform is refused, although it is signed too", async () => {
      const error = await refusal(`${keyed.repository}:0.6.0@${keyed.child}`, withKey());
      expect(error).toMatchObject({ code: "IMAGE_IS_CHILD" });
      expect(error.next).toContain(keyed.digest);
      expect(await refusal(`${keyed.repository}@${keyed.child}`, withKey())).toMatchObject({
        code: "IMAGE_IS_CHILD",
      });
    });

    test("a tag alone is refused: nothing says what it will be", async () => {
      const [tagged = ""] = keyed.reference.split("@");
      expect(await refusal(tagged, withKey())).toMatchObject({ code: "IMAGE_WITHOUT_DIGEST" });
    });

    test("the signature of another key, and one without a certificate where one is expected, are refused", async () => {
      expect(await refusal(keyed.reference, withKey("other.pub"))).toMatchObject({
        code: "SIGNATURE_OTHER_KEY",
      });
      expect(await refusal(keyed.reference, withRoot())).toMatchObject({
        code: "SIGNATURE_WITHOUT_CERTIFICATE",
      });
    });

    test("the signature of another workflow, repository, branch or issuer is refused, unless it is named", async () => {
      const image = await published.publish("stolen", "0.6.0");
      const others = [
        RELEASE.replace("release.yml", "ci.yml"),
        RELEASE.replace("/Example/", "/somebody/"),
        RELEASE.replace("heads/main", "heads/feature"),
        RELEASE.replace("unicity-infra", "unicity-infra-copy"),
      ];
      for (const other of others) {
        await published.signAs(image, other);
        const error = await refusal(image.reference, withRoot());
        expect(error, other).toMatchObject({ code: "SIGNATURE_OTHER_IDENTITY" });
      }
      const [named = ""] = others;
      expect(
        (await verify(image.reference, { ...withRoot(), VERIFY_IDENTITY: named })).document,
      ).toMatchObject({
        images: [{ signer: named }],
      });
      const elsewhere = { VERIFY_ISSUER: "https://accounts.example.org" };
      expect(await refusal(released.reference, { ...withRoot(), ...elsewhere })).toMatchObject({
        code: "SIGNATURE_OTHER_IDENTITY",
      });
    });

    test("a signature that was copied from another image is refused", async () => {
      const image = await published.publish("keyed", "0.6.1");
      await changeSignatures(published, keyed, (text) => text, image);
      const error = await refusal(image.reference, withKey());
      expect(error).toMatchObject({ code: "SIGNATURE_OTHER_IMAGE" });
      expect(error.evidence).toContain(keyed.digest);
    });

    test("a signature whose certificate, log entry or own bytes were changed is refused", async () => {
      const image = await published.publish("relay", "0.6.2");
      await published.signAs(image, RELEASE);
      const lastByteChanged = (base64: string) => {
        const bytes = Buffer.from(base64, "base64");
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
        return bytes.toString("base64");
      };
      const changes: [string, (text: string) => string][] = [
        ["no log", (text) => text.replace("dev.sigstore.cosign/bundle", "dev.example/bundle")],
        ["another time", (text) => text.replace(/(integratedTime\\":)\d/, "$19")],
        ["another signature", (text) => text.replace(/(?<=cosign\/signature":")[^"]+/, lastByteChanged)],
      ];
      let kept = "";
      await changeSignatures(published, image, (text) => {
        kept = text;
        return text;
      });
      for (const [what, change] of changes) {
        expect(change(kept), what).not.toBe(kept);
        await changeSignatures(published, image, () => change(kept));
        expect(await refusal(image.reference, withRoot()), what).toMatchObject({ code: "SIGNATURE_INVALID" });
      }
    });

    test("certificates of another authority are refused", async () => {
      const image = await published.publish("relay", "0.6.3");
      await published.signAs(image, RELEASE);
      await using other = await startPublished();
      const env = { VERIFY_TRUSTED_ROOT_FILE: other.sigstore.trustedRoot };
      expect(await refusal(image.reference, env)).toMatchObject({ code: "SIGNATURE_INVALID" });
    });

    test("an image of another publisher is told as not covered, and a waived one as not verified", async () => {
      const args = [
        "verify",
        ...["relay", "faucet", "aggregator-proxy", "aggregator-tools"].flatMap((key) => [
          "--unverified",
          key,
        ]),
      ];
      const { exitCode, stdout } = await runCli(published.folder, args, published.env);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/NOT VERIFIED ghcr\.io\/unicity-sphere\/relay:\S+ {2}--unverified relay\n/);
      expect(stdout).toMatch(/not covered {2}\S+mongo\S* {2}not of this project/);
    });

    test("without a registry, and without its login, nothing is verified", async () => {
      const gone = { ...withKey(), COMPOSE_GEN_MIRROR_GHCR_IO: "http://127.0.0.1:1" };
      const error = await refusal(keyed.reference, gone, 2);
      expect(error.code).toBe("VERIFY_REGISTRY_UNREACHABLE");
      expect(await refusal(keyed.reference, { ...withKey(), DOCKER_CONFIG: published.folder })).toMatchObject(
        {
          code: "REGISTRY_DENIED",
        },
      );
    });
  },
);

test.skipIf(noCosign)("an image that a registry, or what is before it, has changed is refused", async () => {
  const source = await startSource("0.6.0");
  const { digest } = source.index;
  source.fault = (path) => (path.endsWith(`/manifests/${digest}`) ? { change: true } : undefined);
  const reference = `ghcr.io/unicity-sphere/relay:0.6.0@${digest}`;
  const folder = temporaryFolder();
  const { publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  writeFileSync(join(folder, "key.pub"), publicKey);
  const { exitCode, document } = await runJson(folder, ["verify", reference], {
    ...source.env,
    VERIFY_KEY_FILE: join(folder, "key.pub"),
  });
  expect({ exitCode, error: document.error }).toMatchObject({
    exitCode: 1,
    error: { code: "IMAGE_TAMPERED", where: reference },
  });
});
