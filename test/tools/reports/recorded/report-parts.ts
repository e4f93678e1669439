/**
 * Answers of the Analytics API as real orgs gave them (v29 and v47, includeDetails=true), kept as facts and
 * written out in Salesforce's shape: a matrix of opportunities and a summary of accounts from an org with
 * British settings, and an anonymised matrix with two levels on both axes.
 */

interface Cell {
  label: string;
  value: unknown;
}

interface Group extends Cell {
  key: string;
  groupings: Group[];
}

interface Fact {
  aggregates: Cell[];
  rows: { dataCells: Cell[] }[];
}

/** `Edge Communications~00158…`: a label and, where it differs, the value behind it; `-` is empty. */
export function cell(text: string): Cell {
  const [label = "", value = label] = text.split("~");
  return { label, value: label === "-" ? null : value };
}

export const pounds = (amount: number, digits: number) =>
  `£${amount.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;

export function money(amount: number | null, digits: number): Cell {
  if (amount === null) return { label: "-", value: null };
  return { label: pounds(amount, digits), value: { currency: null, amount } };
}

type Names = readonly (string | readonly [string, Names])[];

export function groupings(names: Names, above = ""): Group[] {
  return names.map((name, index) => {
    const key = `${above}${index}`;
    const [text, inner] = typeof name === "string" ? [name, []] : name;
    return { ...cell(text), key, groupings: groupings(inner, `${key}_`) };
  });
}

function keysOf(groups: readonly Group[]): string[] {
  return groups.flatMap(({ key, groupings: inner }) => [key, ...keysOf(inner)]);
}

const isWithin = (leaf: string, key: string) => key === "T" || leaf === key || leaf.startsWith(`${key}_`);

/** The whole cross product of both axes, as Salesforce answers it; `rows` are the rows of the leaves. */
export function factMap<Row>(
  [down, across]: readonly [Group[], Group[]],
  rows: Readonly<Record<string, readonly Row[]>>,
  aggregates: (rows: readonly Row[], key: string) => Cell[],
  dataCells: (row: Row) => Cell[],
): Record<string, Fact> {
  const keys = ["T", ...keysOf(down)].flatMap((row) =>
    ["T", ...keysOf(across)].map((column) => [row, column]),
  );
  return Object.fromEntries(
    keys.map(([row = "", column = ""]) => {
      const key = `${row}!${column}`;
      const inside = Object.entries(rows).flatMap(([leaf, found]) => {
        const [leafRow = "", leafColumn = ""] = leaf.split("!");
        return isWithin(leafRow, row) && isWithin(leafColumn, column) ? found : [];
      });
      const own = (rows[key] ?? []).map((each) => ({ dataCells: dataCells(each) }));
      return [key, { aggregates: aggregates(inside, key), rows: own }];
    }),
  );
}

export const noContext = { acrossGroupingContext: null, downGroupingContext: null };

/** The user who owns what the reports from Britain show. */
export const owner = "Chris Hall~00558000000FkaVAAS";
