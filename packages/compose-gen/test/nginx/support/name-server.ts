import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A name server whose answers a test changes; it ends with `await using`. */
export interface NameServer extends AsyncDisposable {
  port: number;
  set(name: string, address: string): void;
}

/** Answers questions for IPv4 addresses (RFC 1035), valid for ten minutes as Docker's are; unknown names do not exist. */
export async function startNameServer(names: Record<string, string>): Promise<NameServer> {
  const known = new Map(Object.entries(names));
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    let name = "";
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      name += `${name === "" ? "" : "."}${question.toString("latin1", at + 1, at + 1 + length)}`;
      at += 1 + length;
    }
    const found = known.get(name);
    const header = Buffer.from(question.subarray(0, 12));
    // Response, recursion available; NXDOMAIN (3) for an unknown name.
    header.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(found === undefined ? 0 : 1, 6);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0x02, 0x58, 0, 4]);
    const bytes = found === undefined ? [] : [answer, Buffer.from(found.split(".").map(Number))];
    socket.send(Buffer.concat([header, question.subarray(12, at + 5), ...bytes]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    set: (name, address) => known.set(name, address),
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, "close");
    },
  };
}
