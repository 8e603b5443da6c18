import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../../../../../prisma/generated/client.ts";

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 10 }) });

/** The yardstick of a submit: parse a body, insert one row, answer. */
export async function POST(request: Request): Promise<Response> {
  const body: unknown = await request.json();
  await prisma.quota.create({ data: { team: randomUUID(), environment: "bench", templateId: "bench" } });
  return Response.json({ received: body }, { status: 201 });
}
