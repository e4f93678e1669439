import { ToolError } from "../errors.ts";
import { describeGlobal, describeObject } from "../salesforce/metadata/describe.ts";
import type { ObjectDescribe } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";
import { sameName } from "../spelling.ts";
import type { ObjectLists } from "./object-lists.ts";

const describesAtOnce = 4;

const askPerson =
  "Leave it out. Only the person who runs the server can change the lists (SALESFORCE_ALLOWED_OBJECTS, SALESFORCE_DENIED_OBJECTS).";

function denied(message: string, hint = askPerson): ToolError {
  return new ToolError("DENIED_OBJECT", `${message} Nothing of it was sent.`, hint);
}

/** What cannot be told is refused, since there are lists. */
export function untold(what: string, hint = askPerson): ToolError {
  return denied(`${what}, and this server has object lists.`, hint);
}

/** An object that Salesforce does not show, so that nothing can be found out about it. */
class UnknownObject extends ToolError {
  constructor(object: string) {
    const search = JSON.stringify({ search: object.replace(/__\w+$/, "") });
    super(
      "BAD_ARGUMENT",
      `There is no object ${object} that the user may see. Nothing was sent.`,
      `listAllObjects ${search} finds objects by name or label.`,
    );
  }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Follows names and paths to objects and throws DENIED_OBJECT at the first that may not be touched. */
export class ObjectPaths {
  readonly #salesforce: Salesforce;
  readonly #lists: ObjectLists;

  constructor(salesforce: Salesforce, lists: ObjectLists) {
    this.#salesforce = salesforce;
    this.#lists = lists;
  }

  /** `way` says how one gets there, for the reader of the error. */
  check(object: string, way: string, hint?: string): void {
    this.#refuse(object, this.#lists.refusal(object), way, hint);
  }

  #refuse(object: string, reason: string | undefined, way: string, hint?: string): void {
    if (reason === undefined) return;
    throw denied(`${object} may not be touched: ${reason}. It is reached by ${way}.`, hint);
  }

  /** For what only tells how to look at others (reports, dashboards): an allow list need not name it. */
  checkDenied(object: string, way: string): void {
    if (this.#lists.denial(object) !== undefined) this.check(object, way);
  }

  /** The objects that a lookup field of these objects refers to, all checked. */
  async referenced(objects: readonly string[], field: string, way: string): Promise<void> {
    for (const object of objects) {
      const { fields } = await this.#describe(object);
      const targets = fields
        .filter(({ name }) => sameName(name, field))
        .flatMap(({ referenceTo }) => referenceTo);
      for (const target of targets)
        this.#refuse(target, this.#lists.parentRefusal(target), wayTo(field, targets, way));
    }
  }

  /** An object as a caller names it. A custom one may be named without its namespace, so its own name counts too. */
  async named(object: string, way: string): Promise<string> {
    if (!/^[A-Za-z]\w*$/.test(object)) throw untold(`${JSON.stringify(object)} is no object's name`);
    this.check(object, way);
    if (!object.includes("__")) return object;
    const { name } = await this.#describe(object);
    this.check(name, way);
    return name;
  }

  async #describe(object: string): Promise<ObjectDescribe> {
    try {
      return await describeObject(this.#salesforce, object);
    } catch (error) {
      throw error instanceof SalesforceError && error.status === 404 ? new UnknownObject(object) : error;
    }
  }

  /** The objects at the end of a relationship of one object, `Type:Name` for one of a polymorphic parent's. */
  async #targets(object: string, step: string, children: boolean): Promise<string[]> {
    const [name = "", type] = step.split(":").reverse();
    const { fields, childRelationships } = await this.#describe(object);
    const parents = fields
      .filter(({ relationshipName }) => relationshipName && sameName(relationshipName, name))
      .flatMap(({ referenceTo }) => referenceTo);
    const below = children
      ? childRelationships.filter(
          ({ relationshipName }) => relationshipName && sameName(relationshipName, name),
        )
      : [];
    const targets = unique([...parents, ...below.map(({ childSObject }) => childSObject)]);
    const chosen = type === undefined ? [] : targets.filter((target) => sameName(target, type));
    return chosen.length > 0 ? chosen : targets;
  }

  /** The same of several objects; a parent may be of dozens, which are asked for a few at a time. */
  async #allTargets(objects: readonly string[], step: string, children: boolean): Promise<string[]> {
    const found: string[] = [];
    const one = (object: string) =>
      this.#targets(object, step, children).catch((error: unknown) => {
        // Of several objects that a parent may be of, the user cannot see all.
        if (objects.length > 1 && error instanceof UnknownObject) return [];
        throw error;
      });
    for (let index = 0; index < objects.length; index += describesAtOnce)
      found.push(...(await Promise.all(objects.slice(index, index + describesAtOnce).map(one))).flat());
    return unique(found);
  }

  /** Where one relationship leads from these objects; all of it is checked. */
  async step(objects: readonly string[], step: string, way: string, children = false): Promise<string[]> {
    const targets = await this.#allTargets(objects, step, children);
    if (targets.length === 0)
      throw untold(
        `${objects.join(" or ")} has no relationship ${step} that could be followed (${way})`,
        `describeObject ${JSON.stringify({ object: objects[0], include: ["fields", "childRelationships"] })} lists its relationships.`,
      );
    const parents = await this.#allTargets(objects, step, false);
    const refusal = (target: string) =>
      parents.includes(target) ? this.#lists.parentRefusal(target) : this.#lists.refusal(target);
    const allowed = targets.filter((target) => refusal(target) === undefined);
    const hint = typeofHint(step, targets, allowed);
    for (const target of targets) this.#refuse(target, refusal(target), wayTo(step, targets, way), hint);
    return targets;
  }

  /** Follows parents and children from these objects; every part is one of them. */
  async relationships(objects: readonly string[], path: readonly string[], way: string): Promise<string[]> {
    let at: readonly string[] = objects;
    for (const step of path) at = await this.step(at, step, way, true);
    return [...at];
  }

  /** Follows a path from these objects; its last part is a field, or a relationship where `children` says so. */
  async follow(
    objects: readonly string[],
    path: readonly string[],
    way: string,
    children = false,
  ): Promise<string[]> {
    let at: readonly string[] = objects;
    for (const step of path.slice(0, -1)) at = await this.step(at, step, way, children);
    const last = path.at(-1);
    if (last === undefined || !children || !(await this.#isRelationship(at, last))) return [...at];
    return this.step(at, last, way, true);
  }

  async #isRelationship(objects: readonly string[], name: string): Promise<boolean> {
    return (await this.#allTargets(objects, name, true)).length > 0;
  }

  /** Whether each of these objects has a field or relationship of this name. */
  async knows(objects: readonly string[], name: string): Promise<boolean> {
    for (const object of objects) {
      const { fields } = await this.#describe(object);
      const isField = fields.some((field) => sameName(field.name, name));
      if (!isField && (await this.#targets(object, name, true)).length === 0) return false;
    }
    return objects.length > 0;
  }

  /** Whether this name of a statement is a parent of these objects. */
  async isParent(objects: readonly string[], name: string): Promise<boolean> {
    return (await this.#allTargets(objects, name, false)).length > 0;
  }

  /** The objects that records of these ids are of, all checked; `object` is what the caller says they are. */
  async ofIds(ids: readonly string[], object: string | undefined): Promise<string[]> {
    const prefixes = unique(ids.filter((id) => !id.startsWith("@{")).map((id) => id.slice(0, 3)));
    if (object !== undefined) {
      const { keyPrefix, name } = await this.#describe(object);
      if (prefixes.every((prefix) => prefix === keyPrefix)) return [name];
    } else if (prefixes.length === 0 || ids.some((id) => id.startsWith("@{")))
      throw untold("It is not known of which object these ids are");
    const all = await describeGlobal(this.#salesforce);
    const found = prefixes.map((prefix) => {
      const objects = all.filter(({ keyPrefix }) => keyPrefix === prefix);
      for (const { name } of objects) this.check(name, `ids that begin with ${prefix}`);
      if (objects.length === 0 && object === undefined)
        throw untold(`No object's ids begin with ${prefix}, so it is not known what they are`);
      return objects.map(({ name }) => name);
    });
    return unique([...found.flat(), ...(object === undefined ? [] : [object])]);
  }
}

function wayTo(step: string, targets: readonly string[], way: string): string {
  const name = step.split(":").at(-1) ?? step;
  return targets.length > 1 ? `${way}, since ${name} may be ${shortList(targets)}` : way;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} or ${names.length - 8} others` : shown;
}

function typeofHint(
  step: string,
  targets: readonly string[],
  allowed: readonly string[],
): string | undefined {
  const [first] = allowed;
  if (targets.length < 2 || first === undefined) return undefined;
  return `Leave it out, or in SOQL ask for allowed parents alone: TYPEOF ${step.split(":").at(-1)} WHEN ${first} THEN Name END.`;
}
