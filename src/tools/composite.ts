import * as z from "zod";
import type { Actions } from "../guard/action.ts";
import { addressText, parseAddress } from "../guard/subrequest-url.ts";
import { batchActions, compositeActions, isEmpty, type Subrequest } from "../guard/subrequests.ts";
import { isObject } from "../json-object.ts";
import { type Toolset, tool } from "../tool/tool.ts";
import { formed, jsonBody, validateOnly } from "./arguments.ts";
import { executeCollection } from "./collection.ts";
import { answerWithChildren } from "./composite/answers.ts";
import { partArguments } from "./part-arguments.ts";

const method = z
  .string()
  .max(10)
  .transform((text) => text.trim().toUpperCase())
  .pipe(z.enum(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"]))
  .describe("GET, POST, PATCH, PUT or DELETE");
const url = z.string().min(1).max(100_000).describe("e.g. sobjects/Account/001…, query?q=…");

const values = jsonBody("Field values");

const compositePart = z.strictObject({
  method,
  url,
  referenceId: formed(/^\w+$/, 80, "takes letters, digits and _").describe(
    "Name for @{name.id} in later parts",
  ),
  body: values,
  httpHeaders: z
    .record(z.string().max(100), z.string().max(1_000))
    .optional()
    .describe("e.g. If-Modified-Since"),
});

/** A composite's `body` is taken for a batch's `richInput`; beside it, it is refused by name. */
const batchPart = z.preprocess(
  (part) => {
    if (!isObject(part) || !("body" in part) || "richInput" in part) return part;
    const { body: richInput, ...others } = part;
    return { ...others, richInput };
  },
  z.strictObject({ method, url, richInput: values }),
);

type CompositePart = z.output<typeof compositePart>;
type BatchPart = z.output<typeof batchPart>;

const mostQueries = 5;
/** A dry run adds one that must fail to the 25 that Salesforce takes. */
const mostTried = 24;

/** What a dry run does not take: a part too many, and requests inside a part, which Salesforce keeps by themselves. */
function triedProblem(parts: readonly CompositePart[]): string | undefined {
  if (parts.length > mostTried)
    return `compositeRequest: with validateOnly it takes at most ${mostTried} parts, since one is added that must fail; this has ${parts.length}.`;
  const nested = parts.findIndex(({ url }, index) => {
    const { segments } = parseAddress(url, `compositeRequest[${index}].url`);
    return /^composite(?:\/(?:batch|graph))?$/i.test(segments.join("/"));
  });
  return nested === -1
    ? undefined
    : `compositeRequest[${nested}]: with validateOnly it holds no requests of its own, which would be kept by themselves.`;
}

function compositeProblem(
  parts: readonly CompositePart[],
  validateOnly: boolean | undefined,
): string | undefined {
  const untried = validateOnly ? triedProblem(parts) : undefined;
  if (untried !== undefined) return untried;
  const seen = new Set<string>();
  const addresses = parts.map(({ url }, index) => parseAddress(url, `compositeRequest[${index}].url`));
  for (const [index, part] of parts.entries()) {
    if (seen.has(part.referenceId))
      return `compositeRequest[${index}].referenceId: '${part.referenceId}' is given twice.`;
    const texts = JSON.stringify([addresses[index], part.body ?? null]);
    const references = [...texts.matchAll(/@\{(\w+)/g)].map(([, name = ""]) => name);
    const unknown = references.find((name) => !seen.has(name));
    if (unknown) return `compositeRequest[${index}]: @{${unknown}…} refers to no earlier part.`;
    seen.add(part.referenceId);
  }
  const queries = addresses.filter(({ segments }) =>
    /^(?:query|queryAll|composite\/sobjects)(?:\/|$)/i.test(segments.join("/")),
  );
  return queries.length > mostQueries
    ? `compositeRequest: Salesforce takes at most ${mostQueries} queries and collections in one; this has ${queries.length}.`
    : undefined;
}

/** An empty object that came along with a GET is not sent. */
function takesBody({ method }: { method: string }, body: unknown): boolean {
  return body !== undefined && !(isEmpty(body) && ["GET", "HEAD", "DELETE"].includes(method));
}

function batchParts(parts: readonly BatchPart[]): Subrequest[] {
  return parts.map(({ richInput, ...part }) => ({ ...part, body: richInput }));
}

function readsOnly(actions: Actions): boolean {
  return actions.every(({ effect }) => effect === "read");
}

interface CompositeAnswer {
  compositeResponse: { body: unknown; httpStatusCode: number; referenceId: string }[];
}

export const composite = {
  title: "Composite",
  tools: {
    executeComposite: tool({
      title: "Run dependent operations together",
      description:
        "Runs up to 25 Salesforce REST operations in one request and, by default, one transaction; later ones refer to earlier results with @{referenceId.id}.",
      effect: "mixed",
      readsToo: true,
      changesByPart: true,
      input: z.object({
        compositeRequest: z.array(compositePart).min(1).max(25).describe("The operations, in order"),
        allOrNone: z.boolean().optional().describe("One failure undoes all (true)"),
        collateSubrequests: z.boolean().optional().describe("Let Salesforce run independent ones together"),
        validateOnly,
      }),
      check: ({ compositeRequest, validateOnly }) => compositeProblem(compositeRequest, validateOnly),
      actions: ({ compositeRequest }) => compositeActions(compositeRequest, "compositeRequest"),
      async run({ compositeRequest, allOrNone = true, collateSubrequests, validateOnly = false }, context) {
        const { salesforce } = context;
        const version = await salesforce.apiVersion();
        const parts = compositeRequest.map(({ body, ...part }, index) => ({
          ...part,
          url: addressText(
            parseAddress(part.url, `compositeRequest[${index}].url`),
            version,
            "/services/data/",
          ),
          ...(takesBody(part, body) && { body }),
        }));
        const body = {
          allOrNone,
          ...(collateSubrequests !== undefined && { collateSubrequests }),
          compositeRequest: parts,
        };
        // A dry run is one even of parts that only read.
        const idempotent = !validateOnly && readsOnly(compositeActions(compositeRequest, "compositeRequest"));
        const { compositeResponse } = await salesforce.post<CompositeAnswer>("/composite", body, {
          idempotent,
        });
        return answerWithChildren(
          context,
          compositeResponse.map(({ referenceId, httpStatusCode, body: answer }) => {
            const request = compositeRequest.find((part) => part.referenceId === referenceId);
            return {
              name: referenceId,
              status: httpStatusCode,
              url: request?.url ?? "",
              body: answer,
              asked: request ? partArguments(request) : {},
            };
          }),
          { all: allOrNone, asked: parts.length, dryRun: validateOnly },
        );
      },
    }),
    executeBatch: tool({
      title: "Run independent operations together",
      description:
        "Runs up to 25 independent Salesforce REST operations in one request; each is kept or fails for itself.",
      effect: "mixed",
      readsToo: true,
      changesByPart: true,
      input: z.object({
        batchRequests: z.array(batchPart).min(1).max(25).describe("The operations, in order"),
        haltOnError: z.boolean().optional().describe("Stop at the first failure (false)"),
      }),
      actions: ({ batchRequests }) => batchActions(batchParts(batchRequests), "batchRequests"),
      async run({ batchRequests, haltOnError }, context) {
        const { salesforce } = context;
        const version = await salesforce.apiVersion();
        const subrequests = batchParts(batchRequests);
        const parts = subrequests.map(({ body: richInput, ...part }, index) => ({
          ...part,
          url: addressText(parseAddress(part.url, `batchRequests[${index}].url`), version, ""),
          ...(takesBody(part, richInput) && { richInput }),
        }));
        const idempotent = readsOnly(batchActions(subrequests, "batchRequests"));
        const { results } = await salesforce.post<{ results: { statusCode: number; result: unknown }[] }>(
          "/composite/batch",
          { batchRequests: parts, ...(haltOnError !== undefined && { haltOnError }) },
          { idempotent },
        );
        return answerWithChildren(
          context,
          results.map(({ statusCode, result }, index) => {
            const request = subrequests[index];
            return {
              name: String(index),
              status: statusCode,
              url: request?.url ?? "",
              body: result,
              asked: request ? partArguments(request) : {},
            };
          }),
          { all: false, asked: parts.length },
        );
      },
    }),
    executeCollection,
  },
} satisfies Toolset;
