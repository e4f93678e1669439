import type { Connected } from "./connect.ts";

const objects = [
  "Account",
  "Contact",
  "Opportunity",
  "Task",
  "User",
  "Case",
  "Event",
  "Lead",
  "Campaign",
  "CampaignMember",
  "Project__c",
];

/** Has a server read the describes that hints use: on a slow machine only those that are there already come in time. */
export async function knowObjects(server: Connected): Promise<void> {
  for (const object of objects) await server.call("describeObject", { object, fields: ["Id"] });
  await server.call("listAllObjects", { search: "Account" });
}
