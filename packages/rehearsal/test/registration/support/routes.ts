import fc from "fast-check";
import type { ExtraPort, Route } from "../../../src/registration/registration.ts";

/** A route with whatever a test changes. */
export function route(extra: Partial<Route> = {}): Route {
  return {
    domain: "a.example.org",
    container: "web",
    http_port: 80,
    https_port: 443,
    map_port: null,
    extra_ports: null,
    ...extra,
  };
}

const port = fc.integer({ min: 1, max: 65_535 });
const label = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?$/);
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join("."));
/** Addresses, so that no name server is asked. */
const container = fc.ipV4();

/** Extra ports whose mode follows from the port: what the API's own check lets through. */
const extraPort: fc.Arbitrary<ExtraPort> = fc
  .record({ listen: fc.integer({ min: 9000, max: 9006 }), target: port })
  .map(({ listen, target }) => ({ listen, target, mode: listen % 2 ? "tcp" : "http" }));

/** Routes that the API accepts together. */
export const routes: fc.Arbitrary<Route[]> = fc.uniqueArray(
  fc.record({
    domain,
    container,
    http_port: fc.option(port),
    https_port: fc.option(port),
    map_port: fc.option(port),
    extra_ports: fc.option(fc.array(extraPort, { minLength: 1, maxLength: 3 })),
  }),
  { selector: (value) => value.domain, maxLength: 12 },
);
