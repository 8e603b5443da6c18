import { redirect } from "next/navigation";
import { openPage } from "#app/open-page.ts";

/** Leads to the devices of whoever is signed in: they are kept on the reveal origin, where this one has no say. */
export default async function DevicesPage() {
  const { ctx } = await openPage("/devices");
  redirect(`${ctx.settings.LATCHKEY_REVEAL_URL}/devices`);
}
