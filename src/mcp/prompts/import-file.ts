import { callOf } from "../../errors.ts";
import { type FilePreview, previewOfFile } from "../../salesforce/bulk/preview.ts";
import { proposedColumns } from "../../salesforce/bulk/proposal.ts";
import { isRequired } from "../../salesforce/metadata/compact-describe.ts";
import type { ObjectDescribe } from "../../salesforce/rest/answers.ts";
import { unlessRefused } from "../../salesforce/rest/errors.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { describeFor } from "./facts.ts";
import type { Prompt, PromptArguments } from "./prompt.ts";
import { listed, promptText, type Step } from "./wording.ts";

/** What files are mostly about, where it is not said. */
const usualObjects = ["Contact", "Lead", "Account", "Opportunity", "Case"];

interface Mapping {
  describe: ObjectDescribe;
  columns: Record<string, string | null>;
}

function mapped(describe: ObjectDescribe, headers: readonly string[]): Mapping {
  return { describe, columns: proposedColumns(describe, headers) };
}

function fields({ columns }: Mapping): string[] {
  return Object.values(columns).filter((field) => field !== null);
}

/** Of the usual objects the one that most headers fit; of two alike the one with fewer required fields missing. */
async function guessed(headers: readonly string[], org: ToolContext): Promise<Mapping | undefined> {
  const describes = await Promise.all(
    usualObjects
      .filter((name) => org.allows(name))
      .map((name) => describeFor(name, org).catch(unlessRefused)),
  );
  const found = describes.flatMap((describe) => (describe ? [mapped(describe, headers)] : []));
  const score = (mapping: Mapping) => fields(mapping).length - missing(mapping).length / 10;
  const [best] = found.sort((a, b) => score(b) - score(a));
  return best && fields(best).length > 0 ? best : undefined;
}

/** Required fields that no header fits. */
function missing(mapping: Mapping): string[] {
  const given = new Set(fields(mapping));
  return mapping.describe.fields.filter(isRequired).flatMap(({ name }) => (given.has(name) ? [] : [name]));
}

function mappingFacts(mapping: Mapping, named: boolean): string[] {
  const { describe, columns } = mapping;
  const without = Object.keys(columns).filter((header) => columns[header] === null);
  const lacking = missing(mapping);
  const keys = describe.fields.filter(
    ({ externalId, name }) => (externalId || name === "Id") && fields(mapping).includes(name),
  );
  return [
    `${named ? "Proposed" : `It looks most like ${describe.label} (${describe.name}); proposed`} columns: ${JSON.stringify(columns)}.`,
    ...(without.length > 0 ? [`No field fits ${listed(without)}.`] : []),
    ...(lacking.length > 0 ? [`Required, and in no column: ${listed(lacking)}.`] : []),
    ...(keys.length > 0
      ? [
          `Records can be matched by ${listed(keys.map(({ name }) => name))} (operation "upsert" with externalIdField, "update" for Id).`,
        ]
      : []),
  ];
}

function fileFacts(file: string, { format, headers, rows, problem, utf8 }: FilePreview): string[] {
  return [
    `${JSON.stringify(file)} is ${format} with ${rows} ${rows === 1 ? "row" : "rows"}. Its headers: ${listed(headers, 60)}.`,
    ...(utf8 ? [] : ["It is not UTF-8; have it saved as UTF-8 first."]),
    ...(problem === undefined ? [] : [`It cannot be loaded as it is: ${problem}`]),
  ];
}

function steps(
  { file = "" }: PromptArguments,
  mapping: Mapping | undefined,
  object: string | undefined,
): Step[] {
  const target = mapping?.describe.name ?? object ?? "OBJECT";
  const load = { object: target, operation: "insert", file, columns: mapping?.columns ?? {} };
  return [
    {
      with: ["previewFile"],
      text: `${callOf("previewFile", { file, object: target })} shows the first rows; check each proposed column against them`,
    },
    {
      with: ["describeObject"],
      text: `${callOf("describeObject", { object: target })} for required fields, picklist values and references`,
    },
    {
      with: [],
      text: "Ask me about every column that is not certain, and whether records may exist already",
    },
    {
      with: ["executeQuery"],
      text: "executeQuery with a few keys of the file tells whether its records are there already",
    },
    {
      with: ["createBulkJob"],
      text: `When I have agreed: ${callOf("createBulkJob", load)}; operation "upsert" with externalIdField where records may exist; null leaves a column out`,
    },
    {
      with: ["getBulkJobResults"],
      text: "getBulkJobResults shows the rows that failed; mend and load those alone",
    },
  ];
}

export const importFile: Prompt = {
  title: "Import a file",
  description:
    "Loads a file of the files folder into Salesforce: looks at its header, maps it to fields, then loads it",
  needs: ["previewFile", "createBulkJob"],
  arguments: {
    file: { description: "Its name in the files folder", required: true, completes: "files" },
    object: { description: "API name of the object (guessed from the header)", completes: "objects" },
  },
  actions: ({ object }) => [{ effect: "read", ...(object === undefined ? { objects: [] } : { object }) }],
  async text(args, given) {
    const { file = "", object } = args;
    const { org } = given;
    const preview = org && (await previewOfFile(file, await org.files.read(file), 0, org.signal));
    const mapping =
      org && preview && preview.headers.length > 0
        ? object === undefined
          ? await guessed(preview.headers, org)
          : mapped(await describeFor(object, org), preview.headers)
        : undefined;
    return promptText(
      {
        ask: `Load the file ${JSON.stringify(file)} into Salesforce${object === undefined ? "" : ` as ${object}`}.`,
        facts: [
          ...(preview ? fileFacts(file, preview) : []),
          ...(mapping ? mappingFacts(mapping, object !== undefined) : []),
        ],
        steps: steps(args, mapping, object),
        answer:
          "Show me the mapping as a table (header, field, example) and wait for my yes before anything is loaded. At the end say how many rows were loaded, how many failed and why.",
      },
      given,
    );
  },
};
