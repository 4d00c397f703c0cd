import type { Cors, Route } from "../model/route.ts";
import { byCodeUnit } from "../plan/sorted.ts";
import { type Argument, block, type Directive, directive, syntax } from "./directive.ts";
import { variable } from "./names.ts";
import type { Door } from "./plan-door.ts";
import { escapeRegExp } from "./regular-expression.ts";

/** Headers of the CORS protocol that a target may set itself; only the route's own reach the client. */
export const corsResponseHeaders = [
  "Access-Control-Allow-Credentials",
  "Access-Control-Allow-Headers",
  "Access-Control-Allow-Methods",
  "Access-Control-Allow-Origin",
  "Access-Control-Allow-Private-Network",
  "Access-Control-Expose-Headers",
  "Access-Control-Max-Age",
];

/** `add_header … always`: also on errors. */
export function header(name: string, value: Argument): Directive {
  return directive("add_header", name, value, "always");
}

/** Headers of every answer of a route with `cors`. */
export function corsHeaders(door: Door, { cors }: Route): Directive[] {
  if (!cors) return [];
  return [
    header("Access-Control-Allow-Origin", allowedOrigin(door, cors)),
    ...listHeader("Access-Control-Expose-Headers", cors.exposeHeaders),
    ...(cors.origins === "*" ? [] : [header("Vary", "Origin")]),
  ];
}

/** The answer to a preflight: given here, because targets know neither the methods nor the headers of the route. */
export function preflight(door: Door, route: Route): Directive[] {
  const { cors } = route;
  if (!cors) return [];
  const content = [
    header("Allow", allowedMethods(route)),
    ...corsHeaders(door, route),
    ...listHeader("Access-Control-Allow-Methods", cors.methods ?? route.methods),
    ...listHeader("Access-Control-Allow-Headers", cors.headers),
    header("Access-Control-Max-Age", String(Math.floor(cors.maxAge / 1000))),
    ...(cors.privateNetwork
      ? [header("Access-Control-Allow-Private-Network", variable(door, "private"))]
      : []),
    directive("return", 204),
  ];
  return [block("if", [syntax("($request_method"), syntax("="), syntax("OPTIONS)")], content)];
}

/** Value of `Allow` (RFC 9110 §10.2.1). */
export function allowedMethods({ methods, cors }: Route): string {
  return [...methods, ...(cors ? ["OPTIONS"] : [])].join(", ");
}

/** Maps for `http {}`: for each list of origins the request's origin when it is in the list. */
export function corsMaps(door: Door): Directive[] {
  const maps = [...originLists(door)].map(([list, number]) =>
    block(
      "map",
      [syntax("$http_origin"), variable(door, `origin_${number}`)],
      [directive("default", ""), ...list.split(" ").map(originEntry)],
    ),
  );
  if (door.routes.some((route) => route.cors?.privateNetwork))
    maps.push(
      block(
        "map",
        [syntax("$http_access_control_request_private_network"), variable(door, "private")],
        [directive("default", ""), directive("true", "true")],
      ),
    );
  return maps;
}

/** As regular expression: the length of literal entries is limited by nginx's `map_hash_bucket_size`. */
function originEntry(origin: string): Directive {
  return directive(`~^${escapeRegExp(origin)}\\z`, origin);
}

function allowedOrigin(door: Door, { origins }: Cors): Argument {
  if (origins === "*") return "*";
  return variable(door, `origin_${originLists(door).get(listOf(origins))}`);
}

const known = new WeakMap<Door, ReadonlyMap<string, number>>();

/** The different lists of origins, each as sorted text (a space is in no origin) with its number from 1; found once for a door. */
function originLists(door: Door): ReadonlyMap<string, number> {
  const found = known.get(door);
  if (found) return found;
  const lists = door.routes.flatMap(({ cors }) =>
    cors && cors.origins !== "*" ? [listOf(cors.origins)] : [],
  );
  const numbered = new Map([...new Set(lists)].sort(byCodeUnit).map((list, index) => [list, index + 1]));
  known.set(door, numbered);
  return numbered;
}

function listOf(origins: readonly string[]): string {
  return [...new Set(origins)].sort(byCodeUnit).join(" ");
}

function listHeader(name: string, values: readonly string[]): Directive[] {
  return values.length === 0 ? [] : [header(name, values.join(", "))];
}
