import type { Org } from "../handler.ts";
import { seedAnalytics, seedCode, seedListViews, seedOrganization } from "./seed-organization.ts";
import { seedAccounts, seedPeople } from "./seed-people.ts";
import { seedOpportunities } from "./seed-sales.ts";
import { seedActivities, seedCampaigns, seedFiles, seedProjects, seedService } from "./seed-work.ts";
import { Seeder } from "./seeder.ts";

/** Fills a new org with fictional data, the same for the same random numbers and clock. */
export function seed(org: Org): undefined {
  const seeder = new Seeder(org);
  org.store.savepoint(() => {
    seedOrganization(seeder);
    const accounts = seedAccounts(seeder);
    const { contacts, leads } = seedPeople(seeder, accounts);
    const opportunities = seedOpportunities(seeder, accounts, contacts);
    const cases = seedService(seeder, accounts, contacts);
    seedActivities(seeder, [...accounts, ...opportunities, ...cases], [...contacts, ...leads]);
    seedCampaigns(seeder, contacts, leads);
    seedProjects(seeder, accounts);
    seedFiles(seeder, accounts);
    seedListViews(seeder);
    seedCode(seeder);
    seedAnalytics(seeder);
  });
}
