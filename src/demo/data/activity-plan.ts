/** How many tasks the seed makes, and how many records of each kind that activities hang on. */
export const counts = { accounts: 40, opportunities: 90, cases: 80, contacts: 120, leads: 60, tasks: 2_500 };

const eventCount = 40;
/** Days that a record has been left alone, by its place: some are worked on daily, some not for weeks. */
const quietDays = [0, 3, 9, 20, 45];
const what = counts.accounts + counts.opportunities + counts.cases;
const who = counts.contacts + counts.leads;

/** A contact's account by the contact's place; a few work for nobody. */
export function employerOf(contact: number): number | undefined {
  return contact < 112 ? contact % counts.accounts : undefined;
}

export function accountOfDeal(deal: number): number {
  return deal % counts.accounts;
}

export interface PlannedTask {
  /** Place among accounts, then opportunities, then cases. */
  what: number;
  /** Place among contacts, then leads. */
  who: number | undefined;
  /** Place of the account that the task belongs to. */
  account: number | undefined;
  isDone: boolean;
  /** Days from today. */
  due: number | undefined;
}

function accountOf(whatPlace: number, whoPlace: number | undefined): number | undefined {
  if (whatPlace < counts.accounts) return whatPlace;
  const deal = whatPlace - counts.accounts;
  if (deal < counts.opportunities) return accountOfDeal(deal);
  return whoPlace === undefined ? undefined : employerOf(whoPlace);
}

export function plannedTask(index: number): PlannedTask {
  const place = index % what;
  const isDone = (index + Math.floor(index / what)) % 3 === 0;
  const quiet = quietDays[place % quietDays.length] ?? 0;
  const due = isDone ? -quiet - (index % 150) : (index % 300) - 150;
  const whoPlace = index % 2 === 0 ? index % who : undefined;
  return {
    what: place,
    who: whoPlace,
    account: accountOf(place, whoPlace),
    isDone,
    due: index % 10 === 9 ? undefined : due,
  };
}

/** What the planned activities say of a record; `last` in days from today. */
export interface PlannedActivity {
  last: number | undefined;
  open: boolean;
  overdue: boolean;
}

class Summary {
  readonly #of = new Map<number, PlannedActivity>();

  note(place: number | undefined, { last, open, overdue }: PlannedActivity): void {
    if (place === undefined) return;
    const known = this.of(place);
    if (known.last === undefined || (last !== undefined && last > known.last)) known.last = last;
    known.open ||= open;
    known.overdue ||= overdue;
  }

  of(place: number): PlannedActivity {
    const known = this.#of.get(place);
    if (known) return known;
    const none = { last: undefined, open: false, overdue: false };
    this.#of.set(place, none);
    return none;
  }
}

/**
 * The tasks and events of the seed, planned before there is anything that they hang on: so every record is stored with
 * its activity fields, and none is written twice while the org starts.
 */
export class ActivityPlan {
  /** Days from now; each is about the account of its place. */
  readonly events = Array.from({ length: eventCount }, (_, index) => index - eventCount / 2);
  readonly #accounts = new Summary();
  readonly #what = new Summary();
  readonly #who = new Summary();

  constructor() {
    for (let index = 0; index < counts.tasks; index++) {
      const task = plannedTask(index);
      const { isDone, due } = task;
      const told = {
        last: isDone ? due : undefined,
        open: !isDone,
        overdue: !isDone && due !== undefined && due < 0,
      };
      this.#accounts.note(task.account, told);
      this.#what.note(task.what, told);
      this.#who.note(task.who, told);
    }
    for (const [account, last] of this.events.entries())
      this.#accounts.note(account, { last, open: last >= 0, overdue: false });
  }

  ofAccount(place: number): PlannedActivity {
    return this.#accounts.of(place);
  }

  ofDeal(place: number): PlannedActivity {
    return this.#what.of(counts.accounts + place);
  }

  ofContact(place: number): PlannedActivity {
    return this.#who.of(place);
  }

  ofLead(place: number): PlannedActivity {
    return this.#who.of(counts.contacts + place);
  }
}
