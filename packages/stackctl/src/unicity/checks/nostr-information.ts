import { type Check, fail, pass } from "../../checks/check.ts";
import { askHttp } from "../../checks/http-client.ts";
import { snippet, verdictOf } from "../../checks/http-health.ts";

/** The relay information document (NIP-11) is served and names NIP-01. */
export const nostrInformation: Check = {
  layer: "transport",
  proves: "the relay describes itself (NIP-11)",
  async run({ service, timeoutMs, signal }) {
    return verdictOf(async () => {
      const headers = { accept: "application/nostr+json" };
      const answer = await askHttp(service.url, { headers, timeoutMs, signal });
      const document = parse(answer.body);
      if (answer.status === 200 && document?.supported_nips?.includes(1))
        return pass(`${document.supported_nips.length} NIPs, ${document.software ?? "unnamed software"}`);
      return fail("NO_NIP11", `${answer.status} ${snippet(answer.body)}`);
    });
  },
};

function parse(body: Buffer): { supported_nips?: number[]; software?: string } | undefined {
  try {
    return JSON.parse(body.toString()) as { supported_nips?: number[] };
  } catch {
    return undefined;
  }
}
