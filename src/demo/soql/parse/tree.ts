export interface FieldPath {
  kind: "field";
  /** `["Account", "Owner", "Name"]`. */
  path: string[];
  at: number;
}

export interface Call {
  kind: "call";
  /** Upper case. */
  name: string;
  args: Expression[];
  at: number;
}

interface Constant {
  kind: "constant";
  value: string | number;
  at: number;
}

export type Expression = FieldPath | Call | Constant;

export interface Value {
  kind: "string" | "number" | "boolean" | "null" | "date" | "dateTime" | "time" | "dateLiteral";
  text: string;
  /** Of LAST_N_DAYS:n. */
  count?: number;
  /** Of USD500.00. */
  currency?: string;
  at: number;
}

export interface InQuery {
  kind: "inQuery";
  left: Expression;
  negated: boolean;
  query: Query;
  at: number;
}

export type Condition =
  | { kind: "and"; parts: Condition[] }
  | { kind: "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "compare"; left: Expression; operator: string; value: Value; at: number }
  | { kind: "in"; left: Expression; negated: boolean; values: Value[]; at: number }
  | InQuery
  | { kind: "includes"; left: Expression; negated: boolean; values: Value[]; at: number };

export interface SelectField {
  kind: "item";
  expression: Expression;
  alias: string | undefined;
}

export interface SelectTypeof {
  kind: "typeof";
  path: FieldPath;
  whens: { type: string; at: number; fields: FieldPath[] }[];
  otherwise: FieldPath[] | undefined;
}

export interface SelectFields {
  kind: "fields";
  group: string;
  at: number;
}

export type SelectItem =
  | SelectField
  | SelectTypeof
  | { kind: "children"; query: Query; at: number }
  | SelectFields;

export interface OrderItem {
  expression: Expression;
  descending: boolean;
  nullsLast: boolean;
}

export interface Grouping {
  kind: "plain" | "rollup" | "cube";
  expressions: Expression[];
}

export interface Query {
  at: number;
  items: SelectItem[];
  object: string;
  objectAt: number;
  alias: string | undefined;
  /** `FROM Contact c, c.Account a`: names for parents. */
  parents: { path: FieldPath; alias: string | undefined }[];
  scope: { name: string; at: number } | undefined;
  where: Condition | undefined;
  /** The first word of WITH DATA CATEGORY and its kin, which no object of the org takes. */
  filteredBy: { name: string; at: number } | undefined;
  grouping: Grouping | undefined;
  having: Condition | undefined;
  order: OrderItem[];
  limit: number | undefined;
  offset: number | undefined;
  /** FOR VIEW, FOR REFERENCE and FOR UPDATE. */
  purposes: string[];
  allRows: boolean;
}
