import { numberedId } from "./ids.ts";

/** Ids that more than one part of the demo org refers to. */
export const organizationId = numberedId("00D", 1);
export const demoUserId = numberedId("005", 1);
/** The administrator of the built-in company, who signs in. */
export const demoUser = {
  id: demoUserId,
  username: "dana@demo.example",
  timeZone: "America/Los_Angeles",
};
export const fewRightsUserId = numberedId("005", 2);
export const profileId = numberedId("00e", 1);
export const standardPricebookId = numberedId("01s", 1);

export const recordTypeIds = { customer: numberedId("012", 1), partner: numberedId("012", 2) };

/** Of each object one rule that is active, and one that runs only when a request names it. */
export const assignmentRuleIds = {
  leads: numberedId("01Q", 1),
  allLeads: numberedId("01Q", 2),
  cases: numberedId("01Q", 3),
  allCases: numberedId("01Q", 4),
};

export const folderIds = {
  sales: numberedId("00l", 1),
  service: numberedId("00l", 2),
  dashboards: numberedId("00l", 3),
  documents: numberedId("00l", 4),
};

export const reportIds = {
  contactDirectory: numberedId("00O", 1),
  allActivities: numberedId("00O", 2),
  pipelineByStage: numberedId("00O", 3),
  wonByIndustryAndQuarter: numberedId("00O", 4),
  urgentCases: numberedId("00O", 5),
  winRateByLeadSource: numberedId("00O", 6),
};

export const dashboardIds = { sales: numberedId("01Z", 1), service: numberedId("01Z", 2) };

export const approvalProcessId = numberedId("04a", 1);
