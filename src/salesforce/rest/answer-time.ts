/**
 * When all of a part is handed over, much of it may still lie in buffers on the way, and Salesforce takes its time
 * before it answers: a line as slow as this (100 kB a second) is no standstill, up to Salesforce's own limit.
 */
const slowestBytesAMillisecond = 100;
const longestAnswerMilliseconds = 600_000;

/** How many milliseconds the answer to an upload of so many bytes may take, once all of it was handed over. */
export function answerMilliseconds(bytes: number): number {
  return Math.min(bytes / slowestBytesAMillisecond, longestAnswerMilliseconds);
}
