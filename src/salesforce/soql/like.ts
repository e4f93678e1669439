/** Text for LIKE that finds what holds this one: quotes, wildcards and backslashes stand for themselves. */
export function likeText(search: string): string {
  return `'%${search.replaceAll(/[\\%_]/g, "\\$&").replaceAll("'", "\\'")}%'`;
}
