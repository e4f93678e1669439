import { callOf } from "../../errors.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { DescribeField } from "../../salesforce/rest/answers.ts";
import { sameName } from "../../spelling.ts";
import { askedObject, type Failure, statementOf } from "./failure.ts";
import { semiJoinFor } from "./semi-join.ts";
import { literalMeant, sqlHabit, withoutExists } from "./sql-habits.ts";
import { filled, masked, placeOf } from "./statement.ts";

/** What Salesforce says of a statement, and the way out; `$1` is the first part in parentheses. */
type Rule = readonly [
  RegExp,
  string | ((parts: readonly string[], failure: Failure) => string | undefined | Promise<string | undefined>),
];

async function fieldNamed(failure: Failure, name: string): Promise<DescribeField | undefined> {
  const object = askedObject(failure);
  if (object === undefined) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  return fields.find((field) => sameName(field.name, name));
}

/** A word where a value belongs: a date literal that does not exist, another field, a variable, or a text. */
async function bareWord(failure: Failure): Promise<string | undefined> {
  const soql = statementOf(failure) ?? "";
  const place = placeOf(failure.item.message, soql) ?? 0;
  const [, field = "", operator = "", word = ""] =
    /([\w.]+)\s*(=|!=|<>|<=?|>=?|in|like)\s*\(?\s*(:?[\w.]+)/i.exec(
      soql.slice(
        Math.max(soql.slice(0, place).search(/[\w.]+\s*(?:=|!=|<>|<=?|>=?|\bin|\blike)?\s*\(?\s*$/i), 0),
      ),
    ) ?? [];
  if (word.startsWith(":")) return `Only Apex has variables: write the value itself in place of ${word}.`;
  const literal = literalMeant(word);
  if (literal) return `There is no date literal ${word}: ${field} ${operator} ${literal}.`;
  if (await fieldNamed(failure, word).catch(() => undefined))
    return `SOQL compares a field with a value, never with another field: select ${field} and ${word} and compare the rows.`;
  if (/^(?:me|my|current_?user)$/i.test(word))
    return `getUserInfo tells the user's id: ${field} ${operator} '005…'.`;
  return word === ""
    ? undefined
    : `A text stands in ': ${field} ${operator} '${word}'. Date literals are TODAY, LAST_N_DAYS:30, THIS_FISCAL_QUARTER and the like.`;
}

function aliasOf(soql: string): RegExpExecArray | null {
  return /(?:SELECT|,)\s+([\w.]+)\s+(?!FROM\b)(\w+)\s*(?=,|FROM\b)/i.exec(masked(soql));
}

function plainAlias(_: readonly string[], failure: Failure): string | undefined {
  const soql = statementOf(failure) ?? "";
  const distinct = sqlHabit("", soql);
  if (/\bDISTINCT\b/i.test(masked(soql))) return distinct;
  const [, field, alias] = aliasOf(soql) ?? [];
  return field === undefined
    ? "Only aggregates such as COUNT(Id) may have an alias."
    : `A plain field has no alias: SELECT ${field} alone, or ${field}, ${alias} when both are fields. Only aggregates such as COUNT(Id) may have one.`;
}

async function notGroupable([, name = ""]: readonly string[], failure: Failure): Promise<string> {
  const field = await fieldNamed(failure, name);
  if (field?.type === "datetime")
    return `Group by the day, DAY_ONLY(${name}), or by CALENDAR_MONTH(${name}) or CALENDAR_YEAR(${name}), and select the same.`;
  return `${name} cannot be grouped: group by another field, or select the rows and group them yourself.`;
}

async function notSortable([, name = ""]: readonly string[]): Promise<string> {
  return `${name} cannot be sorted by: order by another field, or sort the rows yourself.`;
}

function notFilterable([, name = ""]: readonly string[]): string {
  return `${name} cannot be filtered by: filter by another field and look through the rows, or search it with executeSearch. describeObject marks such fields.`;
}

/** What is compared with a field, as the statement writes it. */
function comparison(failure: Failure, name: string): { operator: string; value: string } | undefined {
  const soql = statementOf(failure) ?? "";
  const found = new RegExp(
    String.raw`\b${name}\s*(=|!=|<>|<=?|>=?|(?:not\s+)?in)\s*\(?\s*('[^']*'|[\w.:+-]+)`,
    "i",
  ).exec(soql);
  return found?.[1] && found[2] ? { operator: found[1], value: found[2] } : undefined;
}

/** A value as its type is written, where that can be told from the one that was given. */
function asWritten(type: string, value: string): string | undefined {
  const bare = value.replaceAll(/^'|'$/g, "");
  if (/^(?:string|picklist|multipicklist|id|reference|email|phone|url|textarea|combobox)$/i.test(type))
    return `'${bare}'`;
  if (/^boolean$/i.test(type))
    return /^(?:true|1|yes)$/i.test(bare) ? "true" : /^(?:false|0|no)$/i.test(bare) ? "false" : undefined;
  const day = /^\d{4}-\d\d-\d\d/.exec(bare)?.[0];
  if (/^date$/i.test(type)) return day ?? literalMeant(bare);
  if (/^dateTime$/i.test(type))
    return (
      day &&
      (bare === day
        ? `${day}T00:00:00Z`
        : /(?:Z|[+-]\d\d:?\d\d)$/i.test(bare)
          ? bare
          : `${bare.replace(" ", "T")}Z`)
    );
  return /^[-+]?\d[\d,]*(?:\.\d+)?$/.test(bare) ? bare.replaceAll(",", "") : undefined;
}

const typeTexts: Readonly<Record<string, string>> = {
  boolean: "true or false, without quotes",
  date: "a day such as 2026-12-31, or a literal such as LAST_N_DAYS:30, without quotes",
  datetime: "a moment such as 2026-12-31T00:00:00Z, or a literal such as LAST_N_DAYS:30, without quotes",
  string: "a text in '",
};

/** A whole day of a dateTime field, which = with one moment would miss. */
function wholeDay(name: string, type: string, { operator, value }: { operator: string; value: string }) {
  const day = /^'?(\d{4}-\d\d-\d\d)'?$/.exec(value)?.[1];
  if (!/^dateTime$/i.test(type) || !/^(?:=|!=|<>)$/.test(operator) || day === undefined) return undefined;
  return `${name} is a moment; a whole day in the user's zone is DAY_ONLY(convertTimezone(${name})) ${operator} ${day}.`;
}

/** A value of the wrong type, written as the field wants it. */
function wrongType([, name = "", type = ""]: readonly string[], failure: Failure): string {
  const given = comparison(failure, name);
  const day = given && wholeDay(name, type, given);
  if (day) return day;
  const right = given && asWritten(type, given.value);
  const takes =
    typeTexts[type.toLowerCase()] ??
    (/string|id|picklist/i.test(type) ? "a text in '" : "a number, without quotes");
  return `${name} takes ${takes}${right === undefined ? "" : `: ${name} ${given?.operator} ${/in$/i.test(given?.operator ?? "") ? `(${right})` : right}`}.`;
}

async function fieldAtMark(failure: Failure): Promise<DescribeField | undefined> {
  const soql = statementOf(failure) ?? "";
  const place = placeOf(failure.item.message, soql);
  const name = place === undefined ? undefined : /^[\w.]+/.exec(soql.slice(Math.max(place - 1, 0)))?.[0];
  return name === undefined ? undefined : fieldNamed(failure, name);
}

/** An operator that the field's type does not know. */
async function wrongOperator([, type = ""]: readonly string[], failure: Failure): Promise<string> {
  const field = await fieldAtMark(failure).catch(() => undefined);
  const name = field?.name ?? "the field";
  const soql = statementOf(failure) ?? "";
  const texts = /'([^']*)'/.exec(soql.slice(Math.max(placeOf(failure.item.message, soql) ?? 0, 0)))?.[1];
  const value = (texts ?? "…").replaceAll("%", "");
  if (/multi/i.test(type))
    return `A multi-select picklist is asked with ${name} INCLUDES ('${value}'), or EXCLUDES; 'A;B' means both, 'A','B' either.`;
  if (/picklist/i.test(type)) return `INCLUDES is for multi-select picklists: ${name} IN ('${value}').`;
  if (/^(?:date|datetime|currency|double|int|percent)/i.test(type))
    return `${name} is a ${type}: compare it with =, !=, <, <=, > or >=.`;
  if (/^(?:id|reference)/i.test(type))
    return `${name} is an id: compare it with =, != or IN, or ask for the parent's name with a dot.`;
  return `${name} does not take this operator; describeObject shows its type.`;
}

/** A name where an id belongs. */
async function noId([, value = ""]: readonly string[], failure: Failure): Promise<string> {
  const field = await fieldAtMark(failure).catch(() => undefined);
  if (field?.relationshipName && !/^[A-Za-z0-9]{3}\d/.test(value))
    return `${field.name} takes an id of 15 or 18 characters; by name: ${field.relationshipName}.Name = '${value}'.`;
  return `${field?.name ?? "The field"} takes whole ids of 15 or 18 letters and digits; find the record by its name first.`;
}

function fieldsAll(_: readonly string[], failure: Failure): string {
  const soql = (statementOf(failure) ?? "").trim().replace(/\s+limit\s+\d+\s*$/i, "");
  return `FIELDS(ALL) and FIELDS(CUSTOM) need LIMIT 200 or less: ${soql.length < 200 ? soql : "…"} LIMIT 200.`;
}

async function ungrouped([, name = ""]: readonly string[], failure: Failure): Promise<string> {
  const soql = statementOf(failure) ?? "";
  const groups = /\bgroup\s+by\s+([\w., ()]+?)(?=\s+(?:having|order|limit)\b|$)/i.exec(soql)?.[1];
  const field = await fieldNamed(failure, name).catch(() => undefined);
  const group =
    field?.groupable === false ? "" : `GROUP BY ${groups ? `${groups.trim()}, ` : ""}${name}, or `;
  return `Beside an aggregate or GROUP BY every column is grouped or aggregated: ${group}take MAX(${name}), or leave ${name} out.`;
}

const rules: readonly Rule[] = [
  [/duplicate alias: (\w+)/, "Two columns are called $1: give one of them another alias, e.g. $12."],
  [/only aggregate expressions use field aliasing/, plainAlias],
  [/Bind variables only allowed/, (_, failure) => bareWord(failure)],
  [
    /Ordered field must be grouped or aggregated: (\S+)/,
    "Order by a column of GROUP BY or by the aggregate itself, e.g. ORDER BY COUNT(Id) DESC, or add $1 to GROUP BY.",
  ],
  [/[Ff]ield must be grouped or aggregated: ([\w.]+)(?!\()/, ungrouped],
  [/field '?([\w.]+)'? can not be grouped/, notGroupable],
  [/field '?([\w.]+)'? can not be sorted/, notSortable],
  [/field '?([\w.]+)'? can not be filtered/, notFilterable],
  [
    /Aggregate functions can't be used in the WHERE clause: (\w+)/,
    "Conditions on $1(…) stand behind GROUP BY: GROUP BY … HAVING $1(…) > ….",
  ],
  [/FIELDS function must have a LIMIT|FIELDS\(\w+\)/, fieldsAll],
  [
    /Nesting of semi join/,
    "Only one SELECT may stand inside another's WHERE: run the innermost query first and put its ids into IN (…), or reach through parents with dots.",
  ],
  [
    /Entity '(\w+)' is not supported for semi join/,
    "$1 takes no semi-join: run its SELECT first and put the ids into IN (…), or ask for the children in a subquery of the SELECT list.",
  ],
  [/Semi join sub-selects are not allowed with the 'OR'/, "Run one query for each side of OR."],
  [/Semi join sub-selects are only allowed in the WHERE/, "Put the SELECT into WHERE Id IN (…)."],
  [
    /Semi join sub-selects can only query id fields, cannot use: '([\w.]+)'/,
    "The inner SELECT asks for exactly one id: Id, or a reference such as AccountId, in place of $1.",
  ],
  [
    /inner and outer selects should not be on the same object/,
    "Reach the parent with a dot (Parent.Name) instead of a SELECT on the same object, or run two queries.",
  ],
  [/COUNT\(\) can't be used with GROUP BY/, "Beside GROUP BY count a field: COUNT(Id)."],
  [/COUNT\(\) can't be used with ORDER BY/, "COUNT() alone has one figure: leave ORDER BY out."],
  [
    /field (\w+) does not support aggregate operator (\w+)/,
    "$2 takes numbers; $1 can be counted: COUNT($1), COUNT_DISTINCT($1).",
  ],
  [/Invalid date: (\S+)/, "There is no day $1."],
  [/cannot also use (LIMIT)/, "One figure needs no $1: leave it out, or count inside IN (SELECT …)."],
  [/duplicate field selected: ([\w.]+)/, "$1 is selected twice: name it once."],
  [
    /must be of type (\w+) and should/,
    (_, failure) => {
      const [, name = "", type = ""] =
        /field '([\w.]+)' must be of type (\w+)/.exec(failure.item.message) ?? [];
      return wrongType(["", name, type], failure);
    },
  ],
  [
    /can only be filtered using Distance/,
    async (_, failure) => {
      const field = await fieldAtMark(failure);
      const parts = field && (await partsHint(field.name, failure));
      return (
        parts &&
        `${parts} How near it is to a place: DISTANCE(${field.name}, GEOLOCATION(37.77, -122.42), 'km') < 50.`
      );
    },
  ],
  [/invalid operator on (\w+) field/, wrongOperator],
  [/invalid ID field: (.+?)(?:\s*$|\s*\()/m, noId],
  [/Foreign key external ID/, "No record has this external id; look for the parent, or give its id."],
  [
    /Maximum SOQL offset/,
    "OFFSET goes up to 2,000: order by Id and go on with WHERE Id > the last one shown.",
  ],
];

/** The parts of an address or location, which are what one filters by and writes. */
export async function partsHint(name: string, failure: Failure): Promise<string | undefined> {
  const object = askedObject(failure);
  if (object === undefined) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  const parts = fields
    .filter(({ compoundFieldName }) => sameName(compoundFieldName ?? "", name))
    .filter(({ createable, updateable }) => statementOf(failure) !== undefined || createable || updateable)
    .map((field) => field.name)
    .filter((part) => !sameName(part, name));
  return parts.length === 0 ? undefined : `${name} is used by its parts: ${parts.join(", ")}.`;
}

async function star(soql: string, failure: Failure): Promise<string | undefined> {
  const object = /^\s*select\s+(?:[^()]*,\s*)?\*\s+from\s+(\w+)/i.exec(soql)?.[1];
  if (object === undefined) return undefined;
  const { fields } = await describeObject(failure.salesforce, object);
  const names = fields
    .filter(({ type }) => type !== "address" && type !== "location")
    .slice(0, 12)
    .map(({ name }) => name);
  return `SOQL has no *. Name the fields, e.g. SELECT ${names.join(", ")} FROM ${object}; ${callOf("describeObject", { object })} lists all.`;
}

/** What to do about a statement that breaks a rule which Salesforce names, or undefined for one that it does not. */
export async function brokenRule(failure: Failure): Promise<string | undefined> {
  for (const [said, wayOut] of rules) {
    const parts = said.exec(failure.item.message);
    if (parts) return typeof wayOut === "string" ? filled(wayOut, parts) : wayOut(parts, failure);
  }
  return undefined;
}

/** What to do about a statement that Salesforce cannot read. */
export async function malformedQuery(failure: Failure): Promise<string | undefined> {
  const soql = statementOf(failure);
  if (soql === undefined) return "Check the statement; executeQuery's hints name what is wrong with a query.";
  const broken = (await star(soql, failure).catch(() => undefined)) ?? (await brokenRule(failure));
  if (broken !== undefined) return broken;
  const habit = sqlHabit(failure.item.message, soql);
  const joined =
    habit === withoutExists ? await semiJoinFor(soql, failure).catch(() => undefined) : undefined;
  return (
    joined ??
    habit ??
    "Row and column mark the place. The order is SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET; texts stand in ' (inside them \\'), numbers and dates in nothing."
  );
}
