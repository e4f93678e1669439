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
  kind: "string" | "number" | "boolean" | "null" | "date" | "dateTime" | "dateLiteral";
  text: string;
  /** Of LAST_N_DAYS:n. */
  count?: number;
  at: number;
}

export type Condition =
  | { kind: "and"; parts: Condition[] }
  | { kind: "or"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "compare"; left: Expression; operator: string; value: Value; at: number }
  | { kind: "in"; left: Expression; negated: boolean; values: Value[]; at: number }
  | { kind: "inQuery"; left: Expression; negated: boolean; query: Query; at: number }
  | { kind: "includes"; left: Expression; negated: boolean; values: Value[]; at: number };

interface SelectField {
  kind: "item";
  expression: Expression;
  alias: string | undefined;
}

export interface SelectTypeof {
  kind: "typeof";
  path: FieldPath;
  whens: { type: string; fields: FieldPath[] }[];
  otherwise: FieldPath[] | undefined;
}

export type SelectItem =
  | SelectField
  | SelectTypeof
  | { kind: "children"; query: Query }
  | { kind: "fields"; group: string; at: number };

export interface OrderItem {
  expression: Expression;
  descending: boolean;
  nullsLast: boolean;
}

export interface Query {
  items: SelectItem[];
  object: string;
  objectAt: number;
  alias: string | undefined;
  scope: string | undefined;
  where: Condition | undefined;
  grouping: { kind: "plain" | "rollup" | "cube"; expressions: Expression[] } | undefined;
  having: Condition | undefined;
  order: OrderItem[];
  limit: number | undefined;
  offset: number | undefined;
  offsetAt: number;
  allRows: boolean;
}
