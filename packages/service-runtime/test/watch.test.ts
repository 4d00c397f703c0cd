import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Runtime, startRuntime } from "./support/runtime.ts";

/** A watch over one file that records its reloads and is valid unless the file says `bad`. */
function startWatch(): Runtime & { file: string; look: string; set(text: string): void } {
  const runtime = startRuntime();
  const file = join(runtime.folder, "watched");
  writeFileSync(file, "one");
  const look = `
    own_files() { printf '%s\\n' "$1"; }
    own_validate() { [[ $(<"$1") != bad* ]] || { printf 'it is bad\\n' && return 1; }; }
    own_reload() { [[ $(<"$1") != unloadable ]] && cat "$1" >>"$STATE/reloads"; }
    own_confirm() { [[ $(<"$1") != unseen || -e $STATE/seen ]]; }
    CONFIRM_TRIES=1
    look() { look_at "own ${file}"; }
    list() { cat "$STATE"/problems/* 2>/dev/null || true; }
  `;
  return { ...runtime, file, look, set: (text) => writeFileSync(file, text) };
}

function reloads({ folder }: Runtime): string {
  try {
    return readFileSync(join(folder, "state/reloads"), "utf8");
  } catch {
    return "";
  }
}

test("puts changed content to use once", async () => {
  const watch = startWatch();
  await watch.bash(`${watch.look} note_watched "own ${watch.file}"; look`);
  expect(reloads(watch)).toBe("");
  watch.set("two ");
  await watch.bash(`${watch.look} look; look`);
  expect(reloads(watch)).toBe("two ");
});

test.for([
  ["bad", /not used: it is bad/],
  ["unloadable", /not used: reload failed/],
])(
  "content that is %s is not used, and the problem lasts until better content comes",
  async ([text, problem]) => {
    const watch = startWatch();
    watch.set(text as string);
    expect((await watch.bash(`${watch.look} look; list`)).stdout).toMatch(problem as RegExp);
    expect(reloads(watch)).toBe("");
    watch.set("good");
    const { stdout } = await watch.bash(`${watch.look} look; list`);
    expect(stdout).not.toMatch(problem as RegExp);
    expect(reloads(watch)).toBe("good");
  },
);

test("content that is not seen in use is loaded again until it is", async () => {
  const watch = startWatch();
  watch.set("unseen");
  const first = await watch.bash(`${watch.look} look; list`);
  expect(first.stdout).toContain("not seen in use");
  await watch.bash(`${watch.look} touch "$STATE/seen"; look; look`);
  expect(reloads(watch)).toBe("unseenunseen");
});

test.for(["bad", "unloadable"])(
  "content that is in use again after %s content is no problem",
  async (text) => {
    const watch = startWatch();
    await watch.bash(`${watch.look} note_watched "own ${watch.file}"`);
    watch.set(text);
    expect((await watch.bash(`${watch.look} look; list`)).stdout).toContain("not used");
    watch.set("one");
    expect((await watch.bash(`${watch.look} look; list`)).stdout).not.toContain("not used");
    expect(reloads(watch)).toBe("");
  },
);

test("content from before a load that was not seen in use is loaded again", async () => {
  const watch = startWatch();
  await watch.bash(`${watch.look} note_watched "own ${watch.file}"`);
  watch.set("unseen");
  await watch.bash(`${watch.look} look`);
  watch.set("one");
  expect((await watch.bash(`${watch.look} look; list`)).stdout).not.toContain("not seen");
  expect(reloads(watch)).toBe("unseenone");
});

test("a FIFO in a file's place is a problem, and is not waited for", async () => {
  const watch = startWatch();
  const { exitCode, stdout } = await watch.bash(
    `${watch.look} note_watched "own ${watch.file}"; rm ${watch.file}; mkfifo ${watch.file}; look; list`,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain("is no regular file");
});
