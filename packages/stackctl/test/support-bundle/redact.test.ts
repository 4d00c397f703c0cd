import { expect, test } from "vitest";
import { createRedactor } from "../../src/support-bundle/redact.ts";
import { keysOfYaml } from "../../src/support-bundle/reduce-yaml.ts";
import { secretsInText } from "../../src/support-bundle/secrets.ts";
import { showVariable } from "../../src/support-bundle/variables.ts";

const { redact } = createRedactor([]);
const phrase = "zoo wrong zebra youth yellow year write wrist worth world wool wonder";
const hex = "9f".repeat(32);

test.each([
  ["ws://me:pass@word@relay:80/x", "ws://<redacted:userinfo>@relay:80/x"],
  ["authorization: Bearer a.b c", "authorization: <redacted:authorization>"],
  ['{"Authorization":"Basic abc","port":1}', '{"Authorization":"<redacted:authorization>","port":1}'],
  ["sent bearer abcd.ef now", "sent bearer <redacted:bearer> now"],
  ['{"password":"hunter2","port":80}', '{"password":"<redacted:secret>","port":80}'],
  ["x-api-key=abcd1234 next", "x-api-key=<redacted:api-key> next"],
  [`root key: 0x${hex}`, "root key: <redacted:key>"],
  [`the phrase: ${phrase} ${phrase}.`, "the phrase: <redacted:words>."],
  ["age-secret-key-1QQPZRY9X8GF2TVDW0S3 end", "age-secret-key-1<redacted:token> end"],
  ["a\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\nb", "a\n<redacted:key>\nb"],
  ["bGluZQ\n-----END PRIVATE KEY-----\nb", "<redacted:key>\nb"],
  [`MIGH/${"Ab1+".repeat(15)}`, "<redacted:base64>"],
  [
    `it is\n${"Ab1+".repeat(19)}\n  QbX9cw==\nfirst\n`,
    "it is\n<redacted:base64>\n  <redacted:base64>\n<redacted:base64>\n",
  ],
])("hides what looks like a secret: %s", (text, hidden) => {
  expect(redact(text)).toBe(hidden);
});

test.each([
  `image sha256:${"0a".repeat(32)}`,
  `{"pubkey":"${hex}","kind":1}`,
  "FAUCET_MNEMONIC_FILE=/run/secrets/faucet-mnemonic",
  "token: UCT, tokens=1000",
  '{"secrets": {"name": "faucet-mnemonic"}}',
  "http://relay:8080/health answers 200",
  "phase: starting\nready\nserving\n",
  "the service is healthy and its certificate is valid for 60 days",
])("leaves what helps: %s", (text) => {
  expect(redact(text)).toBe(text);
});

test.each([
  ["a phrase", phrase],
  ["a key with signs", 'k3y/+"\\=~x'],
  ["hex", `0x${hex}`],
  ["other letters", "geheimnis-für-ö"],
])("a known secret is found wherever and however it is written: %s", (_, secret) => {
  const known = createRedactor([{ name: "file", value: secret }]);
  for (const before of ["", "x", "yy", "zzz", "user:"]) {
    const text = `${before}${secret}after`;
    const coded = (encoding: BufferEncoding) => Buffer.from(text).toString(encoding);
    const urls = [
      encodeURIComponent(text),
      encodeURIComponent(text).replace(/%\w\w/g, (at) => at.toLowerCase()),
    ];
    for (const written of [
      text,
      JSON.stringify(text),
      ...urls,
      coded("hex"),
      coded("base64"),
      coded("base64url"),
    ]) {
      expect(known.holdsSecret(written)).toBe(true);
      expect(known.holdsSecret(known.redact(written))).toBe(false);
    }
  }
});

test("of a file of keys the private ones are secret, of any other every line", () => {
  const keys = { sigKey: { algorithm: "secp256k1", privateKey: `0x${hex}`, publicKey: "02ab02ab02ab" } };
  const values = secretsInText("keys.json", JSON.stringify(keys)).map(({ value }) => value);
  expect(values).toContain(`0x${hex}`);
  expect(values).not.toContain("02ab02ab02ab");
  const lines = secretsInText("phrase", `# made once\n${phrase.replaceAll(" ", "\n")}\n`);
  expect(lines.map(({ value }) => value)).toEqual([phrase]);
});

test.each([
  ["A_PASSWORD", "12", "A_PASSWORD=<not shown>"],
  ["URL", "https://u:p@ss@host:1/path?token=x", "URL=https://host:1/…"],
  ["RELAY_NAME", "any text", "RELAY_NAME=<not shown>"],
  ["DEBUG", "true", "DEBUG=true"],
  ["API_KEY_FILE", "/run/secrets/x", "API_KEY_FILE=/run/secrets/x"],
  ["c2VjcmV0", "=", "c2VjcmV0=<not shown>"],
  ["half of a secret", "", "<not shown>"],
])("shows %s as %j", (name, value, shown) => {
  expect(showVariable(name, value)).toBe(shown);
});

test("of a file of somebody else only keys are left", () => {
  const text =
    "# hunter1\nservices:\n  relay:\n    image: hunter2 # x\n    command: |\n      user: hunter3\n    environment:\n      - A=hunter4\n";
  expect(keysOfYaml(text)).toBe(
    "services:\n  relay:\n    image: <not shown>\n    command: <not shown>\n      <not shown>\n    environment:\n      - <not shown>",
  );
});

test("a known secret is found in base64 that is broken into lines", () => {
  const known = createRedactor([{ name: "file", value: "k3y/+~x-and-more" }]);
  const code = Buffer.from(`{"user":"me","x":"k3y/+~x-and-more"}`).toString("base64");
  for (const width of [8, 20, 27, 40]) {
    const lines = code.replace(new RegExp(`(.{${width}})(?!$)`, "g"), "$1\n");
    const hidden = known.redact(`secret ${lines}\nthe end\n`);
    expect(hidden).toMatch(/^secret (?:<redacted:file>\n)+the end\n$/);
  }
});

test("a secret whose last word stands before base64 is hidden as a whole", () => {
  const phrase = "essence ocean apple damp opera undo artefact minor accuse purity erode";
  const long = "Ab1+".repeat(19);
  const known = createRedactor([{ name: "mnemonic", value: `${phrase} wear` }]);
  expect(known.redact(`it is ${phrase} wear\n${long}\nQbX9cw==\nthe end`)).toBe(
    "it is <redacted:mnemonic>\n<redacted:base64>\n<redacted:base64>\nthe end",
  );
  const code = Buffer.from(`me:${phrase} wear`).toString("base64");
  expect(known.redact(`it is ${phrase} wear\n${code}\nthe end`)).toBe(
    "it is <redacted:mnemonic>\nbWU6<redacted:mnemonic>\nthe end",
  );
  const other = createRedactor([{ name: "file", value: "k3y/+~x-and-more" }]);
  const broken = Buffer.from("me:k3y/+~x-and-more")
    .toString("base64")
    .replace(/(.{12})/g, "$1\n");
  expect(other.redact(`it is ${phrase} wear\n${broken}\nthe end`)).toMatch(
    /^it is <redacted:(?:file|words)>\n(?:<redacted:file>\n)+the end$/,
  );
  expect(redact(`phrase: ${phrase} wear\n${long}\nQbX9cw==\nthe end`)).toMatch(
    /^phrase: <redacted:words>\n<redacted:base64>\n<redacted:base64>\nthe end$/,
  );
  expect(redact(`password: ${long}\nQbX9cw==\nthe end`)).toBe(
    "password:<redacted:secret>\n<redacted:base64>\nthe end",
  );
});

test("a long line of hex stays, and takes no minutes", () => {
  const hex = "abcd".repeat(250_000);
  expect(redact(hex) === hex).toBe(true);
  expect(redact(`0x${hex}Z`)).toBe("<redacted:base64>");
});
