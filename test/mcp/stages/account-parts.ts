/** The arguments of a composite request that makes accounts of these names, in parts `p0`, `p1`, and so on. */
export function creating(...names: string[]) {
  const compositeRequest = names.map((Name, index) => ({
    method: "POST",
    url: "sobjects/Account",
    referenceId: `p${index}`,
    body: { Name },
  }));
  return { compositeRequest };
}
