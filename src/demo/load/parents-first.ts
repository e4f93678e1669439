import type { ObjectSchema } from "../store/schema.ts";

/** Objects so that what is referred to stands before what refers to it, as far as there are no circles. */
export function parentsFirst(objects: readonly ObjectSchema[]): ObjectSchema[] {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const done = new Set<ObjectSchema>();
  const sorted: ObjectSchema[] = [];
  const visit = (object: ObjectSchema) => {
    if (done.has(object)) return;
    done.add(object);
    const targets = object.fields.flatMap(({ referenceTo }) => referenceTo);
    for (const name of targets) {
      const parent = byName.get(name);
      if (parent) visit(parent);
    }
    sorted.push(object);
  };
  for (const object of objects) visit(object);
  return sorted;
}
