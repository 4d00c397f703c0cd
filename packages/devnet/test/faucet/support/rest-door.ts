import { afterEach } from "vitest";
import { startTestFaucet, type TestFaucet, type TestFaucetOptions } from "./test-faucet.ts";

/** What the REST door answered. */
export interface RestAnswer {
  status: number;
  json: Record<string, never>;
  headers: Headers;
}

/** A faucet for each test, and its REST door as a client asks it. */
export function useRestDoor() {
  let faucet: TestFaucet | undefined;
  afterEach(async () => {
    await faucet?.close();
    faucet = undefined;
  });
  const url = (path: string) => `${faucet?.server.url}${path}`;
  const answerOf = async (response: Response): Promise<RestAnswer> => {
    return { status: response.status, json: (await response.json()) as never, headers: response.headers };
  };
  return {
    url,
    /** Starts it; one that runs already is closed. */
    async start(options?: TestFaucetOptions): Promise<TestFaucet> {
      await faucet?.close();
      faucet = await startTestFaucet(options);
      return faucet;
    },
    /** Requests tokens; a text is sent as it is. */
    async ask(body: unknown): Promise<RestAnswer> {
      const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      };
      return answerOf(await fetch(url("/api/v1/faucet/request"), request));
    },
    /** Asks for a path; the JSON is what the test takes it for. */
    async get(path: string, headers: Record<string, string> = {}): Promise<RestAnswer & { json: never }> {
      const answer = await answerOf(await fetch(url(path), { headers, redirect: "manual" }));
      return { ...answer, json: answer.json as never };
    },
  };
}
