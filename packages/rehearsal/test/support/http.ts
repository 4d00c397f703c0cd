import type { BaseContainer } from "./base-container.ts";

/** One answer as curl saw it. */
export interface Answer {
  version: string;
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

/** Asks a server in the container; `args` are further options of curl, the path is sent as it is. */
export async function ask(container: BaseContainer, path: string, ...args: string[]): Promise<Answer> {
  const { stdout, stderr, exitCode } = await container.run([
    ...["curl", "-si", "--path-as-is", "--max-time", "60", ...args, `http://127.0.0.1:80${path}`],
  ]);
  const [, head, body = ""] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(`${stdout}\n\n`) ?? [];
  const [start = "", ...lines] = (head ?? "").split(/\r?\n/);
  const [, version, status] = /^HTTP\/(\S+) (\d+)/.exec(start) ?? [];
  if (!version) throw new Error(`curl ended with ${exitCode}: ${stderr}${stdout}`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return { version, status: Number(status), headers, body: body.trimEnd() };
}
