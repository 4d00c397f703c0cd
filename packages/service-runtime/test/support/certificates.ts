import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

export interface CertificateOptions {
  /** Common name; default the domain. */
  name?: string;
  /** Begin and end in seconds from now; default from a day ago for 90 days. */
  from?: number;
  until?: number;
  /** Issued by an authority instead of by itself. */
  issued?: boolean;
}

/** Makes a certificate and its key in `live/<domain>` of a folder of certificates. */
export async function makeCertificate(
  letsencrypt: string,
  domain: string,
  options: CertificateOptions = {},
): Promise<void> {
  const { name = domain, from = -86_400, until = 90 * 86_400, issued = false } = options;
  const folder = join(letsencrypt, "live", domain);
  mkdirSync(folder, { recursive: true });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const run = (...args: string[]) => execa("openssl", args, { cwd: folder });
  if (issued) {
    await run(...["req", "-x509", ...key, "-days", "3650", "-subj", "/CN=Authority"], ...out("../ca"));
  }
  await run(
    ...["req", "-new", ...key, "-subj", `/CN=${name}`],
    "-keyout",
    "privkey.pem",
    "-out",
    "request.pem",
  );
  const signer = issued ? { cert: "../ca.pem", key: "../ca.key" } : { cert: undefined, key: "privkey.pem" };
  await signed(folder, signer, from, until);
}

function out(path: string): string[] {
  return ["-keyout", `${path}.key`, "-out", `${path}.pem`];
}

/** `openssl ca` is the one command of every version 3 that takes dates. */
async function signed(
  cwd: string,
  signer: { cert: string | undefined; key: string },
  from: number,
  until: number,
): Promise<void> {
  const configuration = [
    ...["[ca]", "default_ca=own", "[own]", "database=index.txt", "new_certs_dir=.", "rand_serial=yes"],
    ...["default_md=sha256", "policy=any", "unique_subject=no", "[any]", "commonName=supplied"],
  ].join("\n");
  const script =
    'printf "%s\\n" "$1" >ca.conf && : >index.txt && shift && openssl ca -batch -notext -config ca.conf "$@"';
  const self = signer.cert === undefined ? ["-selfsign"] : ["-cert", signer.cert];
  const dates = ["-startdate", stamp(from), "-enddate", stamp(until)];
  await execa(
    "bash",
    [
      ...["-c", script, "sign", configuration, ...self, "-keyfile", signer.key, ...dates],
      ...["-in", "request.pem", "-out", "fullchain.pem"],
    ],
    { cwd },
  );
}

function stamp(secondsFromNow: number): string {
  return `${new Date(Date.now() + secondsFromNow * 1000).toISOString().replace(/[-:T]|\.\d+/g, "")}`;
}
