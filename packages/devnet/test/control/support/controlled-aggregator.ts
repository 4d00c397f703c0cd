import { expect, onTestFinished } from "vitest";
import { type AggregatorOptions, startAggregator } from "../../../src/aggregator/service.ts";
import { connectControl } from "../../../src/control.ts";
import { temporaryFolder } from "../../aggregator/support/folders.ts";

/** An aggregator under control; it ends with the test. */
export async function controlledAggregator(options: AggregatorOptions = {}) {
  const folder = temporaryFolder();
  const aggregator = await startAggregator({ ...options, control: folder });
  onTestFinished(() => aggregator.close());
  return { aggregator, folder, control: connectControl(folder) };
}

/** Requests that wait for a round. */
export async function waitingIn({ url }: { url: string }): Promise<string> {
  const body = (await (await fetch(`${url}/health`)).json()) as { details: { commitment_queue: string } };
  return body.details.commitment_queue;
}

/** An error with this code. */
export const withCode = (code: string) =>
  expect.objectContaining({ parts: expect.objectContaining({ code }) });
