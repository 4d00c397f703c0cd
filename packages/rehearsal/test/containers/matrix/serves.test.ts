import { expect } from "vitest";
import { certificateSeen } from "../../support/edge-client.ts";
import { docker, withEngine } from "../../support/engine.ts";
import { curlOnNetwork } from "./support/curl.ts";
import { processesOf } from "./support/host-process.ts";
import { useMatrix } from "./support/matrix.ts";
import { services } from "./support/services.ts";

const matrix = useMatrix({ environment: { SERVICE_HEARTBEAT_SECONDS: "2" } });

for (const { name, domain, path } of services) {
  withEngine(`${name} is reached by its name with the certificate of its own volume`, async () => {
    const { edge } = matrix;
    const { container } = matrix.of(name);
    const ca = await edge.pebble.rootPem();
    // The Compose file's health command knows less than the image's: it does not ask behind every route.
    await container.untilServing();
    const answer = await curlOnNetwork(edge.network, ca, `https://${domain}${path}`);
    expect(answer.exitCode).toBe(0);
    expect(JSON.parse(answer.stdout)).toBeTypeOf("object");
    const file = `/etc/letsencrypt/live/${domain}/fullchain.pem`;
    const text = await container.shell(`openssl x509 -noout -fingerprint -sha256 -in ${file}`);
    expect(await certificateSeen(edge.haproxy.address, domain)).toBe(text.trim().split("=")[1]);
    expect(await container.status()).toMatchObject({
      health: "healthy",
      mode: "tls",
      failures: [],
      warnings: [],
    });
  });

  withEngine(`${name} is trusted by nobody who does not trust its authority`, async () => {
    const { edge } = matrix;
    const { exitCode } = await curlOnNetwork(edge.network, edge.pebble.caPem, `https://${domain}${path}`);
    expect(exitCode).toBe(60);
  });
}

withEngine("a name that nobody registered, and no name, get no certificate", async () => {
  const { address } = matrix.edge.haproxy;
  expect(await certificateSeen(address, "other.example.org")).toBe("closed");
  expect(await certificateSeen(address, undefined)).toBe("closed");
});

withEngine("registering again what is registered makes HAProxy load nothing", async () => {
  const newestWorker = () => docker("exec", matrix.edge.haproxy.container, "pgrep", "-n", "-x", "haproxy");
  const before = await newestWorker();
  const rounds = "/run/service-runtime/registration/last-round";
  const twoRounds = `now=$(<${rounds}); until (($(<${rounds}) >= now + 4)); do sleep 0.1; done`;
  await Promise.all(matrix.all.map(({ container }) => container.untilTrue(twoRounds)));
  for (const running of matrix.all) {
    const { name } = running.container;
    const { domains } = (await running.container.status()) ?? {};
    expect(domains?.[0]?.registration).toMatchObject({ state: "registered", status: "200" });
    expect(await running.entry()).toMatchObject({ container: name, http_port: 80, https_port: 443 });
  }
  expect(await newestWorker()).toBe(before);
});

for (const { name, image } of services) {
  withEngine(`${name} shows no secret to whoever looks at the container or the image`, async () => {
    const { container } = matrix.of(name);
    const { secrets, neighbours } = matrix;
    const { commands, environments } = await processesOf(container.name);
    expect(commands).toContain("s6-svscan");
    expect(environments).toContain(`SSL_DOMAIN=${matrix.of(name).service.domain}`);
    const seen = [
      await docker("inspect", container.name),
      await docker("history", "--no-trunc", "--format", "json", await image()),
      await docker("image", "inspect", await image()),
      await container.log(),
      JSON.stringify(await container.status()),
      commands,
      environments,
    ];
    expect(neighbours.genesisKeys.length).toBeGreaterThan(0);
    for (const secret of [...Object.values(secrets.values), ...neighbours.genesisKeys])
      for (const text of seen) expect(text.includes(secret)).toBe(false);
  });
}

withEngine("the door of the aggregator cannot read the keys of the genesis", async () => {
  const { container } = matrix.of("aggregator-proxy");
  const { genesisKeys, publicVolume } = matrix.neighbours;
  const mounts: { Type: string; Name?: string; Destination: string }[] = JSON.parse(
    await docker("inspect", "--format", "{{json .Mounts}}", container.name),
  );
  expect(mounts.flatMap(({ Name }) => Name ?? []).sort()).toEqual(
    [`${container.name}-aggregator-proxy-letsencrypt`, publicVolume].sort(),
  );
  const folders = mounts.map(({ Destination }) => Destination).join(" ");
  for (const key of genesisKeys) {
    const { exitCode, stdout } = await container.run("bash", "-c", `grep -rlF ${key} ${folders} /run /tmp`);
    expect(stdout).toBe("");
    expect(exitCode).toBeGreaterThan(0);
  }
});
