import { type Action, checkInput, type Parameter } from "../../actions/action.ts";
import { customActions } from "../../actions/custom.ts";
import { quickActions } from "../../actions/quick-actions.ts";
import { standardActions } from "../../actions/standard.ts";
import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import type { JsonRecord } from "../../json.ts";
import { lasting } from "../lasting.ts";
import { objectsIn } from "../shape.ts";

const customTypes = ["apex", "flow", "quickAction"];

function base({ version }: ApiRequest): string {
  return `/services/data/v${version}.0/actions`;
}

function listed(
  request: ApiRequest,
  actions: readonly { name: string; label: string; type: string }[],
  place: string,
) {
  const shown = actions.map(({ name, label, type }) => ({
    label,
    name,
    type,
    url: `${base(request)}/${place}/${name}`,
  }));
  return { status: 200, body: { actions: shown } };
}

function parameter({
  name,
  label,
  type,
  description,
  required = false,
  maxOccurs = 1,
}: Parameter): JsonRecord {
  return { byteLength: 0, description, label, maxOccurs, name, required, type };
}

function described({ name, label, description, type, inputs, outputs }: Action): ApiResponse {
  const shape = { inputs: inputs.map(parameter), outputs: outputs.map(parameter) };
  return {
    status: 200,
    body: { description, label, name, standard: type !== "flow" && type !== "apex", type, ...shape },
  };
}

function actionOf({ params }: ApiRequest): Action {
  const { type, name } = params;
  const found =
    type === undefined
      ? standardActions.find((each) => each.name === name)
      : customActions.find((each) => each.name === name && each.type === type);
  if (found) return found;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

function runOnce(org: Org, userId: string, action: Action, input: JsonRecord): JsonRecord {
  const { name: actionName } = action;
  try {
    const outputValues = org.store.savepoint(() => {
      checkInput(action, input);
      return action.run(org, userId, input);
    });
    org.count(`action.${actionName}`);
    return { actionName, errors: null, isSuccess: true, outputValues };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { errorCode: statusCode, message, fields = [] } = error;
    return { actionName, errors: [{ statusCode, message, fields }], isSuccess: false, outputValues: null };
  }
}

const mostInputs = 200;

function run(request: ApiRequest, org: Org): ApiResponse {
  const action = actionOf(request);
  const inputs = objectsIn(request.body, "inputs");
  if (inputs.length === 0 || inputs.length > mostInputs)
    throw new ApiError(400, "INVALID_ARGUMENT", `An action takes 1 to ${mostInputs} inputs`);
  const results = inputs.map((input) => runOnce(org, request.userId, action, input));
  return { status: results.every(({ isSuccess }) => isSuccess) ? 200 : 400, body: results };
}

function ofType(request: ApiRequest): ApiResponse {
  const { type = "" } = request.params;
  if (type === "quickAction")
    return listed(
      request,
      quickActions.map((each) => ({ ...each, type: "QUICK_ACTION" })),
      "custom/quickAction",
    );
  if (!customTypes.includes(type))
    throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
  const own = customActions.filter((each) => each.type === type);
  return listed(
    request,
    own.map((each) => ({ ...each, type: type.toUpperCase() })),
    `custom/${type}`,
  );
}

const all: readonly Route[] = [
  {
    method: "GET",
    pattern: "/actions",
    handler: (request) => ({
      status: 200,
      body: { standard: `${base(request)}/standard`, custom: `${base(request)}/custom` },
    }),
  },
  {
    method: "GET",
    pattern: "/actions/standard",
    handler: (request) =>
      listed(
        request,
        standardActions.map((each) => ({ ...each, type: each.type.toUpperCase() })),
        "standard",
      ),
  },
  {
    method: "GET",
    pattern: "/actions/custom",
    handler: (request) => ({
      status: 200,
      body: Object.fromEntries(customTypes.map((type) => [type, `${base(request)}/custom/${type}`])),
    }),
  },
  { method: "GET", pattern: "/actions/custom/:type", handler: ofType },
  { method: "GET", pattern: "/actions/standard/:name", handler: (request) => described(actionOf(request)) },
  { method: "POST", pattern: "/actions/standard/:name", handler: run },
  {
    method: "GET",
    pattern: "/actions/custom/:type/:name",
    handler: (request) => described(actionOf(request)),
  },
  { method: "POST", pattern: "/actions/custom/:type/:name", handler: run },
];

/** Invocable actions: what every org has, and this org's own flow and Apex class. */
export const routes: readonly Route[] = all.map(lasting);
