/** Letters or digits that stand in for one another, so that a word keeps its shape. */
export interface Alphabet {
  /** The same for the same letters. */
  name: string;
  size: number;
  placeOf(codePoint: number): number;
  at(place: number): number;
}

function range(name: string, first: number, last: number): Alphabet {
  return {
    name,
    size: last - first + 1,
    placeOf: (codePoint) => codePoint - first,
    at: (place) => first + place,
  };
}

const digits = range("0", 0x30, 0x39);
const ranges: [first: number, last: number, alphabet: Alphabet][] = [
  [0x30, 0x39, digits],
  [0x61, 0x7a, range("a", 0x61, 0x7a)],
  [0x4e00, 0x9fff, range("han", 0x4e00, 0x9fff)],
  [0xac00, 0xd7a3, range("hangul", 0xac00, 0xd7a3)],
];

/** Unicode's scripts stand together in blocks of this size. */
const blockSize = 128;

/** A letter in small, where it has exactly one small and one capital form. */
export function small(character: string): string {
  const lower = character.toLowerCase();
  return lower.toUpperCase() === character && [...lower].length === 1 ? lower : character;
}

function hasCapital(letter: string): boolean {
  const capital = letter.toUpperCase();
  return capital !== letter && [...capital].length === 1 && capital.toLowerCase() === letter;
}

/** What Unicode calls a letter or digit: small, modifier, of a script without capitals, decimal digit … */
const categories = [/\p{Ll}/u, /\p{Lu}/u, /\p{Lt}/u, /\p{Lm}/u, /\p{Lo}/u, /\p{Nd}/u, /\p{Nl}/u, /\p{No}/u];

function kindOf(letter: string): string {
  return `${categories.findIndex((category) => category.test(letter))}${hasCapital(letter) ? "c" : "u"}`;
}

const blocks = new Map<string, Alphabet>();

/** Every small letter or digit of a block that is of one kind with this one. */
function blockAlphabet(letter: string, codePoint: number): Alphabet {
  const block = Math.floor(codePoint / blockSize);
  const kind = kindOf(letter);
  const name = `${block} ${kind}`;
  const known = blocks.get(name);
  if (known) return known;
  const members = Array.from({ length: blockSize }, (_, index) => block * blockSize + index).filter(
    (each) => {
      const text = String.fromCodePoint(each);
      return small(text) === text && kindOf(text) === kind;
    },
  );
  const places = new Map(members.map((member, place) => [member, place]));
  const made: Alphabet = {
    name,
    size: members.length,
    placeOf: (each) => places.get(each) ?? 0,
    at: (place) => members[place] ?? codePoint,
  };
  blocks.set(name, made);
  return made;
}

/** The alphabet of a small letter or digit. */
export function alphabetOf(letter: string): Alphabet {
  const codePoint = letter.codePointAt(0) ?? 0;
  const found = ranges.find(([first, last]) => codePoint >= first && codePoint <= last);
  return found ? found[2] : blockAlphabet(letter, codePoint);
}
