import { recordTypeIds } from "../../store/fixed-ids.ts";
import type { ObjectFacts } from "../../store/object-facts.ts";

/** What this org has added to standard objects: custom fields and record types. */
export const ownFields: Record<string, Pick<ObjectFacts, "fields" | "recordTypes">> = {
  Account: {
    fields: `
External_Id__c|External Id|string|40|ncufsgapIxq
Legacy_Key__c|Legacy Key|string|40|ncufsgapIx
Regions__c|Regions|multipicklist|4099|ncufpr|values=EMEA^AMER^APAC^LATAM
Health_Score__c|Health Score|percent|5,2|ncufsap
`,
    recordTypes: [
      { id: recordTypeIds.customer, name: "Customer", developerName: "Customer", isDefault: true },
      { id: recordTypeIds.partner, name: "Partner", developerName: "Partner", isDefault: false },
    ],
  },
  Contact: {
    fields: `
Newsletter__c|Newsletter|boolean||cufsgdp
External_Id__c|External Id|string|40|ncufsgapIxq
`,
  },
};
