import { expect, test } from "vitest";
import { bodyBytesMax, readBody } from "#server/http/read-body.ts";

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://127.0.0.1/x", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    duplex: "half",
  } as RequestInit);
}

function endless(): { stream: ReadableStream<Uint8Array>; read: () => number } {
  let bytes = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      bytes += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(32));
    },
  });
  return { stream, read: () => bytes };
}

test("reads JSON text to the last byte allowed", async () => {
  const text = `"${"x".repeat(bodyBytesMax - 2)}"`;
  expect(await readBody(post(text))).toBe(text);
  await expect(readBody(post(`${text} `))).rejects.toMatchObject({ code: "payload_too_large" });
});

test("believes no Content-Length: stops an endless body after the limit", async () => {
  const { stream, read } = endless();
  await expect(readBody(post(stream))).rejects.toMatchObject({ code: "payload_too_large" });
  expect(read()).toBeLessThan(bodyBytesMax * 3);
});

test("refuses a large Content-Length before it reads a byte", async () => {
  const { stream, read } = endless();
  const request = post(stream, { "content-length": "10485760" });
  await expect(readBody(request)).rejects.toMatchObject({ code: "payload_too_large" });
  expect(read()).toBeLessThanOrEqual(16_384);
});

test("needs no type for an absent body", async () => {
  expect(await readBody(new Request("http://127.0.0.1/x", { method: "POST" }))).toBe("");
});

test.for([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jsonp",
  "",
])("refuses the type %j, which a form of another site could send", async (type) => {
  await expect(readBody(post("{}", { "content-type": type }))).rejects.toMatchObject({
    code: "unsupported_media_type",
  });
});

test.for(["gzip", "deflate", "br", "gzip, identity"])("inflates nothing: refuses %s", async (encoding) => {
  await expect(readBody(post("{}", { "content-encoding": encoding }))).rejects.toMatchObject({
    code: "unsupported_media_type",
  });
});

test("takes parameters of the type and any case", async () => {
  expect(await readBody(post("{}", { "content-type": "Application/JSON; charset=utf-8" }))).toBe("{}");
});

test("refuses bytes that are no UTF-8", async () => {
  await expect(readBody(post(Buffer.from([0x22, 0xff, 0x22])))).rejects.toMatchObject({ code: "malformed_body" });
});

test("tells a body that breaks off", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("ECONNRESET")),
  });
  await expect(readBody(post(stream))).rejects.toMatchObject({ code: "malformed_body" });
});
