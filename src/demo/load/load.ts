import { basename } from "node:path";
import type { ObjectBasis } from "../data/assemble-schema.ts";
import type { Org, OrgUser } from "../handler.ts";
import { continueNumbers } from "../rows/new-row.ts";
import type { FieldSchema, ObjectSchema, Schema } from "../store/schema.ts";
import { completeRows } from "./complete-rows.ts";
import { csvTable } from "./csv-rows.ts";
import { type DataFile, filesIn, textOf, unfinishedMark } from "./data-folder.ts";
import { DescribeFile } from "./describe-file.ts";
import { IdRegister } from "./id-register.ts";
import { JsonFile } from "./json-file.ts";
import { LoadError } from "./load-error.ts";
import { loadedSchema } from "./loaded-schema.ts";
import { type Mended, mendReferences } from "./mend-references.ts";
import { fillOrganization, type Organization, organizationOf, someProfile } from "./organization.ts";
import { parentsFirst } from "./parents-first.ts";
import { isMetadata } from "./sfdx/metadata-file.ts";
import type { Project } from "./sfdx/project.ts";
import { loadTable } from "./table-rows.ts";
import { checkPlan, isPlan, isTree, TreeRows } from "./tree-rows.ts";

/** What folders hold, read and checked but for the rows. */
export interface Loaded {
  schema: Schema;
  organizationId: string;
  user: OrgUser;
  /** Puts the rows in; returns what there is to be said. Throws LoadError. */
  fill(org: Org): string[];
}

/** The files of a folder by what they are. */
interface Contents {
  describes: JsonFile[];
  tables: DataFile[];
  /** Files of `sf data export tree`. */
  trees: JsonFile[];
  org: JsonFile | undefined;
  /** An SFDX project's metadata. */
  metadata: DataFile[];
}

function isDescribe(json: JsonFile): boolean {
  return Array.isArray(json.record["fields"]) && typeof json.record["name"] === "string";
}

/** The records of these files. Throws LoadError for a plan that names others. */
function treesOf(jsons: readonly JsonFile[]): JsonFile[] {
  const trees = jsons.filter(isTree);
  for (const plan of jsons.filter(isPlan)) checkPlan(plan, trees);
  return trees;
}

/** A project holds much that is no record; what `sf data export tree` wrote stands in its folder `data`. */
function contentsOfProject(files: readonly DataFile[]): Contents {
  const data = files.filter(({ name }) => /(?:^|\/)data\/.*\.json$/.test(name));
  const trees = treesOf(data.map((file) => new JsonFile(file)));
  const metadata = files.filter(({ name }) => name.endsWith("-meta.xml"));
  return { describes: [], tables: [], org: undefined, trees, metadata };
}

const howToMake = "`snapshot FOLDER --objects LIST` makes such a folder; an SFDX project is taken too.";

function contentsOf(folder: string): Contents {
  const files = filesIn(folder);
  if (files.some(({ name }) => name === unfinishedMark))
    throw new LoadError(
      folder,
      "holds a snapshot that is not finished.",
      "Give the same snapshot command again; it goes on.",
    );
  const deep = filesIn(folder, true);
  if (deep.some(isMetadata)) return contentsOfProject(deep);
  const jsons = files.filter(({ name }) => name.endsWith(".json")).map((file) => new JsonFile(file));
  const org = jsons.find(({ file }) => file.name === "org.json");
  const trees = treesOf(jsons);
  const describes = jsons.filter((json) => json !== org && !isTree(json) && !isPlan(json));
  const strange = describes.find((json) => !isDescribe(json));
  if (strange)
    throw new LoadError(
      `${strange.file.name}:1`,
      "is no describe of an object.",
      "Take it out of the folder.",
    );
  const tables = files.filter(({ name }) => name.endsWith(".csv"));
  if (describes.length + tables.length + trees.length === 0)
    throw new LoadError(folder, "holds no describes (.json) and no rows (.csv).", howToMake);
  return { describes, tables, trees, org, metadata: [] };
}

function basesOf(describes: readonly JsonFile[], projects: readonly Project[]): ObjectBasis[] {
  const seen = new Set<string>();
  const ofProjects = projects.flatMap(({ bases }) => bases);
  for (const { name } of ofProjects) {
    if (seen.has(name.toLowerCase()))
      throw new LoadError(name, "stands in two projects.", "Load one of them.");
    seen.add(name.toLowerCase());
  }
  const ofDescribes = describes.map((json) => {
    const basis = new DescribeFile(json).basis();
    if (seen.has(basis.name.toLowerCase()))
      throw json.refuse(["name"], `describes ${basis.name}, which another file describes too.`);
    seen.add(basis.name.toLowerCase());
    return basis;
  });
  return [...ofProjects, ...ofDescribes];
}

/** An object whose describe tells no key prefix has that of its rows. */
function withPrefix(basis: ObjectBasis, tables: readonly DataFile[]): ObjectBasis {
  const file = basis.keyPrefix === "" ? tables.find(({ name }) => name === `${basis.name}.csv`) : undefined;
  const table = file && csvTable(file.name, textOf(file));
  const place = table?.header.indexOf("Id") ?? -1;
  const id = place >= 0 ? table?.first()?.[place] : undefined;
  return id ? { ...basis, keyPrefix: id.slice(0, 3) } : basis;
}

function objectOfTable(schema: Schema, { name }: DataFile): ObjectSchema {
  const object = schema.object(basename(name, ".csv"));
  if (object) return object;
  const wanted = basename(name, ".csv");
  throw new LoadError(
    `${name}:1`,
    `holds rows of ${wanted}, which nothing describes.`,
    `Put ${wanted}.json beside it.`,
  );
}

function tablesByObject(schema: Schema, files: readonly DataFile[]): Map<ObjectSchema, DataFile> {
  const tables = new Map<ObjectSchema, DataFile>();
  for (const file of files) {
    const object = objectOfTable(schema, file);
    if (tables.has(object))
      throw new LoadError(`${file.name}:1`, `holds rows of ${object.name}, as another file does.`);
    tables.set(object, file);
  }
  return tables;
}

function noteCounts(mended: Mended): string[] {
  const rows = (count: number) => (count === 1 ? "1 row" : `${count} rows`);
  return [
    ...mended.leftOut
      .entries()
      .map(([field, n]) => `${rows(n)} left out: ${field} points to a record that is not here.`),
    ...mended.emptied
      .entries()
      .map(([field, n]) => `${field} emptied in ${rows(n)}: it points to a record that is not here.`),
    ...mended.given
      .entries()
      .map(([field, n]) => `${field} of ${rows(n)} points to nobody that is here: a stand-in was put there.`),
  ];
}

/** Formulas and roll-ups are not computed here: rows keep the values that they came with. */
function frozenFields(objects: Iterable<ObjectSchema>): string[] {
  return [...objects].flatMap((object) => {
    const names = object.fields.filter(({ calculated }) => calculated).map(({ name }) => name);
    return names.length === 0 ? [] : [`Formulas of ${object.name} keep their values: ${names.join(", ")}.`];
  });
}

function standInOf(org: Org): (field: FieldSchema) => string {
  return (field) => (field.name === "ProfileId" ? someProfile(org) : org.user.id);
}

/** What is put into an org. */
interface Content {
  organization: Organization;
  tables: ReadonlyMap<ObjectSchema, DataFile>;
  trees: TreeRows;
  projects: readonly Project[];
}

function fillTables(org: Org, tables: Content["tables"], ids: IdRegister) {
  const columns = new Map<ObjectSchema, ReadonlySet<string>>();
  for (const object of parentsFirst([...tables.keys()])) {
    const file = tables.get(object);
    if (file) columns.set(object, loadTable(org, object, file, ids));
  }
  return columns;
}

function fill(org: Org, { organization, tables, trees, projects }: Content): string[] {
  const ids = new IdRegister();
  for (const [name, format] of projects.flatMap(({ formats }) => [...formats])) {
    const [object = "", field = ""] = name.split(".");
    continueNumbers(org, object, field, { last: 0, format });
  }
  const columns = fillTables(org, tables, ids);
  fillOrganization(org, organization);
  const fromTrees = trees.fill(org, ids);
  for (const [object, given] of columns) completeRows(org, object, given);
  const known = ["User", "Profile", "RecordType", "Organization"];
  for (const name of known)
    for (const { Id: id } of org.store.all(`SELECT "Id" FROM "${name}"`)) ids.note(String(id), name);
  const mended = mendReferences(org, ids.dangling(), standInOf(org));
  const loaded = new Set([...columns.keys(), ...fromTrees]);
  return [...projects.flatMap(({ notes }) => notes), ...noteCounts(mended), ...frozenFields(loaded)];
}

/** Reads folders that `snapshot` made, and SFDX projects. Throws LoadError with file and line. */
export async function readFolders(folders: readonly string[]): Promise<Loaded> {
  const contents = folders.map(contentsOf);
  const describes = contents.flatMap((each) => each.describes);
  const projects: Project[] = [];
  for (const { metadata } of contents) if (metadata.length > 0) projects.push(await projectIn(metadata));
  const files = contents.flatMap((each) => each.tables);
  const schema = loadedSchema(basesOf(describes, projects).map((basis) => withPrefix(basis, files)));
  const tables = tablesByObject(schema, files);
  const organization = organizationOf(contents.find(({ org }) => org)?.org);
  const trees = new TreeRows(
    schema,
    contents.flatMap((each) => each.trees),
  );
  return {
    schema,
    organizationId: organization.organizationId,
    user: organization.signedIn,
    fill: (org) => org.store.savepoint(() => fill(org, { organization, tables, trees, projects })),
  };
}

async function projectIn(metadata: readonly DataFile[]): Promise<Project> {
  const { readProject } = await import("./sfdx/project.ts");
  return readProject(metadata);
}
