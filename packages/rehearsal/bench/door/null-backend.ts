import { docker, uniqueName } from "../../test/support/engine.ts";

/** Answers every request with the same JSON as soon as it has all of it. */
const SERVER = `
const body = Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"status":"SUCCESS"}}');
const headers = { "content-type": "application/json", "content-length": body.length };
require("http").createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, headers).end(body));
}).listen(3000);
`;

/** A backend that does nothing, in Node.js as the devnet aggregator, named `aggregator` on a network. */
export async function startNullBackend(
  network: string,
  image: string,
): Promise<{ name: string } & AsyncDisposable> {
  const name = uniqueName("null-backend");
  await docker(
    ...["run", "--detach", "--init", "--name", name, "--network", network, "--network-alias", "aggregator"],
    ...["--entrypoint", "/usr/local/lib/aggregator-double/node", image, "-e", SERVER],
  );
  return { name, [Symbol.asyncDispose]: async () => void (await docker("rm", "--force", name)) };
}
