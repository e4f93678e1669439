/** A whole number in groups of three digits: 1,234,567. `toLocaleString` would load the world's languages for it, 15 ms. */
export function withCommas(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
