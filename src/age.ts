/**
 * Whether a time lies further from the present than so many milliseconds. One in the future counts as well: the
 * clock was set back since, and what it belongs to would pass for new until the clock has caught up.
 */
export function isOlder(time: number, milliseconds: number): boolean {
  return Math.abs(Date.now() - time) > milliseconds;
}
