import { expect, test } from "vitest";
import { readSettings } from "../../src/registration/settings.ts";

test("without variables everything is as on a production host, without faults", () => {
  expect(readSettings({})).toEqual({
    port: 8404,
    apiKey: "",
    maxRegistrations: 100,
    allowedPorts: null,
    domainsMap: "/etc/haproxy/domains.map",
    confDir: "/etc/haproxy/conf.d",
    mapsDir: "/etc/haproxy/maps",
    stateDir: "/etc/haproxy/state",
    adminSocket: "/var/run/haproxy.sock",
    debounce: 2000,
    allowWhenUnresolvable: true,
    timeoutTunnel: undefined,
    checkInterval: "2s",
    faultsPort: undefined,
  });
});

test("the list of allowed ports may have spaces, and an empty one allows none", () => {
  expect(readSettings({ ALLOWED_PORTS: "9001, 9002" }).allowedPorts).toEqual(new Set([9001, 9002]));
  expect(readSettings({ ALLOWED_PORTS: " " }).allowedPorts).toEqual(new Set());
});

test.each([
  { MAX_REGISTRATIONS: "many" },
  { HAPROXY_API_PORT: "-1" },
  { ALLOWED_PORTS: "80,x" },
  { REHEARSAL_TIMEOUT_TUNNEL: "300s\n    bind :1" },
  { REHEARSAL_CHECK_INTERVAL: "soon" },
])("%j is refused by its name", (env) => {
  expect(() => readSettings(env)).toThrow(Object.keys(env)[0]);
});
