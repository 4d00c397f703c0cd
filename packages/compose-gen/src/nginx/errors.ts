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

/** Errors inside a route: the same JSON with the route's CORS headers and its methods. */
export function routeErrorPage(door: Door, route: Route): Directive {
  return errorPage(`@${locationName(door, route)}`);
}

/** The named locations of {@link routeErrorPage}; routes that differ in nothing of it share one. */
export function errorLocations(door: Door): Directive[] {
  const seen = new Map(door.routes.map((route) => [locationName(door, route), errorHeaders(door, route)]));
  return [...seen].map(([name, headers]) => block("location", [`@${name}`], answer(door, headers)));
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

function errorHeaders(door: Door, route: Route): Directive[] {
  return [header("Allow", allowedMethods(route)), ...corsHeaders(door, route)];
}

function locationName(door: Door, route: Route): string {
  const different = [...new Set(door.routes.map((one) => printDirectives(errorHeaders(door, one))))];
  const index = different.indexOf(printDirectives(errorHeaders(door, route)));
  return nameOf(door, `errors_${index + 1}`);
}
