import { expect, test } from "vitest";
import { defineService } from "../../src/index.ts";
import { image } from "../../src/model/image.ts";
import { serviceInput } from "../support/minimal.ts";

const ofImage = (user: string) => image.safeParse({ repository: "a.b/c", tag: "1.0.0", user }).success;
function ofService(user: string): boolean {
  try {
    defineService({ ...serviceInput(), runtime: { kind: "container", image: "shop", user } });
    return true;
  } catch {
    return false;
  }
}

test.each(["0", "0:0", "1001", "1001:1001", "www-data", "nobody:nogroup", "_apt:0", "2147483647"])(
  "%s is the user of a service and of an image",
  (user) => {
    expect([ofService(user), ofImage(user)]).toEqual([true, true]);
  },
);

// Docker reads `+0`, `-0` and `00` as root, which a comparison with `0` does not see.
test.each([
  "+0",
  "-0",
  "00",
  "00:0",
  "0:00",
  "007",
  "",
  " ",
  "0 ",
  "root\n",
  ":0",
  "a:b:c",
  "Root",
  "2147483648",
])("%j is no user, neither of a service nor of an image", (user) => {
  expect([ofService(user), ofImage(user)]).toEqual([false, false]);
});
