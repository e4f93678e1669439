import { type Case, number, total } from "../random/evaluate.ts";
import { by, type Compute, caseStatuses, column, groups } from "../random/group-evaluation.ts";
import type { Data, Plain } from "../random/plain-data.ts";

/** Subtotals: every prefix of the keys for ROLLUP, every subset for CUBE. */
function subtotals(
  object: string,
  names: string[],
  sets: number[][],
  compute: Compute,
): (data: Data) => Plain[] {
  return (data) =>
    sets.flatMap((set) =>
      groups(
        object,
        names.map((name, index) => (set.includes(index) ? column(name) : () => null)),
        (rows, key) => ({
          ...compute(rows, key),
          ...Object.fromEntries(names.map((name, index) => [`g${name}`, set.includes(index) ? 0 : 1])),
        }),
      )(data),
    );
}
const withoutFlags = (list: Plain[]) =>
  list.map((record) => Object.fromEntries(Object.entries(record).filter(([key]) => !/^g[A-Z]/.test(key))));

export const subtotalCases: Case[] = [
  [
    "SELECT LeadSource, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(LeadSource)",
    (data) =>
      withoutFlags(
        subtotals("Lead", ["LeadSource"], [[0], []], (rows, [LeadSource]) => ({
          LeadSource,
          cnt: rows.length,
        }))(data),
      ),
  ],
  [
    "SELECT Status, LeadSource, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(Status, LeadSource)",
    (data) =>
      withoutFlags(
        subtotals("Lead", ["Status", "LeadSource"], [[0, 1], [0], []], (rows, [Status, LeadSource]) => ({
          Status,
          LeadSource,
          cnt: rows.length,
        }))(data),
      ),
  ],
  [
    "SELECT LeadSource, Rating, GROUPING(LeadSource) gLeadSource, GROUPING(Rating) gRating, COUNT(Name) cnt FROM Lead GROUP BY ROLLUP(LeadSource, Rating)",
    subtotals("Lead", ["LeadSource", "Rating"], [[0, 1], [0], []], (rows, [LeadSource, Rating]) => ({
      LeadSource,
      Rating,
      cnt: rows.length,
    })),
  ],
  [
    "SELECT Type, BillingCountry, GROUPING(Type) gType, GROUPING(BillingCountry) gBillingCountry, COUNT(Id) n FROM Account GROUP BY CUBE(Type, BillingCountry)",
    subtotals(
      "Account",
      ["Type", "BillingCountry"],
      [[0, 1], [0], [1], []],
      (rows, [Type, BillingCountry]) => ({ Type, BillingCountry, n: rows.length }),
    ),
  ],
  [
    "SELECT Status, Priority, Origin, COUNT(Id) n FROM Case GROUP BY CUBE(Status, Priority, Origin)",
    (data) =>
      withoutFlags(
        subtotals(
          "Case",
          ["Status", "Priority", "Origin"],
          [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2], []],
          (rows, [Status, Priority, Origin]) => ({ Status, Priority, Origin, n: rows.length }),
        )(data),
      ),
  ],
  [
    "SELECT IsWon, SUM(Amount) s FROM Opportunity GROUP BY ROLLUP(IsWon)",
    (data) =>
      [0, 1]
        .map((flag) => ({
          IsWon: flag === 1,
          s: total(
            data.rows("Opportunity").filter((row) => row["IsWon"] === flag),
            "Amount",
          ) as unknown,
        }))
        .concat([{ IsWon: null as unknown as boolean, s: total(data.rows("Opportunity"), "Amount") }]),
  ],
  [
    "SELECT Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Status) HAVING GROUPING(Status) = 1",
    (data) => [{ Status: null, n: data.rows("Case").length }],
  ],
  [
    "SELECT Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Status) ORDER BY GROUPING(Status) DESC, Status",
    (data) => [
      { Status: null, n: data.rows("Case").length },
      ...caseStatuses.map((Status) => ({
        Status,
        n: data.rows("Case").filter((row) => row["Status"] === Status).length,
      })),
    ],
  ],
  [
    "SELECT Priority, Status, COUNT(Id) n FROM Case GROUP BY ROLLUP(Priority, Status) ORDER BY Priority NULLS LAST, GROUPING(Status), COUNT(Id) DESC, Status LIMIT 5",
    (data) => {
      const high = data.rows("Case").filter((row) => row["Priority"] === "High");
      const lines = groups(
        "Case",
        [column("Status")],
        (rows, [Status]) => ({ Priority: "High", Status, n: rows.length }),
        (row) => row["Priority"] === "High",
      )(data);
      const place = ({ Status }: Plain) => caseStatuses.indexOf(String(Status));
      const ordered = by(lines, ({ n }) => -number(n), place);
      return [...ordered, { Priority: "High", Status: null, n: high.length }].slice(0, 5);
    },
  ],
];
