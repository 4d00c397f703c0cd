import { expect } from "vitest";
import { selfNamed, startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";

const testMode = { SSL_DOMAIN: "a.test", SSL_TEST_MODE: "true" };

withEngine("without a domain it does nothing and succeeds", async () => {
  await using container = await startBase();
  expect(await container.run(["ssl-setup"])).toMatchObject({ exitCode: 0 });
  for (const path of ["/tmp/.ssl-env", "/tmp/.ssl-http-proxy.pid", "/tmp/.ssl-renew.pid"])
    expect([path, await container.exists(path)]).toEqual([path, false]);
});

withEngine(
  "test mode leaves a self-signed pair, the environment file and two background processes",
  async () => {
    await using container = await startBase(selfNamed("a.test"));
    expect(await container.run(["ssl-setup"], testMode)).toMatchObject({ exitCode: 0 });

    const live = "/etc/letsencrypt/live/a.test";
    expect(await container.read("/tmp/.ssl-env")).toBe(
      `SSL_CERT_FILE=${live}/fullchain.pem\nSSL_KEY_FILE=${live}/privkey.pem`,
    );
    const facts = await container.run([
      ...["openssl", "x509", "-in", `${live}/fullchain.pem`, "-noout", "-subject", "-issuer", "-dates"],
    ]);
    expect(facts.stdout).toContain("subject=CN=a.test\nissuer=CN=a.test");
    const [from, to] = [...facts.stdout.matchAll(/not(?:Before|After)=(.*)/g)].map(([, date]) =>
      Date.parse(date ?? ""),
    );
    expect(((to ?? 0) - (from ?? 0)) / 86_400_000).toBe(365);
    expect((await container.run(["stat", "-c", "%a %U %F", `${live}/privkey.pem`])).stdout).toBe(
      "600 root regular file",
    );
    expect(
      (await container.run(["openssl", "rsa", "-in", `${live}/privkey.pem`, "-noout", "-text"])).stdout,
    ).toMatch(/2048 bit/);
    for (const [file, command] of [
      ["/tmp/.ssl-http-proxy.pid", "python3"],
      ["/tmp/.ssl-renew.pid", "sleep"],
    ] as const) {
      const { stdout } = await container.run(["ps", "-o", "comm=", "-p", await container.read(file)]);
      expect(stdout.trim()).toBe(command);
    }
    expect(await container.exists("/tmp/.ssl-alias-nginx.conf")).toBe(false);
    expect(await container.exists("/tmp/.ssl-renewal-restart")).toBe(false);
  },
);

withEngine("aliases get certificates, names and servers of their own; odd entries are dropped", async () => {
  await using container = await startBase(selfNamed("a.test", "b-1.a.test", "c.test"));
  const environment = { ...testMode, SSL_DOMAIN_ALIASES: " b-1.a.test,,a.test, c.test ,c.test" };
  expect(await container.runWithoutPauses(["ssl-setup"], environment)).toMatchObject({ exitCode: 0 });
  expect(await container.read("/tmp/.ssl-env")).toBe(
    [
      "SSL_CERT_FILE=/etc/letsencrypt/live/a.test/fullchain.pem",
      "SSL_KEY_FILE=/etc/letsencrypt/live/a.test/privkey.pem",
      'SSL_ALL_DOMAINS="a.test b-1.a.test c.test"',
      "SSL_CERT_b_1_a_test=/etc/letsencrypt/live/b-1.a.test/fullchain.pem",
      "SSL_KEY_b_1_a_test=/etc/letsencrypt/live/b-1.a.test/privkey.pem",
      "SSL_CERT_c_test=/etc/letsencrypt/live/c.test/fullchain.pem",
      "SSL_KEY_c_test=/etc/letsencrypt/live/c.test/privkey.pem",
    ].join("\n"),
  );
  const nginx = await container.read("/tmp/.ssl-alias-nginx.conf");
  expect(nginx.match(/server_name .*;/g)).toEqual(["server_name b-1.a.test;", "server_name c.test;"]);
  expect(nginx).toContain("proxy_set_header Host a.test;");
  expect(await container.pauses()).toEqual([5]);
});

withEngine("a port of the application that cannot be served ends it with 1", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const environment = { ...testMode, APP_HTTP_PORT: "8404" };
  expect(await container.run(["ssl-setup"], environment)).toMatchObject({ exitCode: 1 });
});

withEngine(
  "a domain that leads elsewhere ends it with 10, after three tries, also in test mode",
  async () => {
    await using container = await startBase();
    expect(await container.runWithoutPauses(["ssl-setup"], testMode)).toMatchObject({ exitCode: 10 });
    expect(await container.pauses()).toEqual([5, 5, 5]);
    expect(await container.exists("/tmp/.ssl-env")).toBe(false);
    // The server on port 80 stays.
    expect((await container.run(["nc", "-z", "localhost", "80"])).exitCode).toBe(0);
  },
);

withEngine("a taken port 8443 ends the self test with 12, unless it is skipped", async () => {
  await using container = await startBase(selfNamed("a.test"));
  await container.start(["python3", "-m", "http.server", "8443"]);
  expect(await container.run(["ssl-setup"], testMode)).toMatchObject({ exitCode: 12 });
  await container.run(["pkill", "-f", "ssl-http-proxy"]);
  const skipping = { ...testMode, SSL_SKIP_VERIFY: "true" };
  expect(await container.run(["ssl-setup"], skipping)).toMatchObject({ exitCode: 0 });
});

withEngine("a damaged certificate ends it with an undocumented code and takes port 80 down", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const live = "/etc/letsencrypt/live/a.test";
  await container.run([
    "sh",
    "-c",
    `mkdir -p ${live}; echo x >${live}/fullchain.pem; echo x >${live}/privkey.pem`,
  ]);
  const { exitCode } = await container.run(["ssl-setup"], testMode);
  expect(exitCode).not.toBe(0);
  expect([10, 11, 12, 13]).not.toContain(exitCode);
  expect((await container.run(["nc", "-z", "localhost", "80"])).exitCode).toBe(1);
});
