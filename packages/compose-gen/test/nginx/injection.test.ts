import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isComposeGenError, type RenderedRoutes, type RouteInput } from "../../src/index.ts";
import { hostileText } from "../support/hostile.ts";
import { describeNginx } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { complaints, configuration } from "./support/nginx.ts";
import { type Read, readConfig } from "./support/read-config.ts";

/** Texts that would be directives if one of them got out of its argument. */
const nginxTraps = [
  "x; return 200 pwned",
  "x} location / { root /; }",
  '" "',
  '";}',
  "'; include /etc/passwd;",
  "\\",
  '\\"',
  "x\\",
  "x\n#",
  "#",
  "{",
  "}",
  "$" + "{http_host}",
  "$uri",
  "~*.*",
  "=",
  "@routes_door_errors_1",
  "/a\r\nreturn 200;",
  "\\n",
  "off",
  "default",
];
const hostile = fc.oneof(
  fc.constantFrom(...nginxTraps),
  hostileText,
  fc.array(fc.constantFrom(...nginxTraps), { maxLength: 4 }).map((parts) => parts.join("")),
);
const path = hostile.map((text) => `/${text}`);

/** A door whose every free text is hostile; `undefined` where the model refuses one of them. */
function rendered(change: (routes: RouteInput[]) => void): RenderedRoutes | undefined {
  const routes = benign();
  change(routes);
  try {
    return doorWith(routes);
  } catch (error) {
    if (isComposeGenError(error) && error.code === "DEFINITION_INVALID") return undefined;
    throw error;
  }
}

const benign = (): RouteInput[] => [
  { path: "/file", exact: true, target: { file: "/public/a.json" }, methods: ["GET"] },
  { path: "/folder/", target: { folder: "/public" }, methods: ["GET"] },
  {
    path: "/api/",
    target: "app/http",
    methods: ["GET"],
    rewrite: "/v1/",
    cors: { origins: ["https://a.example"], headers: ["X-A"], exposeHeaders: ["X-B"] },
  },
];

type Change = (routes: RouteInput[], text: string) => void;
const changes: Record<string, Change> = {
  file: ([file], text) => Object.assign(file as object, { target: { file: text } }),
  folder: ([, folder], text) => Object.assign(folder as object, { target: { folder: text } }),
  path: ([, , api], text) => Object.assign(api as object, { path: `${text}/` }),
  rewrite: ([, , api], text) => Object.assign(api as object, { rewrite: `${text}/` }),
  contentType: ([file], text) => Object.assign(file as object, { contentType: text.slice(1) }),
  origin: ([, , api], text) => Object.assign(api?.cors ?? {}, { origins: [`https:/${text}`] }),
  header: ([, , api], text) => Object.assign(api?.cors ?? {}, { headers: [text.slice(1)] }),
  exposeHeader: ([, , api], text) => Object.assign(api?.cors ?? {}, { exposeHeaders: [text.slice(1)] }),
  target: ([, , api], text) => Object.assign(api as object, { target: `app${text}` }),
};

/**
 * Names, numbers of arguments and nesting: what a text inside an argument must not change. The order of locations follows
 * their paths, a key of a map is a text itself, and a media type adds two directives of its own.
 */
function shape(reads: readonly Read[]): string[] {
  return reads
    .filter(({ name }) => name !== "types" && name !== "default_type")
    .map(({ name, args, block }) => {
      const inner = block ? ` {${shape(block).join("; ")}}` : "";
      return `${name.startsWith("~^https") ? "origin" : name} ${args.length}${inner}`;
    })
    .sort();
}

describe("no text of a definition becomes a directive", () => {
  test.each(Object.entries(changes))("%s", (field, change) => {
    let accepted = 0;
    fc.assert(
      fc.property(path, (text) => {
        const result = rendered((routes) => change(routes, text));
        if (!result) return;
        accepted++;
        const normal = rendered((routes) => change(routes, field === "target" ? "/http" : "/sound"));
        const expected = normal ?? doorWith(benign());
        for (const part of ["http", "server", "stream"] as const)
          expect(shape(readConfig(result[part]))).toEqual(shape(readConfig(expected[part])));
      }),
      { numRuns: 500 },
    );
    if (field === "file" || field === "folder") expect(accepted).toBeGreaterThan(50);
  });

  test("a path of a folder arrives as it was given", () => {
    fc.assert(
      fc.property(path, (folder) => {
        const result = rendered((routes) => changes.folder?.(routes, folder));
        if (!result) return;
        const location = readConfig(result.server).find(({ args }) => args[1] === "/folder/");
        const alias = location?.block?.find(({ name }) => name === "alias");
        expect(alias?.args).toEqual([folder === "/" ? "/" : `${folder}/`]);
      }),
      { numRuns: 500 },
    );
  });
});

describeNginx("nginx itself", () => {
  test("accepts whatever the model accepts", () => {
    const accepted = fc
      .sample(fc.tuple(fc.constantFrom(...Object.keys(changes)), path), { numRuns: 2_000, seed: 7 })
      .flatMap(([field, text]) => rendered((routes) => changes[field]?.(routes, text)) ?? [])
      .slice(0, 200);
    expect(accepted.length).toBe(200);
    const servers = accepted.map(
      ({ server }, index) => `listen unix:temp/socket; server_name s${index};\n${server}`,
    );
    // The services behind are the same in all of them, and their upstreams may be named once only.
    const blocks = accepted.flatMap(({ http }) => http.split(/\n(?=\S+ .*{$)/m));
    const text = configuration([...new Set(blocks)].join("\n"), ...servers);
    expect(complaints(text)).toBe("");
  });
});
