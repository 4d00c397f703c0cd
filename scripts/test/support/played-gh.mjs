// A stand-in for GitHub's `gh`, for what the scripts of the workflows ask it: pull requests and releases, kept as files below
// PLAYED. It knows no login, no rights and no --jq: it prints what the asked expression would.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

const folder = process.env.PLAYED;
appendFileSync(join(folder, "calls"), `gh ${process.argv.slice(2).join(" ")}\n`);
const [topic, verb, ...rest] = process.argv.slice(2);
const flags = ["head", "base", "title", "body-file", "state", "json", "jq", "dir", "target", "pattern"];
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
const fail = (text) => {
  console.error(text);
  process.exit(1);
};

const pulls = join(folder, "pulls.json");
const open = existsSync(pulls) ? read(pulls) : [];
const release = join(folder, `release-${positionals[0]}`);
const needRelease = () => existsSync(release) || fail("release not found");

const verbs = {
  "pr list": () => console.log(open.find(({ head }) => head === values.head)?.number ?? ""),
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
    console.log(
      `${existsSync(join(release, ".draft"))} ${readdirSync(release)
        .filter((name) => name[0] !== ".")
        .join(" ")}`,
    );
  },
  "release create": () => {
    mkdirSync(release);
    writeFileSync(join(release, ".draft"), values.target);
  },
  "release upload": () => {
    needRelease();
    for (const [at, file] of positionals.slice(1).entries()) {
      if (String(at) === process.env.PLAYED_CUT) fail("HTTP 502: Bad Gateway");
      copyFileSync(file, join(release, basename(file)));
    }
  },
  "release edit": () => {
    needRelease();
    if (values.draft === "false" || values.draft === false) writeFileSync(join(release, ".public"), "");
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
