import { describe, expect, it } from "vitest";
import { author } from "./support/events.ts";
import { rawClient } from "./support/raw-client.ts";
import { testRelay } from "./support/relay.ts";

const UNPARSABLE = ["NOTICE", "could not parse command"];

describe("a message", () => {
  const event = author().sign();
  it.each([
    ["no JSON", "hello"],
    ["a JSON object", "{}"],
    ["an empty array", "[]"],
    ["a REQ without a filter", '["REQ","a"]'],
    ["a REQ whose filter is no object", '["REQ","a",[]]'],
    ["a REQ with a numeric id", '["REQ",1,{}]'],
    ["a CLOSE with too much", '["CLOSE","a","b"]'],
    ["an unknown command", '["HELLO","a"]'],
    ["COUNT", '["COUNT","a",{}]'],
    ["AUTH without an event", '["AUTH","challenge"]'],
    ["an event with a missing field", JSON.stringify(["EVENT", { ...event, sig: undefined }])],
    ["an event with a fractional kind", JSON.stringify(["EVENT", { ...event, kind: 1.5 }])],
    ["an event with a negative time", JSON.stringify(["EVENT", { ...event, created_at: -1 }])],
    ["an event with a numeric tag", JSON.stringify(["EVENT", { ...event, tags: [["t", 1]] }])],
    ["an event with half a surrogate pair", JSON.stringify(["EVENT", { ...event, content: "\ud800" }])],
    ["very deep JSON", "[".repeat(100_000)],
    ["very deep JSON that is closed", `["REQ","a",{"x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
  ])("that is %s gets a NOTICE and the connection stays", async (_, text) => {
    const client = await rawClient((await testRelay()).url);
    client.send(text);
    expect(await client.settle()).toEqual([UNPARSABLE]);
  });

  it("with an AUTH event is refused as an unknown command", async () => {
    const client = await rawClient((await testRelay()).url);
    client.send(["AUTH", event]);
    expect(await client.next()).toEqual(["OK", event.id, false, "invalid: Command unknown"]);
  });

  it("in a binary frame gets a NOTICE", async () => {
    const client = await rawClient((await testRelay()).url);
    client.socket.send(Buffer.from('["REQ","a",{}]'));
    expect(await client.settle()).toEqual([["NOTICE", "binary messages are not accepted"]]);
  });

  it("over the limit gets a NOTICE with both sizes, a much larger one ends the connection", async () => {
    const relay = await testRelay();
    const client = await rawClient(relay.url);
    client.send("x".repeat(262_145));
    expect(await client.settle()).toEqual([["NOTICE", "message too large (262145 > 262144)"]]);
    client.send("x".repeat(262_144 * 4 + 1));
    expect(await client.closed).toBe(1009);
    expect((await fetch(`${relay.httpUrl}/health`)).status).toBe(200);
  });

  it("with an event over its own limit gets a NOTICE", async () => {
    const relay = await testRelay({ limits: { maxEventBytes: 1000, maxMessageBytes: 5000 } });
    const client = await rawClient(relay.url);
    client.send(["EVENT", author().sign({ content: "x".repeat(1000) })]);
    expect(await client.settle()).toEqual([["NOTICE", "event exceeded max size"]]);
  });

  it("may carry an event just under the limit of 256 KiB", async () => {
    const client = await rawClient((await testRelay()).url);
    const large = author().sign({ content: "x".repeat(261_700) });
    client.send(["EVENT", large]);
    expect(await client.next()).toEqual(["OK", large.id, true, ""]);
  });

  it("with invalid UTF-8 ends that connection only", async () => {
    const relay = await testRelay();
    const [bad, good] = [await rawClient(relay.url), await rawClient(relay.url)];
    bad.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await bad.closed).toBe(1007);
    expect(await good.settle()).toEqual([]);
  });

  it("may hold NUL and other control characters in content and tags", async () => {
    const client = await rawClient((await testRelay()).url);
    const odd = author().sign({
      content: "a\0b\u0001\u2028\u{1f600}",
      tags: [["t", "x\0y"], ["t", "z"], ["\0", "q"], ["😀", "q"], []],
    });
    client.send(["EVENT", odd]);
    expect(await client.next()).toEqual(["OK", odd.id, true, ""]);
    client.send(["REQ", "z", { "#t": ["z"] }]);
    expect(await client.next()).toEqual(["EVENT", "z", odd]);
    await client.until("EOSE");
    client.send(["REQ", "nul", { "#t": ["x\0y"] }]);
    expect(await client.next()).toEqual(["EOSE", "nul"]);
  });

  it("may hold a filter with tens of thousands of values", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign({ tags: [["t", "39999"]] });
    client.send(["EVENT", event]);
    await client.until("OK");
    const values = Array.from({ length: 32_000 }, (_, index) => String(index + 8000));
    client.send(["REQ", "long", { "#t": values, kinds: [1] }]);
    expect(await client.until("EOSE")).toEqual([
      ["EVENT", "long", event],
      ["EOSE", "long"],
    ]);
  });

  it("with hundreds of filters gets a NOTICE", async () => {
    const client = await rawClient((await testRelay()).url);
    client.send(["REQ", "many", ...Array.from({ length: 201 }, (_, limit) => ({ limit }))]);
    expect(await client.settle()).toEqual([["NOTICE", "Subscription error: more than 200 filters"]]);
  });

  it("with a tag name of several letters matches nothing, a field of a wrong type is ignored", async () => {
    const client = await rawClient((await testRelay()).url);
    const event = author().sign({ tags: [["title", "x"]] });
    client.send(["EVENT", event]);
    await client.until("OK");
    client.send(["REQ", "title", { "#title": ["x"] }]);
    client.send(["REQ", "odd", { kinds: "1", search: "x", "#t": "x" }]);
    expect(await client.until("EOSE")).toEqual([["EOSE", "title"]]);
    expect(await client.until("EOSE")).toEqual([
      ["EVENT", "odd", event],
      ["EOSE", "odd"],
    ]);
  });
});
