import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startRuntime } from "./support/runtime.ts";

const print = `printf '%s\\n' "\${failures[@]}" "\${warnings[@]}"`;

test("a process that a signal holds is a failure, one elsewhere or at work is none", async () => {
  const elsewhere = spawn("sleep", ["60"]);
  onTestFinished(() => void elsewhere.kill("SIGKILL"));
  elsewhere.kill("SIGSTOP");
  const script = `
    sleep 60 & other=$!
    bash -c 'sleep 60 & echo $!; wait' > >(read -r held && until grep -q '^sleep$' "/proc/$held/comm"; do sleep 0.05; done && kill -STOP "$held" && printf '%s' "$held" >"$STATE/held"; exec cat) & parent=$!
    until [[ -s $STATE/held ]]; do sleep 0.05; done
    check_stopped $$
    kill -KILL "$other" "$parent" "$(<"$STATE/held")"
    ${print} "held: $(<"$STATE/held")"`;
  const { stdout } = await startRuntime().bash(script, {}, ["health"]);
  const held = /held: (\d+)/.exec(stdout)?.[1];
  expect(stdout.trim().split("\n")[0]).toBe(`sleep (${held}) is stopped by a signal`);
  expect(stdout).not.toContain(String(elsewhere.pid));
  expect(stdout.match(/stopped by/g)).toHaveLength(1);
});

test("a server that takes connections and never answers is not well", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  const address = await new Promise<{ port: number }>((resolve) =>
    server.once("listening", () => resolve(server.address() as { port: number })),
  );
  const script = `
    curl() { command curl "\${@/127.0.0.1/127.0.0.1:${address.port}}"; }
    port_80_answers && echo well || echo silent`;
  expect((await startRuntime().bash(script, {}, ["health"])).stdout).toBe("silent");
});

test.for([
  [84, ""],
  [85, "space: 85 % of /tmp is used"],
])("a folder in memory of which %d % is used: %j", async ([percent, warning]) => {
  const script = `df() { printf 'Use%% File\\n %d%% /tmp\\n' ${percent}; }; check_space /tmp; ${print}`;
  expect((await startRuntime().bash(script, {}, ["health"])).stdout.trim()).toBe(warning);
});

test("a port that gives no certificate once is not asked again for the other domains", async () => {
  const script = `
    served_serial() { echo x >>"$STATE/asked"; return 124; }
    read_certificate() { certificate_serial=01 certificate_begin=0 certificate_end=$((EPOCHSECONDS + 99)); }
    for domain in a b c; do check_certificate "$domain"; done
    ${print}; wc -l <"$STATE/asked"`;
  const { stdout } = await startRuntime().bash(script, {}, ["health"]);
  expect(stdout.match(/does not show the certificate/g)).toHaveLength(3);
  expect(stdout.trim()).toMatch(/\n1$/);
});

test("health and the registration beside it are of one moment, also when it changes in between", async () => {
  const script = `
    DOMAINS=(a.example.org) HAPROXY_HOST=haproxy SSL_DOMAIN=a.example.org SERVICE_NAME=echo
    wanted_https_port() { echo 443; }; certificate_json() { echo null; }; list_supervised() { :; }
    entry() { printf '{"state":"%s","httpsPort":443,"message":""}' "$1" >"$STATE/registration/a.example.org.json"; }
    entry registered; check_registration; entry refused
    print_status "\${#warnings[@]} warnings"`;
  const { stdout, stderr } = await startRuntime().bash(script, {}, ["health", "status"]);
  expect(JSON.parse(stdout || stderr)).toMatchObject({
    health: "0 warnings",
    domains: [{ registration: { state: "registered" } }],
  });
});

test.for([
  ["", "not registered yet"],
  ["half a fi", "not registered yet"],
  ['{"state":"retrying","message":"no answer"}', "retrying: no answer"],
  ['{"state":"registered","httpsPort":null}', "not yet with HTTPS"],
  ['{"state":"registered","httpsPort":443}', undefined],
])("a state file of the registration with %j warns %j", async ([file, warning]) => {
  const script = `
    DOMAINS=(a.example.org) HAPROXY_HOST=haproxy SSL_DOMAIN=a.example.org
    wanted_https_port() { echo 443; }
    printf '%s' '${file}' >"$STATE/registration/a.example.org.json"
    check_registration; ${print}`;
  const { stdout } = await startRuntime().bash(script, {}, ["health"]);
  expect(stdout.trim()).toBe(warning === undefined ? "" : `registration of a.example.org: ${warning}`);
});
