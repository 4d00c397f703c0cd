import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Keys and certificates (PEM) of an authority, of a server and a client that it signed, and of a stranger. */
export interface Certificates {
  authority: string;
  client: { key: string; cert: string };
  stranger: { key: string; cert: string };
  /** Directives of the server that show its certificate and name the authority of its clients. */
  directives: string;
}

/** Makes them in a folder that nginx can read. */
export function makeCertificates(folder: string): Certificates {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const selfSigned = (name: string) =>
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
    ); // prettier-ignore
  const signed = (name: string) => {
    openssl(
      "req",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-subj",
      `/CN=${name}`,
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
    ); // prettier-ignore
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "authority.pem",
      "-CAkey",
      "authority.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-copy_extensions",
      "copy",
      "-out",
      `${name}.pem`,
    ); // prettier-ignore
  };
  selfSigned("authority");
  selfSigned("stranger");
  signed("server");
  signed("client");
  // The unprivileged nginx reads the server's key.
  execFileSync("chmod", ["644", "server.key"], { cwd: folder });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const pair = (name: string) => ({ key: read(`${name}.key`), cert: read(`${name}.pem`) });
  return {
    authority: read("authority.pem"),
    client: pair("client"),
    stranger: pair("stranger"),
    directives: [
      `ssl_certificate ${join(folder, "server.pem")};`,
      `ssl_certificate_key ${join(folder, "server.key")};`,
      `ssl_client_certificate ${join(folder, "authority.pem")};`,
    ].join("\n"),
  };
}
