import { createHash, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";

/** Fulcio and Rekor on loopback (`@sigstore/mock`), and what makes cosign and us trust them alone. */
export interface LocalSigstore extends AsyncDisposable {
  url: string;
  /** Variables with which cosign 2 trusts it. */
  cosignTrust: Record<string, string>;
  /** `trusted_root.json` for us. */
  trustedRoot: string;
}

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const keyOf = (bytes: ArrayBufferView | Buffer) =>
  Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);

/** @param folder that gets the files of both */
export async function startSigstore(folder: string): Promise<LocalSigstore> {
  const ctLog = await initializeCTLog(keyPair());
  const authority = await initializeCA(keyPair(), ctLog);
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = await initializeTLog(url, keyPair());
  const fulcio = fulcioHandler(authority);
  const rekor = rekorHandler(log);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    if (request.url === rekor.path) return send(response, await rekor.fn(body));
    // The mock speaks version 2 of Fulcio's API, cosign 2 version 1: PEM in base64 there, PEM back.
    const key = Buffer.from(JSON.parse(body).publicKey.content, "base64").toString();
    const oidcIdentityToken = request.headers.authorization?.replace("Bearer ", "");
    const asked = { credentials: { oidcIdentityToken }, publicKeyRequest: { publicKey: { content: key } } };
    const made = await fulcio.fn(JSON.stringify(asked));
    const { certificates } = JSON.parse(String(made.response)).signedCertificateEmbeddedSct.chain;
    send(response, { ...made, response: certificates.join("") });
  };
  server.on("request", (request, response) => void answer(request, response).catch(() => response.destroy()));

  const authorityBytes = keyOf(authority.rootCertificate);
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const logEntry = (publicKey: Buffer) => ({
    hashAlgorithm: "SHA2_256",
    publicKey: {
      rawBytes: publicKey.toString("base64"),
      keyDetails: "PKIX_ECDSA_P256_SHA_256",
      validFor: { start: "2020-01-01T00:00:00Z" },
    },
    logId: { keyId: createHash("sha256").update(publicKey).digest("base64") },
  });
  const trustedRoot = {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [logEntry(keyOf(log.publicKey))],
    ctlogs: [logEntry(keyOf(ctLog.publicKey))],
    certificateAuthorities: [
      {
        certChain: { certificates: [{ rawBytes: authorityBytes.toString("base64") }] },
        validFor: { start: "2020-01-01T00:00:00Z" },
      },
    ],
    timestampAuthorities: [],
  };
  return {
    url,
    cosignTrust: {
      SIGSTORE_ROOT_FILE: file("fulcio.pem", pem("CERTIFICATE", authorityBytes)),
      SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: file("ctlog.pem", pem("PUBLIC KEY", keyOf(ctLog.publicKey))),
      SIGSTORE_REKOR_PUBLIC_KEY: file("rekor.pem", pem("PUBLIC KEY", keyOf(log.publicKey))),
    },
    trustedRoot: file("trusted_root.json", JSON.stringify(trustedRoot)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function send(
  response: ServerResponse,
  {
    statusCode,
    response: body,
    contentType,
  }: { statusCode: number; response: unknown; contentType?: string },
): void {
  response.writeHead(statusCode, { "content-type": contentType ?? "text/plain", location: "/entry" });
  response.end(body);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** A token as GitHub Actions gives one to a job; the mock does not look at its signature. */
export function jobToken(identity: string, issuer: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: issuer, aud: "sigstore", sub: identity, iat: now, exp: now + 3_600 };
  return [part({ alg: "RS256", kid: "test" }), part(claims), "c2ln"].join(".");
}
