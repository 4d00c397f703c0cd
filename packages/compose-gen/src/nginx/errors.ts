import type { Route } from "../model/route.ts";
import { allowedMethods, corsHeaders, header } from "./cors.ts";
import { type Argument, block, type Directive, directive, printDirectives, syntax } from "./directive.ts";
import { nameOf, variable } from "./names.ts";
import type { Door } from "./plan-door.ts";

/** Status codes that nginx itself answers, with their words (RFC 9110, 6585); 49x are its own for 400. */
const reasons: Record<number, string> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  421: "Misdirected Request",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};
const codes = [...Object.keys(reasons).map(Number), 494, 495, 496, 497].sort((left, right) => left - right);

/** Where errors before any route are answered; no client gets there by asking for it. */
const errorPath = "/.routes-error";

/** Map for `http {}`: status → words. */
export function reasonMap(door: Door): Directive {
  const entries = Object.entries(reasons).map(([code, words]) => directive(code, words));
  return block(
    "map",
    [syntax("$status"), variable(door, "reason")],
    [directive("default", "Error"), ...entries],
  );
}

/** Errors of the server outside its routes: JSON, readable for pages when a route is open to all of them. */
export function serverErrors(door: Door): Directive[] {
  const open = door.routes.some((route) => route.cors?.origins === "*");
  const headers = open ? [header("Access-Control-Allow-Origin", "*")] : [];
  return [
    errorPage(errorPath),
    block("location", ["=", errorPath], [directive("internal"), ...answer(door, headers)]),
  ];
}

/** How errors inside routes are answered: the same JSON with the route's CORS headers and its methods. */
export interface ErrorPages {
  /** `error_page` of a route of the door. */
  of(route: Route): Directive;
  /** The named locations that answer; routes that differ in nothing of it share one. */
  locations: Directive[];
}

/** The error pages of the routes of a door. */
export function errorPages(door: Door): ErrorPages {
  const names = new Map<string, string>();
  const pages = new Map<Route, Directive>();
  const answers: Directive[] = [];
  for (const route of door.routes) {
    const headers = [header("Allow", allowedMethods(route)), ...corsHeaders(door, route)];
    const key = printDirectives(headers);
    const name = names.get(key) ?? `@${nameOf(door, `errors_${names.size + 1}`)}`;
    if (!names.has(key)) answers.push(block("location", [name], answer(door, headers)));
    names.set(key, name);
    pages.set(route, errorPage(name));
  }
  return { of: (route) => pages.get(route) as Directive, locations: answers };
}

function errorPage(target: Argument): Directive {
  return directive("error_page", ...codes, target);
}

/** `return 200` keeps the status of the error; without `types` a request for `x.html` would be answered as text/html. */
function answer(door: Door, headers: Directive[]): Directive[] {
  const body = syntax(`{"error":"${variable(door, "reason").syntax}","status":$status}`);
  return [
    block("types", [], []),
    directive("default_type", "application/json"),
    ...headers,
    directive("return", 200, body),
  ];
}
