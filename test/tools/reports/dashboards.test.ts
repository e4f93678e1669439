import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dashboardIds, reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../../connect.ts";
import { csvRows } from "../csv-rows.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

interface Component {
  title: string;
  figure?: string;
  error?: string;
  columns?: string[];
  rows?: string[][];
}

interface Dashboard {
  filters?: { name: string; options: string[]; selected?: string }[];
  components: Component[];
}

async function dashboard(dashboardId: string, args: object = {}): Promise<Dashboard> {
  const { text, isError } = await server.call("getDashboard", { dashboardId, ...args });
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

async function refused(args: Record<string, unknown>): Promise<string> {
  const { text, isError } = await server.call("getDashboard", { dashboardId: dashboardIds.sales, ...args });
  expect(isError, text).toBe(true);
  return text;
}

test("dashboards are listed and found", async () => {
  expect(csvRows((await server.call("listDashboards", {})).text)).toHaveLength(2);
  const [only] = csvRows((await server.call("listDashboards", { search: "service" })).text);
  expect(only).toMatchObject({ Id: dashboardIds.service, Title: "Service Desk" });
});

test("it shows figures as of its last refresh, until it is refreshed", async () => {
  const count = async (args: object = {}) => {
    const { components } = await dashboard(dashboardIds.service, args);
    const [table, metric] = components;
    const total = table?.rows?.at(-1)?.at(-1);
    expect(metric?.figure).toBe(`Record Count ${total}`);
    return Number(total);
  };
  const before = await count();
  const record = { Subject: "New", Status: "New", Priority: "High", Origin: "Web" };
  await server.call("createRecord", { object: "Case", record });
  expect(await count()).toBe(before);
  expect(await count({ refresh: true })).toBe(before + 1);
});

test("a refresh that runs already is waited for", async () => {
  const message = "Dashboard refresh is already in progress";
  server.org.faults.add({
    method: "PUT",
    answer: { status: 400, body: JSON.stringify([{ errorCode: "BAD_REQUEST", message }]) },
  });
  const componentStatus = [{ componentId: "01a", refreshDate: null, refreshStatus: "RUNNING" }];
  server.org.faults.add({
    path: "/status",
    answer: { status: 200, body: JSON.stringify({ componentStatus }) },
  });
  server.org.resetCounters();
  await dashboard(dashboardIds.sales, { refresh: true });
  expect(server.org.counters()).toMatchObject({ "http.PUT": 1, "http.GET": 3 });
});

describe("filters", () => {
  const rowsWith = async (filters: string[]) => {
    const { components, filters: shown } = await dashboard(dashboardIds.sales, { filters });
    return { count: components[0]?.rows?.at(-1)?.at(-1), selected: shown?.map(({ selected }) => selected) };
  };

  test("by label, value or id come to the same", async () => {
    const soql = "SELECT COUNT() FROM Opportunity WHERE IsClosed = false AND Type = 'New Customer'";
    const count = /totalSize=(\d+)/.exec((await server.call("executeQuery", { soql })).text)?.[1];
    const expected = { count, selected: ["New customers", undefined] };
    expect(await rowsWith(["New customers"])).toEqual(expected);
    expect(await rowsWith(["new customer"])).toEqual(expected);
    const id = "0ICDE00000000012AA";
    expect(await rowsWith([id])).toEqual(expected);
    expect(await rowsWith([id.slice(0, 15)])).toEqual(expected);
  });

  test("of several filters, in any order", async () => {
    const { selected } = await rowsWith(["Referrals", "New customers"]);
    expect(selected).toEqual(["New customers", "Referrals"]);
    expect((await rowsWith(["referral"])).selected).toEqual([undefined, "Referrals"]);
  });

  test("that do not exist, or exclude each other, are refused with the choices", async () => {
    expect(await refused({ filters: ["Nope"] })).toBe(
      `BAD_ARGUMENT: filters: 'Nope' is no option of this dashboard.
Hint: Filters: Opportunity Type: New customers, Existing Customer - Upgrade, Existing Customer - Replacement; Lead Source: Web, Referrals.`,
    );
    expect(await refused({ filters: ["New customers", "Existing Customer - Upgrade"] })).toMatch(
      /^BAD_ARGUMENT: filters: two options of the filter 'Opportunity Type' are given; a filter takes one/,
    );
    expect(await refused({ dashboardId: dashboardIds.service, filters: ["Web"] })).toContain(
      "This dashboard has no filters.",
    );
  });

  test("of one name in two filters need an id", async () => {
    const option = (id: string) => ({ id, alias: "All", operation: "equals", value: "x" });
    const filters = ["0ICDE00000000972AA", "0ICDE00000000982AA"].map((id, index) => ({
      name: `Filter ${index + 1}`,
      options: [option(id)],
    }));
    const body = { componentData: [], dashboardMetadata: { id: "", name: "Two", components: [], filters } };
    server.org.faults.add({ path: "/dashboards/", answer: { status: 200, body: JSON.stringify(body) } });
    expect(await refused({ filters: ["All"] })).toMatch(
      /'All' is the name of several options\.\nHint: Give the id of one: 0ICDE00000000972AA \(Filter 1: All\), /,
    );
  });
});

test("an error in a component, one without data and a text beside the others", async () => {
  const component = (id: string, componentData: number | null, header: string | null) => ({
    id,
    componentData,
    header,
    reportId: componentData === null ? null : reportIds.urgentCases,
    properties: { visualizationType: "Bar" },
  });
  const status = (dataStatus: string, errorMessage: string | null = null) => ({
    dataStatus,
    refreshStatus: "IDLE",
    refreshDate: "2026-01-02T03:04:05.000+0000",
    errorCode: errorMessage && "203",
    errorMessage,
  });
  const body = {
    componentData: [
      { componentId: "01a1", reportResult: null, status: status("ERROR", "The source report was deleted.") },
      { componentId: "01a2", reportResult: null, status: status("NODATA") },
    ],
    dashboardMetadata: {
      id: dashboardIds.sales,
      name: "Mixed",
      components: [
        { id: "01a0", componentData: null, title: "A text", type: "RichText" },
        component("01a1", 0, "Broken"),
        component("01a2", 1, "Empty"),
      ],
    },
  };
  server.org.faults.add({ path: "/dashboards/", answer: { status: 200, body: JSON.stringify(body) } });
  const asOf = "2026-01-02T03:04:05.000+0000";
  const reportId = reportIds.urgentCases;
  expect((await dashboard(dashboardIds.sales)).components).toEqual([
    { title: "A text" },
    { title: "Broken", chart: "Bar", reportId, error: "The source report was deleted.", asOf },
    { title: "Empty", chart: "Bar", reportId, empty: true, asOf },
  ]);
});

test("a dashboard that does not exist", async () => {
  expect(await refused({ dashboardId: "01Z000000000009" })).toMatch(
    /^NOT_FOUND: [\s\S]*\nHint: There is no such dashboard, or the user may not see it; listDashboards finds/,
  );
  expect(await refused({ dashboardId: "Sales Overview" })).toMatch(
    /^BAD_ARGUMENT: dashboardId: .*listDashboards/,
  );
});
