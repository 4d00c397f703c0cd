import { faucetImageBuild } from "faucet-image/image";
import { faucetAgentDouble } from "../../../../src/doubles/index.ts";
import { baseImage, ensureImage, type ImageBuild } from "../../../../src/images/index.ts";

/** Who mints in the faucet's container. */
export type AgentName = "builtin" | "upstream";

/** What the image with an agent is made from: the upstream agent is its double. */
function imageBuild(agent: AgentName) {
  const base: ImageBuild = baseImage();
  if (agent === "builtin") return faucetImageBuild(base);
  return faucetImageBuild(base, undefined, faucetAgentDouble());
}

const references = new Map<AgentName, Promise<string>>();

/** Reference of the faucet's image on the stand-in base; built when the engine does not have it. */
export function faucetImage(agent: AgentName = "builtin"): Promise<string> {
  const reference = references.get(agent) ?? ensureImage(imageBuild(agent));
  references.set(agent, reference);
  return reference;
}
