import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { checkDocument } from "../../src/output/unicity-schemas.ts";
import { runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { OPEN, serverThat } from "./support/servers.ts";

/** A certificate for localhost that nobody has signed but itself. */
function selfSigned() {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  execFileSync(
    "openssl",
    [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "ignore" },
  );
  return { key: readFileSync(key), cert: readFileSync(certificate), certificate };
}

test("over https and wss the certificate is verified, and a good one is green", async () => {
  const { key, cert, certificate } = selfSigned();
  const server = createServer({ key, cert }, (_, response) =>
    response.writeHead(200, OPEN).end('{"status":"healthy"}'),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const relay = new WebSocketServer({ server });
  onTestFinished(() => {
    for (const client of relay.clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });
  const host = `localhost:${(server.address() as { port: number }).port}`;
  const { url: outside } = await serverThat(() => ({}));
  const pillsWith = async (env: NodeJS.ProcessEnv) => {
    const urls = [`wss://${host}`, `https://${host}`, `ipfs=${outside}`, `market=${outside}`];
    const args = ["check", "--as-wallet", "--read-only", ...urls];
    const { document } = await runJson(temporaryFolder(), args, env);
    const { lines } = checkDocument.parse(document);
    return lines
      .filter(({ group, counted }) => group === "pill" && counted)
      .map(({ name, shows, evidence }) => ({ name, shows, evidence }));
  };

  expect(await pillsWith({})).toEqual([
    { name: "aggregator", shows: "Down", evidence: expect.stringContaining("self-signed certificate") },
    { name: "nostr", shows: "Down", evidence: expect.stringContaining("self-signed certificate") },
  ]);
  expect((await pillsWith({ NODE_EXTRA_CA_CERTS: certificate })).map(({ shows }) => shows)).toEqual([
    "OK",
    "OK",
  ]);
});
