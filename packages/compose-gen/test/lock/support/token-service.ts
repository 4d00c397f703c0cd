import { execFileSync } from "node:child_process";
import { randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve, type TestServer } from "./server.ts";

const ISSUER = "test token service";
const SERVICE = "test registry";

/** A token service that a real registry trusts; it gives `pull` to everybody and `push` to `user`. */
export interface TokenService extends TestServer {
  /** `auth` section of a registry that sends its clients here. */
  auth: object;
}

/** Signs tokens (Docker Registry v2, "Token Authentication Implementation") with a fresh key in `folder`. */
export async function startTokenService(folder: string, user: string): Promise<TokenService> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"].concat([
      "-subj",
      "/CN=token service",
      "-keyout",
      key,
      "-out",
      certificate,
    ]),
    { stdio: "ignore", timeout: 60_000 },
  );
  const privateKey = readFileSync(key);
  const chain = [readFileSync(certificate, "utf8").replace(/-----[A-Z ]+-----|\s/g, "")];
  const server = await serve((request, response) => {
    const url = new URL(request.url ?? "", "http://token.example");
    const mayPush = request.headers.authorization === `Basic ${Buffer.from(user).toString("base64")}`;
    const access = url.searchParams.getAll("scope").map((scope) => {
      const [type, name, actions = ""] = scope.split(":");
      return { type, name, actions: actions.split(",").filter((action) => action === "pull" || mayPush) };
    });
    response.end(JSON.stringify({ token: signed({ access }, chain, privateKey), expires_in: 60 }));
  });
  const auth = {
    token: { realm: `${server.origin}/token`, service: SERVICE, issuer: ISSUER, rootcertbundle: certificate },
  };
  return Object.assign(server, { auth });
}

function signed(claims: object, x5c: string[], privateKey: Buffer): string {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [
    { typ: "JWT", alg: "ES256", x5c },
    {
      iss: ISSUER,
      sub: "",
      aud: SERVICE,
      nbf: now - 60,
      iat: now,
      exp: now + 600,
      jti: randomUUID(),
      ...claims,
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const payload = parts.join(".");
  const signature = sign("sha256", Buffer.from(payload), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${payload}.${signature.toString("base64url")}`;
}
