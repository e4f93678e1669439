/** Why a folder cannot be loaded: the file and line, what is wrong there, and what to do. */
export class LoadError extends Error {
  override readonly name = "LoadError";

  /** `where` is `Account.csv:12`, or the folder. */
  constructor(where: string, problem: string, nextStep = "") {
    super(`${where}: ${problem}${nextStep && ` ${nextStep}`}`);
  }
}
