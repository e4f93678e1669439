import { standardPricebookId } from "../store/fixed-ids.ts";
import { accountOfDeal, counts } from "./activity-plan.ts";
import type { Seeder } from "./seeder.ts";
import { companies, productNames } from "./words.ts";

function seedProducts(seeder: Seeder): { id: string; price: number }[] {
  seeder.add("Pricebook2", {
    Id: standardPricebookId,
    Name: "Standard Price Book",
    IsActive: 1,
    IsStandard: 1,
  });
  return productNames.map(([Name, ProductCode, Family, price]) => {
    const Product2Id = seeder.add("Product2", { Name, ProductCode, Family, IsActive: 1 });
    return {
      id: seeder.add("PricebookEntry", {
        Pricebook2Id: standardPricebookId,
        Product2Id,
        UnitPrice: price,
        IsActive: 1,
      }),
      price,
    };
  });
}

const openStages = [
  "Prospecting",
  "Qualification",
  "Needs Analysis",
  "Value Proposition",
  "Proposal/Price Quote",
  "Negotiation/Review",
] as const;

/** Places of the demo user's own deals that close this month; activities leave some of them alone for weeks. */
const ownDeals = [60, 61, 62, 63, 64, 65];

export function seedOpportunities(
  seeder: Seeder,
  accounts: readonly string[],
  contacts: readonly string[],
): string[] {
  const entries = seedProducts(seeder);
  return Array.from({ length: counts.opportunities }, (_, index) => {
    // Eight quarters: five behind, this one, two ahead.
    const offset = Math.round(-480 + (index * 720) / 90);
    const past = offset < 0;
    const own = ownDeals.indexOf(index);
    const activity = seeder.plan.ofDeal(index);
    const StageName = past
      ? seeder.org.random() < 0.62
        ? "Closed Won"
        : "Closed Lost"
      : seeder.pick(openStages);
    const id = seeder.add(
      "Opportunity",
      {
        Name: `${companies[index % companies.length]} - ${seeder.pick(["Expansion", "Renewal", "New Business", "Pilot"])}`,
        AccountId: accounts[accountOfDeal(index)],
        StageName,
        CloseDate: own === -1 ? seeder.day(offset) : seeder.dayThisMonth(own * 2),
        LastStageChangeDate:
          StageName === "Prospecting" ? undefined : seeder.moment(Math.max(0, -offset) + (index % 40)),
        Amount: Math.round((seeder.below(90_000) + 5_000) * 100) / 100 + (index % 3) / 4,
        Type: seeder.maybe(
          seeder.pick(["New Customer", "Existing Customer - Upgrade", "Existing Customer - Replacement"]),
          0.8,
        ),
        LeadSource: seeder.maybe(
          seeder.pick(["Web", "Phone Inquiry", "Partner Referral", "Purchased List"]),
          0.8,
        ),
        NextStep: seeder.maybe("Send the offer", 0.3),
        OwnerId: own === -1 ? seeder.pick(seeder.users) : seeder.drawn(seeder.users[0]),
        Pricebook2Id: standardPricebookId,
        LastActivityDate: seeder.lastActivity(activity),
        HasOpenActivity: Number(activity.open),
        HasOverdueTask: Number(activity.overdue),
      },
      Math.max(0, 90 - offset / 4),
    );
    for (let line = 0; line < index % 3; line++) {
      const entry = seeder.pick(entries);
      seeder.add("OpportunityLineItem", {
        OpportunityId: id,
        PricebookEntryId: entry.id,
        Quantity: seeder.below(9) + 1,
        UnitPrice: entry.price,
      });
    }
    if (index % 2 === 0)
      seeder.add("OpportunityContactRole", {
        OpportunityId: id,
        ContactId: contacts[index],
        Role: "Decision Maker",
        IsPrimary: 1,
      });
    return id;
  });
}
