// A stand-in for GitHub's `gh`, for what the scripts of the workflows ask it: pull requests and releases, kept as files below
// PLAYED. It knows no login, no rights and no --jq: it prints the fields of --json. A file whose upload was cut is empty, and
// its state "starter", as GitHub leaves it.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

const folder = process.env.PLAYED;
appendFileSync(join(folder, "calls"), `gh ${process.argv.slice(2).join(" ")}\n`);
const [topic, verb, ...rest] = process.argv.slice(2);
const flags = ["head", "base", "title", "body-file", "state", "limit", "json", "dir", "target", "pattern"];
const { values, positionals } = parseArgs({
  args: rest,
  allowPositionals: true,
  strict: false,
  options: Object.fromEntries([
    ...flags.map((name) => [name, { type: "string" }]),
    ...["clobber", "generate-notes"].map((name) => [name, { type: "boolean" }]),
  ]),
});
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const write = (file, value) => writeFileSync(file, JSON.stringify(value));
const asked = (all) =>
  Object.fromEntries(
    values.json.split(",").map((field) => [field, all[field] ?? fail(`Unknown JSON field: "${field}"`)]),
  );
const fail = (text) => {
  console.error(text);
  process.exit(1);
};

const pulls = join(folder, "pulls.json");
const open = existsSync(pulls) ? read(pulls) : [];
const release = join(folder, `release-${positionals[0]}`);
const needRelease = () => existsSync(release) || fail("release not found");

const verbs = {
  // By the name of the branch alone, whoever has it; the newest first.
  "pr list": () => {
    const named = open.filter(({ head }) => head === values.head).reverse();
    const found = named.map(({ cross = false, ...pull }) => asked({ ...pull, isCrossRepository: cross }));
    console.log(JSON.stringify(found));
  },
  "pr create": () => {
    const { head, base, title } = values;
    write(pulls, [
      ...open,
      { number: open.length + 1, head, base, title, text: readFileSync(values["body-file"], "utf8") },
    ]);
  },
  "pr edit": () => {
    const text = readFileSync(values["body-file"], "utf8");
    const change = (pull) =>
      String(pull.number) === positionals[0] ? { ...pull, title: values.title, text } : pull;
    write(pulls, open.map(change));
  },
  "release view": () => {
    if (process.env.PLAYED_OUTAGE) fail("HTTP 502: Bad Gateway");
    needRelease();
    const names = readdirSync(release).filter((name) => name[0] !== ".");
    const stateOf = (name) => (statSync(join(release, name)).size > 0 ? "uploaded" : "starter");
    const told = {
      isDraft: existsSync(join(release, ".draft")),
      targetCommitish: readFileSync(join(release, ".target"), "utf8"),
      assets: names.map((name) => ({ name, state: stateOf(name) })),
    };
    console.log(JSON.stringify(asked(told)));
  },
  "release create": () => {
    mkdirSync(release);
    writeFileSync(join(release, ".draft"), "");
    writeFileSync(join(release, ".target"), values.target);
  },
  "release upload": () => {
    needRelease();
    for (const file of positionals.slice(1)) {
      const cut = basename(file) === process.env.PLAYED_CUT;
      if (cut) writeFileSync(join(release, basename(file)), "");
      if (cut) fail("HTTP 502: Bad Gateway");
      copyFileSync(file, join(release, basename(file)));
    }
  },
  "release edit": () => {
    needRelease();
    if (values.target) writeFileSync(join(release, ".target"), values.target);
    if (values.draft === "false" || values.draft === false) rmSync(join(release, ".draft"));
  },
  "release download": () => {
    needRelease();
    for (const name of readdirSync(release).filter((name) => name[0] !== "."))
      copyFileSync(join(release, name), join(values.dir, name));
  },
};
const act = verbs[`${topic} ${verb}`];
if (!act) fail(`unknown command "${topic} ${verb}"`);
act();
