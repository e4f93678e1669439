/** The value of an answer, which stands behind the error's line where nothing was kept. */
export function answerIn(text: string) {
  return JSON.parse(text.startsWith("{") ? text : text.slice(text.indexOf("\n{") + 1));
}
