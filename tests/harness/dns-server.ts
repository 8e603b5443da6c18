import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { onTestFinished } from "vitest";

/** Gives the addresses of a name for this question; called anew for each. */
type Answers = (name: string, family: 4 | 6) => readonly string[];

/** Types of records, A and AAAA. */
const familyOf: Readonly<Record<number, 4 | 6>> = { 1: 4, 28: 6 };

/** Opens a real DNS server over UDP whose answers live for 0 s; gives its address. It closes with the test. */
export async function openDnsServer(
  answers: Answers,
): Promise<{ readonly server: string; readonly asked: () => number }> {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (query, from) => {
    const { name, type, end } = readQuestion(query);
    asked += 1;
    const family = familyOf[type];
    const addresses = family === undefined ? [] : answers(name, family);
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8580, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...addresses.map(record)]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${socket.address().port}`, asked: () => asked };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** A pointer to the question's name, the type, class IN, TTL 0, and the address. */
function record(address: string): Buffer {
  const bytes = isIPv6(address) ? bytesOfSix(address) : Buffer.from(address.split(".").map(Number));
  const head = Buffer.from([0xc0, 0x0c, 0, bytes.length === 16 ? 28 : 1, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
  return Buffer.concat([head, bytes]);
}

function bytesOfSix(address: string): Buffer {
  const [before = "", after] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [groups(before), groups(after ?? "")];
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  const bytes = Buffer.alloc(16);
  all.forEach((group, index) => bytes.writeUInt16BE(Number.parseInt(group || "0", 16), index * 2));
  return bytes;
}
