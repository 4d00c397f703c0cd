import { type ComposeService, prepareService } from "../../support/compose-service.ts";
import { relayImage } from "./image.ts";

/** The committed Compose file of the relay with the image of this checkout. */
export async function prepareRelay(
  network: string,
  file = "relay.yml",
  variables: Record<string, string> = {},
): Promise<ComposeService> {
  return prepareService({
    file,
    service: "relay",
    image: await relayImage(),
    variables: { STACK_NETWORK: network, RELAY_PORT: "0", ...variables },
  });
}
