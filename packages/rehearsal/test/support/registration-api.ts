import { expect, vi } from "vitest";
import type { BaseContainer } from "./base-container.ts";

/** One recorded request. */
export interface Call {
  method: string;
  path: string;
  host: string;
  authorization: string | null;
  contentType: string | null;
  body: string;
}

/** An API in the container itself: `POST` is answered with the statuses in turn, the last one for good. */
export async function startRegistrationApi(container: BaseContainer, statuses: number[] = [201]) {
  await container.start(["/fakes/registration-api", "8404", ...statuses.map(String)]);
  await vi.waitFor(
    async () => expect((await container.run(["nc", "-z", "127.0.0.1", "8404"])).exitCode).toBe(0),
    { timeout: 300_000, interval: 50 },
  );
  return async (): Promise<Call[]> => {
    const { stdout } = await container.run(["cat", "/tmp/api-calls"]);
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call);
  };
}
