import { readFileSync } from "node:fs";
import { type Check, fail, pass } from "../../checks/check.ts";
import { askHttp } from "../../checks/http-client.ts";
import { snippet, verdictOf } from "../../checks/http-health.ts";
import { messageOf } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import type { InstanceView } from "../../stack/definition.ts";
import { FILES } from "../files.ts";
import { sha256Hex } from "../sha256.ts";

/** The trust base that the aggregator serves is, byte for byte, the file that wallets are given. */
export const servedTrustBase: Check = {
  layer: "protocol",
  proves: "it serves the exported trust base",
  async run({ service, instance, timeoutMs, signal }) {
    const file = instance.file(FILES.trustBase);
    let exported: Buffer;
    try {
      exported = readFileSync(file);
    } catch (error) {
      return fail("TRUST_BASE_MISSING", messageOf(error), restore(instance));
    }
    return verdictOf(async () => {
      const answer = await askHttp(`${service.url}/.well-known/trust-base.json`, { timeoutMs, signal });
      if (answer.status !== 200) return fail("TRUST_BASE_NOT_SERVED", snippet(answer.body));
      if (answer.body.equals(exported)) return pass(`sha256 ${sha256Hex(exported).slice(0, 16)}…`);
      return fail("TRUST_BASE_DIFFERS", `the served one is not ${file}`, restore(instance));
    });
  },
};

/** The aggregator writes its trust base at each start. */
const restore = ({ name }: InstanceView) =>
  `\`${commandLine("down", name)}\` and \`${commandLine("up", name)}\` write the right one again.`;
