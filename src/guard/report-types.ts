/**
 * What Salesforce's standard report types show. Their columns have names of their own (`ACCOUNT_NAME`), which
 * the API does not tie to objects, so this table does.
 * Source: columns of these types in recorded describes and in the Reports REST API guide.
 */
export interface StandardReportType {
  /** Always part of it. */
  main: readonly string[];
  /** What else its columns may show. */
  others: readonly string[];
  /** Columns of the main objects alone. */
  own: RegExp;
  /** Columns of the account, where they do not say so in their name. */
  ofAccount?: RegExp;
}

const ofAccount = /^(?:SALES|EMPLOYEES|INDUSTRY|PARENT_(?:NAME|ID)|ADDRESS[12]_\w+|PHONE[12]|URL)$/;
const audit = "CREATED_?DATE|LAST_UPDATE|LAST_ACTIVITY|CURRENCY|RECORDTYPE|RowCount";
const opportunity =
  "OPPORTUNITY_NAME|OPPORTUNITY_ID|TYPE|LEAD_SOURCE|AMOUNT|EXP_AMOUNT|CLOSE_DATE2?|CLOSE_MONTH|NEXT_STEP|STAGE_NAME|STAGE_DURATION|PROBABILITY|CLOSED|WON|FISCAL_(?:QUARTER|YEAR)|AGE|FORECAST_CATEGORY|DESCRIPTION|HASOPPLINEITEM|LAST_STAGE_CHANGE_DATE";

export const standardReportTypes: Record<string, StandardReportType> = {
  opportunity: {
    main: ["Opportunity"],
    others: ["Account", "Contact", "Campaign", "Partner", "User", "UserRole", "Profile"],
    own: own(opportunity),
    ofAccount,
  },
  opportunityproduct: {
    main: ["Opportunity", "OpportunityLineItem"],
    others: [
      "Product2",
      "PricebookEntry",
      "Pricebook2",
      "Account",
      "Campaign",
      "Partner",
      "User",
      "UserRole",
    ],
    ofAccount,
    own: own(`${opportunity}|QUANTITY|UNIT_PRICE|LIST_PRICE|TOTAL_PRICE|SERVICE_DATE`),
  },
  accountlist: {
    main: ["Account"],
    others: ["User", "UserRole", "Profile"],
    own: own(
      "ACCOUNT\\.NAME|ACCOUNT_NAME|ACCOUNT_ID|TYPE|INDUSTRY|SALES|EMPLOYEES|RATING|OWNERSHIP|SIC|SITE|URL|PHONE1|PHONE2|FAX|DESCRIPTION|ACCOUNT_SOURCE|ADDRESS[12]_\\w+",
    ),
  },
  contactlist: {
    main: ["Contact"],
    others: ["Account", "User", "UserRole", "Profile"],
    own: own(
      "SALUTATION|FIRST_NAME|LAST_NAME|CONTACT_NAME|CONTACT_ID|TITLE|DEPARTMENT|EMAIL|BIRTHDATE|LEAD_SOURCE|HAS_OPTED_OUT_OF_EMAIL|DO_NOT_CALL|PHONE[1-6]|MOBILE|FAX|ADDRESS[12]_\\w+",
    ),
  },
  leadlist: {
    main: ["Lead"],
    others: ["User", "UserRole", "Profile", "Campaign", "Account", "Contact", "Opportunity"],
    own: own(
      "FIRST_NAME|LAST_NAME|LEAD_NAME|LEAD_ID|COMPANY|TITLE|EMAIL|PHONE|MOBILE_PHONE|FAX|STATUS|RATING|INDUSTRY|LEAD_SOURCE|CONVERTED|UNREAD|STREET|CITY|STATE_PROVINCE|ZIP|COUNTRY|ANNUAL_REVENUE|EMPLOYEES|WEBSITE",
    ),
  },
  caselist: {
    main: ["Case"],
    others: ["Account", "Contact", "Asset", "Product2", "User", "UserRole", "Profile", "Group"],
    own: own(
      "CASE_NUMBER|CASE_ID|SUBJECT|STATUS|PRIORITY|ORIGIN|TYPE|REASON|CLOSED|OPEN|ESCALATED|AGE|CREATED_DATEONLY|CLOSED_DATE(?:ONLY)?|DESCRIPTION",
    ),
  },
  activity: {
    main: ["Task", "Event"],
    others: ["User", "UserRole", "Profile", "Account", "Contact", "Lead", "Opportunity", "Case", "Campaign"],
    own: own("SUBJECT|DUE_DATE|STATUS|PRIORITY|TASK|TASK_TYPE|CLOSED|DURATION_MINUTES|DESCRIPTION"),
  },
  campaignlist: {
    main: ["Campaign"],
    others: ["User", "UserRole", "Profile"],
    own: own(
      "CAMPAIGN_NAME|NAME|TYPE|STATUS|START_DATE|END_DATE|ACTIVE|EXPECTED_REVENUE|BUDGETED_COST|ACTUAL_COST",
    ),
  },
};

function own(columns: string): RegExp {
  return new RegExp(`^(?:${audit}|${columns})$`);
}

/** Columns that show the same in every standard type that has them. */
const shared: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ACCOUNT[._]/, ["Account"]],
  [/^PARTNER_NAME$/, ["Account", "Partner"]],
  [/^(?:CONTACT$|CONTACT[._]|CON\.)/, ["Contact"]],
  [/^(?:CAMPAIGN|PRIMARY_CAMPAIGN)/, ["Campaign"]],
  [
    /^(?:FULL_NAME|USERS\.\w+|ALIAS|OWNER|OWNER_(?!ROLE|PROFILE)\w+|ASSIGNED|CREATED(?:_ALIAS)?|LAST_UPDATE_BY(?:_ALIAS)?)$/,
    ["User"],
  ],
  [/^(?:ROLLUP_DESCRIPTION|OWNER_ROLE)$/, ["UserRole"]],
  [/^OWNER_PROFILE$/, ["User", "Profile"]],
];

/** The objects that a column of a standard type shows; undefined when that is not known. */
export function objectsOfColumn(type: StandardReportType, column: string): readonly string[] | undefined {
  if (type.own.test(column)) return [];
  if (type.ofAccount?.test(column)) return ["Account"];
  const found = shared.filter(([pattern]) => pattern.test(column)).flatMap(([, objects]) => objects);
  return found.length > 0 ? found : undefined;
}

/** `CustomEntity$Invoice__c`, `CustomEntityCustomEntity$Parent__c$Child__c`: the objects stand in the name. */
export function objectsInType(type: string): string[] | undefined {
  const [kind = "", ...objects] = type.split("$");
  return /CustomEntity/.test(kind) && objects.length > 0 ? objects : undefined;
}

/** The objects that a report of this type shows in any case; none where the type does not say. */
export function objectsOfReportType(type: string): readonly string[] {
  return standardReportTypes[type.toLowerCase()]?.main ?? objectsInType(type) ?? [];
}
