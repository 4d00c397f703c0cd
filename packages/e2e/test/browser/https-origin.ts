import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { execa } from "execa";
import { type Listening, listen } from "./listen.ts";

/** Title of a page whose program has not ended. */
export const AT_WORK = "at work";

/** A program that was not loaded ends the page as well: it would be at work for ever. */
const UNLOADED = "document.title = 'failed: its program was not loaded'";

const HTML = `<!doctype html><meta charset="utf-8"><title>${AT_WORK}</title><script type="module" src="/wallet.js" onerror="${UNLOADED}"></script>`;

/** Serves a page with one program over https, with a certificate that nobody has signed. @param folder for its files */
export async function startHttpsOrigin(folder: string, host: string, program: string): Promise<Listening> {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  await execa("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", cert]);
  const tls = { key: readFileSync(key), cert: readFileSync(cert) };
  return listen(
    createServer(tls, ({ url }, response) => {
      const isProgram = url === "/wallet.js";
      response.setHeader("content-type", isProgram ? "text/javascript" : "text/html");
      response.end(isProgram ? program : HTML);
    }),
  );
}
