import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { Docker } from "./docker.ts";

/** An answer of the API; `body` is undefined when it has none. */
export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** A call that a container makes. */
export interface ApiCall {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  /** Bearer key. */
  readonly key?: string | undefined;
}

const LIMIT_SECONDS = 50;

/**
 * Calls from inside a container that has curl: the API sees that container's address, and nothing is published on the host.
 * @throws ComposeGenError `API_UNREACHABLE` when there is no answer within 50 s
 */
export async function callFromContainer(docker: Docker, container: string, call: ApiCall): Promise<ApiReply> {
  const { exitCode, stdout, stderr } = await docker.result("exec", container, ...curlCommand(call));
  const [, text = "", status] = stdout.match(/^([\s\S]*)\n(\d{3})$/) ?? [];
  if (exitCode !== 0 || status === undefined) {
    throw new ComposeGenError({
      code: "API_UNREACHABLE",
      what: "The registration API does not answer.",
      where: `${call.method} ${call.url} from container ${container}`,
      evidence: stderr.trim() || `exit code ${exitCode}`,
    });
  }
  return { status: Number(status), body: text === "" ? undefined : JSON.parse(text) };
}

/** The `curl` command of a call; it prints the body and, on a line of its own, the status. */
export function curlCommand({ method, url, body, key }: ApiCall): string[] {
  return [
    ...[
      "curl",
      "--silent",
      "--show-error",
      "--max-time",
      `${LIMIT_SECONDS}`,
      "--write-out",
      "\n%{http_code}",
    ],
    ...["--request", method, url],
    ...(key ? ["--header", `Authorization: Bearer ${key}`] : []),
    ...(body === undefined
      ? []
      : ["--header", "Content-Type: application/json", "--data", JSON.stringify(body)]),
  ];
}
