import { faucetImageBuild } from "faucet-image/image";
import { faucetAgentDouble } from "../../../../src/doubles/index.ts";
import { ensureImage } from "../../../../src/images/index.ts";
import { type Below, baseBelow } from "../../../support/below-ours.ts";

/** Who mints in the faucet's container. */
export type AgentName = "builtin" | "upstream";

/** What the image with an agent is made from: the upstream agent is its double. */
function imageBuild(agent: AgentName) {
  const base = baseBelow();
  if (agent === "builtin") return faucetImageBuild<Below>(base);
  return faucetImageBuild<Below>(base, undefined, faucetAgentDouble());
}

const references = new Map<AgentName, Promise<string>>();

/** Reference of the faucet's image on the stand-in base, or that of upstream; built when the engine does not have it. */
export function faucetImage(agent: AgentName = "builtin"): Promise<string> {
  const reference = references.get(agent) ?? ensureImage(imageBuild(agent));
  references.set(agent, reference);
  return reference;
}
