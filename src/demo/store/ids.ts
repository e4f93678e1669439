const suffixLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function suffixLetter(id: string, start: number): string {
  let bits = 0;
  for (let index = 0; index < 5; index++) {
    const letter = id.charCodeAt(start + index);
    if (letter >= 65 && letter <= 90) bits |= 1 << index;
  }
  return suffixLetters[bits] ?? "";
}

/** The three letters that make a case-sensitive 15-character id safe where case is lost. */
function suffix(id: string): string {
  return suffixLetter(id, 0) + suffixLetter(id, 5) + suffixLetter(id, 10);
}

/**
 * 15 or 18 characters → 18, or undefined when it is no id. An 18-character id's case is restored by its suffix,
 * which has to fit: it cannot call a digit a capital.
 */
export function to18(id: string): string | undefined {
  if (id.length === 15 && /^[A-Za-z0-9]+$/.test(id)) return id + suffix(id);
  if (!/^[A-Za-z0-9]{15}[A-Za-z0-5]{3}$/.test(id)) return undefined;
  if (id.endsWith(suffix(id))) return id;
  const end = id.slice(15).toUpperCase();
  const restored = [...id.slice(0, 15)].map((letter, index) => {
    const bits = suffixLetters.indexOf(end[Math.floor(index / 5)] ?? "");
    return bits & (1 << (index % 5)) ? letter.toUpperCase() : letter.toLowerCase();
  });
  const start = restored.join("");
  return suffix(start) === end ? start + end : undefined;
}

/** The org's own part of the ids that it gives. */
const ownPart = "DE000";

/** The number of an id that `numberedId` may have made, 0 of any other. */
export function numberOf(id: string): number {
  if (!id.startsWith(ownPart, 3)) return 0;
  return [...id.slice(8, 15)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
}

/** The id with this number of an object: prefix, the org's own part, and the number in base 62. */
export function numberedId(prefix: string, number: number): string {
  let text = "";
  for (let rest = number; text.length < 7; rest = Math.floor(rest / 62))
    text = (digits[rest % 62] ?? "0") + text;
  const id = `${prefix}${ownPart}${text}`;
  return id + suffix(id);
}
