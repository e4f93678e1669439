import { newTrace } from "../../salesforce/rest/client.ts";
import { within } from "../../waiting/signals.ts";
import { mostCharacters } from "../answers/cut.ts";
import { visible } from "../answers/visible.ts";
import type { Call, CallResult, Stage } from "../call.ts";
import { notesFor, searchNotes } from "../notes/notes-for.ts";

/** No note delays an answer by more. */
const noteMilliseconds = 500;
const mostNotes = 5;
/** Arguments whose values there may be something to say of. */
const noted = ["soql", "query", "record", "records", "csv", "file", "set", "term"];

/** The notes on the first line of rows, in JSON behind a summary of failures and before all else. */
function withNotes(result: CallResult, notes: readonly string[]): CallResult {
  const shown = notes.slice(0, mostNotes);
  const { text } = result;
  const own = '{"notes":[';
  const said = text.startsWith(own)
    ? `${own}${visible(JSON.stringify(shown)).slice(1, -1)},${text.slice(own.length)}`
    : text.startsWith("{")
      ? text.replace(/^\{("summary":"(?:[^"\\]|\\.)*",?)?/, (start) => {
          const list = `"notes":${visible(JSON.stringify(shown))}`;
          return start.endsWith(",") || start === "{" ? `${start}${list},` : `${start},${list}`;
        })
      : text.replace(
          /^#.*/,
          (line) =>
            `${line}${shown.map((note) => ` · note: ${visible(note.replaceAll(/\s+/g, " "))}`).join("")}`,
        );
  // Where both do not fit into the answer, rows matter more than notes on them.
  return said.length > mostCharacters ? result : { ...result, text: said };
}

/** What is looked up for notes counts for no call: it is mostly cached, and may come too late for this one. */
async function lookUp(call: Call): Promise<string[]> {
  const { files } = call.runtime;
  const connection = await call.runtime.connect();
  const salesforce = connection.bind({ signal: call.signal, trace: newTrace() });
  return notesFor({ name: call.name, args: call.args, files }, salesforce);
}

/** Says what is likely to be read wrongly; looked up beside the call itself, and never the reason that it fails. */
export const notes: Stage = (next) => async (call) => {
  if (!noted.some((argument) => call.args[argument] !== undefined)) return next(call);
  const looked = lookUp(call).catch(() => []);
  const result = await next(call);
  if (result.isError) return result;
  const found = await within<string[]>(noteMilliseconds, looked, []);
  const all = [...found, ...searchNotes(call, result.text)];
  return all.length === 0 ? result : withNotes(result, all);
};
