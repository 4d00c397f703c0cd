import { describe, expect, test } from "vitest";
import { renderConfig } from "../../src/registration/config/render.ts";
import type { Route } from "../../src/registration/registration.ts";
import { route } from "./support/routes.ts";

const options = { mapsDir: "/maps", adminSocket: "/run/h.sock", checkInterval: "2s" };
const render = (...routes: Route[]) => renderConfig(routes, options);
const extra = (listen: number, mode: "http" | "tcp", target = 1) => ({ listen, target, mode });

/** The lines of one section, such as `frontend in:443`. */
function section(text: string | undefined, name: string): string[] | undefined {
  const sections = (text ?? "").split(/^(?=\S)/m).map((part) => part.trim().split(/\n\s*/));
  return sections.find(([head]) => head === name)?.slice(1);
}

test("a domain leads to its container by Host and by SNI", () => {
  const { files, maps } = render(route());
  expect(maps).toMatchObject({
    "http-domains": "a.example.org web-http\n",
    "https-domains": "a.example.org web-https\n",
  });
  const server = (port: number) =>
    `server web web:${port} check inter 2s fall 3 rise 2 resolvers docker init-addr last,libc,none`;
  expect(section(files["20-backends.cfg"], "backend web-http")).toEqual(["mode http", server(80)]);
  expect(section(files["20-backends.cfg"], "backend web-https")).toEqual(["mode tcp", server(443)]);
});

test("a port that is null has no route", () => {
  const { files, maps } = render(route({ http_port: null }));
  expect(maps["http-domains"]).toBe("");
  expect(section(files["20-backends.cfg"], "backend web-http")).toBeUndefined();
});

test("a domain keeps its case in the maps, where names are looked up in lower case", () => {
  expect(render(route({ domain: "A.Example.ORG" })).maps["http-domains"]).toBe("A.Example.ORG web-http\n");
});

test("domains of one container share its backends; of two ports under one name the first counts", () => {
  const second = route({ domain: "b.example.org", http_port: 8080, https_port: 8443 });
  const { files, maps } = render(route(), second);
  const backends = files["20-backends.cfg"] ?? "";
  expect(backends.match(/^backend .*/gm)).toEqual([
    "backend web-http",
    "backend web-https",
    "backend web-https-8443",
  ]);
  expect(backends).not.toContain(":8080");
  expect(maps["http-domains"]).toBe("a.example.org web-http\nb.example.org web-http\n");
});

test("the map port opens 8000, once a domain has one", () => {
  expect(section(render(route()).files["10-frontends.cfg"], "frontend in:8000")).toBeUndefined();
  const { files, maps } = render(route({ map_port: 9000 }));
  expect(section(files["10-frontends.cfg"], "frontend in:8000")).toContain("bind :8000");
  expect(maps["map-domains"]).toBe("a.example.org web-mapdownload\n");
});

describe("an extra port", () => {
  const frontend = (...routes: Route[]) =>
    section(render(...routes).files["30-extra-frontends.cfg"], "frontend in:9001");
  const other = (mode: "http" | "tcp") =>
    route({ domain: "b.example.org", container: "other", extra_ports: [extra(9001, mode)] });

  test("in mode http goes by Host", () => {
    const lines = frontend(route({ extra_ports: [extra(9001, "http")] }));
    expect(lines).toContain("mode http");
    expect(lines).toContainEqual(expect.stringContaining("map(/maps/extra-9001-domains.map)"));
  });

  test("in mode tcp goes to its only domain whatever it speaks", () => {
    const lines = frontend(route({ extra_ports: [extra(9001, "tcp")] }));
    expect(lines).toContain("default_backend web-extra-9001");
    expect(lines?.join()).not.toContain("ssl_sni");
  });

  test("in mode tcp goes by SNI once two domains share it", () => {
    const lines = frontend(route({ extra_ports: [extra(9001, "tcp")] }), other("tcp"));
    expect(lines).toContainEqual(expect.stringContaining("req.ssl_sni"));
    expect(lines).not.toContain("default_backend web-extra-9001");
  });

  test("in two modes cannot be rendered, in one registration or in two", () => {
    const both = route({ extra_ports: [extra(9001, "tcp"), extra(9001, "http")] });
    expect(() => render(both)).toThrow("Port 9001");
    expect(() => render(route({ extra_ports: [extra(9001, "tcp")] }), other("http"))).toThrow("Port 9001");
  });
});

test("an idle tunnel ends with the time-outs of client and server, unless a time is set", () => {
  const defaults = (timeoutTunnel?: string) =>
    section(renderConfig([], { ...options, timeoutTunnel }).files["00-global.cfg"], "defaults");
  expect(defaults()).toEqual(expect.arrayContaining(["timeout client 30s", "timeout server 30s"]));
  expect(defaults()?.join()).not.toContain("tunnel");
  expect(defaults("300s")).toContain("timeout tunnel 300s");
});
