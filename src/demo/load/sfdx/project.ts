import { basename } from "node:path";
import type { ObjectBasis } from "../../data/assemble-schema.ts";
import { standardFacts } from "../../data/objects/index.ts";
import { basisOf } from "../../data/schema-builder.ts";
import type { NumberFormat } from "../../rows/new-row.ts";
import { numberedId } from "../../store/ids.ts";
import type { FieldSchema } from "../../store/schema.ts";
import type { DataFile } from "../data-folder.ts";
import { customField } from "./custom-field.ts";
import { customObject } from "./custom-object.ts";
import { metadataFile } from "./metadata-file.ts";
import { picklistOf, type ValueSets, valueSetsOf } from "./value-sets.ts";
import { XmlFile } from "./xml-file.ts";

/** What an SFDX project says of an org. */
export interface Project {
  bases: ObjectBasis[];
  /** How auto-numbers are written, by `Invoice__c.Name`. */
  formats: Map<string, NumberFormat>;
  /** What follows Salesforce's defaults, since no file says it, and what was not taken. */
  notes: string[];
}

/** The files of one object. */
interface ObjectFiles {
  object?: XmlFile;
  fields: XmlFile[];
  recordTypes: XmlFile[];
}

function byObject(files: readonly XmlFile[]): Map<string, ObjectFiles> {
  const objects = new Map<string, ObjectFiles>();
  for (const file of files) {
    const [, name = "", , , kind] = metadataFile.exec(file.file.name) ?? [];
    const known = objects.get(name) ?? { fields: [], recordTypes: [] };
    objects.set(name, known);
    if (kind === "object") known.object = file;
    else if (kind === "field") known.fields.push(file);
    else known.recordTypes.push(file);
  }
  return objects;
}

function fullName(file: XmlFile): string {
  const name = file.text("fullName") ?? basename(file.file.name).replace(/\.\w+-meta\.xml$/, "");
  if (/^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(name)) return name;
  throw file.refuse("<fullName>", `has the name ${JSON.stringify(name)}, which no API name can be.`);
}

/** `INV-{0000}`; dates in it are not kept up. */
function formatOf(text: string | undefined): NumberFormat | undefined {
  const [, before, zeros, after] = /^([^{]*)\{(0+)\}([^{]*)$/.exec(text ?? "") ?? [];
  if (before === undefined || zeros === undefined || after === undefined) return undefined;
  return { before, digits: zeros.length, after };
}

class ProjectReader {
  readonly #sets: ValueSets;
  readonly #standard = new Map(standardFacts.map((facts) => [facts.name, facts]));
  readonly project: Project = { bases: [], formats: new Map(), notes: [] };
  #objects = 0;
  #recordTypes = 0;

  constructor(sets: ValueSets) {
    this.#sets = sets;
  }

  object(name: string, files: ObjectFiles): void {
    if (/__(?:mdt|e|b|x|kav)$/.test(name)) {
      this.project.notes.push(`${name} was not taken: it is no object with records of its own.`);
      return;
    }
    const fields = files.fields.flatMap((file) => this.#field(name, file));
    const basis = this.#basis(name, files, fields);
    if (!basis) return;
    const recordTypes = files.recordTypes.map((file) => this.#recordType(file));
    this.project.bases.push({ ...basis, recordTypes });
  }

  #basis(
    name: string,
    { object: file }: ObjectFiles,
    fields: readonly FieldSchema[],
  ): ObjectBasis | undefined {
    const facts = this.#standard.get(name);
    if (facts) return this.#extended(basisOf(facts), fields);
    if (!name.endsWith("__c")) {
      this.project.notes.push(`${name} was not taken: the demo org does not know this standard object.`);
      return undefined;
    }
    if (!file)
      this.project.notes.push(
        `${name} has no object-meta.xml: its label and name field follow Salesforce's defaults.`,
      );
    const format = formatOf(file?.text("displayFormat", file.within("nameField")));
    if (format) this.project.formats.set(`${name}.Name`, format);
    const keyPrefix = `a${(this.#objects++).toString(36).padStart(2, "0")}`;
    return customObject(name, { keyPrefix, file, fields });
  }

  /** A standard object with what the org added to it. */
  #extended(basis: ObjectBasis, fields: readonly FieldSchema[]): ObjectBasis {
    const own = basis.fields.map((field) => {
      const values = this.#sets.get(`${basis.name}.${field.name}`);
      return (
        fields.find(({ name }) => name === field.name) ??
        (values ? { ...field, picklistValues: values } : field)
      );
    });
    const known = new Set(own.map(({ name }) => name));
    return { ...basis, fields: [...own, ...fields.filter(({ name }) => !known.has(name))] };
  }

  #field(object: string, file: XmlFile): FieldSchema[] {
    const name = fullName(file);
    if (!name.endsWith("__c")) return this.#standardField(object, name, file);
    const fields = customField(file, name, this.#sets);
    const format = formatOf(file.text("displayFormat"));
    if (format) this.project.formats.set(`${object}.${name}`, format);
    if (file.text("defaultValue") !== undefined && fields.every(({ defaultValue }) => defaultValue === null))
      this.project.notes.push(`${object}.${name} has a formula as its default, which is not computed.`);
    return fields;
  }

  /** Of a standard field a project tells its values, and that it is required. */
  #standardField(object: string, name: string, file: XmlFile): FieldSchema[] {
    const facts = this.#standard.get(object);
    const field = facts && basisOf(facts).fields.find((each) => each.name === name);
    if (!field) return [];
    const picklist = /picklist$/.test(field.type) ? picklistOf(file, this.#sets) : undefined;
    const values = picklist && { picklistValues: picklist.values, restrictedPicklist: picklist.restricted };
    return [{ ...field, ...values, ...(file.is("required") && { nillable: false }) }];
  }

  #recordType(file: XmlFile): ObjectBasis["recordTypes"][number] {
    const developerName = fullName(file);
    const name = file.text("label") ?? developerName;
    return { id: numberedId("012", 500 + this.#recordTypes++), name, developerName, isDefault: false };
  }
}

/** Objects whose values alone a project tells, by a standard value set. */
function mentioned(sets: ValueSets): string[] {
  return [...sets.keys()].flatMap((name) => (name.includes(".") ? [name.replace(/\..*/, "")] : []));
}

/** Reads the metadata of a project. Throws LoadError with file and line. */
export async function readProject(files: readonly DataFile[]): Promise<Project> {
  const xml = await import("fast-xml-parser");
  const read = (pattern: RegExp) =>
    files.filter(({ name }) => pattern.test(name)).map((file) => new XmlFile(file, xml));
  const sets = valueSetsOf(read(/\.(?:global|standard)ValueSet-meta\.xml$/));
  const objects = byObject(read(metadataFile));
  for (const name of mentioned(sets))
    if (!objects.has(name)) objects.set(name, { fields: [], recordTypes: [] });
  const reader = new ProjectReader(sets);
  for (const [name, own] of objects) reader.object(name, own);
  const { project } = reader;
  if (project.bases.some(({ custom }) => custom))
    project.notes.push(
      "What the XML does not say follows Salesforce's defaults: key prefixes, system fields, lengths, who may do what.",
    );
  return project;
}
