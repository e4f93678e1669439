import {
  type QuickAction,
  quickActionNamed,
  quickActions,
  runQuickAction,
} from "../../actions/quick-actions.ts";
import { UnreadableValue } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import { keyed } from "../../json.ts";
import { objectNamed } from "../../rows/read.ts";
import { lasting } from "../lasting.ts";

function place({ version, params }: ApiRequest): string {
  const { object } = params;
  return `/services/data/v${version}.0${object === undefined ? "" : `/sobjects/${object}`}/quickActions`;
}

function shown(request: ApiRequest, { name, label, type }: QuickAction) {
  const url = `${place(request)}/${name}`;
  const urls = { quickAction: url, describe: `${url}/describe`, defaultValues: `${url}/defaultValues` };
  return { actionEnumOrId: name, label, name, type, urls };
}

function contextOf(request: ApiRequest, org: Org): string | undefined {
  const { object } = request.params;
  return object === undefined ? undefined : objectNamed(org, object).name;
}

function list(request: ApiRequest, org: Org): ApiResponse {
  const context = contextOf(request, org);
  const offered = quickActions.filter((each) => each.context === undefined || each.context === context);
  return { status: 200, body: offered.map((each) => shown(request, each)) };
}

function named(request: ApiRequest, org: Org): QuickAction {
  return quickActionNamed(request.params["name"] ?? "", contextOf(request, org));
}

function about(request: ApiRequest, org: Org): ApiResponse {
  return { status: 200, body: shown(request, named(request, org)) };
}

function describe(request: ApiRequest, org: Org): ApiResponse {
  const { name, label, type, context, target, fields } = named(request, org);
  const rows = fields.map((field) => ({
    layoutItems: [{ label: field, layoutComponents: [{ type: "Field", value: field }] }],
  }));
  const body = {
    name,
    label,
    type,
    contextSobjectType: context ?? null,
    targetSobjectType: target,
    layout: { layoutRows: rows },
  };
  return { status: 200, body };
}

function defaults(request: ApiRequest, org: Org): ApiResponse {
  const action = named(request, org);
  const attributes = { type: action.target };
  return { status: 200, body: { attributes, ...action.defaults(request.params["id"]) } };
}

function run(request: ApiRequest, org: Org): ApiResponse {
  const action = named(request, org);
  const { contextId, record } = keyed(request.body);
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw new UnreadableValue("A quick action takes a record", "record", undefined);
  const given = typeof contextId === "string" ? contextId : undefined;
  const { id, created } = runQuickAction(org, request.userId, action, {
    contextId: given,
    record: keyed(record),
  });
  const body = {
    contextId: given ?? null,
    created,
    errors: [],
    feedItemIds: null,
    id,
    ids: [id],
    success: true,
  };
  return { status: created ? 201 : 200, body };
}

function at(pattern: string): Route[] {
  return [
    { method: "GET", pattern, handler: list },
    { method: "GET", pattern: `${pattern}/:name`, handler: about },
    { method: "GET", pattern: `${pattern}/:name/describe`, handler: describe },
    { method: "GET", pattern: `${pattern}/:name/defaultValues`, handler: defaults },
    { method: "GET", pattern: `${pattern}/:name/defaultValues/:id`, handler: defaults },
    { method: "POST", pattern: `${pattern}/:name`, handler: run },
  ];
}

/** Quick actions: global ones, and those of an object beside them. */
export const routes: readonly Route[] = [...at("/quickActions"), ...at("/sobjects/:object/quickActions")].map(
  lasting,
);
