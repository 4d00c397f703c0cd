import type { Engine } from "../../backend/docker/engine/engine.ts";
import type { HostContainer } from "./containers.ts";

/** An entry of HAProxy's registration API. */
export interface RegistrationEntry {
  domain: string;
  container: string;
}

/** A certificate that certbot has kept. */
export interface KeptCertificate {
  lineage: string;
  pem: string;
}

/** What a container sees and has. */
export interface InsideSight {
  /** Name → address; empty when it does not resolve. */
  names: Readonly<Record<string, string>>;
  /** The registration API as it answers this container; undefined where it has no HAProxy. */
  api?: { status: number; entries: RegistrationEntry[] };
  /** Lineage → URL of the authority's directory. */
  authorities: Readonly<Record<string, string>>;
  certificates: readonly KeptCertificate[];
}

/** The key of the API stays in the container, and out of its argv. */
const SCRIPT = `
resolve() { printf '%s\\t%s\\n' "$1" "$(command -p getent hosts "$1" 2>/dev/null | { read -r address _ && printf %s "$address"; })"; }
echo '== names'
for name; do resolve "$name"; done
for file in /etc/letsencrypt/renewal/*.conf; do
  [ -f "$file" ] || continue
  host=$(sed -n 's|^server *= *https://\\([^:/]*\\).*|\\1|p' "$file")
  [ -z "$host" ] || resolve "$host"
done
echo '== authorities'
for file in /etc/letsencrypt/renewal/*.conf; do
  [ ! -f "$file" ] || printf '%s\\t%s\\n' "$(basename "$file" .conf)" "$(sed -n 's/^server *= *//p' "$file")"
done
echo '== certificates'
for file in /etc/letsencrypt/archive/*/cert*.pem; do
  [ ! -f "$file" ] || { printf 'lineage %s\\n' "$(basename "$(dirname "$file")")"; cat "$file"; }
done
echo '== api'
[ -n "\${HAPROXY_HOST:-}" ] || exit 0
{ printf '%s\\n' silent "max-time = $DOCTOR_SECONDS" 'noproxy = "*"' 'max-filesize = 1048576' 'write-out = "\\n%{http_code}"'
  printf 'url = "http://%s:%s/v1/backends"\\n' "$HAPROXY_HOST" "\${HAPROXY_API_PORT:-8404}"
  [ -z "\${HAPROXY_API_KEY_FILE:-}" ] || printf 'header = "Authorization: Bearer %s"\\n' "$(cat "$HAPROXY_API_KEY_FILE")"
} | curl --disable --config - 2>/dev/null || true
`;

/** @param answerMs longest time for the API's answer @returns undefined when the container cannot be asked in time */
export async function lookInside(
  docker: Engine,
  container: HostContainer,
  answerMs: number,
): Promise<InsideSight | undefined> {
  const { settings, peers, name } = container;
  const names = [settings.HAPROXY_HOST ?? [], ...peers].flat();
  const time = ["--env", `DOCTOR_SECONDS=${answerMs / 1000}`];
  const args = ["exec", ...time, name, "sh", "-c", SCRIPT, "doctor", ...new Set(names)];
  const { exitCode, stdout } = await docker.result(args);
  return exitCode === 0 ? parseInside(stdout) : undefined;
}

/** Reads what the script printed. */
export function parseInside(output: string): InsideSight {
  const api = apiOf(section(output, "api"));
  return {
    names: pairs(section(output, "names")),
    ...(api && { api }),
    authorities: pairs(section(output, "authorities")),
    certificates: section(output, "certificates")
      .split(/^lineage /m)
      .slice(1)
      .map((text) => ({ lineage: text.split("\n", 1)[0] ?? "", pem: text.slice(text.indexOf("\n") + 1) })),
  };
}

function section(output: string, name: string): string {
  const [, rest = ""] = output.split(`== ${name}\n`);
  return rest.split(/^== [a-z]+$/m, 1)[0] ?? "";
}

function pairs(text: string): Record<string, string> {
  const lines = text.split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.split("\t")[0], line.split("\t")[1] ?? ""]));
}

function apiOf(text: string): InsideSight["api"] {
  if (text.trim() === "") return undefined;
  const lines = text.trimEnd().split("\n");
  const status = Number(lines.at(-1));
  return { status, entries: entriesOf(lines.slice(0, -1).join("\n")) };
}

function entriesOf(body: string): RegistrationEntry[] {
  try {
    const { backends } = JSON.parse(body) as { backends?: RegistrationEntry[] };
    return (backends ?? []).map(({ domain, container }) => ({ domain, container }));
  } catch {
    return [];
  }
}
