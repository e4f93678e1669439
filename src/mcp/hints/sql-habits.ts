import { closest } from "../../spelling.ts";
import { mixedLogic } from "./mixed-logic.ts";
import { excerptOf, type Found, filled, placeOf, places, written } from "./statement.ts";

/** Something that is SQL and no SOQL: how it is written, and the way out; `$1` is the first part in parentheses. */
interface Habit {
  pattern: RegExp;
  wayOut: string | ((parts: readonly string[]) => string);
}

function habit(pattern: string, wayOut: Habit["wayOut"]): Habit {
  return { pattern: written(pattern), wayOut };
}

const literals = [
  ...["YESTERDAY", "TODAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS"],
  ...["WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR"].flatMap((unit) =>
    ["LAST", "THIS", "NEXT"].map((which) => `${which}_${unit}`),
  ),
];
const units = "DAY|WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR";
const counted = new RegExp(`^(LAST|NEXT)_N?_?(\\d+)?_?(${units})S?(?:_\\d+)?$`, "i");
const otherNames: Readonly<Record<string, string>> = {
  YTD: "THIS_YEAR",
  MTD: "THIS_MONTH",
  QTD: "THIS_QUARTER",
  CURRENT_DATE: "TODAY",
  CURRENT_TIMESTAMP: "TODAY",
  NOW: "TODAY",
  SYSDATE: "TODAY",
  GETDATE: "TODAY",
  CURRENT_MONTH: "THIS_MONTH",
  CURRENT_QUARTER: "THIS_QUARTER",
  CURRENT_YEAR: "THIS_YEAR",
  PREVIOUS_MONTH: "LAST_MONTH",
  PREVIOUS_QUARTER: "LAST_QUARTER",
  PREVIOUS_YEAR: "LAST_YEAR",
};

/** In characters; what is longer is no slip of the pen. */
const longestLiteral = 60;

/** The date literal that somebody may have meant by a word: `LAST_30_DAYS` → `LAST_N_DAYS:30`. */
export function literalMeant(word: string): string | undefined {
  if (word.length > longestLiteral) return undefined;
  const upper = word.toUpperCase();
  const other = otherNames[upper];
  if (other) return other;
  const [, which, number, unit] = counted.exec(upper) ?? [];
  if (which && unit) return `${which}_N_${unit}S:${number ?? "30"}`;
  const [near] = closest(
    upper.replace("QTR", "QUARTER").replace("CURRENT", "THIS"),
    literals.map((name) => ({ name })),
    1,
  );
  return near !== undefined && upper.includes("_") ? near : undefined;
}

/** `2026-1-1` and `12/31/2026` as a date, where only one day can be meant. */
function isoDay(text: string): string {
  const [first = "", second = "", third = ""] = text.split(/[-/.]/);
  const [year, month, day] = first.length === 4 ? [first, second, third] : [third, first, second];
  if (first.length !== 4 && Number(first) <= 12 && Number(second) <= 12 && first !== second)
    return `Which day ${text} is cannot be told; dates`;
  const [m, d] = Number(month) > 12 ? [day, month] : [month, day];
  return `Write ${year}-${m.padStart(2, "0")}-${d.padStart(2, "0")}; dates`;
}

const dateParts: Readonly<Record<string, string>> = {
  MONTH: "CALENDAR_MONTH",
  YEAR: "CALENDAR_YEAR",
  QUARTER: "CALENDAR_QUARTER",
  DAY: "DAY_IN_MONTH",
  WEEKDAY: "DAY_IN_WEEK",
  DAYOFWEEK: "DAY_IN_WEEK",
  WEEK: "WEEK_IN_YEAR",
  HOUR: "HOUR_IN_DAY",
  DATE: "DAY_ONLY",
  TRUNC: "DAY_ONLY",
};

/** The value of a field as a text that LIKE takes. */
function likeText(text: string, before: string): string {
  return `'${before}${text.replaceAll(/^['%]+|['%]+$/g, "")}%'`;
}

const turned: Readonly<Record<string, string>> = {
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
  "=": "=",
  "!=": "!=",
};

const joinHint =
  "SOQL has no JOIN: from a child its parent's fields are written with a dot (SELECT Account.Name FROM Contact), from a parent its children come by a subquery (SELECT Id, (SELECT Id FROM Contacts) FROM Account); describeObject shows the relationships' names.";

/** Where the objects are not known, which would tell the reference. */
export const withoutExists =
  "SOQL has no EXISTS: write Id IN (SELECT …), or NOT IN, whose SELECT asks for the reference to this object, e.g. Id IN (SELECT AccountId FROM Contact).";

/** Mistakes that people bring from SQL. Of those that a statement holds, the one nearest to Salesforce's mark counts. */
const habits: readonly Habit[] = [
  habit(
    "^ (?:UPDATE|INSERT(?: INTO)?|DELETE(?: FROM)?|MERGE(?: INTO)?) (\\w+)|^(?:UPDATE|INSERT(?: INTO)?|DELETE(?: FROM)?|MERGE(?: INTO)?) (\\w+)",
    ([, a, b]) =>
      `SOQL only reads. Find the ids of ${a || b} with SELECT; tools such as updateRecord and executeCollection change records.`,
  ),
  habit(
    "^WITH \\w+ AS",
    "SOQL has no WITH … AS: put a plain query's ids into IN (…), or use a semi-join (Id IN (SELECT AccountId FROM Contact)).",
  ),
  habit(
    "SELECT DISTINCT (\\w[\\w., ]*?) FROM (\\w+)",
    "SOQL has no DISTINCT: SELECT $1 FROM $2 GROUP BY $1.",
  ),
  habit("COUNT\\(\\s*DISTINCT ([\\w.]+)\\s*\\)", "Write COUNT_DISTINCT($1)."),
  habit("COUNT\\(\\s*(?:\\*|1)\\s*\\)", "Write COUNT() alone, or COUNT(Id) beside other columns."),
  habit("TOP \\(?(\\d+)\\)?", "SOQL has no TOP: put LIMIT $1 at the end."),
  habit("LIMIT (\\d+)\\s*,\\s*(\\d+)", "Write LIMIT $2 OFFSET $1."),
  habit("FETCH (?:FIRST|NEXT) (\\d+) ROWS?(?: ONLY)?", "Put LIMIT $1 at the end."),
  habit("(?:(?:LEFT|RIGHT|INNER|FULL|CROSS|OUTER) )*JOIN (\\w+)", joinHint),
  habit("UNION(?: ALL)? SELECT", "SOQL has no UNION: run two queries, in one request with executeBatch."),
  habit(
    "(?:EXCEPT|MINUS|INTERSECT) SELECT",
    "SOQL has no set operations: use Id IN (SELECT …) or Id NOT IN (SELECT …).",
  ),
  habit("(?:NOT )?EXISTS\\s*\\(\\s*SELECT", withoutExists),
  habit("FIELD NOT BETWEEN VALUE AND VALUE", "SOQL has no BETWEEN: ($1 < $2 OR $1 > $3)."),
  habit("FIELD BETWEEN VALUE AND VALUE", "SOQL has no BETWEEN: $1 >= $2 AND $1 <= $3."),
  habit("FIELD IS NOT NULL", "Write $1 != null."),
  habit("FIELD IS NULL", "Write $1 = null."),
  habit("FIELD IS NOT (TRUE|FALSE)", "Write $1 != $2."),
  habit("FIELD IS (TRUE|FALSE)", "Write $1 = $2."),
  habit("IS NOT NULL\\s*\\(\\s*([\\w.]+)\\s*\\)", "Write $1 != null."),
  habit("(?:ISNULL|ISBLANK|ISEMPTY|IS NULL)\\s*\\(\\s*([\\w.]+)\\s*\\)", "Write $1 = null."),
  habit("FIELD NOT I?LIKE VALUE", "NOT stands before the condition, in parentheses: (NOT $1 LIKE $2)."),
  habit(
    "FIELD NOT CONTAINS VALUE",
    ([, field = "", text = ""]) =>
      `Write (NOT ${field} LIKE ${likeText(text, "%")}); for a multi-select picklist ${field} EXCLUDES (${text}).`,
  ),
  habit(
    "FIELD CONTAINS VALUE",
    ([, field = "", text = ""]) =>
      `SOQL has no CONTAINS: ${field} LIKE ${likeText(text, "%")}; for a multi-select picklist ${field} INCLUDES (${text}).`,
  ),
  habit(
    "CONTAINS\\s*\\(\\s*([\\w.]+)\\s*,\\s*VALUE\\s*\\)",
    ([, field = "", text = ""]) =>
      `SOQL has no CONTAINS: ${field} LIKE ${likeText(text, "%")}; for a multi-select picklist ${field} INCLUDES (${text}).`,
  ),
  habit(
    "FIELD (?:STARTS|BEGINS) WITH VALUE|FIELD STARTSWITH VALUE",
    ([, a = "", b = "", c = "", d = ""]) => `Write ${a || c} LIKE ${likeText(b || d, "")}.`,
  ),
  habit(
    "FIELD (?:ENDS WITH|ENDSWITH) VALUE",
    ([, field = "", text = ""]) => `Write ${field} LIKE '%${text.replaceAll("'", "")}'.`,
  ),
  habit(
    "FIELD (?:REGEXP|RLIKE|SIMILAR TO|MATCHES) VALUE",
    "SOQL has no patterns but LIKE, with % for any text and _ for one character: $1 LIKE '%…%'.",
  ),
  habit("FIELD ILIKE VALUE", "LIKE already ignores case: $1 LIKE $2."),
  habit("LIKE (%[^'\\s)]*|[^'\\s)]*%)", "The pattern is a text: LIKE '$1'."),
  habit("FIELD NOT = VALUE", "Write $1 != $2."),
  habit("FIELD\\s*==+\\s*VALUE?", "Equal is a single =: $1 = $2."),
  habit("&&", "Write AND."),
  habit(
    "\\|\\|",
    "SOQL neither joins texts nor writes OR so: write OR between conditions; select fields one by one and join them yourself.",
  ),
  habit("!\\s*([A-Za-z_][\\w.]*)\\s*(?=$|\\)|AND\\b|OR\\b|ORDER\\b|LIMIT\\b|GROUP\\b)", "Write $1 = false."),
  habit(
    "(?:WHERE|AND|OR) NOT ([A-Za-z_][\\w.]*)\\s*(?=$|\\)|AND\\b|OR\\b|ORDER\\b|LIMIT\\b|GROUP\\b)",
    "Write $1 = false.",
  ),
  habit(
    "(?:WHERE|AND|OR) ([A-Za-z_][\\w.]*)\\s*(?=$|\\)|AND\\b|OR\\b|ORDER\\b|LIMIT\\b|GROUP\\b)",
    "A condition needs an operator: $1 = true.",
  ),
  habit(
    "(TODAY|NOW|GETDATE|GETUTCDATE|CURDATE|SYSDATE|CURRENT_DATE|CURRENT_TIMESTAMP|CURRENT_TIME)\\(\\s*\\)",
    ([, name = ""]) =>
      `$1() is no function of SOQL: write TODAY, or LAST_N_DAYS:7 and the like; a certain moment is 2026-12-31T00:00:00Z.`.replace(
        "$1",
        name.toUpperCase(),
      ),
  ),
  habit("((?:LAST|NEXT)_N_\\w+|N_\\w+_AGO)\\s*\\(\\s*(\\d+)\\s*\\)", "Write $1:$2."),
  habit(
    "((?:LAST|NEXT)_N_(\\w+)):\\s*-(\\d+)",
    "The number is positive: LAST_N_$2:$3 for the past, NEXT_N_$2:$3 for what comes.",
  ),
  habit(
    "(?:DATEADD|DATE_ADD|DATE_SUB|ADD_MONTHS|DATEDIFF|DATE_DIFF|TIMESTAMPDIFF|DAYS_AGO|INTERVAL)\\b\\(?[^)]*\\)?",
    "SOQL does not calculate with dates: compare with a literal, CloseDate >= LAST_N_DAYS:7, CloseDate < LAST_N_DAYS:30, CloseDate <= NEXT_N_DAYS:7.",
  ),
  habit(
    "(?:TODAY|YESTERDAY|TOMORROW)\\s*-\\s*(\\d+)",
    "SOQL does not calculate: the last $1 days are = LAST_N_DAYS:$1, older ones < LAST_N_DAYS:$1.",
  ),
  habit(
    "(?:TODAY|YESTERDAY|TOMORROW)\\s*\\+\\s*(\\d+)",
    "SOQL does not calculate: the next $1 days are = NEXT_N_DAYS:$1, later ones > NEXT_N_DAYS:$1.",
  ),
  habit(
    "\\b(MONTH|YEAR|QUARTER|DAY|WEEKDAY|DAYOFWEEK|WEEK|HOUR|DATE|TRUNC)\\s*\\(\\s*([\\w.]+)\\s*\\)",
    ([, name = "", field = ""]) => `Write ${dateParts[name.toUpperCase()]}(${field}).`,
  ),
  habit(
    "(?:EXTRACT|DATE_TRUNC|DATEPART|DATE_PART|TO_CHAR|DATE_FORMAT|STRFTIME)\\s*\\([^)]*\\)",
    "Write CALENDAR_MONTH(CloseDate), CALENDAR_YEAR(CloseDate), CALENDAR_QUARTER(CloseDate) or DAY_ONLY(CreatedDate).",
  ),
  habit(
    "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d)(:\\d\\d)?(?:\\.\\d+)?(?![\\d:.Z+-])",
    ([, day = "", time = "", seconds = ""]) =>
      `A moment needs its zone: ${day}T${time}${seconds || ":00"}Z for UTC, or ${day}T${time}${seconds || ":00"}+01:00.`,
  ),
  habit(
    "\\b(\\d{1,2}[/.]\\d{1,2}[/.]\\d{4}|\\d{4}[/.]\\d{1,2}[/.]\\d{1,2}|\\d{4}-\\d-\\d{1,2}|\\d{4}-\\d{1,2}-\\d)(?![\\d:])",
    ([, day = ""]) => `${isoDay(day)} are year-month-day, without quotes.`,
  ),
  habit(
    "(?:UPPER|LOWER|UCASE|LCASE)\\s*\\(\\s*([\\w.]+)\\s*\\)",
    "Leave the function out, $1 alone: SOQL compares without case, and shows texts as they are.",
  ),
  habit(
    "\\b(CONCAT|COALESCE|NVL|IFNULL|IF|IIF|NULLIF|ROUND|FLOOR|CEIL|ABS|TRIM|LTRIM|RTRIM|SUBSTRING|SUBSTR|LEFT|RIGHT|REPLACE|CAST|CONVERT|LEN|LENGTH|STRING_AGG|GROUP_CONCAT|MEDIAN|STDDEV|ROW_NUMBER|RANK)\\s*\\(",
    ([, name = ""]) =>
      `SOQL has no ${name.toUpperCase()}: select the fields themselves and do that with the rows.`,
  ),
  habit(
    "CASE (?:WHEN|\\w+ WHEN)",
    "SOQL has no CASE: select the fields and decide with the rows, or run one query a case.",
  ),
  habit(
    "FIELD\\s*(?:=|!=|<>|<=?|>=?)\\s*(?:ALL|ANY|SOME)?\\s*\\(\\s*(SELECT (?:[^()]|\\([^()]*\\))*)",
    "A subquery is no value in SOQL: run $2 first, then compare $1 with its result. Ids may stand in IN (SELECT …).",
  ),
  habit(
    "FIELD (?:NOT )?IN ((?:LAST|THIS|NEXT)_\\w+(?::\\d+)?|TODAY|YESTERDAY|TOMORROW)",
    "A date literal is compared with =: $1 = $2.",
  ),
  habit(
    "FIELD ((?:NOT )?IN) ('[^']*'|\\d[\\w.-]*|[A-Za-z]\\w*)",
    "A list stands in parentheses: $1 $2 ($3).",
  ),
  habit(
    "FIELD (?:NOT )?IN\\s*\\(\\s*\\)",
    "The list of IN is empty; give it a value, or leave the condition out.",
  ),
  habit(",\\s*(\\)|FROM\\b)", "There is a comma too many before $1."),
  habit(
    "FIELD\\s*(?:=|!=|<=?|>=?)\\s*(\\d{1,3}(?:,\\d{3})+)",
    ([, , number = ""]) => `Numbers have no separators: ${number.replaceAll(",", "")}.`,
  ),
  habit(
    "(?:WHERE|AND|OR) (-?\\d[\\w.-]*|'[^']*')\\s*(=|!=|<=?|>=?)\\s*([A-Za-z_][\\w.]*)",
    ([, value = "", operator = "", field = ""]) =>
      `The field stands first: ${field} ${turned[operator] ?? operator} ${value}.`,
  ),
  habit("(?:GROUP|ORDER) BY (\\d+)", "Columns are named, not numbered: repeat the field or function itself."),
  habit("NULL (FIRST|LAST)", "Write NULLS $1."),
  habit(
    "(\\$User\\.Id|\\$\\w+(?:\\.\\w+)?|CURRENT_USER\\(?\\)?|USER\\(\\))",
    "SOQL knows no $1: getUserInfo tells the user's id; write it as a text.",
  ),
  habit(
    "LIMIT \\d+ (ORDER BY|WHERE|GROUP BY)|(?:ORDER|GROUP) BY [\\w., ()]+ (WHERE)",
    ([, a, b]) => `${a || b} stands too late: the order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET.`,
  ),
  habit("FIELD\\s*(?:=|!=|<>|LIKE)\\s*([\\w.+-]+@[\\w.-]+)", "A text stands in quotes: '$2'."),
  habit(
    "FIELD\\s*=\\s*('[^']*') (AND|OR) ('[^']*')(?!\\s*(?:=|!=|<|>|IN\\b))",
    ([, field = "", one = "", word = "", other = ""]) =>
      /^or$/i.test(word)
        ? `Each side of OR is a condition of its own: ${field} IN (${one}, ${other}).`
        : `Each side of AND is a condition of its own, ${field} = ${other}; of a multi-select picklist both values are asked with ${field} INCLUDES ('${one.slice(1, -1)};${other.slice(1, -1)}').`,
  ),
  habit("'[^']*''[^']*'", ([text = ""]) => `A ' inside a text is written \\': ${text.replace("''", "\\'")}.`),
  habit(
    "'([^']*)'(\\w[^'\\s]*)'?",
    ([, before, after]) => `A ' inside a text is written \\': '${before}\\'${after}'.`,
  ),
  habit('"([^"]*)"', "Texts stand in ' and names in nothing: '$1' or $1."),
  habit("`([^`]*)`|\\[(\\w+)\\]", ([, a, b]) => `Names stand in nothing: ${a || b}.`),
  habit("--|/\\*|#", "SOQL has no comments; leave it out."),
  habit(";\\s*$", "Leave out the ; at the end."),
  habit(
    "(?:SELECT|,)\\s*FIELD\\s*[-+*/%]\\s*[\\w.]+",
    "SOQL does not calculate: select $1 and calculate with the rows.",
  ),
  habit("FIELD\\s*[-+*/%]\\s*[\\w.]+\\s*(?:=|!=|<=?|>=?)", "SOQL does not calculate: compare $1 itself."),
  habit("SELECT (?:[^()]*,\\s*)?\\*", "SOQL has no *: name the fields, or write FIELDS(ALL) with LIMIT 200."),
  habit(
    "(?:WHERE|AND|OR|=|<|>|IN|LIKE|BY|,)\\s*$",
    "The statement ends too early: something is missing at its end.",
  ),
  habit("FIELD AS (\\w+)", ([, field = "", alias = ""]) =>
    field.includes("(")
      ? `Leave AS out: ${field} ${alias}.`
      : `SOQL has no AS, and plain fields have no alias: ${field} alone.`,
  ),
];

/** How far the place that Salesforce marks is from what was found. */
function distance({ start, end }: Found, place: number | undefined): number {
  if (place === undefined) return 0;
  return place < start ? start - place : Math.max(place - end, 0);
}

/** Further than this from the mark, a mistake is another one. */
const farthest = 40;

/** The way out of a habit of SQL that Salesforce stumbled over, with the statement's own names; else undefined. */
export function sqlHabit(message: string, soql: string): string | undefined {
  const place = placeOf(message, soql);
  const mixed = mixedLogic(message, soql, place);
  if (mixed) return mixed;
  const excerpt = excerptOf(soql, place);
  const found = habits.flatMap(({ pattern, wayOut }) =>
    places(excerpt, pattern).map((at) => ({ wayOut, at, far: distance(at, place) })),
  );
  const [nearest] = found.filter(({ far }) => far <= farthest).sort((a, b) => a.far - b.far);
  if (!nearest) return undefined;
  const { wayOut, at } = nearest;
  return typeof wayOut === "string" ? filled(wayOut, at.parts) : wayOut(at.parts);
}
