import { expect } from "vitest";
import { ask, type Known, query } from "./ask.ts";
import { idIn } from "./holds.ts";

const granite = "SELECT Id FROM Account WHERE Name = 'Granite Peak Mining'";
const largest =
  "SELECT Id, Name, Amount FROM Opportunity WHERE IsClosed = false ORDER BY Amount DESC NULLS LAST LIMIT 1";
const planned = "SELECT Id FROM Task WHERE Subject = 'Plan the visit' AND What.Name = 'Granite Peak Mining'";
const itself = ({ before }: Known) => String(before[0]?.["Id"]);

export const actions = [
  ask({
    say: "Have a call with Granite Peak Mining planned for three days from now.",
    before: granite,
    expert: [
      ["listActions", { search: "follow up" }],
      [
        "runAction",
        (known) => ({
          name: "Plan_Follow_Up",
          inputs: [{ accountId: itself(known), daysFromNow: 3, subject: "Plan the visit" }],
        }),
      ],
    ],
    mistakes: [
      {
        call: ["runAction", (known) => ({ action: "Plan", inputs: [{ accountId: itself(known) }] })],
        wayOut: "name",
      },
      {
        call: ["runAction", (known) => ({ name: "PlanFollowUp", inputs: [{ accountId: itself(known) }] })],
        wayOut: "Plan_Follow_Up",
      },
    ],
    holds: async ({ rows }) => expect(await rows(planned)).toHaveLength(1),
  }),
  ask({
    say: "Send my largest open deal on its way to approval. … And approve it, I have read it.",
    before: largest,
    expert: [
      query(largest),
      ["processApproval", ({ answers: [found = ""] }) => ({ action: "Submit", ids: [idIn(found)] })],
      [
        "processApproval",
        ({ answers: [, sent = ""] }) => ({
          action: "Approve",
          ids: [JSON.parse(sent).id],
          comments: "Read it",
        }),
      ],
    ],
    mistakes: [
      {
        call: ["processApproval", (known) => ({ action: "Submit", recordId: itself(known) })],
        wayOut: "ids",
      },
    ],
    holds: async ({ before, rows }) =>
      expect(
        await rows(`SELECT Status FROM ProcessInstance WHERE TargetObjectId = '${before[0]?.["Id"]}'`),
      ).toEqual([{ Status: "Approved" }]),
  }),
  ask({
    say: "Take ten percent off the largest open deal.",
    before: largest,
    settings: { SALESFORCE_CONFIRM: "destructive" },
    replies: "accept",
    expert: [
      query(largest),
      [
        "runAction",
        ({ answers: [found = ""] }) => ({
          name: "ApplyDiscount",
          inputs: [{ opportunityId: idIn(found), percent: 10 }],
        }),
      ],
    ],
    mistakes: [
      {
        call: [
          "runAction",
          (known) => ({ name: "ApplyDiscount", inputs: [{ opportunityId: itself(known), discount: 10 }] }),
        ],
        wayOut: "percent",
      },
    ],
    holds: async ({ before, rows }) => {
      const [deal] = await rows(`SELECT Amount FROM Opportunity WHERE Id = '${before[0]?.["Id"]}'`);
      expect(Number(deal?.["Amount"])).toBeCloseTo(Number(before[0]?.["Amount"]) * 0.9, 1);
    },
  }),
];
