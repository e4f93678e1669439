import { firstIds, noteWritten, ObjectFile, type Snapshot, takeRows, takeWanted } from "./object-rows.ts";
import { isSupport, parentsFirst, type TakenObject } from "./taken-object.ts";

/** The rows of the objects that were asked for. */
async function takeAsked(snapshot: Snapshot, objects: readonly TakenObject[]): Promise<void> {
  const { folder, taken } = snapshot;
  const counts = new Map<TakenObject, number>();
  // All ids come first, since rows refer to rows of their own object and in circles.
  for (const object of objects) {
    if (folder.done(object.name)) {
      await noteWritten(snapshot, object);
      continue;
    }
    const ids = await firstIds(snapshot, object);
    for (const id of ids) taken.ids.add(id);
    counts.set(object, ids.length);
  }
  for (const [object, count] of counts) await takeRows(snapshot, object, count);
}

/** Users, roles and the like refer to one another: rounds until nobody is missing. */
async function takeRounds(snapshot: Snapshot, files: readonly [TakenObject, ObjectFile][]): Promise<void> {
  for (let more = true; more; ) {
    more = false;
    for (const [object, file] of files) if (await takeWanted(snapshot, object, file)) more = true;
  }
}

/** One file within another, so that all are whole or none is. */
function takeSupports(
  snapshot: Snapshot,
  [object, ...others]: readonly TakenObject[],
  files: readonly [TakenObject, ObjectFile][] = [],
): Promise<void> {
  if (!object) return takeRounds(snapshot, files);
  return ObjectFile.write(snapshot, object, (file) =>
    takeSupports(snapshot, others, [...files, [object, file]]),
  );
}

/** Takes every row: of the objects that were asked for the first ones, of users and the like those they refer to. */
export async function takeAll(
  snapshot: Snapshot,
  asked: readonly TakenObject[],
  supports: readonly TakenObject[],
): Promise<void> {
  await takeAsked(snapshot, parentsFirst(asked.filter(({ name }) => !isSupport(name))));
  if (supports.length > 0 && supports.every(({ name }) => snapshot.folder.done(name))) return;
  for (const object of asked.filter(({ name }) => isSupport(name)))
    for (const id of await firstIds(snapshot, object)) snapshot.taken.want(object.name, id);
  await takeSupports(snapshot, supports);
}
