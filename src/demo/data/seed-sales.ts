import { standardPricebookId } from "../store/fixed-ids.ts";
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

export function seedOpportunities(
  seeder: Seeder,
  accounts: readonly string[],
  contacts: readonly string[],
): string[] {
  const entries = seedProducts(seeder);
  return Array.from({ length: 90 }, (_, index) => {
    // Eight quarters: five behind, this one, two ahead.
    const offset = Math.round(-480 + (index * 720) / 90);
    const past = offset < 0;
    const StageName = past
      ? seeder.org.random() < 0.62
        ? "Closed Won"
        : "Closed Lost"
      : seeder.pick(openStages);
    const id = seeder.add(
      "Opportunity",
      {
        Name: `${companies[index % companies.length]} - ${seeder.pick(["Expansion", "Renewal", "New Business", "Pilot"])}`,
        AccountId: accounts[index % accounts.length],
        StageName,
        CloseDate: seeder.day(offset),
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
        OwnerId: seeder.pick(seeder.users),
        Pricebook2Id: standardPricebookId,
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
