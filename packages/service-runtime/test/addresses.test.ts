import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type Runtime, startRuntime } from "./support/runtime.ts";

const generated = resolve(import.meta.dirname, "../../../generated/nginx");

interface Named extends Runtime {
  /** Runs a script with the routes of the aggregator's door, where `aggregator` has these addresses. */
  run(script: string, addresses: string[]): Promise<string>;
}

/** The routes as compose-gen renders them, and a name server of the test's own. */
function startNamed(): Named {
  const runtime = startRuntime();
  const [routes, bin] = [join(runtime.folder, "routes"), join(runtime.folder, "bin")];
  for (const folder of [routes, bin]) mkdirSync(folder);
  for (const part of ["http", "stream"])
    copyFileSync(join(generated, `aggregator-proxy.${part}.conf`), join(routes, `${part}.conf`));
  const getent = join(bin, "getent");
  const script = `#!/bin/sh
[ "$*" = "ahostsv4 aggregator" ] || exit 9
[ -n "$ADDRESSES" ] || exit 2
for address in $ADDRESSES; do printf '%s STREAM aggregator\\n%s DGRAM\\n' "$address" "$address"; done
`;
  writeFileSync(getent, script);
  chmodSync(getent, 0o755);
  return {
    ...runtime,
    async run(script, addresses) {
      const environment = {
        PATH: `${bin}:${process.env.PATH ?? ""}`,
        ADDRESSES: addresses.join(" "),
        SERVICE_RUNTIME_STATE: join(runtime.folder, "state"),
      };
      const { stdout, stderr, exitCode } = await runtime.bash(
        `SERVICE_ROUTES=${routes}; ${script}`,
        environment,
      );
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      return stdout;
    },
  };
}

function upstreamOf(text: string, name: string): string[] {
  const [, block = ""] = new RegExp(`upstream routes_aggregator_proxy_${name} {([^}]*)}`).exec(text) ?? [];
  return [...block.matchAll(/server ([^;]+);/g)].map(([, server]) => server as string);
}

test("addresses that are known are asked before the stream server, each once, whatever order they come in", async () => {
  const named = startNamed();
  const text = await named.run("look_up_addresses; http_routes", ["172.20.0.9", "172.20.0.3", "172.20.0.9"]);
  expect(upstreamOf(text, "to_2")).toEqual([
    "172.20.0.3:3000",
    "172.20.0.9:3000",
    expect.stringMatching(/^127\.84\.\d+\.\d+:29084 backup max_fails=0$/),
  ]);
  expect(upstreamOf(text, "to_1")).toEqual(["127.0.0.1:8090"]);
});

test("a name without an address leaves the routes as they were rendered", async () => {
  const named = startNamed();
  const text = await named.run('look_up_addresses; http_routes | diff - "$SERVICE_ROUTES/http.conf"', []);
  expect(text).toBe("");
});

test("nginx is given another configuration when the name has other addresses, and only then", async () => {
  const named = startNamed();
  const changes = `
    write_nginx_configuration() { http_routes | grep -c ':3000' >>"$STATE/written"; }
    reload_nginx() { printf 'reloaded\\n' >>"$STATE/written"; }
    look() { look_up_addresses; look_at addresses; }
    write_state mode plain
  `;
  await named.run(`${changes} look_up_addresses; note_watched addresses; look`, ["172.20.0.3"]);
  await named.run(`${changes} look; look`, ["172.20.0.4", "172.20.0.5"]);
  await named.run(`${changes} look`, ["172.20.0.5", "172.20.0.4"]);
  expect(await named.run(`cat "$STATE/written"; list_watches`, [])).toBe("2\nreloaded\naddresses");
});
