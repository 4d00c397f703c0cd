import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBundle, hostBundle, parts } from "./support/bundle.ts";

const scripts = [join(hostBundle, "deploy-all.sh"), ...parts];

test("no function has 30 lines", () => {
  const long = scripts.flatMap((script) => {
    const lines = readFileSync(script, "utf8").split("\n");
    return lines.flatMap((line, start) => {
      if (!/^\w+\(\) \{$/.test(line)) return [];
      const length = lines.indexOf("}", start) - start + 1;
      return length < 30 || line.startsWith("deploy_help") ? [] : [`${line} ${length}`];
    });
  });
  expect(long).toEqual([]);
});

test("every part is sourced", () => {
  const [entry = ""] = scripts;
  const sourced = /^for part in (.+); do\n {2}# .*\n {2}source "\$here/m.exec(
    readFileSync(entry, "utf8"),
  )?.[1];
  expect(sourced?.split(" ").sort()).toEqual(parts.map((path) => path.replace(/.*\/|\.sh$/g, "")).sort());
});

test("the commands of the README work", async () => {
  const readme = readFileSync(join(hostBundle, "README.md"), "utf8");
  const commands = [...readme.matchAll(/^```sh\n([^`]+)```$/gm)].flatMap(([, block = ""]) =>
    block.trim().split("\n"),
  );
  expect(commands.length).toBeGreaterThan(3);
  await using bundle = await createBundle();
  for (const command of commands) {
    const [script, ...args] = command.replace(/ +#.*/, "").split(" ");
    expect(script).toBe("./deploy-all.sh");
    expect(await bundle.deploy(args), command).toMatchObject({ code: 0 });
  }
});
