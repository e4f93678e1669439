/** Makes equal names distinct, so that they can be keys: `Name`, `Name (2)`. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let count = 2; seen.has(own) || (own !== name && taken.has(own)); count++)
      own = `${name} (${count})`;
    seen.add(own);
    return own;
  });
}
