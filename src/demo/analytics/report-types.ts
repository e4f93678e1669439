/** How a report column gets its value: from a SOQL path over the report type's object. */
export interface ReportColumn {
  label: string;
  dataType:
    | "string"
    | "picklist"
    | "currency"
    | "percent"
    | "int"
    | "double"
    | "date"
    | "datetime"
    | "boolean"
    | "email"
    | "phone"
    | "textarea";
  /** SOQL path; a record's name also has the path of its id, which is then the cell's value. */
  path: string;
  idPath?: string;
}

export interface ReportType {
  type: string;
  label: string;
  object: string;
  categories: Record<string, Record<string, ReportColumn>>;
}

type Fact = [label: string, dataType: ReportColumn["dataType"], path: string, idPath?: string];

function columns(facts: Record<string, Fact>): Record<string, ReportColumn> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, [label, dataType, path, idPath]]) => [
      name,
      { label, dataType, path, ...(idPath !== undefined && { idPath }) },
    ]),
  );
}

const opportunities: ReportType = {
  type: "Opportunity",
  label: "Opportunities",
  object: "Opportunity",
  categories: {
    "Opportunity Information": columns({
      OPPORTUNITY_NAME: ["Opportunity Name", "string", "Name", "Id"],
      TYPE: ["Type", "picklist", "Type"],
      LEAD_SOURCE: ["Lead Source", "picklist", "LeadSource"],
      AMOUNT: ["Amount", "currency", "Amount"],
      EXP_AMOUNT: ["Expected Revenue", "currency", "ExpectedRevenue"],
      CLOSE_DATE: ["Close Date", "date", "CloseDate"],
      NEXT_STEP: ["Next Step", "string", "NextStep"],
      STAGE_NAME: ["Stage", "picklist", "StageName"],
      PROBABILITY: ["Probability (%)", "percent", "Probability"],
      CLOSED: ["Closed", "boolean", "IsClosed"],
      WON: ["Won", "boolean", "IsWon"],
      CREATED_DATE: ["Created Date", "datetime", "CreatedDate"],
    }),
    "Opportunity Owner Information": columns({
      FULL_NAME: ["Opportunity Owner", "string", "Owner.Name", "OwnerId"],
      ROLLUP_DESCRIPTION: ["Owner Role", "string", "Owner.UserRole.Name"],
    }),
    "Account: General": columns({
      ACCOUNT_NAME: ["Account Name", "string", "Account.Name", "AccountId"],
      INDUSTRY: ["Industry", "picklist", "Account.Industry"],
    }),
  },
};

const contacts: ReportType = {
  type: "ContactList",
  label: "Contacts & Accounts",
  object: "Contact",
  categories: {
    "Contact: General": columns({
      SALUTATION: ["Salutation", "picklist", "Salutation"],
      FIRST_NAME: ["First Name", "string", "FirstName", "Id"],
      LAST_NAME: ["Last Name", "string", "LastName", "Id"],
      TITLE: ["Title", "string", "Title"],
      EMAIL: ["Email", "email", "Email"],
      PHONE1: ["Phone", "phone", "Phone"],
      ADDRESS2_CITY: ["Mailing City", "string", "MailingCity"],
      CREATED_DATE: ["Created Date", "datetime", "CreatedDate"],
    }),
    "Account: General": columns({
      "ACCOUNT.NAME": ["Account Name", "string", "Account.Name", "AccountId"],
      INDUSTRY: ["Industry", "picklist", "Account.Industry"],
    }),
  },
};

const cases: ReportType = {
  type: "CaseList",
  label: "Cases",
  object: "Case",
  categories: {
    "Case Information": columns({
      CASE_NUMBER: ["Case Number", "string", "CaseNumber", "Id"],
      SUBJECT: ["Subject", "string", "Subject"],
      STATUS: ["Status", "picklist", "Status"],
      PRIORITY: ["Priority", "picklist", "Priority"],
      ORIGIN: ["Case Origin", "picklist", "Origin"],
      CLOSED: ["Closed", "boolean", "IsClosed"],
      CREATED_DATE: ["Date/Time Opened", "datetime", "CreatedDate"],
    }),
    "Account: General": columns({
      "ACCOUNT.NAME": ["Account Name", "string", "Account.Name", "AccountId"],
    }),
  },
};

const activities: ReportType = {
  type: "Activity",
  label: "Tasks and Events",
  object: "Task",
  categories: {
    "Activity: General": columns({
      SUBJECT: ["Subject", "string", "Subject", "Id"],
      DUE_DATE: ["Date", "date", "ActivityDate"],
      STATUS: ["Status", "picklist", "Status"],
      PRIORITY: ["Priority", "picklist", "Priority"],
      ASSIGNED: ["Assigned", "string", "Owner.Name", "OwnerId"],
      CREATED_DATE: ["Created Date", "datetime", "CreatedDate"],
    }),
  },
};

export const reportTypes = { opportunities, contacts, cases, activities };

/** A column of a report type by its API name. */
export function columnOf(type: ReportType, name: string): ReportColumn | undefined {
  for (const category of Object.values(type.categories)) {
    const column = category[name];
    if (column) return column;
  }
  return undefined;
}
